"""The endpoint of GraphQL over HTTP: a request in, an operation run, an answer out."""

from collections.abc import Awaitable, Callable
from hashlib import blake2b

from starlette.requests import ClientDisconnect
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from resolvers.context import Context
from schema.messages import negotiate as negotiate_locale
from server.addresses import address_of
from server.callers import Caller, authorization_of, caller_of, context_of
from server.errors import fault
from server.header_values import HeaderValues
from server.http.answers import VARY, answer_of
from server.http.media import HTML, JSON, OFFERED, is_json, negotiate
from server.http.requests import read_body, read_query_string
from server.limits.watching import ClientGoneError
from server.observing.exchange import exchange_of
from server.refusing import RequestRefused
from server.running import Reply, Runner


class GraphQLView:
    """Answers GET and POST; a browser that comes with no query gets GraphiQL, if there is one."""

    def __init__(
        self, runner: Runner, max_age: int = 0, page: Callable[[], Response] | None = None
    ) -> None:
        """`max_age`: seconds for which a browser may answer a GET again by itself."""
        self._runner = runner
        self._page = page
        kept = f"max-age={max_age}" if max_age else "no-cache"
        self._methods = {"GET": self._got, "HEAD": self._got, "POST": self._posted}
        self._got_headers = {b"cache-control": f"private, {kept}".encode()}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = exchange_of(scope).headers
        accept = headers.get(b"accept", b"").decode("latin-1")
        media_type = negotiate(accept)

        try:
            read = self._methods.get(scope["method"], _refuse_method)
            answer = await read(scope, receive, headers, media_type)
        except (ClientDisconnect, ClientGoneError):
            return
        except RequestRefused as refused:
            answer = answer_of(Reply.of(refused), media_type or JSON)
        except Exception as exception:  # noqa: BLE001 - nothing of ours may reach a client
            locale = negotiate_locale(headers.get(b"accept-language", b"").decode("latin-1"))
            answer = answer_of(Reply.of_fault(fault(exception, locale)), media_type or JSON)
        await answer(scope, receive, send)

    async def _posted(
        self, scope: Scope, receive: Receive, headers: HeaderValues, media_type: str | None
    ) -> ASGIApp:
        taken = _taken(media_type)
        if not is_json(headers.get(b"content-type", b"").decode("latin-1")):
            message = "The request's Content-Type has to be application/json, in UTF-8."
            raise RequestRefused(415, message)
        caller = await self._caller(scope, headers)
        self._runner.admit(caller.counted_as)
        body = await _body(receive)
        try:
            asked = read_body(body)
        except RequestRefused as refused:
            raise await self._runner.charged(caller.counted_as, refused) from None
        context = _context(scope, headers, caller)
        reply = await self._runner.run(context, asked, caller.counted_as, receive)
        return answer_of(reply, taken)

    async def _got(
        self, scope: Scope, receive: Receive, headers: HeaderValues, media_type: str | None
    ) -> ASGIApp:
        try:
            asked = read_query_string(scope["query_string"])
        except RequestRefused as refused:
            raise await self._runner.charged(address_of(scope), refused) from None
        if self._page is not None and asked.is_empty and _likes_html(headers):
            return self._page()
        taken = _taken(media_type)
        caller = await self._caller(scope, headers)
        context = _context(scope, headers, caller)
        reply = await self._runner.run(
            context, asked, caller.counted_as, receive, only_queries=True
        )
        if not reply.is_executed:
            return answer_of(reply, taken)
        tag = b'W/"%b"' % blake2b(reply.body, digest_size=16).hexdigest().encode()
        cached = {**self._got_headers, b"etag": tag}
        if tag in headers.get(b"if-none-match", b""):
            unchanged = Response(status_code=304)
            unchanged.raw_headers = [VARY, *reply.headers.items(), *cached.items()]
            return unchanged
        return answer_of(reply, taken, cached)

    def _caller(self, scope: Scope, headers: HeaderValues) -> Awaitable[Caller]:
        return caller_of(scope, authorization_of(scope, headers), self._runner)


async def _body(receive: Receive) -> bytes:
    """The whole body; ClientDisconnect if its end doesn't come."""
    parts: list[bytes] = []
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise ClientDisconnect
        part: bytes = message.get("body", b"")
        if not message.get("more_body", False):
            return b"".join([*parts, part]) if parts else part
        parts.append(part)


def _context(scope: Scope, headers: HeaderValues, caller: Caller) -> Context:
    """The context of the request's one operation, noted where it is seen by who observes."""
    exchange = exchange_of(scope)
    context = context_of(scope, headers, exchange.request_id, caller.principal)
    exchange.begin_operation(context)
    return context


async def _refuse_method(scope: Scope, *_: object) -> ASGIApp:
    message = f"GraphQL is asked by GET or POST, not by {scope['method'][:20]}."
    raise RequestRefused(405, message, headers={b"allow": b"GET, HEAD, POST"})


def _taken(media_type: str | None) -> str:
    """The answer's media type; RequestRefused if the client takes none of ours."""
    if media_type is None:
        message = f"The answer is {' or '.join(OFFERED)}, and Accept takes neither."
        raise RequestRefused(406, message)
    return media_type


def _likes_html(headers: HeaderValues) -> bool:
    """Whether Accept names HTML, as browsers do, and likes JSON no better."""
    accept = headers.get(b"accept", b"").decode("latin-1")
    return HTML in accept.lower() and negotiate(accept, (HTML, *OFFERED)) == HTML
