"""Delete an opportunity with its drafts, delete a draft."""

from dataclasses import dataclass
from typing import Final, assert_never

from db.tables import Opportunity, Quote, QuoteLine
from db.writes.facts import (
    opportunity_of,
    opportunity_of_quote,
    quote_of,
    quote_records_of,
    was_closed,
)
from db.writes.records import QuoteRecord
from db.writes.unit_of_work import UnitOfWork
from domain.access import Right
from domain.deleting import (
    Delete,
    OpportunityToDelete,
    QuoteToDelete,
    decide_delete_opportunity,
    decide_delete_quote,
)
from domain.events import OpportunityDeleted, QuoteDeleted
from domain.inspection import Inspection
from domain.refusals import NotFound, Path, Refused
from services.aggregate import change_opportunity, inspect_version
from services.history import losses
from services.permission import denial

_OPPORTUNITY_ID: Final[Path] = ("input", "opportunityId")


@dataclass(frozen=True, slots=True)
class OpportunityWasDeleted:
    """deleteOpportunity succeeded; these drafts went with it, newest first."""

    opportunity_id: str
    quote_ids: tuple[str, ...]


async def delete_opportunity(
    work: UnitOfWork, opportunity_id: str, expected_version: int | None = None
) -> OpportunityWasDeleted | Refused:
    """The opportunity goes with its drafts; events and field changes say what there was."""
    if not await work.lock_opportunity(opportunity_id):
        return Refused((NotFound(_OPPORTUNITY_ID, opportunity_id),))
    opportunity, closed, quotes = await work.load(
        opportunity_of(opportunity_id), was_closed(opportunity_id), quote_records_of(opportunity_id)
    )
    # Its quotes go with it.
    for right in (Right.WRITE_OPPORTUNITIES, *([Right.WRITE_QUOTES] if quotes else [])):
        denied = denial(work, right, opportunity, _OPPORTUNITY_ID, opportunity.id)
        if denied:
            return denied
    inspection = Inspection()
    await inspect_version(work, inspection, opportunity, expected_version)
    decision = decide_delete_opportunity(
        work.actor.user_id,
        OpportunityToDelete(
            opportunity.id,
            opportunity.state,
            opportunity.created_by_id,
            closed,
            tuple([_facts(quote) for quote in quotes]),
        ),
        inspection.findings,
    )
    match decision:
        case Refused():
            return decision
        case Delete():
            quote_ids = tuple([quote.id for quote in quotes])
            _delete_quotes(work, *quote_ids)
            work.delete(Opportunity, opportunity.id)
            changes = [*losses(opportunity), *(each for quote in quotes for each in losses(quote))]
            event = OpportunityDeleted(opportunity.id, quote_ids)
            work.record(event, opportunity.id, opportunity.version + 1, changes)
            return OpportunityWasDeleted(opportunity.id, quote_ids)
        case _:
            assert_never(decision)


@dataclass(frozen=True, slots=True)
class QuoteWasDeleted:
    """deleteQuote succeeded."""

    quote_id: str
    opportunity_id: str


async def delete_quote(
    work: UnitOfWork, quote_id: str, expected_version: int | None = None
) -> QuoteWasDeleted | Refused:
    """A draft goes. Where it is a revision, the next one takes its number again."""
    if not await work.lock_opportunity_of(quote_id):
        return Refused((NotFound(("input", "quoteId"), quote_id),))
    opportunity, quote = await work.load(opportunity_of_quote(quote_id), quote_of(quote_id))
    denied = denial(work, Right.WRITE_QUOTES, opportunity, ("input", "quoteId"), quote_id)
    if denied:
        return denied
    inspection = Inspection()
    await inspect_version(work, inspection, quote, expected_version)
    decision = decide_delete_quote(
        work.actor.user_id,
        _facts(quote),
        opportunity.id,
        opportunity.state,
        inspection.findings,
    )
    match decision:
        case Refused():
            return decision
        case Delete():
            _delete_quotes(work, quote.id)
            change_opportunity(work, opportunity)
            event = QuoteDeleted(opportunity.id, quote.id)
            work.record(event, opportunity.id, opportunity.version + 1, [*losses(quote)])
            return QuoteWasDeleted(quote.id, opportunity.id)
        case _:
            assert_never(decision)


def _delete_quotes(work: UnitOfWork, *quote_ids: str) -> None:
    """Lines before their quotes: SQLite looks at foreign keys after each statement."""
    work.delete(QuoteLine, *quote_ids, by="quote_id")
    work.delete(Quote, *quote_ids)


def _facts(quote: QuoteRecord) -> QuoteToDelete:
    return QuoteToDelete(quote.id, quote.state, quote.created_by_id)
