"""Close quotes, close opportunities: one, or many at once, by the same script."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from db.tables import Competitor, Opportunity, Quote
from db.writes.facts import (
    existing,
    exists,
    opportunities_of,
    quotes_of,
    reasons_of,
)
from db.writes.rate_facts import rates_at_close
from db.writes.records import QuoteStanding
from db.writes.unit_of_work import UnitOfWork
from domain.access import Right
from domain.batch import BatchPolicy, goes_on
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
from domain.inspection import Inspection
from domain.lifecycle import QuoteState
from domain.quoting import MAX_OPEN_QUOTES
from domain.rates import Rates
from domain.refusals import Problem, Refused
from services.aggregate import default_of, facts_of
from services.closing_records import Closing, write_closed_quotes, write_closes
from services.permission import denial
from services.settings import BusinessSettings
from services.wanted import Wanted, Withheld, changed_since, missing, placed, withheld


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

    quote_ids: tuple[str, ...] | None = None
    null_quote_ids: bool = False
    status_reason_code: str | None = None
    closed_on: date | None = None
    description: str | None = None


async def close_quotes(
    work: UnitOfWork, settings: BusinessSettings, wanted: Wanted, command: CloseQuotesCommand
) -> QuotesWereClosed | Refused:
    """Close every active and draft quote of an open opportunity, or the named ones."""
    (outcome,) = await close_quotes_of_each(work, settings, [wanted], command, BatchPolicy.EACH)
    assert not isinstance(outcome, Withheld)
    return outcome


async def close_opportunity(
    work: UnitOfWork,
    settings: BusinessSettings,
    wanted: Wanted,
    request: CloseRequest,
    *,
    close_open_quotes: bool = False,
) -> OpportunityWasClosed | Refused:
    """Close an opportunity as won or lost; the rule is the domain's."""
    (outcome,) = await close_each(
        work, settings, [wanted], request, BatchPolicy.EACH, close_open_quotes=close_open_quotes
    )
    assert not isinstance(outcome, Withheld)
    return outcome


async def close_quotes_of_each(
    work: UnitOfWork,
    settings: BusinessSettings,
    wanted: Sequence[Wanted],
    command: CloseQuotesCommand,
    policy: BatchPolicy,
) -> list[QuotesWereClosed | Withheld | Refused]:
    """The same of several opportunities, none of them twice; what became of each, in order."""
    locked = await work.lock_opportunities([each.opportunity_id for each in wanted])
    if not locked:
        return [missing(each) for each in wanted]
    named = command.quote_ids and command.quote_ids[:MAX_OPEN_QUOTES]
    opportunities, quotes, reasons, found = await work.load(
        opportunities_of(locked),
        quotes_of(locked),
        reasons_of(QuoteState.CLOSED),
        existing(Quote, named or ()),
    )
    changed = await changed_since(work, wanted, opportunities)
    inspection = Inspection()
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

    def decide(each: Wanted) -> CloseQuotes | Refused:
        opportunity = opportunities.get(each.opportunity_id)
        if opportunity is None:
            return missing(each)
        denied = denial(work, Right.WRITE_QUOTES, opportunity, each.path, opportunity.id)
        if denied:
            return denied
        own = Inspection()
        own.opportunity_version(
            opportunity.id,
            each.expected_version,
            opportunity.version,
            changed.get(opportunity.id, ()),
        )
        present = quotes.get(opportunity.id, [])
        facts = CloseQuotesFacts(
            opportunity.id,
            opportunity.state,
            facts_of(present),
            named,
            found.difference(quote.id for quote in present),
        )
        return placed(each, decide_close_quotes(facts, (*own.findings, *inspection.findings)))

    decisions = {each.opportunity_id: decide(each) for each in wanted}
    if not goes_on(decisions.values(), policy):
        return withheld(decisions)
    closing = {
        each: _those(quotes[each], decision.quote_ids)
        for each, decision in decisions.items()
        if isinstance(decision, CloseQuotes) and decision.quote_ids
    }
    if closing:
        pairs = [(opportunities[each], closed) for each, closed in closing.items()]
        write_closed_quotes(work, pairs, reason_id, day, description)
        work.update(Opportunity, *closing)
    return [
        decision if isinstance(decision, Refused) else QuotesWereClosed(each, decision.quote_ids)
        for each, decision in decisions.items()
    ]


async def close_each(
    work: UnitOfWork,
    settings: BusinessSettings,
    wanted: Sequence[Wanted],
    request: CloseRequest,
    policy: BatchPolicy,
    *,
    close_open_quotes: bool = False,
) -> list[OpportunityWasClosed | Withheld | Refused]:
    """Close several opportunities alike, none of them twice; what became of each, in order."""
    locked = await work.lock_opportunities([each.opportunity_id for each in wanted])
    if not locked:
        return [missing(each) for each in wanted]
    base, today = settings.base_currency, work.today(settings.time_zone)
    opportunities, quotes, reasons, quote_reasons, competitor_exists, dated = await work.load(
        opportunities_of(locked),
        quotes_of(locked),
        reasons_of(request.outcome.state),
        reasons_of(QuoteState.CLOSED),
        exists(Competitor, request.competitor_id),
        rates_at_close(locked, base, request.actual_close_date or today),
    )
    changed = await changed_since(work, wanted, opportunities)
    rights = [Right.CLOSE_OPPORTUNITIES, *([Right.WRITE_QUOTES] if close_open_quotes else [])]

    def decide(each: Wanted) -> tuple[CloseDetails, Close] | Refused:
        opportunity = opportunities.get(each.opportunity_id)
        if opportunity is None:
            return missing(each)
        for right in rights:
            denied = denial(work, right, opportunity, each.path, opportunity.id)
            if denied:
                return denied
        details, findings = settle_close(
            request,
            OpportunityFacts(
                opportunity.id,
                opportunity.version,
                opportunity.currency,
                opportunity.estimated_revenue,
                each.expected_version,
                changed.get(opportunity.id, ()),
            ),
            reasons,
            competitor_exists=competitor_exists,
            today=today,
        )
        facts = CloseFacts(
            opportunity.id,
            opportunity.state,
            facts_of(quotes.get(opportunity.id, ())),
            close_open_quotes,
        )
        decision = decide_close_opportunity(facts, settings.policy, findings)
        decision = placed(each, decision)
        return decision if isinstance(decision, Refused) else (details, decision)

    decisions = {each.opportunity_id: decide(each) for each in wanted}
    if not goes_on(decisions.values(), policy):
        return withheld(decisions)
    closing = [
        Closing(opportunities[each], *decision)
        for each, decision in decisions.items()
        if not isinstance(decision, Refused)
    ]
    closed = [
        (each.opportunity, _those(quotes[each.opportunity.id], each.decision.quote_ids))
        for each in closing
        if each.decision.quote_ids
    ]
    if closed:
        # All of them are closed alike: it is the amounts that may differ.
        details = closing[0].details
        reason_id, day = default_of(quote_reasons), details.actual_close_date
        write_closed_quotes(work, closed, reason_id, day, details.description)
    close_ids = write_closes(work, closing, Rates(base, dated))
    return [
        decision
        if isinstance(decision, Refused)
        else OpportunityWasClosed(each, close_ids[each], decision[1].quote_ids)
        for each, decision in decisions.items()
    ]


def _those(quotes: Iterable[QuoteStanding], ids: Collection[str]) -> list[QuoteStanding]:
    return [quote for quote in quotes if quote.id in ids]
