"""What a script answers whoever doesn't see an opportunity, or lacks the right to change it."""

from db.writes.records import OpportunityRecord
from db.writes.unit_of_work import UnitOfWork
from domain.access import Right, missing_right
from domain.refusals import NotFound, Path, Refused


def denial(
    work: UnitOfWork, right: Right, opportunity: OpportunityRecord, path: Path, named_id: str
) -> Refused | None:
    """What isn't seen isn't there; `named_id` is what the call named at the path."""
    access = work.actor.access
    if access.reach(Right.READ_OPPORTUNITIES) < opportunity.distance:
        return Refused((NotFound(path, named_id),))
    missing = missing_right(access, right, opportunity.distance, path)
    return Refused((missing,)) if missing else None
