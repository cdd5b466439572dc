"""Traces: a span an operation and one below it a statement, as a collector gets them."""

import time
from collections.abc import Callable
from hashlib import sha256
from itertools import pairwise

import pytest
from starlette.testclient import TestClient

from tests.api.demo import AIKO, ROBOTS, STORES
from tests.api.requests import nothing_changes
from tests.conftest import execute
from tests.observing.collecting import Collector, Span
from tests.observing.conftest import Lines
from tests.observing.serving import serving

WHO = "query Who { viewer { name } }"
RENAME = """mutation Rename($name: String!) {
  updateOpportunity(input: {opportunityId: "%s", name: $name}) { errors { code } } }"""
WIN = f"""mutation Win {{ closeOpportunity(input: {{opportunityId: "{ROBOTS}", outcome: WON}}) {{
  errors {{ code }} }} }}"""
MARKER = "hunter2"
TRACE, PARENT = "4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7"
SAMPLED = f"00-{TRACE}-{PARENT}-01"
SERVER, CLIENT = 2, 3
"""Kinds of spans, as OTLP numbers them."""
UNSET, ERROR = 0, 2
"""Statuses of spans."""
SENT_BY_RENAMING = {
    "sqlite": ["BEGIN", "SELECT", "SELECT", "UPDATE", "INSERT", "INSERT", "SELECT", "COMMIT"],
    "postgresql": ["BEGIN", "SELECT", "SELECT", "WITH", "SELECT", "COMMIT"],
}
HEADERS = {"X-Request-Id": "r-1", "X-Client-Name": "desk/1.0"}

Logged = Callable[[], Lines]


def post(client: TestClient, query: str, **headers: str) -> None:
    answer = client.post("/graphql", json={"query": query}, headers={**HEADERS, **headers})
    assert answer.status_code == 200


def parts(spans: list[Span]) -> tuple[Span, list[Span]]:
    """The one operation's span, and its statements' in the order in which they were sent."""
    (operation,) = [span for span in spans if span.kind == SERVER]
    statements = [span for span in spans if span.kind == CLIENT]
    assert len(spans) == 1 + len(statements)
    assert {span.trace_id for span in spans} == {operation.trace_id}
    assert len({span.span_id for span in spans}) == len(spans)
    for span in statements:
        assert span.parent_id == operation.span_id
        assert operation.started <= span.started <= span.ended <= operation.ended
    return operation, sorted(statements, key=lambda span: span.started)


def system(url: str) -> str:
    return url.partition(":")[0]


def test_a_query_is_a_span_and_so_is_its_statement(
    database_url: str, collector: Collector, logged: Logged
) -> None:
    with serving(database_url) as client:
        before = time.time_ns()
        post(client, WHO)
        after = time.time_ns()

    operation, (statement,) = parts(collector.spans)
    assert set(collector.paths) == {"/v1/traces"}
    assert (operation.name, operation.parent_id) == ("query", "")
    assert (operation.status, operation.message, operation.events) == (UNSET, "", 0)
    assert before <= operation.started < operation.ended <= after
    assert operation.resource["service.name"] == "clinch"
    assert operation.attributes == {
        "graphql.operation.type": "query",
        "graphql.operation.name": "Who",
        "graphql.document.hash": sha256(WHO.encode()).hexdigest(),
        "http.response.status_code": 200,
        "network.protocol.name": "http",
        "user.id": AIKO,
        "clinch.request_id": "r-1",
        "clinch.cost": 2,
    }
    assert (statement.status, statement.events) == (UNSET, 0)
    text = statement.attributes.pop("db.query.text")
    assert statement.attributes == {
        "db.system.name": system(database_url),
        "db.operation.name": statement.name,
    }
    assert text.split()[0].upper() == statement.name
    assert "FROM users " in text
    (line,) = logged()
    assert line["traceId"] == operation.trace_id


def test_a_mutations_statements_begin_and_end_with_its_transaction(
    database_url: str, collector: Collector, logged: Logged
) -> None:
    body = {"query": RENAME % STORES, "variables": {"name": MARKER}}
    with serving(database_url) as client:
        answer = client.post("/graphql", json=body)

    assert answer.json()["data"] == {"updateOpportunity": {"errors": []}}
    operation, statements = parts(collector.spans)
    assert operation.name == "mutation"
    assert "clinch.refusals" not in operation.attributes
    assert [span.name for span in statements] == SENT_BY_RENAMING[system(database_url)]
    assert statements[-1].attributes["db.query.text"] == "COMMIT"
    assert all(one.ended <= other.started for one, other in pairwise(statements))
    (line,) = logged()
    assert line["statements"] == len(statements)
    milliseconds = sum(span.ended - span.started for span in statements) / 1e6
    assert line["databaseMs"] == pytest.approx(milliseconds, abs=0.01)
    assert not any(MARKER.encode() in body for body in collector.bodies)


def test_a_refused_mutations_span_has_the_codes_and_no_commit(
    database_url: str, collector: Collector
) -> None:
    with serving(database_url) as client, nothing_changes(database_url):
        post(client, WIN)

    operation, statements = parts(collector.spans)
    assert operation.attributes["clinch.refusals"] == ["OPPORTUNITY_HAS_ACTIVE_QUOTES"]
    assert "error.type" not in operation.attributes
    assert operation.status == UNSET
    assert statements[0].name == "BEGIN"
    assert "COMMIT" not in {span.name for span in statements}


@pytest.mark.parametrize(
    ("query", "code", "document"),
    [
        ("query Who {", "GRAPHQL_PARSE_FAILED", False),
        (f"query Who {{ {MARKER} }}", "GRAPHQL_VALIDATION_FAILED", True),
    ],
)
def test_a_refused_documents_span_says_why(
    database_url: str, collector: Collector, query: str, code: str, *, document: bool
) -> None:
    with serving(database_url) as client:
        post(client, query)

    operation, statements = parts(collector.spans)
    assert (operation.name, statements) == ("GraphQL operation", [])
    hashed = {"graphql.document.hash": sha256(query.encode()).hexdigest()} if document else {}
    assert operation.attributes == {
        **hashed,
        "http.response.status_code": 200,
        "network.protocol.name": "http",
        "user.id": AIKO,
        "clinch.request_id": "r-1",
        "error.type": code,
    }
    # The client's concern, not the server's.
    assert operation.status == UNSET
    assert not any(MARKER.encode() in body for body in collector.bodies)


def test_a_faults_span_is_an_error(database_url: str, collector: Collector) -> None:
    with serving(database_url) as client:
        execute(database_url, "ALTER TABLE opportunity RENAME TO elsewhere")
        post(client, "{ opportunities { totalCount } }")

    operation, (statement,) = parts(collector.spans)
    assert operation.attributes["error.type"] == "INTERNAL_SERVER_ERROR"
    assert (operation.status, operation.message) == (ERROR, "INTERNAL_SERVER_ERROR")
    assert operation.events == statement.events == 0


def test_an_operation_of_a_socket_is_a_span(
    database_url: str, collector: Collector, logged: Logged
) -> None:
    with (
        serving(database_url) as client,
        client.websocket_connect(
            "ws://localhost/graphql",
            ["graphql-transport-ws"],
            headers={**HEADERS, "traceparent": SAMPLED},
        ) as socket,
    ):
        socket.send_json({"type": "connection_init"})
        assert socket.receive_json() == {"type": "connection_ack"}
        socket.send_json({"type": "subscribe", "id": "1", "payload": {"query": WHO}})
        assert [socket.receive_json()["type"] for _ in range(2)] == ["next", "complete"]

    operation, (_,) = parts(collector.spans)
    assert (operation.trace_id, operation.parent_id) == (TRACE, PARENT)
    assert operation.attributes["network.protocol.name"] == "websocket"
    assert operation.attributes["clinch.request_id"] == "r-1.1"
    assert "http.response.status_code" not in operation.attributes
    assert [line["traceId"] for line in logged()] == [TRACE]


def test_what_is_no_operation_is_no_span(
    database_url: str, collector: Collector, logged: Logged
) -> None:
    with serving(database_url) as client:
        for path in ("/nowhere", "/health/live", "/health/ready"):
            client.get(path, headers={"traceparent": SAMPLED})

    assert collector.bodies == []
    assert [line["traceId"] for line in logged()] == [None]


def test_a_clients_traceparent_is_the_parent(
    database_url: str, collector: Collector, logged: Logged
) -> None:
    with serving(database_url) as client:
        post(client, WHO, traceparent=SAMPLED, tracestate="acme=1")

    operation, (_,) = parts(collector.spans)
    assert (operation.trace_id, operation.parent_id) == (TRACE, PARENT)
    assert [line["traceId"] for line in logged()] == [TRACE]


@pytest.mark.parametrize(
    "given",
    [
        *("", "x", f"00-{'0' * 32}-{PARENT}-01", f"00-{TRACE}-{'0' * 16}-01", f"ff{SAMPLED[2:]}"),
        *(f"00-{TRACE}-{PARENT}", f"{SAMPLED}-x", SAMPLED.upper(), SAMPLED * 100),
    ],
)
def test_instead_of_a_bad_traceparent_there_is_a_new_trace(
    database_url: str, collector: Collector, logged: Logged, given: str
) -> None:
    with serving(database_url) as client:
        post(client, WHO, traceparent=given)

    operation, (_,) = parts(collector.spans)
    assert operation.parent_id == ""
    assert operation.trace_id != TRACE
    assert [line["traceId"] for line in logged()] == [operation.trace_id]


def test_each_operation_is_a_trace_of_its_own(
    database_url: str, collector: Collector, logged: Logged
) -> None:
    with serving(database_url) as client:
        for _ in range(3):
            post(client, WHO)

    traces = [span.trace_id for span in collector.spans if span.kind == SERVER]
    assert len({*traces}) == 3
    assert sorted(line["traceId"] for line in logged()) == sorted(traces)
