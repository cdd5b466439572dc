"""The documented nginx and HAProxy before Clinch: who gets through, as whom, and who doesn't."""

import asyncio
import gzip
import json
import re
import shutil
import socket
import ssl
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import orjson
import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.types import Receive, Scope, Send
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware
from websockets.sync.client import connect
from websockets.typing import Subprotocol

from server.addresses import address_of
from tests.edge.conftest import Serve
from tests.edge.proxies import FILES, before, configuration, program, running, with_tls
from tests.edge.sockets import (
    HEAD,
    TYPENAME,
    Answer,
    drip,
    exchange,
    listening,
    post,
    read_answer,
    slow_clients,
)
from tests.server.commands import free_port

CLIENT = "127.0.0.2"
"""A client's address, which isn't the proxy's."""
BEGINNING = b"GET /echo HTTP/1.1\r\nHost: 127.0.0.1\r\n"
CLOSE = b"Connection: close"


def get(path: str, *headers: bytes) -> bytes:
    """A whole request."""
    lines = [b"GET %s HTTP/1.1" % path.encode(), b"Host: 127.0.0.1", *headers, CLOSE]
    return b"\r\n".join(lines) + b"\r\n\r\n"


@pytest.fixture(params=list(FILES))
def proxy(request: pytest.FixtureRequest) -> str:
    name: str = request.param
    program(name)
    return name


async def echo(scope: Scope, receive: Receive, send: Send) -> None:
    """What reaches an application, and whom it takes the caller for."""
    headers = [(name.decode(), value.decode("latin-1")) for name, value in scope["headers"]]
    seen = {"caller": address_of(scope), "headers": headers}
    if scope["path"] == "/wait":
        await asyncio.sleep(6)
    else:
        await Request(scope, receive).body()
    await JSONResponse(seen)(scope, receive, send)


@pytest.fixture
def echoing(proxy: str, tmp_path: Path) -> Iterator[int]:
    """The proxy's port, before an application that says what reached it."""
    app = Starlette(middleware=[Middleware(ProxyHeadersMiddleware, ["127.0.0.1"])])
    app.router.default = echo
    with listening(app, proxy_headers=False) as backend, before(proxy, backend, tmp_path) as port:
        yield port


def ask_from(address: str, port: int, sent: bytes) -> Answer:
    """What a client of this address is answered."""
    with socket.create_connection(("127.0.0.1", port), 10, (address, 0)) as connection:
        connection.sendall(sent)
        data = b""
        while received := connection.recv(65_536):
            data += received
    answer = read_answer(data, closed=True)
    if answer.headers.get("transfer-encoding") == "chunked":
        body = b"".join(re.findall(rb"[0-9a-f]+\r\n(.*?)\r\n", answer.body, re.DOTALL))
        return Answer(answer.status, answer.headers, body, closed=True)
    return answer


def test_the_caller_is_the_client_whatever_it_says(echoing: int) -> None:
    honest = get("/echo")
    forged = get("/echo", b"X-Forwarded-For: 203.0.113.7", b"X-Forwarded-For: 127.0.0.1")

    seen = [orjson.loads(ask_from(CLIENT, echoing, sent).body) for sent in (honest, forged)]

    assert [each["caller"] for each in seen] == [CLIENT, CLIENT]
    for each in seen:
        found = [value for name, value in each["headers"] if name == "x-forwarded-for"]
        assert found == [CLIENT]


def test_an_id_of_the_request_passes_and_each_has_one(echoing: int) -> None:
    def seen(*headers: bytes) -> list[str]:
        answer = ask_from(CLIENT, echoing, get("/echo", *headers))
        pairs = orjson.loads(answer.body)["headers"]
        return [value for name, value in pairs if name == "x-request-id"]

    assert seen(b"X-Request-Id: build-17.4f1c") == ["build-17.4f1c"]
    (made,) = seen()
    assert re.fullmatch(r"[0-9a-f-]{32,36}", made)
    (instead,) = seen(b'X-Request-Id: "><script>')
    assert re.fullmatch(r"[0-9a-f-]{32,36}", instead)


@pytest.mark.parametrize("path", ["/metrics", "/health/ready", "/health/live"])
def test_what_watches_it_isnt_for_clients(echoing: int, path: str) -> None:
    assert ask_from(CLIENT, echoing, get(path)).status == 404


def test_slow_clients_are_cut_off(echoing: int) -> None:
    body = HEAD + b"Content-Length: 1000\r\n\r\n{"
    with (
        slow_clients(echoing, 20, BEGINNING) as slow_headers,
        slow_clients(echoing, 20, body) as stopped_bodies,
        slow_clients(echoing, 20, b"") as silent,
    ):
        drip(slow_headers, 8, b"X")
        drip([*stopped_bodies, *silent], 8, b"")

        assert all(client.closed for client in (*slow_headers, *stopped_bodies, *silent))


def test_large_bodies_are_refused(echoing: int) -> None:
    most = ask_from(CLIENT, echoing, post(b" " * 262_144, CLOSE))
    more = exchange(echoing, HEAD + b"Content-Length: 262145\r\n\r\n", b" " * 262_145)

    assert (most.status, more.status) == (200, 413)


def test_an_address_has_so_many_connections(echoing: int) -> None:
    with slow_clients(echoing, 200, get("/wait")):
        time.sleep(0.5)
        try:
            status = exchange(echoing, get("/echo")).status
        except ConnectionError:
            status = 429  # HAProxy doesn't say it, but closes
        other = ask_from(CLIENT, echoing, get("/echo")).status

    assert (status, other) == (429, 200)


def test_clinch_answers_through_it(proxy: str, serve: Serve, tmp_path: Path) -> None:
    document = "{ opportunities { nodes { id name quotes { nodes { id name number } } } } }"
    body = json.dumps({"query": document}).encode()
    with (
        serve(CLINCH_TRUSTED_PROXIES="127.0.0.1") as served,
        before(proxy, served.port, tmp_path) as port,
    ):
        _wait_for_backend(port)
        small = exchange(port, post(TYPENAME))
        packed = ask_from(CLIENT, port, post(body, b"Accept-Encoding: gzip", CLOSE))

        assert (small.status, small.json["data"]) == (200, {"__typename": "Query"})
        assert (packed.status, packed.headers["content-encoding"]) == (200, "gzip")
        assert len(orjson.loads(gzip.decompress(packed.body))["data"]["opportunities"]["nodes"]) > 3

        with connect(
            f"ws://127.0.0.1:{port}/graphql", subprotocols=[Subprotocol("graphql-transport-ws")]
        ) as socket_:
            socket_.send('{"type": "connection_init"}')
            assert orjson.loads(socket_.recv(10))["type"] == "connection_ack"
            payload = {"query": "{ __typename }"}
            socket_.send(json.dumps({"id": "1", "type": "subscribe", "payload": payload}))
            answer = orjson.loads(socket_.recv(10))
            assert answer["payload"]["data"] == {"__typename": "Query"}


def _wait_for_backend(port: int) -> None:
    """HAProxy asks its backend first whether it is ready."""
    deadline = time.monotonic() + 15
    while exchange(port, post(TYPENAME)).status == 503 and time.monotonic() < deadline:
        time.sleep(0.2)


def test_the_lines_about_tls_are_right(proxy: str, tmp_path: Path) -> None:
    if shutil.which("openssl") is None:
        pytest.skip("openssl isn't installed")
    certificate, key = tmp_path / "certificate.pem", tmp_path / "key.pem"
    subprocess.run(
        [
            *("openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"),
            *("-nodes", "-subj", "/CN=api.example.com", "-days", "1"),
            *("-keyout", str(key), "-out", str(certificate)),
        ],
        check=True,
        capture_output=True,
    )
    if proxy == "haproxy":  # wants both in one file
        key.write_text(key.read_text() + certificate.read_text())
    trusting = ssl.create_default_context(cafile=str(certificate))
    secure, plain = free_port(), free_port()
    with listening(echo, proxy_headers=False) as backend:
        text = with_tls(configuration(proxy, backend, plain), secure, certificate, key)
        with (
            running(proxy, tmp_path, text, plain),
            socket.create_connection(("127.0.0.1", secure), 10) as connection,
            trusting.wrap_socket(connection, server_hostname="api.example.com") as wrapped,
        ):
            wrapped.sendall(get("/echo"))
            data = b""
            while received := wrapped.recv(65_536):
                data += received
            redirected = exchange(plain, get("/echo"))

    assert data.startswith(b"HTTP/1.1 200")
    assert b"strict-transport-security: max-age=63072000" in data.lower()
    assert b'"x-forwarded-proto","https"' in data
    assert redirected.status == 308
    assert redirected.headers["location"].startswith("https://127.0.0.1")
