"""Raw connections, to send what no HTTP client would; and a real uvicorn around an application."""

import resource
import selectors
import socket
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from typing import Any

import orjson
import pytest
import uvicorn
from starlette.types import ASGIApp

from tests.server.commands import free_port

HEAD = b"POST /graphql HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
TYPENAME = b'{"query": "{ __typename }"}'
JSON = "application/json; charset=utf-8"


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server said, and whether it closed the connection then."""

    status: int
    headers: dict[str, str]
    body: bytes
    closed: bool

    @property
    def json(self) -> Any:
        assert self.headers["content-type"] == JSON
        return orjson.loads(self.body)

    @property
    def error(self) -> tuple[str, str]:
        """The one error's code and message."""
        (error,) = self.json["errors"]
        return error["extensions"]["code"], error["message"]


def read_answer(data: bytes, *, closed: bool) -> Answer:
    head, _, body = data.partition(b"\r\n\r\n")
    status, *lines = head.decode("latin-1").split("\r\n")
    pairs = (line.partition(": ") for line in lines)
    headers = {name.lower(): value for name, _, value in pairs}
    return Answer(int(status.split()[1]), headers, body, closed)


def post(body: bytes, *headers: bytes) -> bytes:
    """A whole request with this body."""
    length = b"Content-Length: %d" % len(body)
    return HEAD + b"\r\n".join([length, *headers]) + b"\r\n\r\n" + body


def exchange(port: int, *parts: bytes, seconds: float = 10) -> Answer:
    """Send these parts as one client, then read until the server closes or says nothing more."""
    with socket.create_connection(("127.0.0.1", port), timeout=seconds) as connection:
        # The server may have refused it already, and closed.
        with suppress(ConnectionError):
            for part in parts:
                connection.sendall(part)
        data, closed = b"", False
        while not (closed or _is_whole(data)):
            received = connection.recv(65_536)
            data, closed = data + received, not received
        if not data:
            message = "closed without an answer"
            raise ConnectionError(message)
        if not closed and "connection: close" in data.decode("latin-1").lower():
            closed = connection.recv(1) == b""
    return read_answer(data, closed=closed)


def _is_whole(data: bytes) -> bool:
    head, end, body = data.partition(b"\r\n\r\n")
    length = next(
        (
            int(line[15:])
            for line in head.lower().split(b"\r\n")
            if line.startswith(b"content-length")
        ),
        None,
    )
    return bool(end) and length is not None and len(body) >= length


def read_until(connection: socket.socket, ending: bytes, count: int = 1) -> bytes:
    """What comes until it ends like this, and has had it so many times."""
    data = b""
    while not (data.endswith(ending) and data.count(ending) >= count):
        received = connection.recv(65_536)
        assert received, data
        data += received
    return data


@dataclass(slots=True)
class Slow:
    """A client that sends a byte now and then."""

    connection: socket.socket
    received: bytearray = field(default_factory=bytearray)
    closed: bool = False

    @property
    def answer(self) -> Answer:
        return read_answer(bytes(self.received), closed=self.closed)


@contextmanager
def slow_clients(port: int, count: int, beginning: bytes) -> Iterator[list[Slow]]:
    """So many connections that have sent the beginning of a request; they are closed afterwards."""
    with ExitStack() as stack:
        clients = []
        for _ in range(count):
            connection = stack.enter_context(socket.create_connection(("127.0.0.1", port), 10))
            connection.sendall(beginning)
            connection.settimeout(0)
            clients.append(Slow(connection))
        yield clients


def drip(clients: Sequence[Slow], seconds: float, byte: bytes = b" ", every: float = 0.4) -> None:
    """Send a byte on each now and then, until all are closed or the seconds are over."""
    with selectors.DefaultSelector() as selector:
        for client in clients:
            if not client.closed:
                selector.register(client.connection, selectors.EVENT_READ, client)
        end = time.monotonic() + seconds
        while selector.get_map() and time.monotonic() < end:
            pause = time.monotonic() + every
            while (left := pause - time.monotonic()) > 0 and selector.get_map():
                for key, _ in selector.select(left):
                    _receive(selector, key.data)
            for key in list(selector.get_map().values()):
                with suppress(OSError):
                    key.data.connection.send(byte)


def _receive(selector: selectors.BaseSelector, client: Slow) -> None:
    try:
        data = client.connection.recv(65_536)
    except OSError:
        data = b""
    client.received += data
    if not data:
        client.closed = True
        selector.unregister(client.connection)


@contextmanager
def many_files(count: int) -> Iterator[None]:
    """So many may be open in this process."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if hard != resource.RLIM_INFINITY and hard < count:
        pytest.skip(f"the system allows a process {hard} open files")
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, count), hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


@contextmanager
def listening(app: ASGIApp, **options: Any) -> Iterator[int]:
    """A uvicorn of this process on a free port; what it is given beside is its own options."""
    port = free_port()
    config = uvicorn.Config(
        app, port=port, log_config=None, lifespan="off", interface="asgi3", **options
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        deadline = time.monotonic() + 20
        while not server.started and time.monotonic() < deadline:
            time.sleep(0.01)
        yield port
    finally:
        server.should_exit = server.force_exit = True
        thread.join(20)
