"""Bounds on a request's body: its size, and the time in which it arrives."""

import asyncio
import contextlib
from http import HTTPStatus
from time import monotonic
from typing import Final

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from server.header_values import HeaderValues
from server.http.answers import answer_of
from server.http.media import JSON
from server.limits.deadlines import Deadlines
from server.observing.exchange import Exchange, exchange_of
from server.refusing import RequestRefused
from server.running import Reply

LINGER_SECONDS: Final = 2.0
LINGER_BYTES: Final = 8 * 1024 * 1024
"""How long, and how much, a client is listened to that was refused while it sends."""
LOOK_SECONDS: Final = 1.0
"""How often late bodies are looked for."""
_DISCONNECT: Final[Message] = {"type": "http.disconnect"}


class BodyLimits:
    """An ASGI application around another one, which refuses large bodies and slow ones.

    The application within sees a refused one as a client that left, whom nobody answers; the answer
    is given here, unless the application has begun with its own.
    """

    def __init__(self, app: ASGIApp, max_body: int, receive_timeout: float) -> None:
        """Bytes, and seconds for the whole body from the moment the headers are there."""
        self._app = app
        self._max_body = max_body
        self._receive_timeout = receive_timeout
        self._waiting = Deadlines(LOOK_SECONDS)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        exchange = exchange_of(scope)
        length = _declared(exchange.headers)
        if length == 0:
            await self._app(scope, receive, send)
        elif length is not None and length > self._max_body:
            exchange.unread = True
            await self._answer(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, scope, receive, send)
        else:
            until = monotonic() + self._receive_timeout
            body = _Body(receive, exchange, until, self._max_body, self._waiting)
            try:
                await self._app(scope, body.receive, send)
            except Exception:
                if not body.status:
                    raise
            if body.status and not exchange.status:
                await self._answer(body.status, scope, receive, send)

    async def _answer(self, status: int, scope: Scope, receive: Receive, send: Send) -> None:
        too_large = status == HTTPStatus.REQUEST_ENTITY_TOO_LARGE
        refused = RequestRefused(
            status,
            f"The request's body is larger than {self._max_body:,} bytes."
            if too_large
            else f"The request's body didn't arrive within {self._receive_timeout:g} seconds.",
        )

        async def send_open(message: Message) -> None:
            if message["type"] == "http.response.body":
                message["more_body"] = True
            await send(message)

        await answer_of(Reply.of(refused), JSON)(scope, receive, send_open)
        if too_large:
            await _linger(receive)
        await send({"type": "http.response.body", "body": b""})


class _Body:
    """One request's body, watched while the application reads it."""

    __slots__ = ("_exchange", "_left", "_receive", "_task", "_until", "_waiting", "status")

    def __init__(
        self,
        receive: Receive,
        exchange: Exchange,
        until: float,
        max_body: int,
        waiting: Deadlines,
    ) -> None:
        self._receive = receive
        self._exchange = exchange
        exchange.unread = True
        self._until = until
        self._left = max_body
        self._waiting = waiting
        self._task: asyncio.Task[object] | None = None
        self.status = 0
        """Why the body is refused, as HTTP says it; 0 while it isn't."""

    def late(self) -> None:
        """Wait no longer for this body."""
        self.status = HTTPStatus.REQUEST_TIMEOUT
        assert self._task
        self._task.cancel()

    async def receive(self) -> Message:
        if not self._exchange.unread:
            return await self._receive()
        if self.status:
            return _DISCONNECT
        task = self._task = asyncio.current_task()
        self._waiting.add(self, self._until)
        try:
            message = await self._receive()
        except asyncio.CancelledError:
            # By its being late alone, or was it somebody else's doing, too?
            if not self.status or (task and task.uncancel()):
                raise
            return _DISCONNECT
        finally:
            self._waiting.discard(self)
        self._left -= len(message.get("body", b""))
        if self._left < 0:
            self.status = HTTPStatus.REQUEST_ENTITY_TOO_LARGE
            return _DISCONNECT
        self._exchange.unread = message.get("more_body", False)
        return message


def _declared(headers: HeaderValues) -> int | None:
    """The body's length in bytes; 0 if there is none, None if only its end will tell."""
    if b"transfer-encoding" in headers:
        return None
    length = headers.get(b"content-length", b"0")
    return int(length) if length.isdigit() else None


async def _linger(receive: Receive) -> None:
    """Let what still comes fall, for a moment.

    Closed at once, the connection would be reset under a client that is sending, and the answer
    lost.
    """
    left = LINGER_BYTES
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(LINGER_SECONDS):
            while left > 0:
                message = await receive()
                if not message.get("more_body", False):
                    break
                left -= len(message["body"])
