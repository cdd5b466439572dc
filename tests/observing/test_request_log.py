"""The log of requests: a line for each, with what docs/operating.md lists and nothing else."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any

import pytest
from starlette.websockets import WebSocketDisconnect

from tests.api.demo import AIKO, ROBOTS
from tests.api.requests import nothing_changes
from tests.conftest import execute
from tests.observing.conftest import Lines
from tests.observing.serving import serving

WHO = "query Who { viewer { name } }"
DEAR = "{ opportunities(first: 100) { nodes { quotes(first: 3) { nodes { id } } } } }"
WIN = f"""mutation Win {{ closeOpportunity(input: {{opportunityId: "{ROBOTS}", outcome: WON}}) {{
  close {{ outcome }} errors {{ code }} }} }}"""
HEADERS = {"X-Request-Id": "r-1", "X-Client-Name": "desk/1.0"}
NOTHING = {
    "level": "info",
    "logger": "clinch.requests",
    "requestId": "r-1",
    "transport": "http",
    "path": "/graphql",
    "status": 200,
    "code": "OK",
    "refusals": [],
    "kind": None,
    "operation": None,
    "document": None,
    "actor": None,
    "client": None,
    "peer": "testclient",
    "cost": None,
    "statements": 0,
    "databaseMs": 0.0,
    "traceId": None,
}
"""A line of a request of which no more than that is known; its time and duration are apart."""
SIGNED_IN = {**NOTHING, "actor": AIKO, "client": "desk/1.0"}
KEYS = {*NOTHING, "time", "ms"}
MILLISECOND = timedelta(milliseconds=1)

Logged = Callable[[], Lines]


def hash_of(document: str) -> str:
    return sha256(document.encode()).hexdigest()


def without_times(line: dict[str, Any]) -> dict[str, Any]:
    """A line with all the keys there are, but for how long it took."""
    assert line.keys() == KEYS
    assert 0 <= line["databaseMs"] < line["ms"]
    timed = ("time", "ms", "databaseMs") if line["statements"] else ("time", "ms")
    return {key: value for key, value in line.items() if key not in timed}


def without_database(line: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in line.items() if key != "databaseMs"}


def test_a_querys_line(database_url: str, logged: Logged) -> None:
    with serving(database_url) as client:
        before = datetime.now(UTC)
        client.post("/graphql", json={"query": WHO}, headers=HEADERS)
        after = datetime.now(UTC)

    (line,) = logged()
    assert without_times(line) == without_database(
        {
            **SIGNED_IN,
            "kind": "query",
            "operation": "Who",
            "document": hash_of(WHO),
            "cost": 2,
            "statements": 1,
        }
    )
    at = datetime.fromisoformat(line["time"])
    assert before - MILLISECOND < at <= after
    assert line["time"].endswith("Z")
    assert 0 < line["databaseMs"] < line["ms"] <= (after - before).total_seconds() * 1000


def test_a_get_is_told_as_a_post_is(database_url: str, logged: Logged) -> None:
    with serving(database_url) as client:
        client.post("/graphql", json={"query": WHO}, headers=HEADERS)
        client.get("/graphql", params={"query": WHO}, headers=HEADERS)

    by_post, by_get = logged()
    assert without_times(by_get) == without_times(by_post)


def test_a_refused_mutations_line_has_the_codes(database_url: str, logged: Logged) -> None:
    with serving(database_url) as client, nothing_changes(database_url):
        client.post("/graphql", json={"query": WIN}, headers=HEADERS)

    (line,) = logged()
    assert without_times(line) == without_database(
        {
            **SIGNED_IN,
            "refusals": ["OPPORTUNITY_HAS_ACTIVE_QUOTES"],
            "kind": "mutation",
            "operation": "Win",
            "document": hash_of(WIN),
            "cost": 15,
            "statements": 3,
        }
    )


@pytest.mark.parametrize(("accept", "status"), [("json", 200), ("graphql-response+json", 400)])
def test_a_documents_line_that_is_refused(
    database_url: str, logged: Logged, accept: str, status: int
) -> None:
    headers = {**HEADERS, "Accept": f"application/{accept}"}
    with serving(database_url) as client:
        for query in ("query Who {", "query Who { nobody }"):
            client.post("/graphql", json={"query": query}, headers=headers)

    unread, invalid = map(without_times, logged())
    refused = {**SIGNED_IN, "status": status}
    assert unread == {**refused, "code": "GRAPHQL_PARSE_FAILED"}
    assert invalid == {
        **refused,
        "code": "GRAPHQL_VALIDATION_FAILED",
        "document": hash_of("query Who { nobody }"),
    }


def test_lines_of_what_is_no_operation(database_url: str, logged: Logged) -> None:
    with serving(database_url) as client:
        client.get("/nowhere?query=x", headers=HEADERS)
        client.get(f"/{'x' * 300}", headers=HEADERS)
        client.put("/health/live", headers=HEADERS)
        client.post("/graphql", headers=HEADERS)
        query = {"query": WHO}
        client.post("/graphql", json=query, headers={**HEADERS, "Authorization": "Basic x"})
        client.post("/graphql", json=query, headers={**HEADERS, "Host": "evil.example"})

    assert [*map(without_times, logged())] == [
        {**NOTHING, "path": "/nowhere", "status": 404, "code": "BAD_REQUEST"},
        {**NOTHING, "path": "/" + "x" * 199, "status": 404, "code": "BAD_REQUEST"},
        {**NOTHING, "path": "/health/live", "status": 405, "code": "BAD_REQUEST"},
        {**NOTHING, "status": 415, "code": "BAD_REQUEST"},
        {**NOTHING, "status": 401, "code": "UNAUTHENTICATED"},
        {**NOTHING, "status": 421, "code": "BAD_REQUEST"},
    ]


def test_a_line_of_who_has_nothing_left(database_url: str, logged: Logged) -> None:
    with serving(database_url, rate_limit=1000) as client:
        for _ in range(2):
            client.post("/graphql", json={"query": DEAR}, headers=HEADERS)

    answered, refused = logged()
    assert (answered["status"], answered["code"], answered["cost"]) == (200, "OK", 502)
    assert without_times(refused) == {
        **SIGNED_IN,
        "status": 429,
        "code": "RATE_LIMITED",
        "kind": "query",
        "document": hash_of(DEAR),
        "cost": 502,
    }


def test_each_operation_of_a_socket_has_a_line(database_url: str, logged: Logged) -> None:
    with (
        serving(database_url) as client,
        client.websocket_connect(
            "ws://localhost/graphql", ["graphql-transport-ws"], headers=HEADERS
        ) as socket,
    ):
        socket.send_json({"type": "connection_init"})
        assert socket.receive_json() == {"type": "connection_ack"}
        for number, query in enumerate((WHO, "{", WHO)):
            payload = {"query": query}
            socket.send_json({"type": "subscribe", "id": f"mine-{number}", "payload": payload})
            if socket.receive_json()["type"] == "next":
                assert socket.receive_json()["type"] == "complete"

    first, unread, third = map(without_times, logged())
    told = {**SIGNED_IN, "transport": "websocket", "status": 0}
    assert first == without_database(
        {
            **told,
            "requestId": "r-1.1",
            "kind": "query",
            "operation": "Who",
            "document": hash_of(WHO),
            "cost": 2,
            "statements": 1,
        }
    )
    assert unread == {**told, "requestId": "r-1.2", "code": "GRAPHQL_PARSE_FAILED"}
    assert third == {**first, "requestId": "r-1.3"}


def test_a_socket_that_is_refused_has_a_line(database_url: str, logged: Logged) -> None:
    refused = [
        ("ws://localhost/nowhere", HEADERS),
        ("ws://localhost/graphql", {**HEADERS, "Origin": "https://evil.example"}),
        ("ws://evil.example/graphql", HEADERS),
    ]
    with serving(database_url) as client:
        for url, headers in refused:
            with (
                pytest.raises(WebSocketDisconnect),
                client.websocket_connect(url, ["graphql-transport-ws"], headers=headers),
            ):
                pytest.fail("the socket is open")

    nowhere, foreign, misdirected = map(without_times, logged())
    assert nowhere == {**NOTHING, "path": "/nowhere", "status": 403, "code": "FORBIDDEN"}
    assert foreign == misdirected == {**nowhere, "path": "/graphql"}


def test_as_text_it_is_a_line_of_words(
    database_url: str, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    with serving(database_url, log_format="text") as client:
        client.post("/graphql", json={"query": WHO}, headers=HEADERS)
        client.post("/graphql", json={"query": WIN}, headers=HEADERS)
        client.get("/nowhere", headers=HEADERS)

    query, mutation, unknown = capsysbinary.readouterr().err.decode().splitlines()
    begin, ms = r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3} INFO:     ", r"\d+\.\d ms"
    assert re.fullmatch(
        rf"{begin}query Who OK; {ms}, 1 statements {ms}, cost 2, r-1, desk/1\.0", query
    )
    assert re.fullmatch(
        rf"{begin}mutation Win OK OPPORTUNITY_HAS_ACTIVE_QUOTES; {ms}, 3 statements {ms}, "
        r"cost 15, r-1, desk/1\.0",
        mutation,
    )
    assert re.fullmatch(rf"{begin}/nowhere BAD_REQUEST; {ms}, r-1", unknown)


@pytest.mark.parametrize(
    ("level", "told"),
    [
        ("debug", ["debug OK", "debug OK", "info OK", "info BAD_REQUEST", "error FAULT"]),
        ("info", ["info OK", "info BAD_REQUEST", "error FAULT"]),
        ("warning", ["error FAULT"]),
        ("error", ["error FAULT"]),
    ],
)
def test_the_level_says_what_is_told(
    database_url: str, logged: Logged, level: str, told: list[str]
) -> None:
    with serving(database_url, log_level=level) as client:
        client.get("/health/live")
        client.get("/health/ready")
        client.post("/graphql", json={"query": WHO})
        client.get("/nowhere")
        execute(database_url, "ALTER TABLE opportunity RENAME TO elsewhere")
        client.post("/graphql", json={"query": DEAR})

    found = [f"{each['level']} {each['code']}" for each in logged()]
    assert [each.replace("INTERNAL_SERVER_ERROR", "FAULT") for each in found] == told
