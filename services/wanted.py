"""Opportunities as a call names them, each with its place, and what is said of them there."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from db.writes.facts import opportunity_changes
from db.writes.records import OpportunityRecord
from db.writes.unit_of_work import UnitOfWork
from domain.refusals import NotFound, OpportunityVersionConflict, Path, Refused

Decision = TypeVar("Decision")


@dataclass(frozen=True, slots=True)
class Wanted:
    """An opportunity as a call names it, and the version that the call expects of it."""

    opportunity_id: str
    expected_version: int | None = None
    path: Path = ("input", "opportunityId")
    version_path: Path = ("input", "expectedVersion")


@dataclass(frozen=True, slots=True)
class Withheld:
    """Nothing was wrong with it, but it wasn't done, as another one was refused."""

    opportunity_id: str


async def changed_since(
    work: UnitOfWork, wanted: Iterable[Wanted], present: Mapping[str, OpportunityRecord]
) -> Mapping[str, tuple[str, ...]]:
    """Of those that aren't as the call expects them, the names of the changed fields."""
    stale = {
        each.opportunity_id: each.expected_version
        for each in wanted
        if each.expected_version is not None
        and each.opportunity_id in present
        and present[each.opportunity_id].version != each.expected_version
    }
    if not stale:
        return {}
    (changed,) = await work.load(opportunity_changes(stale))
    return changed


def missing(wanted: Wanted) -> Refused:
    """There is none with its id."""
    return Refused((NotFound(wanted.path, wanted.opportunity_id),))


def placed(wanted: Wanted, decision: Decision) -> Decision:
    """The decision, with what is said of the version where the call has it."""
    if not isinstance(decision, Refused):
        return decision
    reasons = [
        replace(each, path=wanted.version_path)
        if isinstance(each, OpportunityVersionConflict)
        else each
        for each in decision.reasons
    ]
    return replace(decision, reasons=tuple(reasons))


def withheld(decisions: Mapping[str, object]) -> list[Any]:
    """Nothing is done: the refusals, and in the place of all else that it wasn't done."""
    return [
        decision if isinstance(decision, Refused) else Withheld(each)
        for each, decision in decisions.items()
    ]
