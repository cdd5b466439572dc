"""What every script does to the aggregate that an opportunity and its quotes are."""

from collections.abc import Iterable

from db.tables import Opportunity
from db.unit_of_work import UnitOfWork
from domain.inspection import ReasonFacts


def touch(work: UnitOfWork, opportunity_id: str) -> None:
    """Any change to the aggregate raises its version by one."""
    work.update(Opportunity, opportunity_id)


def default_of(reasons: Iterable[ReasonFacts]) -> str:
    """The id of the reason that is flagged default."""
    return next(reason.id for reason in reasons if reason.is_default and reason.is_active)
