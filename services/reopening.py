"""Reopen an opportunity."""

from dataclasses import dataclass
from typing import Final, assert_never

from db.tables import OpportunityReopening
from db.writes.facts import (
    latest_close,
    opportunity_of,
    reasons_of,
)
from db.writes.unit_of_work import UnitOfWork
from domain.access import Right
from domain.closing import (
    Reopen,
    WasOpen,
    decide_reopen,
)
from domain.events import OpportunityReopened
from domain.inspection import Inspection
from domain.lifecycle import OpportunityState
from domain.refusals import NotFound, Path, Refused
from services.aggregate import (
    change_opportunity,
    inspect_version,
)
from services.permission import denial

_OPPORTUNITY_ID: Final[Path] = ("input", "opportunityId")


@dataclass(frozen=True, slots=True)
class OpportunityIsOpen:
    """reopenOpportunity succeeded; `close_id` is the close that it undid."""

    opportunity_id: str
    close_id: str | None
    was_open: bool


async def reopen_opportunity(
    work: UnitOfWork,
    opportunity_id: str,
    status_reason_code: str | None = None,
    expected_version: int | None = None,
) -> OpportunityIsOpen | Refused:
    """Open a won or lost opportunity again; its quotes stay closed."""
    if not await work.lock_opportunity(opportunity_id):
        return Refused((NotFound(_OPPORTUNITY_ID, opportunity_id),))
    opportunity, reasons, close_id = await work.load(
        opportunity_of(opportunity_id),
        reasons_of(OpportunityState.OPEN),
        latest_close(opportunity_id),
    )
    denied = denial(
        work, Right.CLOSE_OPPORTUNITIES, opportunity, ("input", "opportunityId"), opportunity.id
    )
    if denied:
        return denied
    inspection = Inspection()
    await inspect_version(work, inspection, opportunity, expected_version)
    reason_id = inspection.status_reason(
        ("input", "statusReasonCode"), status_reason_code, OpportunityState.OPEN, reasons
    )
    decision = decide_reopen(opportunity.state, inspection.findings)
    match decision:
        case Refused():
            return decision
        case WasOpen():
            return OpportunityIsOpen(opportunity.id, None, was_open=True)
        case Reopen():
            if close_id is None:
                message = f"{opportunity.id} is closed without a close record."
                raise LookupError(message)
            work.insert(
                OpportunityReopening,
                close_id=close_id,
                reopened_by_id=work.actor.user_id,
                reopened_at=work.now,
                client=work.actor.client,
            )
            changes = change_opportunity(
                work,
                opportunity,
                state=OpportunityState.OPEN,
                is_open=True,
                status_reason_id=reason_id,
                actual_revenue=None,
                actual_close_date=None,
            )
            event = OpportunityReopened(opportunity.id, close_id)
            work.record(event, opportunity.id, opportunity.version + 1, changes)
            return OpportunityIsOpen(opportunity.id, close_id, was_open=False)
        case _:
            assert_never(decision)
