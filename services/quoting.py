"""Create a quote, edit it while it is a draft."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final, assert_never

from db.ids import new_id, new_quote_number
from db.tables import Quote, QuoteLine
from db.writes.facts import (
    count_of_quotes,
    lines_of,
    opportunity_of,
    opportunity_of_quote,
    quote_number_taken,
    quote_of,
    reasons_of,
)
from db.writes.records import LineRecord, QuoteRecord
from db.writes.unit_of_work import UnitOfWork
from domain.access import Right
from domain.events import QuoteCreated, QuoteUpdated
from domain.inspection import Inspection
from domain.left_out import LEFT_OUT, LeftOut
from domain.lifecycle import OPEN_QUOTE_STATES, QuoteState
from domain.quoting import (
    MAX_OPEN_QUOTES,
    MoveFacts,
    Proceed,
    decide_create_quote,
    decide_update_quote,
)
from domain.refusals import NotFound, Path, Problem, Refused
from domain.text import NAME_LENGTH, fold
from services.aggregate import (
    change_opportunity,
    change_quotes,
    default_of,
    inspect_version,
)
from services.history import line_differences
from services.permission import denial
from services.quote_lines import (
    LineCommand,
    insert_lines,
    products_of,
    settle_lines,
    settle_totals,
)

_OPPORTUNITY_ID: Final[Path] = ("input", "opportunityId")


@dataclass(frozen=True, slots=True)
class CreateQuoteCommand:
    """createQuote; None is left out."""

    opportunity_id: str
    name: str
    lines: tuple[LineCommand, ...]
    effective_from: date | None = None
    effective_to: date | None = None
    discount: Decimal | None = None
    freight: Decimal | None = None


@dataclass(frozen=True, slots=True)
class QuoteWasWritten:
    """createQuote, updateQuote or activateQuote succeeded."""

    quote_id: str


async def create_quote(work: UnitOfWork, command: CreateQuoteCommand) -> QuoteWasWritten | Refused:
    """A new draft on an open opportunity; its totals are computed here, never given."""
    if not await work.lock_opportunity(command.opportunity_id):
        return Refused((NotFound(_OPPORTUNITY_ID, command.opportunity_id),))
    number = new_quote_number()
    opportunity, open_quotes, reasons, taken, products = await work.load(
        opportunity_of(command.opportunity_id),
        count_of_quotes(command.opportunity_id, OPEN_QUOTE_STATES),
        reasons_of(QuoteState.DRAFT),
        quote_number_taken(number),
        products_of(command.lines),
    )
    denied = denial(
        work, Right.WRITE_QUOTES, opportunity, ("input", "opportunityId"), opportunity.id
    )
    if denied:
        return denied
    inspection = Inspection()
    currency = opportunity.currency
    name = inspection.required_text(("input", "name"), command.name, NAME_LENGTH)
    _inspect_validity(inspection, command.effective_from, command.effective_to)
    lines = settle_lines(inspection, command.lines, currency, products)
    discount = inspection.amount(("input", "discount"), command.discount, currency) or 0
    freight = inspection.amount(("input", "freight"), command.freight, currency) or 0
    totals = settle_totals(inspection, lines, discount, freight)
    if open_quotes >= MAX_OPEN_QUOTES:
        inspection.fault(_OPPORTUNITY_ID, Problem.TOO_MANY_OPEN_QUOTES, MAX_OPEN_QUOTES)
    decision = decide_create_quote(opportunity.id, opportunity.state, inspection.findings)
    match decision:
        case Refused():
            return decision
        case Proceed():
            while taken:
                number = new_quote_number()
                (taken,) = await work.load(quote_number_taken(number))
            quote_id = new_id("Quote")
            work.insert(
                Quote,
                id=quote_id,
                opportunity_id=opportunity.id,
                opportunity_is_open=True,
                number=number,
                name=name,
                name_folded=fold(name),
                state=QuoteState.DRAFT,
                status_reason_id=default_of(reasons),
                currency=currency,
                discount=discount,
                freight=freight,
                tax=totals.tax,
                total_amount=totals.total,
                effective_from=command.effective_from,
                effective_to=command.effective_to,
                created_at=work.now,
                created_by_id=work.actor.user_id,
                updated_at=work.now,
            )
            insert_lines(work, quote_id, lines, currency)
            change_opportunity(work, opportunity)
            event = QuoteCreated(opportunity.id, quote_id)
            work.record(event, opportunity.id, opportunity.version + 1)
            return QuoteWasWritten(quote_id)
        case _:
            assert_never(decision)


@dataclass(frozen=True, slots=True)
class UpdateQuoteCommand:
    """updateQuote; what is left out stays as it is."""

    quote_id: str
    name: str | LeftOut | None = LEFT_OUT
    effective_from: date | LeftOut | None = LEFT_OUT
    effective_to: date | LeftOut | None = LEFT_OUT
    lines: tuple[LineCommand, ...] | LeftOut | None = LEFT_OUT
    discount: Decimal | LeftOut | None = LEFT_OUT
    freight: Decimal | LeftOut | None = LEFT_OUT
    expected_version: int | None = None


async def update_quote(work: UnitOfWork, command: UpdateQuoteCommand) -> QuoteWasWritten | Refused:
    """Edit a draft; lines are given as a whole. What is as it was is no change."""
    if not await work.lock_opportunity_of(command.quote_id):
        return Refused((NotFound(("input", "quoteId"), command.quote_id),))
    opportunity, quote, stored, products = await work.load(
        opportunity_of_quote(command.quote_id),
        quote_of(command.quote_id),
        lines_of(command.quote_id),
        products_of(command.lines if isinstance(command.lines, tuple) else ()),
    )
    denied = denial(work, Right.WRITE_QUOTES, opportunity, ("input", "quoteId"), command.quote_id)
    if denied:
        return denied
    inspection = Inspection()
    await inspect_version(work, inspection, quote, command.expected_version)
    values, lines = _settle_update(inspection, command, quote, stored, products)
    decision = decide_update_quote(
        MoveFacts(quote.id, quote.state, opportunity.id, opportunity.state), inspection.findings
    )
    match decision:
        case Refused():
            return decision
        case Proceed():
            given = {name: value for name, value in values.items() if getattr(quote, name) != value}
            if not given and list(stored) == lines:
                return QuoteWasWritten(quote.id)
            if "name" in given:
                given["name_folded"] = fold(given["name"])
            changes = change_quotes(work, opportunity, [quote], **given)
            if list(stored) != lines:
                changes += line_differences(quote, stored, lines, quote.currency)
                # As a whole: positions are unique, and would be in each other's way.
                work.delete(QuoteLine, *[line.id for line in stored])
                insert_lines(work, quote.id, lines, quote.currency)
            change_opportunity(work, opportunity)
            event = QuoteUpdated(opportunity.id, quote.id)
            work.record(event, opportunity.id, opportunity.version + 1, changes)
            return QuoteWasWritten(quote.id)
        case _:
            assert_never(decision)


def _settle_update(
    inspection: Inspection,
    command: UpdateQuoteCommand,
    quote: QuoteRecord,
    stored: Sequence[LineRecord],
    products: Collection[str],
) -> tuple[dict[str, Any], list[LineRecord]]:
    """All values as they would be, by column, and the lines."""
    name = quote.name
    if command.name is None:
        inspection.fault(("input", "name"), Problem.NULL)
    elif command.name is not LEFT_OUT:
        name = inspection.required_text(("input", "name"), command.name, NAME_LENGTH)
    start = quote.effective_from if command.effective_from is LEFT_OUT else command.effective_from
    end = quote.effective_to if command.effective_to is LEFT_OUT else command.effective_to
    _inspect_validity(inspection, start, end)
    lines = list(stored)
    if command.lines is None:
        inspection.fault(("input", "lines"), Problem.NULL)
    elif command.lines is not LEFT_OUT:
        lines = settle_lines(inspection, command.lines, quote.currency, products, stored)
    discount, freight = (
        present
        if given is LEFT_OUT
        else inspection.amount(("input", field), given, quote.currency) or 0
        for field, given, present in (
            ("discount", command.discount, quote.discount),
            ("freight", command.freight, quote.freight),
        )
    )
    totals = settle_totals(inspection, lines, discount, freight)
    values = {
        "name": name,
        "effective_from": start,
        "effective_to": end,
        "discount": discount,
        "freight": freight,
        "tax": totals.tax,
        "total_amount": totals.total,
    }
    return values, lines


def _inspect_validity(inspection: Inspection, start: date | None, end: date | None) -> None:
    if start is not None and end is not None and end < start:
        inspection.fault(("input", "effectiveTo"), Problem.DATES_REVERSED, start)
