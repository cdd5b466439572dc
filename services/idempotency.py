"""Make a call once for its idempotency key: what came of it is remembered with what it changed."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar, assert_never

import orjson

from db.drivers.errors import LockTimeoutError
from db.writes.idempotency import IdempotencyKeys
from db.writes.unit_of_work import UnitOfWork
from domain.idempotency import KeyedCall, Replay, Run, decide_keyed
from domain.refusals import IdempotencyInProgress, Refused

Outcome = TypeVar("Outcome")


@dataclass(frozen=True, slots=True)
class Replayed(Generic[Outcome]):
    """The call was made before; nothing was done now."""

    outcome: Outcome


async def make_once(
    work: UnitOfWork,
    keys: IdempotencyKeys,
    call: KeyedCall,
    script: Callable[[UnitOfWork], Awaitable[Outcome | Refused]],
    kind: type[Outcome],
) -> Outcome | Replayed[Outcome] | Refused:
    """Run the script, unless the call's key says that it was run before.

    The key is claimed before anything else is locked, so whoever waits for one holds nothing.
    """
    try:
        remembered = await keys.claim(work, call)
    except LockTimeoutError:
        return Refused((IdempotencyInProgress(call.path),))
    decision = decide_keyed(call, remembered)
    match decision:
        case Refused():
            return decision
        case Replay(outcome):
            return Replayed(read_outcome(outcome, kind))
        case Run():
            done = await script(work)
            if not isinstance(done, Refused):
                work.remember(call.key_id, write_outcome(done))
            return done
        case _:
            assert_never(decision)


def write_outcome(outcome: object) -> str:
    """What a script answers, as JSON."""
    return orjson.dumps(outcome).decode()


def read_outcome(written: str, kind: type[Outcome]) -> Outcome:
    """The same again; a list was a tuple, as all values of ours are."""
    fields: dict[str, Any] = orjson.loads(written)
    return kind(
        **{name: tuple(each) if isinstance(each, list) else each for name, each in fields.items()}
    )
