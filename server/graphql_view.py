"""GraphQL over HTTP: Strawberry's view with our context, our JSON and our errors."""

import json
from typing import Any, Never

import orjson
from cross_web import HTTPException
from graphql import GraphQLError
from starlette.requests import ClientDisconnect, Request
from starlette.responses import HTMLResponse, Response
from starlette.types import Receive, Scope, Send
from strawberry.asgi import GraphQL
from strawberry.http import GraphQLHTTPResponse, GraphQLRequestData
from strawberry.schema import Schema
from strawberry.types import ExecutionResult

from domain.actor import Actor
from domain.text import printable
from resolvers.answering import answer, key_fault
from resolvers.context import Context
from resolvers.faults import FaultCode
from schema.messages import negotiate
from server.errors import fault, presentable
from server.graphiql import Page

CLIENT_HEADERS = (b"x-client-name", b"apollographql-client-name", b"user-agent")
"""Where a client names itself, best first."""
CLIENT_LENGTH = 300
UNRESOLVED = ("Unknown operation named", "Can't get GraphQL operation type")
"""How Strawberry says that a document hasn't the operation that is asked for."""


def _no_json(constant: str) -> Never:
    """NaN and Infinity, which Python reads and JSON doesn't have."""
    raise ValueError(constant)


_STRING = (str, type(None))
_OBJECT = (dict, type(None))
_DECODER = json.JSONDecoder(parse_constant=_no_json)


class GraphQLView(GraphQL[Context, None]):
    """One request: a context of its own, closed at the end; every error in GraphQL's form."""

    def __init__(self, schema: Schema, graphiql: Page) -> None:
        super().__init__(schema, subscription_protocols=())
        self._graphiql = graphiql

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive)
        try:
            context = _context(request)
            response = await self._planned(request, context)
            if response is None:
                response = await self.run(request, context)
        except ClientDisconnect:
            return
        except HTTPException as error:
            response = _refused(error)
        except RecursionError:
            response = _refused(HTTPException(400, "The request is nested too deeply."))
        except Exception as exception:  # noqa: BLE001 - nothing of ours may reach a client
            locale = negotiate(request.headers.get("accept-language"))
            response = _answer({"errors": [fault(exception, locale).formatted]}, 500)
        await response(scope, receive, send)

    async def _planned(self, request: Request, context: Context) -> Response | None:
        """The answer of a plain POST by its operation's plan; None if the ordinary way has it."""
        if request.method != "POST" or not _is_json(request.headers.get("content-type", "")):
            return None
        try:
            body = _DECODER.decode((await request.body()).decode())
        except (ValueError, RecursionError):
            return None
        if not isinstance(body, dict):
            return None
        query, variables = body.get("query"), body.get("variables")
        name, extensions = body.get("operationName"), body.get("extensions")
        if not (
            isinstance(query, str)
            and isinstance(variables, _OBJECT)
            and isinstance(name, _STRING)
            and isinstance(extensions, _OBJECT)
        ):
            return None
        written = await answer(context, query, variables, name)
        return None if written is None else Response(written, media_type="application/json")

    async def parse_http_body(self, request: Any) -> Any:
        try:
            data = await super().parse_http_body(request)
        except (AttributeError, ValueError):
            message = "The request's body has to be a JSON object in UTF-8."
            raise HTTPException(400, message) from None
        if isinstance(data, GraphQLRequestData) and not isinstance(data.operation_name, str | None):
            message = "The GraphQL operation's `operationName` must be a string or null."
            raise HTTPException(400, message)
        return data

    async def execute_single(self, **given: Any) -> ExecutionResult:  # type: ignore[override]
        data = given["request_data"]
        fault = key_fault(given["context"], data.query, data.variables, data.operation_name)
        if fault is not None:
            raise HTTPException(400, fault)
        return await super().execute_single(**given)

    async def process_result(
        self, request: Request, result: ExecutionResult
    ) -> GraphQLHTTPResponse:
        locale = negotiate(request.headers.get("accept-language"))
        answer: dict[str, Any] = {"data": result.data}
        if result.errors:
            answer["errors"] = [presentable(each, locale).formatted for each in result.errors]
        if result.extensions:
            answer["extensions"] = result.extensions
        return answer  # type: ignore[return-value]

    def decode_json(self, data: str | bytes) -> object:
        return json.loads(data, parse_constant=_no_json)

    def encode_json(self, data: object) -> bytes:
        return orjson.dumps(data)

    async def render_graphql_ide(self, request: Request) -> Response:
        del request
        policy = {"Content-Security-Policy": self._graphiql.policy}
        return HTMLResponse(self._graphiql.html, headers=policy)


def _context(request: Request) -> Context:
    state = request.app.state
    # The first of equal names counts, as everywhere in Starlette, which looks through all for each.
    headers: dict[bytes, bytes] = dict(reversed(request.scope["headers"]))
    client = next((headers[name] for name in CLIENT_HEADERS if headers.get(name)), b"")
    request_id = headers.get(b"x-request-id", b"")
    actor = Actor(state.actor_id, *(_short(each) for each in (client, request_id)))
    language = headers.get(b"accept-language", b"").decode("latin-1")
    key = headers.get(b"idempotency-key")
    return Context(
        state.application,
        actor,
        negotiate(language),
        None if key is None else key.decode("latin-1"),
    )


def _short(header: bytes) -> str | None:
    return header[:CLIENT_LENGTH].decode("latin-1") or None


def _is_json(content_type: str) -> bool:
    return content_type.partition(";")[0].strip().lower() == "application/json"


def _refused(error: HTTPException) -> Response:
    """A request that isn't GraphQL over HTTP, or names no operation."""
    unresolved = error.reason.startswith(UNRESOLVED)
    code = FaultCode.OPERATION_RESOLUTION_FAILURE if unresolved else FaultCode.BAD_REQUEST
    formatted = GraphQLError(printable(error.reason), extensions={"code": code}).formatted
    return _answer({"errors": [formatted]}, error.status_code)


def _answer(body: dict[str, Any], status: int) -> Response:
    return Response(orjson.dumps(body), status, media_type="application/json")
