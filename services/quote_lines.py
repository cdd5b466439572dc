"""A quote's lines: what is wrong with them, what they come to, how they are written."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from decimal import Decimal

from db.ids import new_id
from db.tables import Product, QuoteLine
from db.writes.fact import Fact
from db.writes.facts import existing
from db.writes.records import LineRecord
from db.writes.unit_of_work import UnitOfWork
from domain import money
from domain.inspection import Inspection
from domain.quoting import MAX_LINES, LineAmounts, Totals, total
from domain.refusals import NotFound, Path, Problem
from domain.text import NAME_LENGTH

_LINES: Path = ("input", "lines")


@dataclass(frozen=True, slots=True)
class LineCommand:
    """One line as the caller gives it; amounts in the opportunity's currency.

    With the id of a line that the quote has, it is that one.
    """

    name: str
    quantity: Decimal
    unit_price: Decimal
    discount: Decimal | None = None
    tax: Decimal | None = None
    id: str | None = None
    product_id: str | None = None


def settle_lines(
    inspection: Inspection,
    commands: Sequence[LineCommand],
    currency: str,
    products: Collection[str],
    stored: Sequence[LineRecord] = (),
) -> list[LineRecord]:
    """The lines with their amounts computed; what is wrong with them goes to the findings.

    `products` are those that exist of the ones that are named.
    """
    if len(commands) > MAX_LINES:
        inspection.fault(_LINES, Problem.TOO_MANY_LINES, MAX_LINES)
    known = {line.id for line in stored}
    seen: set[str] = set()
    lines: list[LineRecord] = []
    for index, command in enumerate(commands[:MAX_LINES]):
        path = (*_LINES, str(index))
        if command.id in seen:
            inspection.fault((*path, "id"), Problem.TWICE)
        elif command.id is not None and command.id not in known:
            inspection.findings.append(NotFound((*path, "id"), command.id))
        seen |= {command.id} if command.id else set()
        if command.product_id is not None and command.product_id not in products:
            inspection.findings.append(NotFound((*path, "productId"), command.product_id))
        lines.append(_line(inspection, path, command, index + 1, currency))
    return lines


def settle_totals(
    inspection: Inspection, lines: Sequence[LineRecord], discount: int, freight: int
) -> Totals:
    """What they come to; a discount above that, or too large a total, is a finding."""
    amounts = (
        LineAmounts(line.amount + line.discount - line.tax, line.discount, line.tax)
        for line in lines
    )
    totals = total(amounts, discount, freight)
    if discount > totals.lines:
        inspection.fault(("input", "discount"), Problem.DISCOUNT_ABOVE_BASE)
    if totals.total > money.MAX_AMOUNT:
        without_freight = totals.total - freight <= money.MAX_AMOUNT
        path = ("input", "freight") if without_freight else _LINES
        inspection.fault(path, Problem.TOO_LARGE, money.MAX_UNITS)
    return totals


def _line(
    inspection: Inspection, path: Path, command: LineCommand, position: int, currency: str
) -> LineRecord:
    name = inspection.required_text((*path, "name"), command.name, NAME_LENGTH)
    quantity = inspection.quantity((*path, "quantity"), command.quantity)
    unit_price = inspection.amount((*path, "unitPrice"), command.unit_price, currency) or 0
    base = money.line_base(quantity, unit_price, money.decimals_of(currency))
    discount = inspection.amount((*path, "discount"), command.discount, currency) or 0
    tax = inspection.amount((*path, "tax"), command.tax, currency) or 0
    if discount > base:
        inspection.fault((*path, "discount"), Problem.DISCOUNT_ABOVE_BASE)
        # The line counts without it, so that the quote's own discount isn't blamed as well.
        discount = 0
    amount = LineAmounts(base, discount, tax).amount
    if amount > money.MAX_AMOUNT:
        inspection.fault((*path, "quantity"), Problem.TOO_LARGE, money.MAX_UNITS)
    identifier = command.id or new_id("QuoteLine")
    return LineRecord(
        identifier,
        position,
        name,
        quantity,
        unit_price,
        discount,
        tax,
        amount,
        command.product_id,
    )


def products_of(commands: Sequence[LineCommand]) -> Fact[frozenset[str]]:
    """Which of the products that lines name there are."""
    named = {command.product_id for command in commands[:MAX_LINES] if command.product_id}
    return existing(Product, sorted(named))


def insert_lines(
    work: UnitOfWork, quote_id: str, lines: Sequence[LineRecord], currency: str
) -> None:
    """Add them to their quote."""
    if lines:
        rows = [line._asdict() for line in lines]
        work.insert_each(QuoteLine, rows, quote_id=quote_id, currency=currency)
