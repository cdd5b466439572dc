"""Activate a quote, win it, revise it."""

from dataclasses import dataclass
from datetime import date
from typing import assert_never

from db.ids import new_id
from db.tables import Quote
from db.writes.facts import (
    lines_of,
    opportunity_of_quote,
    quote_of,
    reasons_of,
    revisions_of,
    siblings_of,
)
from db.writes.unit_of_work import UnitOfWork
from domain.access import Right
from domain.events import QuoteActivated, QuoteRevised, QuoteWon
from domain.inspection import Inspection
from domain.lifecycle import OPEN_QUOTE_STATES, QuoteState
from domain.quoting import (
    MAX_OPEN_QUOTES,
    MoveFacts,
    Proceed,
    Revise,
    Win,
    decide_activate_quote,
    decide_revise_quote,
    decide_win_quote,
)
from domain.refusals import NotFound, Problem, Refused
from domain.text import fold
from services.aggregate import (
    change_opportunity,
    change_quotes,
    default_of,
    end_quotes,
    facts_of,
    inspect_version,
    reason_of,
)
from services.permission import denial
from services.quote_lines import insert_lines
from services.quoting import QuoteWasWritten
from services.settings import BusinessSettings

_QUOTE_ID = ("input", "quoteId")


async def activate_quote(
    work: UnitOfWork, quote_id: str, expected_version: int | None = None
) -> QuoteWasWritten | Refused:
    """A draft goes to the customer; from then on it blocks the close."""
    if not await work.lock_opportunity_of(quote_id):
        return Refused((NotFound(_QUOTE_ID, quote_id),))
    opportunity, quote, reasons = await work.load(
        opportunity_of_quote(quote_id), quote_of(quote_id), reasons_of(QuoteState.ACTIVE)
    )
    denied = denial(work, Right.WRITE_QUOTES, opportunity, _QUOTE_ID, quote_id)
    if denied:
        return denied
    inspection = Inspection()
    await inspect_version(work, inspection, quote, expected_version)
    decision = decide_activate_quote(
        MoveFacts(quote.id, quote.state, opportunity.id, opportunity.state),
        inspection.findings,
    )
    match decision:
        case Refused():
            return decision
        case Proceed():
            changes = change_quotes(
                work,
                opportunity,
                [quote],
                state=QuoteState.ACTIVE,
                status_reason_id=default_of(reasons),
            )
            change_opportunity(work, opportunity)
            event = QuoteActivated(opportunity.id, quote.id)
            work.record(event, opportunity.id, opportunity.version + 1, changes)
            return QuoteWasWritten(quote.id)
        case _:
            assert_never(decision)


@dataclass(frozen=True, slots=True)
class WinQuoteCommand:
    """winQuote; None is left out."""

    quote_id: str
    closed_on: date | None = None
    description: str | None = None
    expected_version: int | None = None


@dataclass(frozen=True, slots=True)
class QuoteWasWon:
    """winQuote succeeded; these are the ones that were closed by it."""

    quote_id: str
    closed_quote_ids: tuple[str, ...]


async def win_quote(
    work: UnitOfWork, settings: BusinessSettings, command: WinQuoteCommand
) -> QuoteWasWon | Refused:
    """The customer accepts an active quote: the others are closed as LOST, the deal stays open."""
    if not await work.lock_opportunity_of(command.quote_id):
        return Refused((NotFound(_QUOTE_ID, command.quote_id),))
    opportunity, quote, siblings, won_reasons, closed_reasons = await work.load(
        opportunity_of_quote(command.quote_id),
        quote_of(command.quote_id),
        siblings_of(command.quote_id),
        reasons_of(QuoteState.WON),
        reasons_of(QuoteState.CLOSED),
    )
    denied = denial(work, Right.WRITE_QUOTES, opportunity, _QUOTE_ID, command.quote_id)
    if denied:
        return denied
    inspection = Inspection()
    await inspect_version(work, inspection, quote, command.expected_version)
    day = inspection.past_date(
        ("input", "closedOn"), command.closed_on, work.today(settings.time_zone)
    )
    description = inspection.optional_text(("input", "description"), command.description)
    decision = decide_win_quote(
        MoveFacts(quote.id, quote.state, opportunity.id, opportunity.state),
        facts_of(siblings),
        inspection.findings,
    )
    match decision:
        case Refused():
            return decision
        case Win(quote_ids):
            reason_id = default_of(won_reasons)
            changes = end_quotes(work, [quote], QuoteState.WON, reason_id, day, description)
            closed = [sibling for sibling in siblings if sibling.id in quote_ids]
            reason_id = reason_of(closed_reasons, "LOST")
            changes += end_quotes(work, closed, QuoteState.CLOSED, reason_id, day, description)
            change_opportunity(work, opportunity)
            event = QuoteWon(opportunity.id, quote.id, quote_ids)
            work.record(event, opportunity.id, opportunity.version + 1, changes)
            return QuoteWasWon(quote.id, quote_ids)
        case _:
            assert_never(decision)


@dataclass(frozen=True, slots=True)
class QuoteWasRevised:
    """reviseQuote succeeded: the new draft, and the quote whose place it takes."""

    quote_id: str
    revised_quote_id: str


async def revise_quote(
    work: UnitOfWork,
    settings: BusinessSettings,
    quote_id: str,
    expected_version: int | None = None,
) -> QuoteWasRevised | Refused:
    """A new draft with the same number and lines; an active quote is closed as REVISED by it."""
    if not await work.lock_opportunity_of(quote_id):
        return Refused((NotFound(_QUOTE_ID, quote_id),))
    opportunity, quote, siblings, revisions, lines, draft_reasons, closed_reasons = await work.load(
        opportunity_of_quote(quote_id),
        quote_of(quote_id),
        siblings_of(quote_id),
        revisions_of(quote_id),
        lines_of(quote_id),
        reasons_of(QuoteState.DRAFT),
        reasons_of(QuoteState.CLOSED),
    )
    denied = denial(work, Right.WRITE_QUOTES, opportunity, _QUOTE_ID, quote_id)
    if denied:
        return denied
    inspection = Inspection()
    await inspect_version(work, inspection, quote, expected_version)
    others = sum(
        sibling.state in OPEN_QUOTE_STATES and sibling.id != quote.id for sibling in siblings
    )
    if others >= MAX_OPEN_QUOTES:
        inspection.fault(_QUOTE_ID, Problem.TOO_MANY_OPEN_QUOTES, MAX_OPEN_QUOTES)
    decision = decide_revise_quote(
        MoveFacts(quote.id, quote.state, opportunity.id, opportunity.state),
        facts_of([standing for _, standing in revisions]),
        inspection.findings,
    )
    match decision:
        case Refused():
            return decision
        case Revise(closes):
            changes = end_quotes(
                work,
                [quote] if closes else [],
                QuoteState.CLOSED,
                next(reason.id for reason in closed_reasons if reason.code == "REVISED"),
                work.today(settings.time_zone),
                None,
            )
            draft_id = new_id("Quote")
            work.insert(
                Quote,
                id=draft_id,
                opportunity_id=opportunity.id,
                opportunity_is_open=True,
                number=quote.number,
                revision=max(revision for revision, _ in revisions) + 1,
                name=quote.name,
                name_folded=fold(quote.name),
                state=QuoteState.DRAFT,
                status_reason_id=default_of(draft_reasons),
                currency=quote.currency,
                discount=quote.discount,
                freight=quote.freight,
                tax=quote.tax,
                total_amount=quote.total_amount,
                effective_from=quote.effective_from,
                effective_to=quote.effective_to,
                created_at=work.now,
                created_by_id=work.actor.user_id,
                updated_at=work.now,
            )
            copies = [line._replace(id=new_id("QuoteLine")) for line in lines]
            insert_lines(work, draft_id, copies, quote.currency)
            change_opportunity(work, opportunity)
            event = QuoteRevised(opportunity.id, draft_id, quote.id)
            work.record(event, opportunity.id, opportunity.version + 1, changes)
            return QuoteWasRevised(draft_id, quote.id)
        case _:
            assert_never(decision)
