"""A request while it passes: whoever learns something of it notes it here."""

import re
import secrets
from itertools import count
from time import perf_counter
from typing import Final, Literal

from starlette.types import Scope

from resolvers.context import Context
from resolvers.faults import FaultCode
from server.header_values import HeaderValues

Transport = Literal["http", "websocket"]

EXCHANGE: Final = "clinch.exchange"
"""Where a scope has its exchange."""
GOOD_ID: Final = re.compile(rb"[A-Za-z0-9._-]{1,128}")
"""The X-Request-Id that is taken over; instead of any other a request gets one of ours."""

_PROCESS: Final = f"{secrets.token_hex(6)}-"
_numbers: Final = count(1)


class Exchange:
    """An HTTP request and its answer, or one operation that came over a WebSocket."""

    __slots__ = (
        *("answered", "codes", "context", "headers", "request_id", "started", "status"),
        *("traced", "transport", "unread"),
    )

    def __init__(
        self,
        headers: HeaderValues,
        request_id: str,
        transport: Transport = "http",
        traced: bool = False,  # noqa: FBT001, FBT002 - by its place it takes less of every request
    ) -> None:
        self.headers = headers
        self.request_id = request_id
        self.transport = transport
        self.traced = traced
        """Whether each statement shall be remembered."""
        self.started = perf_counter()
        self.status = 0
        """The answer's HTTP status; 0 while there is none, and for a WebSocket's operations."""
        self.answered = False
        """Whether a WebSocket's operation has come to an answer, which has no status."""
        self.unread = False
        """Whether some of the request's body hasn't come."""
        self.codes: tuple[FaultCode, ...] = ()
        """Those of the answer's top-level errors."""
        self.context: Context | None = None
        """The operation's, once there is one."""

    def begin_operation(self, context: Context) -> None:
        """From here on there is a context that says what is asked for."""
        self.context = context
        if self.traced:
            context.traffic.sent = []


def exchange_of(scope: Scope) -> Exchange:
    """The exchange that this scope belongs to."""
    found: Exchange = scope[EXCHANGE]
    return found


def note_codes(scope: Scope, codes: tuple[FaultCode, ...]) -> None:
    """What the answer's errors say; where nobody observes, nothing."""
    exchange = scope.get(EXCHANGE)
    if exchange is not None:
        exchange.codes = codes


def request_id_of(scope: Scope, headers: HeaderValues) -> str:
    """The client's X-Request-Id if it is the only one and a good one; else a new one."""
    given = headers.get(b"x-request-id")
    if given is not None and GOOD_ID.fullmatch(given):
        names = [name for name, _ in scope["headers"]]
        if names.count(b"x-request-id") == 1:
            return given.decode()
    return f"{_PROCESS}{next(_numbers)}"
