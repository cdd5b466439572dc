"""Close quotes, close an opportunity, reopen it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import assert_never

from db.facts import (
    existing,
    exists,
    latest_close,
    opportunity_of,
    quotes_of,
    rate_at_close,
    reasons_of,
)
from db.ids import new_id
from db.records import OpportunityRecord
from db.tables import (
    Competitor,
    Opportunity,
    OpportunityClose,
    OpportunityReopening,
    Quote,
    QuoteClose,
)
from db.unit_of_work import UnitOfWork
from domain.closing import (
    Close,
    CloseDetails,
    CloseFacts,
    CloseQuotes,
    CloseQuotesFacts,
    CloseRequest,
    OpportunityFacts,
    Reopen,
    WasOpen,
    decide_close_opportunity,
    decide_close_quotes,
    decide_reopen,
    settle_close,
)
from domain.events import OpportunityClosed, OpportunityReopened, QuotesClosed
from domain.inspection import Inspection
from domain.lifecycle import OpportunityState, QuoteState
from domain.quoting import MAX_OPEN_QUOTES
from domain.rates import Rates
from domain.refusals import NotFound, Problem, Refused
from services.aggregate import default_of, touch
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
class OpportunityIsOpen:
    """reopenOpportunity succeeded; `close_id` is the close that it undid."""

    opportunity_id: str
    close_id: str | None
    was_open: bool


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
    inspection.opportunity_version(opportunity.id, command.expected_version, opportunity.version)
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
            quotes,
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
                _close_quotes(work, opportunity.id, quote_ids, reason_id, day, description)
                touch(work, opportunity.id)
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
        ),
        reasons,
        competitor_exists=competitor_exists,
        today=today,
    )
    decision = decide_close_opportunity(
        CloseFacts(opportunity.id, opportunity.state, quotes, close_open_quotes),
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
                    opportunity.id,
                    quote_ids,
                    default_of(quote_reasons),
                    details.actual_close_date,
                    details.description,
                )
            close_id = _close(work, opportunity, details, Rates(base, dated))
            return OpportunityWasClosed(opportunity.id, close_id, quote_ids)
        case _:
            assert_never(decision)


async def reopen_opportunity(
    work: UnitOfWork,
    opportunity_id: str,
    status_reason_code: str | None = None,
    expected_version: int | None = None,
) -> OpportunityIsOpen | Refused:
    """Open a won or lost opportunity again; its quotes stay closed."""
    if not await work.lock_opportunity(opportunity_id):
        return Refused((NotFound(("input", "opportunityId"), opportunity_id),))
    opportunity, reasons, close_id = await work.load(
        opportunity_of(opportunity_id),
        reasons_of(OpportunityState.OPEN),
        latest_close(opportunity_id),
    )
    inspection = Inspection()
    inspection.opportunity_version(opportunity.id, expected_version, opportunity.version)
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
            work.update(
                Opportunity,
                opportunity.id,
                state=OpportunityState.OPEN,
                is_open=True,
                status_reason_id=reason_id,
                actual_revenue=None,
                actual_close_date=None,
            )
            work.record(OpportunityReopened(opportunity.id, close_id), opportunity.id)
            return OpportunityIsOpen(opportunity.id, close_id, was_open=False)
        case _:
            assert_never(decision)


def _close_quotes(
    work: UnitOfWork,
    opportunity_id: str,
    quote_ids: Sequence[str],
    reason_id: str,
    day: date,
    description: str | None,
) -> None:
    """Change the quotes, append a close record each, record one event.

    Comes before its opportunity's own change: on SQLite the declared invariant is looked at after
    each statement, and there are several.
    """
    work.update(
        Quote, *quote_ids, state=QuoteState.CLOSED, status_reason_id=reason_id, closed_on=day
    )
    work.insert_each(
        QuoteClose,
        [{"id": new_id("QuoteClose"), "quote_id": quote_id} for quote_id in quote_ids],
        status_reason_id=reason_id,
        closed_on=day,
        description=description,
        closed_by_id=work.actor.user_id,
        closed_at=work.now,
        client=work.actor.client,
    )
    work.record(QuotesClosed(opportunity_id, tuple(quote_ids)), opportunity_id)


def _close(
    work: UnitOfWork,
    opportunity: OpportunityRecord,
    details: CloseDetails,
    rates: Rates,
) -> str:
    """Change the opportunity, append its close record, record the event; the record's id."""
    work.update(
        Opportunity,
        opportunity.id,
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
    work.record(OpportunityClosed(opportunity.id, close_id, details.outcome.value), opportunity.id)
    return close_id
