"""graphql-transport-ws against a real server: what is answered, and what a socket is closed for."""

import json
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

import pytest
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Origin, Subprotocol

from tests.api.demo import ROBOTS
from tests.edge.conftest import Serve
from tests.server.commands import Served

VIEWER = "{ viewer { name } }"
PROTOCOL = Subprotocol("graphql-transport-ws")


@contextmanager
def socket_to(
    served: Served, protocol: Subprotocol = PROTOCOL, origin: str | None = None
) -> Iterator[ClientConnection]:
    url = f"ws://127.0.0.1:{served.port}/graphql"
    given = Origin(origin) if origin else None
    with connect(url, subprotocols=[protocol], origin=given, open_timeout=10) as socket:
        yield socket


def send(socket: ClientConnection, message: Any) -> None:
    socket.send(json.dumps(message))


def told(socket: ClientConnection) -> Any:
    return json.loads(socket.recv(timeout=20))


def subscribe(socket: ClientConnection, identifier: str, query: str, **more: Any) -> None:
    payload = {"query": query, **more}
    send(socket, {"type": "subscribe", "id": identifier, "payload": payload})


def greet(socket: ClientConnection) -> None:
    send(socket, {"type": "connection_init"})
    assert told(socket) == {"type": "connection_ack"}


def closed(socket: ClientConnection) -> tuple[int, str]:
    """The code and the reason of its close; nothing else comes before."""
    with pytest.raises(ConnectionClosed) as caught:
        socket.recv(timeout=20)
    assert caught.value.rcvd is not None
    return caught.value.rcvd.code, caught.value.rcvd.reason


def test_queries_and_mutations_are_answered_and_completed(serve: Serve) -> None:
    close = """mutation($input: CloseQuotesInput!) {
      closeQuotes(input: $input) { closedQuotes { state } errors { code } } }"""

    with serve() as served, socket_to(served) as socket:
        greet(socket)
        send(socket, {"type": "ping"})
        assert told(socket) == {"type": "pong"}
        subscribe(socket, "a", VIEWER)
        answer = told(socket)
        assert told(socket) == {"type": "complete", "id": "a"}
        subscribe(socket, "b", close, variables={"input": {"opportunityId": ROBOTS}})
        changed = told(socket)
        assert told(socket) == {"type": "complete", "id": "b"}
        # An id can be used again when it is over.
        subscribe(socket, "a", VIEWER)
        assert told(socket)["type"] == "next"

    assert (answer["type"], answer["id"]) == ("next", "a")
    assert answer["payload"]["data"] == {"viewer": {"name": "Aiko Tanaka"}}
    assert changed["payload"]["data"]["closeQuotes"] == {
        "closedQuotes": [{"state": "CLOSED"}] * 3,
        "errors": [],
    }


@pytest.mark.parametrize(
    ("payload", "code"),
    [
        ({"query": "{"}, "GRAPHQL_PARSE_FAILED"),
        ({"query": "{ nobody }"}, "GRAPHQL_VALIDATION_FAILED"),
        ({"query": "subscription { nobody }"}, "GRAPHQL_VALIDATION_FAILED"),
        ({"query": "query($i: ID!) { node(id: $i) { id } }"}, "BAD_USER_INPUT"),
        ({"query": 7}, "BAD_REQUEST"),
        ({}, "BAD_REQUEST"),
        ({"query": VIEWER, "variables": []}, "BAD_REQUEST"),
        ({"query": "{ __schema { description } }"}, "GRAPHQL_VALIDATION_FAILED"),
    ],
)
def test_what_cant_be_run_is_an_error_and_the_socket_stays(
    served: Served, payload: Any, code: str
) -> None:
    with socket_to(served) as socket:
        greet(socket)
        send(socket, {"type": "subscribe", "id": "1", "payload": payload})
        refused = told(socket)
        subscribe(socket, "1", VIEWER)
        answered = told(socket)

    assert (refused["type"], refused["id"]) == ("error", "1")
    assert [each["extensions"]["code"] for each in refused["payload"]] == [code]
    assert answered["type"] == "next"


@pytest.mark.parametrize(
    ("sent", "code"),
    [
        ("{", 4400),
        ("null", 4400),
        ("[]", 4400),
        ("7", 4400),
        ("{}", 4400),
        ('{"type": 7}', 4400),
        ('{"type": "nothing"}', 4400),
        ('{"type": "subscribe"}', 4400),
        ('{"type": "subscribe", "id": 7, "payload": {}}', 4400),
        ('{"type": "subscribe", "id": "1", "payload": []}', 4400),
        ('{"type": "complete"}', 4400),
        ('{"type": "complete", "id": [1]}', 4400),
        ('{"type": "complete", "id": {}}', 4400),
        ('{"type": ["ping"]}', 4400),
        ('{"type": "' + "x" * 1000 + '"}', 4400),
        (r'{"type": "\ud800"}', 4400),
        (r'{"type": "subscribe", "id": "\ud800", "payload": {"query": "{ __typename }"}}', 4400),
        ('{"type": "ping", "type": "ping"}', 4400),
        ('{"type": "ping", "payload": NaN}', 4400),
        ('{"type": "ping", "payload": ' + "9" * 5000 + "}", 4400),
        ("[" * 100_000, 4400),
        (b"{}", 4400),
        ('{"type": "connection_init"}', 4429),
        ('{"type": "connection_init", "payload": 7}', 4400),
        ("x" * 300_000, 1009),
    ],
)
def test_what_breaks_the_protocol_closes_the_socket(
    served: Served, sent: str | bytes, code: int
) -> None:
    with socket_to(served) as socket:
        greet(socket)
        socket.send(sent)

        assert closed(socket)[0] == code


def test_nothing_is_run_before_the_greeting(served: Served) -> None:
    with socket_to(served) as socket:
        subscribe(socket, "1", VIEWER)

        assert closed(socket) == (4401, "Unauthorized")


def test_other_protocols_are_not_spoken(served: Served) -> None:
    with socket_to(served, Subprotocol("graphql-ws")) as socket:
        assert closed(socket)[0] == 4406


def test_a_socket_has_so_many_operations_under_way(serve: Serve) -> None:
    with serve(CLINCH_SOCKET_OPERATIONS="3") as served, socket_to(served) as socket:
        greet(socket)
        for number in range(30):
            subscribe(socket, str(number), VIEWER)
        answers: list[Any] = []
        while len(answers) < 30:
            message = told(socket)
            if message["type"] != "complete":
                answers.append(message)

    refused = [each for each in answers if each["type"] == "error"]
    assert {each["id"] for each in answers} == {str(number) for number in range(30)}
    assert all(
        each["payload"][0]["message"]
        == "The socket has 3 operations under way (CLINCH_SOCKET_OPERATIONS)."
        for each in refused
    )
    assert {each["payload"][0]["extensions"]["code"] for each in refused} <= {"LIMIT_EXCEEDED"}


def test_frames_are_not_compressed(served: Served) -> None:
    with socket_to(served) as socket:
        assert socket.response is not None
        assert "Sec-WebSocket-Extensions" not in socket.response.headers


def test_two_hundred_sockets_are_served_at_once(served: Served) -> None:
    with ExitStack() as stack:
        sockets = [stack.enter_context(socket_to(served)) for _ in range(200)]
        for socket in sockets:
            greet(socket)
            subscribe(socket, "1", VIEWER)

        assert {told(socket)["type"] for socket in sockets} == {"next"}
