"""Queries and mutations over a WebSocket, in the protocol graphql-transport-ws."""

import asyncio
import json
import logging
from collections.abc import Mapping
from contextlib import suppress
from datetime import timedelta
from re import Pattern
from typing import Any, Final

import orjson
from starlette.responses import JSONResponse
from starlette.types import Receive, Scope, Send
from starlette.websockets import WebSocket, WebSocketDisconnect
from strawberry import UNSET
from strawberry.asgi import GraphQL
from strawberry.exceptions import ConnectionRejectionError
from strawberry.http.exceptions import WebSocketDisconnected
from strawberry.subscriptions import GRAPHQL_TRANSPORT_WS_PROTOCOL
from strawberry.subscriptions.protocols.graphql_transport_ws.handlers import (
    BaseGraphQLTransportWSHandler,
    Operation,
)

from domain.text import printable
from resolvers.faults import FaultCode
from schema.messages import negotiate
from server.callers import authorization_of, caller_of, context_of
from server.draining import RESTARTS, Draining
from server.errors import fault
from server.http.requests import read_members
from server.observing.exchange import Exchange, exchange_of
from server.observing.observer import Observer
from server.refusing import RequestRefused
from server.running import Reply, Runner
from server.strict_json import NotStrictError, read_object

logger = logging.getLogger("clinch")

AUTHORIZATION: Final = "clinch.authorization"
"""Where a socket's scope has what signs its client in."""
INIT_TIMEOUT: Final = timedelta(seconds=10)
"""How long a client has for its `connection_init`."""
TYPES: Final = ("connection_init", "ping", "pong", "subscribe", "complete")
"""What clients send."""
FAILED: Final = 1011
"""The code of a socket that is closed because of a fault of ours."""


class WebSocketView(GraphQL[Scope, None]):
    """Strawberry's protocol, with operations run as those that come over HTTP."""

    def __init__(
        self,
        runner: Runner,
        observer: Observer,
        draining: Draining,
        operations: int,
        origins: Pattern[str] | None,
    ) -> None:
        """A socket may have `operations` under way; beside our own, sites of `origins` connect."""
        super().__init__(
            runner.schema,
            subscription_protocols=(GRAPHQL_TRANSPORT_WS_PROTOCOL,),
            connection_init_wait_timeout=INIT_TIMEOUT,
            max_subscriptions_per_connection=operations,
        )
        self.runner = runner
        self.observer = observer
        self.draining = draining
        self.graphql_transport_ws_handler_class = _Handler
        self._origins = origins

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            if self.draining.begun:
                refused = RequestRefused(503, "The server ends.", FaultCode.TIMEOUT)
                answer = JSONResponse({"errors": refused.errors}, refused.status)
                await WebSocket(scope, receive, send).send_denial_response(answer)
                return
            await self.run(WebSocket(scope, receive, send))
        except (WebSocketDisconnect, RuntimeError):
            # What was to be sent found the socket closed.
            return

    async def get_context(self, request: Any, response: Any) -> Scope:
        del response
        scope: Scope = request.scope
        return scope

    def is_websocket_origin_allowed(self, request: Any, origin: str) -> bool:
        del request
        if self._origins is not None and self._origins.fullmatch(origin):
            return True
        message = "A WebSocket of %r is refused: CLINCH_CORS_ORIGINS hasn't this origin."
        logger.warning(message, origin[:200])
        return False

    async def on_ws_connect(self, context: Scope) -> Any:
        """Somebody has to be signed in, by `connection_init` or, of a program, the handshake."""
        headers = exchange_of(context).headers
        try:
            context[AUTHORIZATION] = _authorization(context["connection_params"])
            if context[AUTHORIZATION] is None:
                context[AUTHORIZATION] = authorization_of(context, headers)
            await caller_of(context, context[AUTHORIZATION], self.runner)
        except RequestRefused:
            raise ConnectionRejectionError from None
        return UNSET

    def decode_json(self, data: str | bytes) -> object:
        try:
            return read_object(data.encode() if isinstance(data, str) else data)
        except NotStrictError:
            message = "not an object that everybody reads alike"
            raise json.JSONDecodeError(message, "", 0) from None

    def encode_json(self, data: object) -> str:
        return orjson.dumps(data).decode()


def _authorization(params: Mapping[str, Any]) -> str | None:
    """What `connection_init` brings as an Authorization header would, in whatever case."""
    found = [value for name, value in params.items() if name.lower() == "authorization"]
    if not found:
        return None
    if len(found) > 1 or not isinstance(found[0], str):
        message = "The payload's authorization has to be one text."
        raise RequestRefused(400, message)
    return found[0]


def _is_text(value: object) -> bool:
    """Whether it is text that can be answered."""
    return isinstance(value, str) and printable(value) == value


class _Handler(BaseGraphQLTransportWSHandler[Scope, None]):
    """Answers what clients send with our own requests and replies."""

    view: WebSocketView
    asked = 0
    """Operations so far: their ids are the socket's with a number."""

    async def handle(self) -> None:
        draining = self.view.draining
        draining.tell(self._drain)
        try:
            await super().handle()
        finally:
            draining.forget(self._drain)

    def _drain(self) -> None:
        """The process ends: so does the socket, once what it has under way is answered."""
        self._closing = asyncio.create_task(self._close_if_over())

    async def _close_if_over(self) -> None:
        if not self.operations:
            with suppress(WebSocketDisconnected, WebSocketDisconnect, RuntimeError):
                await self.websocket.close(code=RESTARTS, reason="The server ends")

    async def handle_message(self, message: Any) -> None:
        identifier = message.get("id")
        if message.get("type") not in TYPES:
            await self.handle_invalid_message("A message has to have a type of the protocol")
        elif identifier is not None and not _is_text(identifier):
            await self.handle_invalid_message("A message's id has to be text in UTF-8")
        else:
            await super().handle_message(message)

    async def handle_connection_init(self, message: Any) -> None:
        try:
            await super().handle_connection_init(message)
        except (WebSocketDisconnected, WebSocketDisconnect, RuntimeError):
            raise
        except Exception as exception:  # noqa: BLE001 - such as a database that doesn't answer
            fault(exception, "en")
            await self.websocket.close(code=FAILED, reason="Something went wrong on our side")

    async def handle_subscribe(self, message: Mapping[str, Any]) -> None:
        identifier, payload = message.get("id"), message.get("payload")
        if self.view.draining.begun:
            # Not begun, so nothing is lost: the client asks again when it has connected anew.
            return
        if not isinstance(identifier, str) or not isinstance(payload, dict):
            await self.handle_invalid_message("A subscribe message has to have an id and a payload")
        elif not self.connection_acknowledged:
            await self.websocket.close(code=4401, reason="Unauthorized")
        elif identifier in self.operations:
            reason = "There is a subscriber with this id already"
            await self.websocket.close(code=4409, reason=reason)
        elif len(self.operations) >= (limit := self.max_subscriptions_per_connection or 0):
            text = f"The socket has {limit} operations under way (CLINCH_SOCKET_OPERATIONS)."
            refused = RequestRefused(400, text, FaultCode.LIMIT_EXCEEDED)
            await self.send_message({"id": identifier, "type": "error", "payload": refused.errors})
        else:
            operation = Operation(self, identifier, "", None, None)
            operation.task = asyncio.create_task(self._answer(operation, payload))
            operation.task.add_done_callback(self._task_done)
            self.operations[identifier] = operation

    async def _reply(self, exchange: Exchange, payload: Mapping[str, Any]) -> Reply:
        runner, scope = self.view.runner, self.context
        try:
            # Each time: meanwhile a token may have expired, a key may have been revoked.
            caller = await caller_of(scope, scope[AUTHORIZATION], runner)
            context = context_of(scope, exchange.headers, exchange.request_id, caller.principal)
            # The handshake's key would be for every operation of the socket.
            context.idempotency_key = None
            exchange.begin_operation(context)
            try:
                asked = read_members(payload)
            except RequestRefused as refused:
                raise await runner.charged(caller.counted_as, refused) from None
            return await runner.run(context, asked, caller.counted_as)
        except RequestRefused as refused:
            return Reply.of(refused)
        except Exception as exception:  # noqa: BLE001 - nothing of ours may reach a client
            language = exchange.headers.get(b"accept-language", b"").decode("latin-1")
            return Reply.of_fault(fault(exception, negotiate(language)))

    async def _answer(self, operation: Operation[Scope, None], payload: Mapping[str, Any]) -> None:
        """Run what a subscribe message asks for, and send what comes of it."""
        socket, observer = exchange_of(self.context), self.view.observer
        self.asked += 1
        exchange = observer.begin_within(socket, self.asked)
        try:
            reply = await self._reply(exchange, payload)
            exchange.codes, exchange.answered = reply.codes, True
        finally:
            observer.end(exchange, self.context)
        identifier = operation.id
        with suppress(WebSocketDisconnected):
            if reply.is_executed:
                text = orjson.dumps(
                    {"id": identifier, "type": "next", "payload": orjson.Fragment(reply.body)}
                )
                await self.send_message(orjson.Fragment(text))  # type: ignore[arg-type]
                await operation.send_operation_message({"id": identifier, "type": "complete"})
            else:
                errors = orjson.loads(reply.body)["errors"]
                await operation.send_operation_message(
                    {"id": identifier, "type": "error", "payload": errors}
                )
        if self.view.draining.begun:
            await self._close_if_over()
