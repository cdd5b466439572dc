"""Add a status reason, rename it, retire it and bring it back, make it its state's default.

All of them are changed one at a time: what a state's default is depends on more than one row.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, assert_never

from db.ids import kind_of, new_id
from db.tables import StatusReason
from db.writes.facts import all_status_reasons
from db.writes.unit_of_work import UnitOfWork
from domain.events import (
    DefaultStatusReasonSet,
    Event,
    FieldChange,
    StatusReasonCreated,
    StatusReasonReinstated,
    StatusReasonRenamed,
    StatusReasonRetired,
)
from domain.inspection import Inspection
from domain.lifecycle import OpportunityState, QuoteState
from domain.master_data import settle
from domain.refusals import NotFound, Refusal, Refused
from domain.status_reasons import (
    LABELS,
    MoveDefault,
    Proceed,
    StatusReasonFacts,
    Unchanged,
    decide_reinstate,
    decide_retire,
    decide_set_default,
    inspect_new_code,
)
from services.history import field_name
from services.master_data import Entity, RecordWasWritten, changed_since

STATUS_REASON: Final = Entity(
    "status_reason",
    StatusReason,
    LABELS,
    StatusReasonCreated,
    StatusReasonRenamed,
    one_at_a_time=True,
)
"""Of which an update is a renaming: all else has its own rules."""


@dataclass(frozen=True, slots=True)
class DefaultWasSet:
    """setDefaultStatusReason succeeded; `former_id` None: it was the default already."""

    status_reason_id: str
    former_id: str | None


async def create_status_reason(
    work: UnitOfWork,
    state: OpportunityState | QuoteState,
    code: str,
    labels: Mapping[str, Any],
) -> RecordWasWritten | Refused:
    """A new reason of a state, after all others; it isn't the default."""
    await work.lock(STATUS_REASON.kind)
    (reasons,) = await work.load(all_status_reasons())
    inspection = Inspection()
    inspect_new_code(inspection, code, state, reasons)
    values = settle(inspection, LABELS, labels, {}, {})
    if inspection.findings:
        return Refused(tuple(inspection.findings))
    reason_id = new_id(STATUS_REASON.kind)
    work.insert(
        StatusReason,
        id=reason_id,
        opportunity_state=state if isinstance(state, OpportunityState) else None,
        quote_state=state if isinstance(state, QuoteState) else None,
        code=code,
        position=max(reason.position for reason in reasons) + 1,
        **values,
    )
    work.record(StatusReasonCreated(reason_id))
    return RecordWasWritten(reason_id)


async def retire_status_reason(
    work: UnitOfWork, reason_id: str, expected_version: int | None = None
) -> RecordWasWritten | Refused:
    """It can't be chosen any more; what has it keeps it."""
    return await _switch(
        work, reason_id, expected_version, decide_retire, StatusReasonRetired, is_active=False
    )


async def reinstate_status_reason(
    work: UnitOfWork, reason_id: str, expected_version: int | None = None
) -> RecordWasWritten | Refused:
    """A retired one can be chosen again."""
    return await _switch(
        work, reason_id, expected_version, decide_reinstate, StatusReasonReinstated, is_active=True
    )


async def set_default_status_reason(
    work: UnitOfWork, reason_id: str, expected_version: int | None = None
) -> DefaultWasSet | Refused:
    """It is taken from now on when no reason is given, instead of its state's former default."""
    found = await _found(work, reason_id, expected_version)
    if isinstance(found, Refused):
        return found
    reason, reasons, findings = found
    decision = decide_set_default(reason, reasons, findings)
    match decision:
        case Refused():
            return decision
        case Unchanged():
            return DefaultWasSet(reason_id, None)
        case MoveDefault(former_id):
            # In this order: there are never two.
            work.update(StatusReason, former_id, is_default=False)
            work.update(StatusReason, reason_id, is_default=True)
            former = next(each for each in reasons if each.id == former_id)
            changes = [
                *_differences(former, is_default=False),
                *_differences(reason, is_default=True),
            ]
            work.record(DefaultStatusReasonSet(reason_id, former_id), changes=changes)
            return DefaultWasSet(reason_id, former_id)
        case _:
            assert_never(decision)


async def _switch(
    work: UnitOfWork,
    reason_id: str,
    expected_version: int | None,
    decide: Callable[[StatusReasonFacts, Iterable[Refusal]], Proceed | Unchanged | Refused],
    happened: Callable[[str], Event],
    *,
    is_active: bool,
) -> RecordWasWritten | Refused:
    found = await _found(work, reason_id, expected_version)
    if isinstance(found, Refused):
        return found
    reason, _, findings = found
    decision = decide(reason, findings)
    match decision:
        case Refused():
            return decision
        case Unchanged():
            pass
        case Proceed():
            work.update(StatusReason, reason_id, is_active=is_active, is_default=False)
            changes = [*_differences(reason, is_active=is_active, is_default=False)]
            work.record(happened(reason_id), changes=changes)
        case _:
            assert_never(decision)
    return RecordWasWritten(reason_id)


async def _found(
    work: UnitOfWork, reason_id: str, expected_version: int | None
) -> tuple[StatusReasonFacts, tuple[StatusReasonFacts, ...], list[Refusal]] | Refused:
    """The reason, all reasons, and what is wrong with the version; the reasons are locked."""
    missing = Refused((NotFound(("input", "statusReasonId"), reason_id),))
    if kind_of(reason_id) != STATUS_REASON.kind:
        return missing
    await work.lock(STATUS_REASON.kind)
    (reasons,) = await work.load(all_status_reasons())
    reason = next((each for each in reasons if each.id == reason_id), None)
    if reason is None:
        return missing
    inspection = Inspection()
    changed = await changed_since(work, reason_id, expected_version, reason.version)
    inspection.record_version(reason_id, expected_version, reason.version, changed)
    return reason, reasons, inspection.findings


def _differences(reason: StatusReasonFacts, **flags: bool) -> Iterator[FieldChange]:
    for column, new in flags.items():
        old: bool = getattr(reason, column)
        if old != new:
            words = (str(each).lower() for each in (old, new))
            yield FieldChange(reason.id, reason.version + 1, field_name(column), *words)
