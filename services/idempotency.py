"""Make a call once for its idempotency key: what came of it is remembered with what it changed."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, fields
from functools import cache
from typing import Any, Final, Generic, TypeVar, assert_never, get_args

import orjson
from pydantic import TypeAdapter

from db.drivers.errors import LockTimeoutError
from db.writes.idempotency import IdempotencyKeys
from db.writes.unit_of_work import UnitOfWork
from domain.idempotency import KeyedCall, Replay, Run, decide_keyed
from domain.refusals import IdempotencyInProgress, Refusal, Refused
from domain.text import printable
from services.batches import Item

Outcome = TypeVar("Outcome")

_KIND: Final = "kind"
"""The key beside a value's fields; none of them has this name."""


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
    """What a script answers, as JSON, in which every value of ours says what it is."""
    return orjson.dumps(outcome, _named, orjson.OPT_PASSTHROUGH_DATACLASS).decode()


def read_outcome(written: str, kind: type[Outcome]) -> Outcome:
    """The same again."""
    known = {each.__name__: each for each in (kind, Item, *get_args(Refusal))}
    outcome: Outcome = _read(orjson.loads(written), known)
    return outcome


def _named(value: Any) -> dict[str, Any]:
    members = {each.name: getattr(value, each.name) for each in fields(value)}
    return {_KIND: type(value).__name__} | {
        name: printable(each) if isinstance(each, str) else each for name, each in members.items()
    }


def _read(value: Any, known: Mapping[str, type]) -> Any:
    if isinstance(value, list):
        return [_read(each, known) for each in value]
    if not isinstance(value, dict):
        return value
    members = {name: _read(each, known) for name, each in value.items() if name != _KIND}
    return _adapter(known[value[_KIND]]).validate_python(members)


@cache
def _adapter(kind: type) -> TypeAdapter[Any]:
    """What makes tuples of lists, and words of texts, by the fields' types."""
    return TypeAdapter(kind)
