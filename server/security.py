"""What every answer tells browsers, which pages may ask, and to which names the server answers."""

from collections.abc import Awaitable, Collection
from functools import lru_cache
from http import HTTPStatus
from typing import Final

from starlette.datastructures import Headers
from starlette.middleware.cors import CORSMiddleware
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from server.http.answers import answer_of
from server.http.media import JSON
from server.observing.exchange import exchange_of
from server.refusing import RequestRefused
from server.running import Reply

RawHeaders = list[tuple[bytes, bytes]]

NOTHING_LOADED: Final = b"default-src 'none'; frame-ancestors 'none'"
"""The content security policy of what isn't a page."""
POLICY: Final = b"content-security-policy"
HEADERS: Final = (
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"cross-origin-resource-policy", b"same-origin"),
)
"""On every answer. Pages of other origins read the API by CORS, which these don't touch."""
_ON_PAGES: Final = (
    *HEADERS,
    (b"x-frame-options", b"DENY"),
    (b"cross-origin-opener-policy", b"same-origin"),
)
"""These mean something for pages alone; each takes uvicorn a hundredth of a small answer."""
_ELSEWHERE: Final = (*HEADERS, (POLICY, NOTHING_LOADED))


def secured(given: RawHeaders) -> RawHeaders:
    """An answer's headers with these; what has a policy of its own is a page."""
    return [*given, *(_ON_PAGES if POLICY in dict(given) else _ELSEWHERE)]


class CrossOrigin(CORSMiddleware):
    """Starlette's; the preflights that it refuses are answered as all that is refused."""

    def preflight_response(self, request_headers: Headers) -> Response:
        """What pages of the asking origin may send; BAD_REQUEST if that, or all, isn't allowed."""
        found = super().preflight_response(request_headers)
        if found.status_code < HTTPStatus.BAD_REQUEST:
            return found
        message = (
            "A page of this origin may not send this here: GET and POST are for the origins of "
            "CLINCH_CORS_ORIGINS."
        )
        body = Reply.of(RequestRefused(found.status_code, message)).body
        headers = {"Content-Type": f"{JSON}; charset=utf-8", "Vary": found.headers["Vary"]}
        return Response(body, found.status_code, headers)


class AllowedHosts:
    """ASGI middleware: answers only to these names, so that no other site's name leads here.

    A page whose name is made to resolve to this machine (DNS rebinding) is of the same origin as
    the API, as browsers see it; it is told apart by its name alone.
    """

    def __init__(self, app: ASGIApp, hosts: Collection[str]) -> None:
        self._app = app
        self._hosts = frozenset(host.lower() for host in hosts)

    def __call__(self, scope: Scope, receive: Receive, send: Send) -> Awaitable[None]:
        if scope["type"] == "lifespan" or self._is_allowed(scope):
            return self._app(scope, receive, send)
        if scope["type"] == "http":
            message = "This server doesn't answer to that name: see CLINCH_ALLOWED_HOSTS."
            refused = Reply.of(RequestRefused(HTTPStatus.MISDIRECTED_REQUEST, message))
            return answer_of(refused, JSON)(scope, receive, send)
        return send({"type": "websocket.close", "code": 1008})

    def _is_allowed(self, scope: Scope) -> bool:
        found, sent = exchange_of(scope).headers, scope["headers"]
        # Of two names, whoever passed the request on may have meant the other.
        if len(found) < len(sent) and [name for name, _ in sent].count(b"host") > 1:
            return False
        host = found.get(b"host", b"")
        return _name(host.decode("latin-1").lower()) in self._hosts


@lru_cache(64)
def _name(host: str) -> str:
    """A Host header's name, without its port."""
    name, _, port = host.rpartition(":")
    return name if name and port.isdecimal() else host
