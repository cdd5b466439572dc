"""What an exchange came to, once it is over: all that logs, counts and spans are made of."""

from http import HTTPStatus
from time import perf_counter, time
from typing import Final, NamedTuple

from db.traffic import Traffic
from server.observing.exchange import Exchange, Transport

OK: Final = "OK"
CLIENT_GONE: Final = "CLIENT_GONE"
"""The code of a request whose client didn't wait for the answer."""
NAME_LENGTH: Final = 100
"""How much is noted of what clients name: themselves, and their operations."""
PATH_LENGTH: Final = 200
BAD_REQUEST: Final = int(HTTPStatus.BAD_REQUEST)

_NO_TRAFFIC: Final = Traffic()


class Record(NamedTuple):
    """An exchange that is over. No values, no document's text, no header but the ids are in it."""

    request_id: str
    transport: Transport
    ended: float
    """Seconds since 1970."""
    seconds: float
    status: int
    """HTTP's; 0 if there was no answer, and for a WebSocket's operations."""
    code: str
    """OK, or the first top-level error's code, or HTTP's words for a status."""
    refusals: tuple[str, ...]
    """The codes of what the payloads' `errors` say."""
    path: str
    peer: str | None
    """The client's address, or the one that a trusted proxy names."""
    kind: str | None
    """query or mutation; None if no operation is known."""
    operation: str | None
    """The client's own name for it."""
    document: str | None
    """The SHA-256 of its text in hex."""
    cost: int | None
    actor: str | None
    client: str | None
    statements: int
    database_seconds: float
    trace_id: str | None = None


def epoch_of_counter() -> float:
    """When perf_counter() was 0, in seconds since 1970."""
    return time() - perf_counter()


def record_of(exchange: Exchange, epoch: float) -> Record:
    """What is known now that it is over; perf_counter() was 0 at `epoch`, seconds since 1970."""
    transport, ended = exchange.transport, exchange.ended
    context, status = exchange.context, exchange.status
    kind = operation = document = cost = actor = client = None
    refusals: tuple[str, ...] = ()
    traffic = _NO_TRAFFIC
    if context is not None:
        actor, client = context.actor.user_id, context.actor.client
        refusals, traffic = context.refusals, context.traffic
        asked = context.asked
        if asked is not None:
            cost = asked.cost
            document = asked.document.hash if asked.document else None
            if asked.operation is not None:
                kind, operation = asked.operation.kind, asked.operation.name
    if exchange.codes:
        code = exchange.codes[0].value
    elif 0 < status < BAD_REQUEST or transport == "websocket":
        code = OK
    else:
        code = _code(status)
    return Record(
        exchange.request_id,
        transport,
        epoch + ended,
        ended - exchange.started,
        status,
        code,
        refusals,
        exchange.path[:PATH_LENGTH],
        exchange.peer,
        kind,
        operation[:NAME_LENGTH] if operation else None,
        document,
        cost,
        actor,
        client[:NAME_LENGTH] if client else None,
        traffic.statements,
        traffic.seconds,
        exchange.trace_id,
    )


def _code(status: int) -> str:
    if not status:
        return CLIENT_GONE
    try:
        return HTTPStatus(status).name
    except ValueError:
        return str(status)
