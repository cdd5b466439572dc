"""What is asked for most goes past Starlette's router."""

from collections.abc import Awaitable

from starlette.types import ASGIApp, Receive, Scope, Send


class Shortcut:
    """ASGI middleware, the innermost: requests of one path go to its endpoint, others on.

    The router, and what turns its exceptions into answers, take a tenth of a small request; this
    endpoint raises nothing. Its route is there, too, for whatever else the router makes of it.
    """

    def __init__(self, app: ASGIApp, path: str, endpoint: ASGIApp) -> None:
        self._app = app
        self._path = path
        self._endpoint = endpoint

    def __call__(self, scope: Scope, receive: Receive, send: Send) -> Awaitable[None]:
        is_meant = scope["type"] == "http" and scope["path"] == self._path
        return (self._endpoint if is_meant else self._app)(scope, receive, send)
