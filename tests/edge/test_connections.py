"""Connections: headers without an end, silence and answers that nobody reads come to an end."""

import socket
import threading
import time
from contextlib import suppress
from pathlib import Path

import pytest
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from server.connections import BoundedConnection
from tests.edge.sockets import (
    HEAD,
    TYPENAME,
    drip,
    exchange,
    listening,
    post,
    read_until,
    slow_clients,
)
from tests.edge.test_websocket import socket_to
from tests.server.commands import Served

GET = b"GET /health/live HTTP/1.1\r\nHost: localhost\r\n"
END = b"Connection: close\r\n\r\n"
LIVE = b'{"status":"live"}'
INVALID = ("BAD_REQUEST", "Invalid HTTP request received.")
HUGE = ("BAD_REQUEST", "The request's line and headers are larger than 65,536 bytes.")


class QuickConnection(BoundedConnection):
    """The same, for those who can't wait."""

    head_seconds = 1.0
    stall_seconds = 1.0


async def large(scope: Scope, receive: Receive, send: Send) -> None:
    """An application whose answers are larger than what the system buffers."""
    await Response(b"x" * 50_000_000)(scope, receive, send)


async def small(scope: Scope, receive: Receive, send: Send) -> None:
    await Response(b"x")(scope, receive, send)


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        (GET + b"X: " + b"a" * 30_000 + b"\r\n" + END, 200),
        (GET + b"X: y\r\n" * 5_000 + END, 200),
        (b"GET /" + b"a" * 60_000 + b" HTTP/1.1\r\nHost: localhost\r\n" + END, 404),
        (b"GET /%ff%00%0d%0a HTTP/1.1\r\nHost: localhost\r\n" + END, 404),
    ],
)
def test_large_headers_and_odd_urls_are_read(served: Served, sent: bytes, status: int) -> None:
    assert exchange(served.port, sent).status == status


@pytest.mark.parametrize(
    "sent",
    [
        GET + b"X: " + b"a" * 3_000_000,
        GET + b"X: y\r\n" * 500_000,
        b"GET /" + b"a" * 3_000_000,
    ],
)
def test_huge_headers_and_urls_are_refused(served: Served, sent: bytes) -> None:
    answer = exchange(served.port, sent)

    assert (answer.status, answer.error, answer.closed) == (431, HUGE, True)


def test_headers_without_an_end_take_no_memory(served: Served) -> None:
    def memory() -> int:
        status = Path(f"/proc/{served.process.pid}/status")
        if not status.exists():
            pytest.skip("the system doesn't tell a process's memory")
        (line,) = [each for each in status.read_text().splitlines() if each.startswith("VmRSS")]
        return int(line.split()[1]) * 1024

    before = memory()
    with socket.create_connection(("127.0.0.1", served.port), 10) as connection:
        connection.sendall(GET + b"X: ")
        with suppress(ConnectionError):
            for _ in range(100):
                connection.sendall(b"a" * 1_000_000)

        assert memory() - before < 10_000_000


@pytest.mark.parametrize(
    "sent",
    [
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",  # TLS
        b"GET /\xff HTTP/1.1\r\n\r\n",
        b"GET http://[::1 HTTP/1.1\r\nHost: x\r\n\r\n",
        b"CONNECT other:80 HTTP/1.1\r\nHost: x\r\n\r\n",
        HEAD + b"Content-Length: 99999999999999999999999\r\n\r\n",
        HEAD + b"Content-Length: -1\r\n\r\n",
        HEAD + b"Content-Length: 5\r\nContent-Length: 6\r\n\r\n",
        HEAD + b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n",
        HEAD + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n",
    ],
)
def test_what_isnt_http_is_refused_as_json(served: Served, sent: bytes) -> None:
    answer = exchange(served.port, sent)

    assert (answer.status, answer.error, answer.closed) == (400, INVALID, True)
    assert served.get("/health/live") == 200


def test_slow_headers_and_silent_connections_are_closed() -> None:
    with (
        listening(small, http=QuickConnection) as port,
        listening(small) as bare,
        slow_clients(port, 50, GET) as slow,
        slow_clients(port, 50, b"") as silent,
        slow_clients(bare, 5, GET) as patient,
    ):
        drip([*slow, *patient], 4, b"X")
        drip(silent, 2, b"")

        assert {client.answer.status for client in slow} == {408}
        assert slow[0].answer.error == (
            "BAD_REQUEST",
            "The request's headers didn't arrive within 1 seconds.",
        )
        assert all(client.closed for client in slow)
        assert {(client.closed, bytes(client.received)) for client in silent} == {(True, b"")}
        assert not [client for client in patient if client.closed]


def test_what_comes_between_requests_keeps_no_connection_open() -> None:
    whole = GET + b"\r\n"
    with (
        listening(small, http=QuickConnection) as port,
        slow_clients(port, 5, whole) as clients,
    ):
        # Empty lines before a request are allowed, and end uvicorn's own waiting.
        drip(clients, 4, b"\r\n")

        assert all(client.closed for client in clients)


def test_a_connection_is_used_again_and_again(served: Served) -> None:
    with socket.create_connection(("127.0.0.1", served.port), 10) as connection:
        for _ in range(30):
            connection.sendall(post(TYPENAME))
            data = read_until(connection, b"}")
            assert data.startswith(b"HTTP/1.1 200")
            # What may stand before the next one comes alone.
            connection.sendall(b"\r\n")


def test_requests_that_come_in_pieces_or_at_once_are_answered(served: Served) -> None:
    with socket.create_connection(("127.0.0.1", served.port), 10) as connection:
        for byte in (GET + b"\r\n").decode("latin-1"):
            connection.sendall(byte.encode("latin-1"))
        read_until(connection, LIVE)
        connection.sendall((GET + b"\r\n") * 3)
        assert read_until(connection, LIVE, 3).count(b"HTTP/1.1 200 OK") == 3


@pytest.mark.parametrize(
    "protocol", [b"h2c", b"other", b"websocket", b"websocket, h2c"], ids=bytes.decode
)
def test_a_protocol_that_isnt_spoken_here_is_gone_on_without(
    served: Served, protocol: bytes
) -> None:
    upgrade = (b"Connection: Upgrade, HTTP2-Settings", b"Upgrade: " + protocol)
    smuggled = GET + b"\r\n"
    asked = post(TYPENAME + smuggled, *upgrade)
    parts = (post(TYPENAME, *upgrade)[:-5], TYPENAME[-5:] + asked[:-3], asked[-3:])

    with socket.create_connection(("127.0.0.1", served.port), 10) as connection:
        data = b""
        for part in parts:
            connection.sendall(part)
            time.sleep(0.2)
        connection.sendall(post(TYPENAME, *upgrade) * 2 + GET + b"\r\n")
        data = read_until(connection, LIVE)

    # A body is never taken for the next request: behind a proxy that could be anybody's.
    statuses = [each[:3] for each in data.split(b"HTTP/1.1 ")[1:]]
    assert statuses == [b"200", b"400", b"200", b"200", b"200"]
    assert data.count(LIVE) == 1


def test_many_requests_at_once_for_another_protocol_are_answered(served: Served) -> None:
    asked = (
        b"GET /health/live HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\n"
    )
    with socket.create_connection(("127.0.0.1", served.port), 10) as connection:
        connection.sendall(asked * 200)

        assert read_until(connection, LIVE, 200).count(b"HTTP/1.1 200 OK") == 200


def test_connect_is_refused(served: Served) -> None:
    answer = exchange(served.port, b"CONNECT /graphql HTTP/1.1\r\nHost: localhost\r\n\r\n")

    assert (answer.status, answer.error, answer.closed) == (400, INVALID, True)


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        (b"GET /graphql HTTP/1.1\r\nContent-Length: 2\r\n%b\r\n{}", 400),
        (b"GET /graphql HTTP/1.1\r\n%b" + b"X: y\r\n" * 200 + b"\r\n", 431),
        (b"GET /graphql?" + b"a" * 10_000 + b" HTTP/1.1\r\n%b\r\n", 414),
    ],
    ids=["a body", "many headers", "a long line"],
)
def test_what_is_no_handshake_is_refused_at_once(served: Served, sent: bytes, status: int) -> None:
    upgrade = b"Host: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"

    assert exchange(served.port, sent % upgrade).status == status


def test_a_flood_of_a_websocket_s_frames_leaves_others_their_turn(served: Served) -> None:
    ended = threading.Event()

    def flood() -> None:
        with socket_to(served) as client, suppress(OSError):
            client.socket.settimeout(1)
            while not ended.is_set():
                client.socket.sendall(b"\x89\x80\0\0\0\0" * 5000)

    thread = threading.Thread(target=flood)
    thread.start()
    try:
        time.sleep(0.5)
        began = time.monotonic()
        for _ in range(5):
            assert served.get("/health/live") == 200
        taken = time.monotonic() - began
    finally:
        ended.set()
        thread.join()

    assert taken < 2


def test_an_answer_that_nobody_reads_is_given_up() -> None:
    with (
        listening(large, http=QuickConnection) as port,
        slow_clients(port, 3, GET + b"\r\n") as clients,
    ):
        time.sleep(3.5)

        read = 0
        clients[0].connection.settimeout(10)
        with suppress(ConnectionError):
            while data := clients[0].connection.recv(1_000_000):
                read += len(data)
        assert read < 50_000_000


def test_an_answer_that_is_read_slowly_arrives() -> None:
    with (
        listening(large, http=QuickConnection) as port,
        socket.create_connection(("127.0.0.1", port), 10) as connection,
    ):
        connection.sendall(GET + b"\r\n")
        read, began = 0, time.monotonic()
        while read < 50_000_000:
            data = connection.recv(1_000_000)
            assert data, f"closed after {read:,} bytes"
            read += len(data)
            if time.monotonic() - began < 3:
                time.sleep(0.1)
