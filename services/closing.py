"""Close quotes, close an opportunity."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import assert_never

from db.ids import new_id
from db.tables import Competitor, OpportunityClose, Quote
from db.writes.facts import (
    existing,
    exists,
    opportunity_of,
    quotes_of,
    rate_at_close,
    reasons_of,
)
from db.writes.records import OpportunityRecord, QuoteStanding
from db.writes.unit_of_work import UnitOfWork
from domain.closing import (
    Close,
    CloseDetails,
    CloseFacts,
    CloseQuotes,
    CloseQuotesFacts,
    CloseRequest,
    OpportunityFacts,
    decide_close_opportunity,
    decide_close_quotes,
    settle_close,
)
from domain.events import OpportunityClosed, QuotesClosed
from domain.inspection import Inspection
from domain.lifecycle import QuoteState
from domain.quoting import MAX_OPEN_QUOTES
from domain.rates import Rates
from domain.refusals import NotFound, Problem, Refused
from services.aggregate import (
    change_opportunity,
    changed_since,
    default_of,
    end_quotes,
    facts_of,
    inspect_version,
)
from services.settings import BusinessSettings


@dataclass(frozen=True, slots=True)
class QuotesWereClosed:
    """closeQuotes succeeded; these are the ones that it closed, maybe none."""

    opportunity_id: str
    quote_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class OpportunityWasClosed:
    """closeOpportunity succeeded."""

    opportunity_id: str
    close_id: str
    quote_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CloseQuotesCommand:
    """closeQuotes; `quote_ids` None is every open quote. `null_quote_ids`: null was sent."""

    opportunity_id: str
    quote_ids: tuple[str, ...] | None = None
    null_quote_ids: bool = False
    status_reason_code: str | None = None
    closed_on: date | None = None
    description: str | None = None
    expected_version: int | None = None


async def close_quotes(
    work: UnitOfWork, settings: BusinessSettings, command: CloseQuotesCommand
) -> QuotesWereClosed | Refused:
    """Close every active and draft quote of an open opportunity, or the named ones."""
    if not await work.lock_opportunity(command.opportunity_id):
        return Refused((NotFound(("input", "opportunityId"), command.opportunity_id),))
    named = command.quote_ids and command.quote_ids[:MAX_OPEN_QUOTES]
    opportunity, quotes, reasons, found = await work.load(
        opportunity_of(command.opportunity_id),
        quotes_of(command.opportunity_id),
        reasons_of(QuoteState.CLOSED),
        existing(Quote, named or ()),
    )
    inspection = Inspection()
    await inspect_version(work, inspection, opportunity, command.expected_version)
    reason_id = inspection.status_reason(
        ("input", "statusReasonCode"), command.status_reason_code, QuoteState.CLOSED, reasons
    )
    day = inspection.past_date(
        ("input", "closedOn"), command.closed_on, work.today(settings.time_zone)
    )
    description = inspection.optional_text(("input", "description"), command.description)
    if command.null_quote_ids:
        inspection.fault(("input", "quoteIds"), Problem.NULL)
    if named != command.quote_ids:
        inspection.fault(("input", "quoteIds"), Problem.TOO_MANY, MAX_OPEN_QUOTES)
    decision = decide_close_quotes(
        CloseQuotesFacts(
            opportunity.id,
            opportunity.state,
            facts_of(quotes),
            named,
            found.difference(quote.id for quote in quotes),
        ),
        inspection.findings,
    )
    match decision:
        case Refused():
            return decision
        case CloseQuotes(quote_ids):
            if quote_ids:
                closed = [quote for quote in quotes if quote.id in quote_ids]
                _close_quotes(work, opportunity, closed, reason_id, day, description)
                change_opportunity(work, opportunity)
            return QuotesWereClosed(opportunity.id, quote_ids)
        case _:
            assert_never(decision)


async def close_opportunity(
    work: UnitOfWork,
    settings: BusinessSettings,
    opportunity_id: str,
    request: CloseRequest,
    *,
    close_open_quotes: bool = False,
) -> OpportunityWasClosed | Refused:
    """Close an opportunity as won or lost; the rule is the domain's."""
    if not await work.lock_opportunity(opportunity_id):
        return Refused((NotFound(("input", "opportunityId"), opportunity_id),))
    base, today = settings.base_currency, work.today(settings.time_zone)
    opportunity, quotes, reasons, quote_reasons, competitor_exists, dated = await work.load(
        opportunity_of(opportunity_id),
        quotes_of(opportunity_id),
        reasons_of(request.outcome.state),
        reasons_of(QuoteState.CLOSED),
        exists(Competitor, request.competitor_id),
        rate_at_close(opportunity_id, base, request.actual_close_date or today),
    )
    details, findings = settle_close(
        request,
        OpportunityFacts(
            opportunity.id,
            opportunity.version,
            opportunity.currency,
            opportunity.estimated_revenue,
            await changed_since(work, opportunity, request.expected_version),
        ),
        reasons,
        competitor_exists=competitor_exists,
        today=today,
    )
    decision = decide_close_opportunity(
        CloseFacts(opportunity.id, opportunity.state, facts_of(quotes), close_open_quotes),
        settings.policy,
        findings,
    )
    match decision:
        case Refused():
            return decision
        case Close(quote_ids):
            if quote_ids:
                _close_quotes(
                    work,
                    opportunity,
                    [quote for quote in quotes if quote.id in quote_ids],
                    default_of(quote_reasons),
                    details.actual_close_date,
                    details.description,
                )
            close_id = _close(work, opportunity, details, Rates(base, dated))
            return OpportunityWasClosed(opportunity.id, close_id, quote_ids)
        case _:
            assert_never(decision)


def _close_quotes(
    work: UnitOfWork,
    opportunity: OpportunityRecord,
    quotes: Sequence[QuoteStanding],
    reason_id: str,
    day: date,
    description: str | None,
) -> None:
    """Change the quotes, append a close record each, record one event."""
    changes = end_quotes(work, opportunity, quotes, QuoteState.CLOSED, reason_id, day, description)
    event = QuotesClosed(opportunity.id, tuple([quote.id for quote in quotes]))
    work.record(event, opportunity.id, opportunity.version + 1, changes)


def _close(
    work: UnitOfWork,
    opportunity: OpportunityRecord,
    details: CloseDetails,
    rates: Rates,
) -> str:
    """Change the opportunity, append its close record, record the event; the record's id."""
    changes = change_opportunity(
        work,
        opportunity,
        state=details.outcome.state,
        is_open=False,
        status_reason_id=details.status_reason_id,
        actual_revenue=details.actual_revenue,
        actual_close_date=details.actual_close_date,
    )
    close_id = new_id("OpportunityClose")
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
    event = OpportunityClosed(opportunity.id, close_id, details.outcome)
    work.record(event, opportunity.id, opportunity.version + 1, changes)
    return close_id
