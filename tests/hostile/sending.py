"""A request byte by byte, sent as the server takes it from its parser."""

import asyncio
import json
from dataclasses import dataclass
from typing import Any

from starlette.testclient import TestClient

JSON = (b"content-type", b"application/json")
VIEWER = "{ viewer { id } }"
ANSWERED = "answered"
"""Instead of a code: there are data, and no top-level errors."""


@dataclass(frozen=True, slots=True)
class Sent:
    """A request and what it has to come to."""

    code: str
    """That of every top-level error, or ANSWERED."""
    body: bytes = b""
    query_string: bytes = b""
    headers: tuple[tuple[bytes, bytes], ...] = (JSON,)
    status: int = 200

    @property
    def method(self) -> str:
        return "POST" if self.body else "GET"


@dataclass(frozen=True, slots=True)
class Raw:
    """JSON that stands for itself."""

    text: str


def posted(code: str, query: str, status: int = 200, **variables: Any) -> Sent:
    """Variables as they are, or as JSON that no library would write."""
    written = ", ".join(
        f"{json.dumps(name)}: {each.text if isinstance(each, Raw) else json.dumps(each)}"
        for name, each in variables.items()
    )
    body = f'{{"query": {json.dumps(query)}, "variables": {{{written}}}}}'
    return Sent(code, body.encode(), status=status)


def got(
    code: str, query_string: str | bytes, status: int = 200, *more: tuple[bytes, bytes]
) -> Sent:
    raw = query_string.encode() if isinstance(query_string, str) else query_string
    return Sent(code, query_string=raw, headers=more, status=status)


def headed(code: str, *headers: tuple[bytes, bytes], status: int = 200) -> Sent:
    """The plainest query with these headers before its own."""
    body = json.dumps({"query": VIEWER}).encode()
    return Sent(code, body, headers=(*headers, JSON), status=status)


def hashed(code: str, persisted: Any, query: str | None = VIEWER, status: int = 400) -> Sent:
    body: dict[str, Any] = {"extensions": {"persistedQuery": persisted}}
    if query is not None:
        body["query"] = query
    return Sent(code, json.dumps(body).encode(), status=status)


def exchange(client: TestClient, sent: Sent) -> tuple[int, dict[bytes, bytes], bytes]:
    """Status, headers and body of the answer."""
    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "scheme": "http",
        "method": sent.method,
        "path": "/graphql",
        "raw_path": b"/graphql",
        "root_path": "",
        "query_string": sent.query_string,
        "headers": [
            (b"host", b"localhost"),
            *sent.headers,
            (b"content-length", b"%d" % len(sent.body)),
        ],
        "client": ("127.0.0.1", 1),
        "server": ("127.0.0.1", 80),
        "state": {},
    }
    answer: list[Any] = []

    async def receive() -> Any:
        if not answer:
            answer.append(None)
            return {"type": "http.request", "body": sent.body, "more_body": False}
        await asyncio.Event().wait()
        raise AssertionError

    async def send(message: Any) -> None:
        answer.append(message)

    assert client.portal
    client.portal.call(client.app, scope, receive, send)
    start, *bodies = [each for each in answer if each is not None]
    return start["status"], dict(start["headers"]), b"".join(each["body"] for each in bodies)
