"""The log as JSON: every line is an object, whoever wrote it, from the first to the last."""

import json
import signal
from pathlib import Path

import pytest
from websockets.exceptions import ConnectionClosedError, InvalidStatus
from websockets.sync.client import connect
from websockets.typing import Origin, Subprotocol

from server.demo import DEMO_USER
from tests.observing.collecting import collecting
from tests.server.commands import Served, serving

FOREIGN = "https://evil.example"
MARKER = "hunter2"
FIRST_KEYS = ["time", "level", "logger"]
REFUSED = (
    "A WebSocket of 'https://evil.example' is refused: CLINCH_CORS_ORIGINS hasn't this origin."
)


def connect_from_elsewhere(served: Served) -> None:
    with (
        pytest.raises(InvalidStatus, match="403"),
        connect(f"ws://127.0.0.1:{served.port}/graphql", origin=Origin(FOREIGN)),
    ):
        pytest.fail("the socket is open")


def test_every_line_is_an_object(database_url: str, tmp_path: Path) -> None:
    with serving(
        tmp_path,
        CLINCH_DATABASE_URL=database_url,
        CLINCH_ACTOR=DEMO_USER,
        CLINCH_LOG_FORMAT="json",
    ) as served:
        served.get("/graphql?query=%7Bviewer%7Bname%7D%7D")
        connect_from_elsewhere(served)
        assert served.end(signal.SIGTERM) == 0

    lines = [json.loads(line) for line in served.errors.splitlines()]
    assert all([*line][:3] == FIRST_KEYS and line["time"].endswith("Z") for line in lines)
    told = [(line["level"], line["logger"], line.get("message")) for line in lines]
    assert told[0] == ("info", "uvicorn.error", f"Started server process [{served.process.pid}]")
    assert told.count(("info", "clinch.requests", None)) == 2
    assert told.count(("warning", "clinch", REFUSED)) == 1
    assert told.count(("info", "clinch", "Ending after SIGTERM: what runs is finished.")) == 1
    assert "strawberry.ws" not in {logger for _, logger, _ in told}


@pytest.mark.parametrize("log_format", ["json", "text"])
def test_given_debug_when_clients_bring_secrets_then_none_of_it_is_written(
    database_url: str, tmp_path: Path, log_format: str
) -> None:
    headers = {"Authorization": f"Bearer {MARKER}", "Cookie": MARKER}
    trace = {"traceparent": f"00-{'a' * 32}-{'b' * 16}-01", "tracestate": f"{MARKER}\x85\x9b2J"}
    with (
        collecting() as collector,
        serving(
            tmp_path,
            CLINCH_DATABASE_URL=database_url,
            CLINCH_ACTOR=DEMO_USER,
            CLINCH_LOG_FORMAT=log_format,
            CLINCH_LOG_LEVEL="debug",
            OTEL_EXPORTER_OTLP_ENDPOINT=collector.endpoint,
        ) as served,
    ):
        served.read(f"/graphql?query=%7Bviewer%7Bname%7D%7D&{MARKER}={MARKER}", **trace)
        with connect(
            f"ws://127.0.0.1:{served.port}/graphql?token={MARKER}",
            subprotocols=[Subprotocol("graphql-transport-ws")],
            additional_headers=headers,
        ) as socket:
            payload = {"authorization": f"Bearer {MARKER}"}
            socket.send(json.dumps({"type": "connection_init", "payload": payload}))
            with pytest.raises(ConnectionClosedError, match="4403"):
                socket.recv()
        with (
            pytest.raises(InvalidStatus, match="403"),
            connect(f"ws://127.0.0.1:{served.port}/?{MARKER}"),
        ):
            pytest.fail("the socket is open")
        assert served.end(signal.SIGTERM) == 0

    assert len(collector.spans) == 2
    assert MARKER not in served.errors + served.output


def test_as_text_a_message_stands_there_once(database_url: str, tmp_path: Path) -> None:
    with serving(tmp_path, CLINCH_DATABASE_URL=database_url, CLINCH_ACTOR=DEMO_USER) as served:
        connect_from_elsewhere(served)
        assert served.end(signal.SIGTERM) == 0

    assert served.errors.count(f" WARNING:  {REFUSED}\n") == 1
    assert served.errors.count(FOREIGN) == 1
