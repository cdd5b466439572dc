"""Bodies: too large ones are refused unread, slow ones are cut off, all others pass."""

import asyncio
from collections.abc import Iterator

import pytest
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from server.bodies import BodyLimits
from server.draining import Draining
from server.observing.observer import Observer
from server.outermost import Outermost
from tests.edge.conftest import Serve
from tests.edge.sockets import (
    HEAD,
    TYPENAME,
    drip,
    exchange,
    listening,
    many_files,
    post,
    slow_clients,
)
from tests.server.commands import Served

LIMIT = 262_144
TOO_LARGE = ("BAD_REQUEST", "The request's body is larger than 262,144 bytes.")
CHUNKED = HEAD + b"Transfer-Encoding: chunked\r\n\r\n"
CHUNK = b"10000\r\n" + b" " * 65_536 + b"\r\n"
DATA = {"__typename": "Query"}


def test_a_body_of_the_limits_size_is_answered(served: Served) -> None:
    body = TYPENAME.ljust(LIMIT)

    whole = exchange(served.port, post(body))
    chunked = exchange(served.port, CHUNKED, b"%x\r\n" % LIMIT, body, b"\r\n0\r\n\r\n")

    assert (whole.status, chunked.status) == (200, 200)
    assert (whole.json["data"], chunked.json["data"]) == (DATA, DATA)
    assert not whole.closed


def test_a_byte_more_is_refused_at_once(served: Served) -> None:
    head = HEAD + b"Content-Length: %d\r\n\r\n" % (LIMIT + 1)

    answer = exchange(served.port, head)

    assert (answer.status, answer.error, answer.closed) == (413, TOO_LARGE, True)
    assert answer.headers["connection"] == "close"
    assert served.get("/health/ready") == 200


def test_a_chunked_one_is_refused_where_it_passes_the_limit(served: Served) -> None:
    # Four chunks are as much as the limit; the end never comes.
    answer = exchange(served.port, CHUNKED, *[CHUNK] * 4, b"1\r\n \r\n")

    assert (answer.status, answer.error, answer.closed) == (413, TOO_LARGE, True)


def test_who_sends_on_still_reads_why(served: Served) -> None:
    length = 5_000_000
    head = HEAD + b"Content-Length: %d\r\n\r\n" % length

    answer = exchange(served.port, head, *[b" " * 100_000] * (length // 100_000))

    assert (answer.status, answer.error) == (413, TOO_LARGE)


def test_what_a_client_expects_is_refused_before_it_is_sent(served: Served) -> None:
    head = HEAD + b"Expect: 100-continue\r\nContent-Length: 10000000\r\n\r\n"

    assert exchange(served.port, head).status == 413


def test_the_limit_is_a_setting(serve: Serve) -> None:
    with serve(CLINCH_MAX_BODY="1024") as served:
        assert exchange(served.port, post(TYPENAME.ljust(1024))).status == 200
        assert exchange(served.port, post(TYPENAME.ljust(1025))).error == (
            "BAD_REQUEST",
            "The request's body is larger than 1,024 bytes.",
        )


def test_a_page_of_another_origin_may_read_why(serve: Serve) -> None:
    with serve(CLINCH_CORS_ORIGINS="http://app.example") as served:
        head = HEAD + b"Origin: http://app.example\r\nContent-Length: 999999\r\n\r\n"

        answer = exchange(served.port, head)

        assert answer.status == 413
        assert answer.headers["access-control-allow-origin"] == "http://app.example"


def test_a_thousand_slow_bodies_are_cut_off_and_others_are_served(serve: Serve) -> None:
    count = 1000
    beginning = HEAD + b"Content-Length: 1000\r\n\r\n{"
    with (
        many_files(count + 200),
        serve(CLINCH_RECEIVE_TIMEOUT="3") as served,
        slow_clients(served.port, count, beginning) as clients,
    ):
        served_meanwhile = []
        for _ in range(5):
            drip(clients, 0.4, every=0.2)
            still_open = sum(not client.closed for client in clients)
            answer = exchange(served.port, post(TYPENAME, b"Connection: close"))
            served_meanwhile.append((still_open, answer.status, answer.json["data"]))
        drip(clients, 20)

        assert served_meanwhile[0] == (count, 200, DATA)
        assert [each[1:] for each in served_meanwhile] == [(200, DATA)] * 5
        assert all(client.closed for client in clients)
        assert {client.answer.status for client in clients} == {408}
        assert clients[0].answer.error == (
            "BAD_REQUEST",
            "The request's body didn't arrive within 3 seconds.",
        )
        assert clients[0].answer.headers["connection"] == "close"
        assert served.get("/health/ready") == 200


async def reading(scope: Scope, receive: Receive, send: Send) -> None:
    """An application that answers with the body's length."""
    try:
        body = await Request(scope, receive).body()
    except ClientDisconnect:
        return
    await Response(f"{len(body)}")(scope, receive, send)


def bounded(app: ASGIApp, seconds: float) -> ASGIApp:
    """An application with the limits around it, and what stands around them."""
    return Outermost(BodyLimits(app, LIMIT, seconds), Observer([]), Draining())


def test_a_server_without_the_limits_never_cuts_off() -> None:
    beginning = HEAD + b"Content-Length: 1000\r\n\r\n{"
    with (
        listening(reading) as bare,
        listening(bounded(reading, 1)) as limited,
        slow_clients(bare, 20, beginning) as patient,
        slow_clients(limited, 20, beginning) as cut_off,
    ):
        drip([*patient, *cut_off], 6)

        assert {client.answer.status for client in cut_off} == {408}
        assert [(client.closed, bytes(client.received)) for client in patient] == [
            (False, b"")
        ] * 20


def test_an_answer_before_the_bodys_end_closes_the_connection(served: Served) -> None:
    head = b"POST /nowhere HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n\r\n{"

    answer = exchange(served.port, head)

    assert (answer.status, answer.closed) == (404, True)


def test_requests_without_a_body_and_with_an_empty_one_pass(served: Served) -> None:
    got = exchange(served.port, b"GET /health/live HTTP/1.1\r\nHost: localhost\r\n\r\n")
    empty = exchange(served.port, post(b""))

    assert (got.status, got.closed) == (200, False)
    assert (empty.status, empty.closed) == (400, False)


def begin(scope: Scope) -> None:
    """What Outermost does before, where the limits stand alone."""
    Observer([]).begin(scope)


Events = Iterator[Message]


async def play(app: ASGIApp, scope: Scope, events: Events) -> list[Message]:
    """What the application sends; after its last event the client says nothing more."""
    sent: list[Message] = []

    async def receive() -> Message:
        for event in events:
            return event
        await asyncio.Event().wait()
        raise AssertionError

    async def send(message: Message) -> None:
        sent.append(message)

    await app(scope, receive, send)
    return sent


@pytest.mark.anyio
async def test_a_body_that_pauses_while_the_application_thinks_is_cut_off_too() -> None:
    async def thinking(scope: Scope, receive: Receive, send: Send) -> None:
        await receive()
        await asyncio.sleep(1.5)  # longer than late bodies are looked for
        await reading(scope, receive, send)

    events = iter([{"type": "http.request", "body": b"{", "more_body": True}])
    scope = {
        "type": "http",
        "method": "POST",
        "path": "/graphql",
        "client": None,
        "headers": [(b"content-length", b"10")],
    }

    sent = await asyncio.wait_for(play(bounded(thinking, 1), scope, events), 10)

    assert sent[0]["status"] == 408


@pytest.mark.anyio
async def test_a_cancellation_from_elsewhere_stays_one() -> None:
    scope: Scope = {"type": "http", "headers": [(b"content-length", b"10")]}
    begin(scope)
    task = asyncio.create_task(play(BodyLimits(reading, 100, 60), scope, iter([])))
    await asyncio.sleep(0.01)

    task.cancel()

    with pytest.raises(asyncio.CancelledError):
        await task


@pytest.mark.anyio
async def test_a_fault_of_the_application_stays_one() -> None:
    async def failing(_scope: Scope, receive: Receive, _send: Send) -> None:
        await receive()
        raise ZeroDivisionError

    events = iter([{"type": "http.request", "body": b"{}", "more_body": False}])
    scope: Scope = {"type": "http", "headers": [(b"content-length", b"2")]}
    begin(scope)

    with pytest.raises(ZeroDivisionError):
        await play(BodyLimits(failing, 100, 60), scope, events)
