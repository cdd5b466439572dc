"""What an exchange came to, once it is over: all that logs, counts and spans are made of."""

from collections.abc import Iterable
from http import HTTPStatus
from itertools import repeat
from time import perf_counter, time
from typing import Any, Final, NamedTuple

from starlette.types import Scope

from server.observing.exchange import Exchange, Transport

OK: Final = "OK"
CLIENT_GONE: Final = "CLIENT_GONE"
"""The code of what was asked for by a client that didn't wait for the answer."""
PATH_LENGTH: Final = 200
DONE: Final = int(HTTPStatus.OK)
BAD_REQUEST: Final = int(HTTPStatus.BAD_REQUEST)


class Record(NamedTuple):
    """An exchange that is over. No values, no document's text, no header but the ids are in it."""

    request_id: str
    transport: Transport
    started: float
    ended: float
    """Both by time.perf_counter()."""
    status: int
    """HTTP's; 0 if there was no answer, and for a WebSocket's operations."""
    code: str
    """OK, or the first top-level error's code, or HTTP's words for a status."""
    path: str
    peer: tuple[str, int] | None
    """The client's address and port, or the address that a trusted proxy names."""
    actor: str | None = None
    client: str | None = None
    """The program that the actor uses."""
    refusals: tuple[str, ...] = ()
    """The codes of what the payloads' `errors` say."""
    kind: str | None = None
    """query or mutation; None if no operation is known."""
    operation: str | None = None
    """The client's own name for it."""
    document: str | None = None
    """The SHA-256 of its text in hex."""
    cost: int | None = None
    statements: int = 0
    database_seconds: float = 0.0
    trace_id: str | None = None


def epoch_of_counter() -> float:
    """When perf_counter() was 0, in seconds since 1970."""
    return time() - perf_counter()


Parts = tuple[Any, ...]
"""A record's, in its order: what waits is these, as to make one takes less of each request."""


def records_of(waited: Iterable[Parts]) -> list[Record]:
    """The records that have these parts."""
    # Record(…) would be a call of Python's for each; this is none.
    return [*map(tuple.__new__, repeat(Record), waited)]


def parts_of(exchange: Exchange, scope: Scope) -> Parts:
    """What is known of the exchange now, as it is over; `scope` is the connection's.

    Who the peer is has to be asked now: until then a proxy may say another.
    """
    context = exchange.context
    if context is None or context.asked is None:
        return _unasked(exchange, scope)
    actor, asked, traffic = context.actor, context.asked, context.traffic
    document, operation = asked.document, asked.operation
    return (
        exchange.request_id,
        exchange.transport,
        exchange.started,
        perf_counter(),
        exchange.status,
        _code(exchange) if exchange.codes or exchange.status != DONE else OK,
        scope["path"][:PATH_LENGTH],
        scope["client"],
        actor.user_id,
        actor.client,
        context.refusals,
        operation and operation.kind,
        operation and operation.label,
        document and document.hash,
        asked.cost,
        traffic.statements,
        traffic.seconds,
        None,
    )


def _unasked(exchange: Exchange, scope: Scope) -> Record:
    """Of a request that was over before it was known what it asks for."""
    actor = exchange.context.actor if exchange.context else None
    return Record(
        exchange.request_id,
        exchange.transport,
        exchange.started,
        perf_counter(),
        exchange.status,
        _code(exchange),
        scope["path"][:PATH_LENGTH],
        scope["client"],
        actor.user_id if actor else None,
        actor.client if actor else None,
    )


def _code(exchange: Exchange) -> str:
    status = exchange.status
    if exchange.codes:
        return exchange.codes[0].value
    if 0 < status < BAD_REQUEST or exchange.answered:
        return OK
    if not status:
        return CLIENT_GONE
    try:
        return HTTPStatus(status).name
    except ValueError:
        return str(status)
