"""Close quotes, close an opportunity, reopen it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import assert_never

from db.ids import new_id
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
    QuoteFacts,
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
from domain.refusals import NotFound, Problem, Refused
from services.aggregate import default_reason, reason_facts, touch
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
    opportunity = await work.lock_opportunity(command.opportunity_id)
    if opportunity is None:
        return Refused((NotFound(("input", "opportunityId"), command.opportunity_id),))
    quotes = await work.quotes_of(opportunity.id)
    own = {quote.id for quote in quotes}
    named = command.quote_ids and command.quote_ids[:MAX_OPEN_QUOTES]
    strangers = [quote_id for quote_id in named or () if quote_id not in own]
    inspection = Inspection()
    inspection.opportunity_version(opportunity.id, command.expected_version, opportunity.version)
    reason_id = inspection.status_reason(
        ("input", "statusReasonCode"),
        command.status_reason_code,
        QuoteState.CLOSED,
        reason_facts(await work.reasons_of(QuoteState.CLOSED)),
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
            _quote_facts(quotes),
            named,
            await work.existing(Quote, strangers) if strangers else frozenset(),
        ),
        inspection.findings,
    )
    match decision:
        case Refused():
            return decision
        case CloseQuotes(quote_ids):
            if quote_ids:
                closing = [quote for quote in quotes if quote.id in quote_ids]
                await _close_quotes(work, closing, reason_id, day, description)
                touch(work, opportunity)
                await work.flush()
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
    opportunity = await work.lock_opportunity(opportunity_id)
    if opportunity is None:
        return Refused((NotFound(("input", "opportunityId"), opportunity_id),))
    quotes = await work.quotes_of(opportunity.id)
    details, findings = settle_close(
        request,
        OpportunityFacts(
            opportunity.id,
            opportunity.version,
            opportunity.currency,
            opportunity.estimated_revenue,
        ),
        reason_facts(await work.reasons_of(request.outcome.state)),
        competitor_exists=await work.exists(Competitor, request.competitor_id),
        today=work.today(settings.time_zone),
    )
    decision = decide_close_opportunity(
        CloseFacts(opportunity.id, opportunity.state, _quote_facts(quotes), close_open_quotes),
        settings.policy,
        findings,
    )
    match decision:
        case Refused():
            return decision
        case Close(quote_ids):
            if quote_ids:
                default = await default_reason(work, QuoteState.CLOSED)
                closing = [quote for quote in quotes if quote.id in quote_ids]
                await _close_quotes(
                    work,
                    closing,
                    default,
                    details.actual_close_date,
                    details.description,
                )
            close = _close(work, opportunity, details)
            await work.flush()
            return OpportunityWasClosed(opportunity.id, close.id, quote_ids)
        case _:
            assert_never(decision)


async def reopen_opportunity(
    work: UnitOfWork,
    opportunity_id: str,
    status_reason_code: str | None = None,
    expected_version: int | None = None,
) -> OpportunityIsOpen | Refused:
    """Open a won or lost opportunity again; its quotes stay closed."""
    opportunity = await work.lock_opportunity(opportunity_id)
    if opportunity is None:
        return Refused((NotFound(("input", "opportunityId"), opportunity_id),))
    inspection = Inspection()
    inspection.opportunity_version(opportunity.id, expected_version, opportunity.version)
    reason_id = inspection.status_reason(
        ("input", "statusReasonCode"),
        status_reason_code,
        OpportunityState.OPEN,
        reason_facts(await work.reasons_of(OpportunityState.OPEN)),
    )
    decision = decide_reopen(opportunity.state, inspection.findings)
    match decision:
        case Refused():
            return decision
        case WasOpen():
            return OpportunityIsOpen(opportunity.id, None, was_open=True)
        case Reopen():
            close_id = await work.latest_close(opportunity.id)
            work.add(
                OpportunityReopening(
                    close_id=close_id,
                    reopened_by_id=work.actor.user_id,
                    reopened_at=work.now,
                    client=work.actor.client,
                )
            )
            opportunity.state = OpportunityState.OPEN
            opportunity.is_open = True
            opportunity.status_reason_id = reason_id
            opportunity.actual_revenue = None
            opportunity.actual_close_date = None
            touch(work, opportunity)
            work.record(OpportunityReopened(opportunity.id, close_id), opportunity.id)
            await work.flush()
            return OpportunityIsOpen(opportunity.id, close_id, was_open=False)
        case _:
            assert_never(decision)


async def _close_quotes(
    work: UnitOfWork,
    quotes: Sequence[Quote],
    reason_id: str,
    day: date,
    description: str | None,
) -> None:
    """Change the quotes, append a close record each, record one event; flushed."""
    for quote in quotes:
        quote.state = QuoteState.CLOSED
        quote.status_reason_id = reason_id
        quote.closed_on = day
        quote.version += 1
        quote.updated_at = work.now
        work.add(
            QuoteClose(
                id=new_id("QuoteClose"),
                quote_id=quote.id,
                status_reason_id=reason_id,
                closed_on=day,
                description=description,
                closed_by_id=work.actor.user_id,
                closed_at=work.now,
                client=work.actor.client,
            )
        )
    opportunity_id = quotes[0].opportunity_id
    work.record(QuotesClosed(opportunity_id, tuple(q.id for q in quotes)), opportunity_id)
    await work.flush()


def _close(work: UnitOfWork, opportunity: Opportunity, details: CloseDetails) -> OpportunityClose:
    """Change the opportunity, append its close record, record the event."""
    opportunity.state = details.outcome.state
    opportunity.is_open = False
    opportunity.status_reason_id = details.status_reason_id
    opportunity.actual_revenue = details.actual_revenue
    opportunity.actual_close_date = details.actual_close_date
    touch(work, opportunity)
    close = OpportunityClose(
        id=new_id("OpportunityClose"),
        opportunity_id=opportunity.id,
        outcome=details.outcome,
        status_reason_id=details.status_reason_id,
        actual_revenue=details.actual_revenue,
        currency=opportunity.currency,
        actual_close_date=details.actual_close_date,
        competitor_id=details.competitor_id,
        description=details.description,
        stage_at_close=opportunity.stage,
        closed_by_id=work.actor.user_id,
        closed_at=work.now,
        client=work.actor.client,
    )
    work.add(close)
    work.record(
        OpportunityClosed(opportunity.id, close.id, details.outcome.value),
        opportunity.id,
    )
    return close


def _quote_facts(quotes: Iterable[Quote]) -> tuple[QuoteFacts, ...]:
    return tuple(QuoteFacts(quote.id, quote.state) for quote in quotes)
