"""What closing writes, of however many opportunities: rows, close records, one event each."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from db.ids import new_id
from db.tables import Opportunity, OpportunityClose
from db.writes.records import OpportunityRecord, QuoteStanding
from db.writes.unit_of_work import UnitOfWork
from domain.closing import Close, CloseDetails
from domain.events import FieldChange, OpportunityClosed, QuotesClosed
from domain.lifecycle import QuoteState
from domain.rates import Rates
from services.aggregate import end_quotes
from services.history import differences


@dataclass(frozen=True, slots=True)
class Closing:
    """An opportunity that is to be closed, and how."""

    opportunity: OpportunityRecord
    details: CloseDetails
    decision: Close


def write_closed_quotes(
    work: UnitOfWork,
    closed: Sequence[tuple[OpportunityRecord, Sequence[QuoteStanding]]],
    reason_id: str,
    day: date,
    description: str | None,
) -> None:
    """Close these quotes of each opportunity; their opportunities' versions are raised later."""
    quotes = [quote for _, own in closed for quote in own]
    changes: defaultdict[str, list[FieldChange]] = defaultdict(list)
    for each in end_quotes(work, quotes, QuoteState.CLOSED, reason_id, day, description):
        changes[each.entity_id].append(each)
    for opportunity, own in closed:
        event = QuotesClosed(opportunity.id, tuple([quote.id for quote in own]))
        their = [change for quote in own for change in changes[quote.id]]
        work.record(event, opportunity.id, opportunity.version + 1, their)


def write_closes(work: UnitOfWork, closing: Sequence[Closing], rates: Rates) -> dict[str, str]:
    """Close these opportunities; the ids of the close records by theirs."""
    if not closing:
        return {}
    values = {
        each.opportunity.id: {
            "state": each.details.outcome.state,
            "is_open": False,
            "status_reason_id": each.details.status_reason_id,
            "actual_revenue": each.details.actual_revenue,
            "actual_close_date": each.details.actual_close_date,
        }
        for each in closing
    }
    work.update_each(Opportunity, values)
    close_ids = {each.opportunity.id: new_id("OpportunityClose") for each in closing}
    for each in closing:
        opportunity, details = each.opportunity, each.details
        close_id = close_ids[opportunity.id]
        rate = rates.on(opportunity.currency, details.actual_close_date)
        work.insert(
            OpportunityClose,
            id=close_id,
            opportunity_id=opportunity.id,
            outcome=details.outcome,
            status_reason_id=details.status_reason_id,
            actual_revenue=details.actual_revenue,
            currency=opportunity.currency,
            exchange_rate=rate,
            base_currency=rate and rates.base,
            actual_close_date=details.actual_close_date,
            competitor_id=details.competitor_id,
            description=details.description,
            stage_at_close=opportunity.stage,
            closed_by_id=work.actor.user_id,
            closed_at=work.now,
            client=work.actor.client,
        )
        changes = list(differences(opportunity, values[opportunity.id], opportunity.currency))
        event = OpportunityClosed(opportunity.id, close_id, details.outcome)
        work.record(event, opportunity.id, opportunity.version + 1, changes)
    return close_ids
