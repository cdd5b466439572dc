"""Create a quote, activate it."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import assert_never

from db.facts import (
    count_of_quotes,
    opportunity_of,
    opportunity_of_quote,
    quote_number_taken,
    quote_of,
    reasons_of,
)
from db.ids import new_id, new_quote_number
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
from services.aggregate import default_of, touch


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
    if not await work.lock_opportunity(command.opportunity_id):
        return Refused((NotFound(("input", "opportunityId"), command.opportunity_id),))
    number = new_quote_number()
    opportunity, open_quotes, reasons, taken = await work.load(
        opportunity_of(command.opportunity_id),
        count_of_quotes(command.opportunity_id, OPEN_QUOTE_STATES),
        reasons_of(QuoteState.DRAFT),
        quote_number_taken(number),
    )
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
    if open_quotes >= MAX_OPEN_QUOTES:
        inspection.fault(("input", "opportunityId"), Problem.TOO_MANY_OPEN_QUOTES, MAX_OPEN_QUOTES)
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
                updated_at=work.now,
            )
            for position, line in enumerate(lines, start=1):
                work.insert(
                    QuoteLine,
                    id=new_id("QuoteLine"),
                    quote_id=quote_id,
                    position=position,
                    name=line.name,
                    quantity=line.quantity,
                    currency=currency,
                    unit_price=line.unit_price,
                    discount=line.amounts.discount,
                    tax=line.amounts.tax,
                    amount=line.amounts.amount,
                )
            touch(work, opportunity.id)
            work.record(QuoteCreated(opportunity.id, quote_id), opportunity.id)
            return QuoteWasWritten(quote_id)
        case _:
            assert_never(decision)


async def activate_quote(
    work: UnitOfWork, quote_id: str, expected_version: int | None = None
) -> QuoteWasWritten | Refused:
    """A draft goes to the customer; from then on it blocks the close."""
    if not await work.lock_opportunity_of(quote_id):
        return Refused((NotFound(("input", "quoteId"), quote_id),))
    opportunity, quote, reasons = await work.load(
        opportunity_of_quote(quote_id), quote_of(quote_id), reasons_of(QuoteState.ACTIVE)
    )
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
            work.update(
                Quote, quote.id, state=QuoteState.ACTIVE, status_reason_id=default_of(reasons)
            )
            touch(work, opportunity.id)
            work.record(QuoteActivated(opportunity.id, quote.id), opportunity.id)
            return QuoteWasWritten(quote.id)
        case _:
            assert_never(decision)


@dataclass(frozen=True, slots=True)
class _Line:
    """A line that was looked at; numbers as they are stored."""

    name: str
    quantity: int
    unit_price: int
    amounts: LineAmounts


def _line(inspection: Inspection, path: Path, line: LineCommand, currency: str) -> _Line:
    """The line with its amount computed; what is wrong with it goes to the findings."""
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
    return _Line(name, quantity, unit_price, amounts)


def _totals(inspection: Inspection, lines: list[_Line], discount: int, freight: int) -> Totals:
    totals = total((line.amounts for line in lines), discount, freight)
    if discount > totals.lines:
        inspection.fault(("input", "discount"), Problem.DISCOUNT_ABOVE_BASE)
    if totals.total > money.MAX_AMOUNT:
        inspection.fault(("input", "lines"), Problem.TOO_LARGE, money.MAX_UNITS)
    return totals


def _inspect_validity(inspection: Inspection, command: CreateQuoteCommand) -> None:
    start, end = command.effective_from, command.effective_to
    if start is not None and end is not None and end < start:
        inspection.fault(("input", "effectiveTo"), Problem.DATES_REVERSED, start)
