"""What a mutation is: a script, and what its payload reads of the outcome."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar, get_type_hints

from strawberry import UNSET

from db.reads.criteria import Criterion
from db.writes.unit_of_work import UnitOfWork
from domain.access import Right
from domain.left_out import LEFT_OUT, LeftOut
from domain.refusals import Refused
from resolvers.payload_json import PayloadView
from resolvers.refusals import view
from services.batches import Batch, BatchRefused
from services.settings import BusinessSettings

T = TypeVar("T")
Outcome = TypeVar("Outcome")


@dataclass(frozen=True, slots=True)
class Change(Generic[Outcome]):
    """What a mutation does in a unit of work."""

    script: Callable[[UnitOfWork], Awaitable[Outcome | Refused]]
    entities: Callable[[Outcome], Mapping[str, Criterion]]
    """What each field of the payload reads of the outcome; what it leaves out is null."""
    dry_run: bool
    told: Mapping[str, str] = field(default_factory=dict, repr=False)
    """Values of the payload that are told whoever makes the call, once: nothing keeps them, and
    no replay has them."""

    @property
    def outcome(self) -> type[Outcome]:
        """What the script answers unless it refuses: what `entities` says that it takes."""
        kind: type[Outcome]
        kind, *_ = get_type_hints(self.entities).values()
        return kind

    def payload(self, outcome: Outcome | Refused) -> PayloadView | None:
        """What Python writes of the outcome: refusals. The rest is for the database to write."""
        return refused(outcome) if isinstance(outcome, Refused) else None


@dataclass(frozen=True, slots=True)
class BatchChange:
    """The same of a mutation that is about many, some of which may be refused."""

    script: Callable[[UnitOfWork], Awaitable[Batch | Refused]]
    results: Callable[[Batch | BatchRefused], PayloadView]
    """What became of each."""
    dry_run: bool
    outcome: type[Batch] = Batch

    def payload(self, outcome: Batch | Refused) -> PayloadView:
        """What Python writes of the outcome: all of it."""
        if isinstance(outcome, Batch | BatchRefused):
            return self.results(outcome)
        return refused(outcome)


@dataclass(frozen=True, slots=True)
class Mutation:
    """A field of the contract's Mutation, and what it does with its input."""

    name: str
    change: Callable[[Any, BusinessSettings], Change[Any] | BatchChange]
    input: type
    payload: type
    right: Right
    """What it takes, of the record that it is about."""
    description: str


def refused(refusal: Refused) -> PayloadView:
    """The payload of a call that was refused: every reason."""
    return PayloadView([view(reason) for reason in refusal.reasons])


def left_out(value: T | None) -> T | LeftOut | None:
    """What the client gave of an update; null empties, left out leaves."""
    return LEFT_OUT if value is UNSET else value


def given(value: T | None) -> T | None:
    """What the client gave; left out and null are the same."""
    return None if value is UNSET else value
