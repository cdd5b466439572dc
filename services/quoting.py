"""Create a quote, activate it."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import assert_never

from db.ids import new_id
from db.tables import Quote, QuoteLine
from db.unit_of_work import UnitOfWork
from domain import money
from domain.events import QuoteActivated, QuoteCreated
from domain.inspection import Inspection
from domain.lifecycle import OPEN_QUOTE_STATES, QuoteState
from domain.quoting import (
    MAX_LINES,
    MAX_OPEN_QUOTES,
    LineAmounts,
    MoveFacts,
    Proceed,
    Totals,
    decide_activate_quote,
    decide_create_quote,
    total,
)
from domain.refusals import NotFound, Path, Problem, Refused
from domain.text import NAME_LENGTH, fold
from services.aggregate import default_reason, touch


@dataclass(frozen=True, slots=True)
class LineCommand:
    """One line as the caller gives it; amounts in the opportunity's currency."""

    name: str
    quantity: Decimal
    unit_price: Decimal
    discount: Decimal | None = None
    tax: Decimal | None = None


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
    """createQuote or activateQuote succeeded."""

    quote_id: str


async def create_quote(work: UnitOfWork, command: CreateQuoteCommand) -> QuoteWasWritten | Refused:
    """A new draft on an open opportunity; its totals are computed here, never given."""
    opportunity = await work.lock_opportunity(command.opportunity_id)
    if opportunity is None:
        return Refused((NotFound(("input", "opportunityId"), command.opportunity_id),))
    inspection = Inspection()
    currency = opportunity.currency
    name = inspection.required_text(("input", "name"), command.name, NAME_LENGTH)
    _inspect_validity(inspection, command)
    if len(command.lines) > MAX_LINES:
        inspection.fault(("input", "lines"), Problem.TOO_MANY_LINES, MAX_LINES)
    lines = [
        _line(inspection, ("input", "lines", str(index)), line, currency)
        for index, line in enumerate(command.lines[:MAX_LINES])
    ]
    discount = inspection.amount(("input", "discount"), command.discount, currency) or 0
    freight = inspection.amount(("input", "freight"), command.freight, currency) or 0
    totals = _totals(inspection, lines, discount, freight)
    if await work.count_quotes(opportunity.id, OPEN_QUOTE_STATES) >= MAX_OPEN_QUOTES:
        inspection.fault(("input", "opportunityId"), Problem.TOO_MANY_OPEN_QUOTES, MAX_OPEN_QUOTES)
    decision = decide_create_quote(opportunity.id, opportunity.state, inspection.findings)
    match decision:
        case Refused():
            return decision
        case Proceed():
            quote = Quote(
                id=new_id("Quote"),
                opportunity_id=opportunity.id,
                opportunity_is_open=True,
                number=await work.unused_quote_number(),
                name=name,
                name_folded=fold(name),
                state=QuoteState.DRAFT,
                status_reason_id=await default_reason(work, QuoteState.DRAFT),
                currency=currency,
                discount=discount,
                freight=freight,
                tax=totals.tax,
                total_amount=totals.total,
                effective_from=command.effective_from,
                effective_to=command.effective_to,
                created_at=work.now,
                updated_at=work.now,
            )
            work.add(quote)
            await work.flush()
            for position, line in enumerate(lines, start=1):
                line.quote_id = quote.id
                line.position = position
            work.add(*lines)
            touch(work, opportunity)
            work.record(QuoteCreated(opportunity.id, quote.id), opportunity.id)
            await work.flush()
            return QuoteWasWritten(quote.id)
        case _:
            assert_never(decision)


async def activate_quote(
    work: UnitOfWork, quote_id: str, expected_version: int | None = None
) -> QuoteWasWritten | Refused:
    """A draft goes to the customer; from then on it blocks the close."""
    found = await work.lock_quote(quote_id)
    if found is None:
        return Refused((NotFound(("input", "quoteId"), quote_id),))
    opportunity, quote = found
    inspection = Inspection()
    inspection.quote_version(quote.id, expected_version, quote.version)
    decision = decide_activate_quote(
        MoveFacts(quote.id, quote.state, opportunity.id, opportunity.state),
        inspection.findings,
    )
    match decision:
        case Refused():
            return decision
        case Proceed():
            quote.state = QuoteState.ACTIVE
            quote.status_reason_id = await default_reason(work, QuoteState.ACTIVE)
            quote.version += 1
            quote.updated_at = work.now
            touch(work, opportunity)
            work.record(QuoteActivated(opportunity.id, quote.id), opportunity.id)
            await work.flush()
            return QuoteWasWritten(quote.id)
        case _:
            assert_never(decision)


def _line(inspection: Inspection, path: Path, line: LineCommand, currency: str) -> QuoteLine:
    """The line as a row, its amount computed; what is wrong with it goes to the findings."""
    name = inspection.required_text((*path, "name"), line.name, NAME_LENGTH)
    quantity = inspection.quantity((*path, "quantity"), line.quantity)
    unit_price = inspection.amount((*path, "unitPrice"), line.unit_price, currency) or 0
    base = money.line_base(quantity, unit_price, money.decimals_of(currency))
    discount = inspection.amount((*path, "discount"), line.discount, currency) or 0
    tax = inspection.amount((*path, "tax"), line.tax, currency) or 0
    if discount > base:
        inspection.fault((*path, "discount"), Problem.DISCOUNT_ABOVE_BASE)
        # The line counts without it, so that the quote's own discount isn't blamed as well.
        discount = 0
    amounts = LineAmounts(base, discount, tax)
    if amounts.amount > money.MAX_AMOUNT:
        inspection.fault((*path, "quantity"), Problem.TOO_LARGE, money.MAX_UNITS)
    return QuoteLine(
        id=new_id("QuoteLine"),
        quote_id="",
        position=0,
        name=name,
        quantity=quantity,
        currency=currency,
        unit_price=unit_price,
        discount=discount,
        tax=tax,
        amount=amounts.amount,
    )


def _totals(inspection: Inspection, lines: list[QuoteLine], discount: int, freight: int) -> Totals:
    totals = total(
        (
            LineAmounts(line.amount + line.discount - line.tax, line.discount, line.tax)
            for line in lines
        ),
        discount,
        freight,
    )
    if discount > totals.lines:
        inspection.fault(("input", "discount"), Problem.DISCOUNT_ABOVE_BASE)
    if totals.total > money.MAX_AMOUNT:
        inspection.fault(("input", "lines"), Problem.TOO_LARGE, money.MAX_UNITS)
    return totals


def _inspect_validity(inspection: Inspection, command: CreateQuoteCommand) -> None:
    start, end = command.effective_from, command.effective_to
    if start is not None and end is not None and end < start:
        inspection.fault(("input", "effectiveTo"), Problem.DATES_REVERSED, start)
