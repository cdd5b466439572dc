"""Whatever bytes come over HTTP: no fault, every refusal in JSON with a code, nothing leaked."""

import re
import shutil
import signal
import socket
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Final

import orjson
import pytest
from hypothesis import given

from resolvers.faults import FaultCode
from server.demo import DEMO_USER
from tests.differential.examples import examples
from tests.edge.sockets import Answer, read_answer
from tests.hostile.requests import Sent, unframed, well_framed
from tests.server.commands import Served, serving

LEAKED: Final = re.compile(
    rb'traceback|File "|sqlite|asyncpg|psycopg|sqlalchemy|strawberry|starlette|uvicorn|\.py\b|'
    rb"Error\(|<class |object at 0x",
    re.IGNORECASE,
)
"""What says how the server is made."""
JSON_TYPES: Final = {
    "application/json; charset=utf-8",
    "application/graphql-response+json; charset=utf-8",
}
CODES: Final = {each.value for each in FaultCode} - {FaultCode.INTERNAL_SERVER_ERROR.value}
SILENCE: Final = 0.5
"""Seconds after which bytes that are no whole request are taken to have no answer."""


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> Iterator[Served]:
    """With all that it can serve, and no limit that would hide the rest; its log has no fault."""
    folder = tmp_path_factory.mktemp("served")
    shutil.copyfile(sqlite_template, folder / "clinch.db")
    settings = {
        "ACTOR": DEMO_USER,
        "RATE_LIMIT": "off",
        "CORS_ORIGINS": "http://localhost:*",
        "GRAPHIQL": "true",
        "INTROSPECTION": "true",
        "METRICS": "true",
    }
    with serving(folder, **{f"CLINCH_{name}": value for name, value in settings.items()}) as served:
        yield served
        served.end(signal.SIGTERM)
    assert "fault " not in served.errors
    assert "Traceback" not in served.errors


def received(port: int, sent: Sent, seconds: float) -> bytes:
    """All that comes until the server closes, or says nothing for so long."""
    data = b""
    with (
        socket.create_connection(("127.0.0.1", port), timeout=seconds) as connection,
        suppress(TimeoutError, ConnectionError),
    ):
        connection.sendall(sent.data)
        while part := connection.recv(1_000_000):
            data += part
    return data


def check(answer: Answer, *, head: bool = False) -> None:
    """What is so of every answer."""
    assert answer.status < 500
    assert "server" not in answer.headers
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "content-security-policy" in answer.headers
    is_json = answer.headers.get("content-type") in JSON_TYPES
    assert is_json or answer.status < 400
    if head:
        assert answer.body == b""
    elif is_json:
        said = orjson.loads(answer.body)
        assert ("errors" in said) or answer.status < 400
        for error in said.get("errors", ()):
            assert error["message"]
            assert error["extensions"]["code"] in CODES


def test_whatever_is_asked_there_is_no_fault_and_nothing_leaks(running: Served) -> None:
    statuses: set[int] = set()

    @examples(300)
    @given(well_framed())
    def ask(sent: Sent) -> None:
        data = received(running.port, sent, 15)
        assert data, "no answer"
        assert not LEAKED.search(data)
        answer = read_answer(data, closed=True)
        statuses.add(answer.status)
        check(answer, head=sent.head)

    ask()

    assert statuses >= {200, 400, 404, 405, 415, 421}


def test_whatever_bytes_come_there_is_no_fault_and_nothing_leaks(running: Served) -> None:
    @examples(100, share=0.1)
    @given(unframed())
    def ask(sent: Sent) -> None:
        data = received(running.port, sent, SILENCE)
        assert not LEAKED.search(data)
        if data.startswith(b"HTTP/1.1 "):
            check(read_answer(data, closed=True))
        else:
            assert data == b""

    ask()

    assert running.get("/health/ready") == 200
