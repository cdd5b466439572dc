"""What every script does to the aggregate that an opportunity and its quotes are."""

from collections.abc import Iterable

from db.tables import Opportunity, StatusReason
from db.unit_of_work import UnitOfWork
from domain.inspection import ReasonFacts
from domain.lifecycle import OpportunityState, QuoteState


def touch(work: UnitOfWork, opportunity: Opportunity) -> None:
    """Any change to the aggregate raises its version by one."""
    opportunity.version += 1
    opportunity.updated_at = work.now


def reason_facts(reasons: Iterable[StatusReason]) -> tuple[ReasonFacts, ...]:
    """Rows as the domain sees them."""
    return tuple(
        ReasonFacts(reason.id, reason.code, reason.is_default, reason.is_active)
        for reason in reasons
    )


async def default_reason(work: UnitOfWork, state: OpportunityState | QuoteState) -> str:
    """The id of the reason that is flagged default for a state."""
    reasons = await work.reasons_of(state)
    return next(reason.id for reason in reasons if reason.is_default and reason.is_active)
