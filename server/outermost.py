"""Around all else: each request gets its id, and what came of it is told when it is over."""

import asyncio
from collections.abc import Awaitable
from contextlib import suppress
from typing import Final

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from resolvers.faults import FaultCode
from server.draining import CUT_OFF, RESTARTS, Draining
from server.errors import fault
from server.header_values import header_values
from server.http.answers import answer_of
from server.http.media import JSON
from server.observing.exchange import EXCHANGE, Exchange, request_id_of
from server.observing.observer import Observer
from server.refusing import RequestRefused
from server.running import Reply
from server.security import secured

LAST: Final = (b"connection", b"close")


class Outermost:
    """ASGI middleware: the headers of every answer, an answer to every fault, the observer."""

    def __init__(self, app: ASGIApp, observer: Observer, draining: Draining) -> None:
        self._app = app
        self._observer = observer
        self._draining = draining

    def __call__(self, scope: Scope, receive: Receive, send: Send) -> Awaitable[None]:
        if scope["type"] == "http":
            return self._answer(scope, receive, send)
        if scope["type"] == "websocket":
            return self._connect(scope, receive, send)
        return self._app(scope, receive, send)

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        exchange = self._observer.begin(scope)
        request_id = (b"x-request-id", exchange.request_id.encode())

        async def send_complete(message: Message) -> None:
            if message["type"] == "http.response.start":
                exchange.status = message["status"]
                message["headers"] = headers = secured(message["headers"])
                headers.append(request_id)
                # Nobody waits for the rest of a body when the answer is there.
                if exchange.unread or self._draining.begun:
                    headers.append(LAST)
            await send(message)

        try:
            await self._app(scope, receive, send_complete)
        except Exception as exception:
            if exchange.status:
                raise
            reply = Reply.of_fault(fault(exception, "en"))
            await answer_of(reply, JSON)(scope, receive, send_complete)
        except asyncio.CancelledError:
            if exchange.status or not self._draining.begun:
                raise
            # The server itself has ended the task: there is nobody else to be told of it.
            reply = Reply.of(RequestRefused(503, CUT_OFF, FaultCode.TIMEOUT))
            await answer_of(reply, JSON)(scope, receive, send_complete)
        finally:
            # Nor does the answer wait, in a connection, for its next request.
            del scope[EXCHANGE]
            self._observer.end(exchange, scope)

    async def _connect(self, scope: Scope, receive: Receive, send: Send) -> None:
        """A socket is told of if it is refused; else its operations are, each by itself."""
        headers = header_values(scope)
        exchange = scope[EXCHANGE] = Exchange(headers, request_id_of(scope, headers))
        request_id = (b"x-request-id", exchange.request_id.encode())

        accepted = False

        async def send_complete(message: Message) -> None:
            nonlocal accepted
            kind = message["type"]
            if kind in {"websocket.accept", "websocket.http.response.start"}:
                message["headers"] = [*message.get("headers", ()), request_id]
            if kind == "websocket.accept":
                accepted = True
            elif kind == "websocket.http.response.start":
                exchange.status = message["status"]
            elif kind == "websocket.close" and not (accepted or exchange.status):
                exchange.status = 403
            await send(message)

        self._observer.sockets += 1
        try:
            await self._app(scope, receive, send_complete)
        except asyncio.CancelledError:
            if not self._draining.begun:
                raise
            with suppress(Exception):
                await send({"type": "websocket.close", "code": RESTARTS})
        finally:
            self._observer.sockets -= 1
            if exchange.status:
                self._observer.refused(exchange, scope)
