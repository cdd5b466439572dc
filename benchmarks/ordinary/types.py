"""The records' types, as Strawberry's documentation would have one write them."""

from datetime import date
from decimal import Decimal
from typing import Any

import strawberry
from strawberry.types import Info

from benchmarks.ordinary.loaders import Loaders
from db import tables
from domain.money import QUANTITY_SCALE, SCALE, decimals_of

Context = dict[str, Any]
RequestInfo = Info[Context, None]


def loaders(info: RequestInfo) -> Loaders:
    """The request's own."""
    found: Loaders = info.context["loaders"]
    return found


@strawberry.type
class Money:
    """An exact amount."""

    amount: Decimal
    currency: str

    @classmethod
    def of(cls, amount: int, currency: str) -> "Money":
        exact = Decimal(amount).scaleb(-SCALE)
        return cls(
            amount=exact.quantize(Decimal(1).scaleb(-decimals_of(currency))), currency=currency
        )


@strawberry.type
class Account:
    """A company that buys."""

    id: strawberry.ID
    name: str


@strawberry.type
class QuoteLine:
    """One position of a quote."""

    id: strawberry.ID
    position: int
    name: str
    row: strawberry.Private[tables.QuoteLine]

    @strawberry.field
    def quantity(self) -> Decimal:
        exact = Decimal(self.row.quantity).scaleb(-QUANTITY_SCALE)
        return exact.quantize(Decimal(1)) if exact == int(exact) else exact.normalize()

    @strawberry.field
    def amount(self) -> Money:
        return Money.of(self.row.amount, self.row.currency)


@strawberry.type
class Quote:
    """An offer."""

    id: strawberry.ID
    number: str
    name: str
    state: str
    closed_on: date | None
    row: strawberry.Private[tables.Quote]

    @classmethod
    def of(cls, row: tables.Quote) -> "Quote":
        return cls(
            id=strawberry.ID(row.id),
            number=row.number,
            name=row.name,
            state=row.state,
            closed_on=row.closed_on,
            row=row,
        )

    @strawberry.field
    def total_amount(self) -> Money:
        return Money.of(self.row.total_amount, self.row.currency)

    @strawberry.field
    async def lines(self, info: RequestInfo) -> list[QuoteLine]:
        return [
            QuoteLine(id=strawberry.ID(row.id), position=row.position, name=row.name, row=row)
            for row in await loaders(info).lines.load(self.id)
        ]


@strawberry.type
class QuoteConnection:
    """A page of quotes."""

    nodes: list[Quote]


@strawberry.type
class Opportunity:
    """A possible sale."""

    id: strawberry.ID
    version: int
    name: str
    state: str
    stage: str
    estimated_close_date: date | None
    actual_close_date: date | None
    row: strawberry.Private[tables.Opportunity]

    @classmethod
    def of(cls, row: tables.Opportunity) -> "Opportunity":
        return cls(
            id=strawberry.ID(row.id),
            version=row.version,
            name=row.name,
            state=row.state,
            stage=row.stage,
            estimated_close_date=row.estimated_close_date,
            actual_close_date=row.actual_close_date,
            row=row,
        )

    @strawberry.field
    def estimated_revenue(self) -> Money | None:
        amount = self.row.estimated_revenue
        return None if amount is None else Money.of(amount, self.row.currency)

    @strawberry.field
    def actual_revenue(self) -> Money | None:
        amount = self.row.actual_revenue
        return None if amount is None else Money.of(amount, self.row.currency)

    @strawberry.field
    async def account(self, info: RequestInfo) -> Account | None:
        if self.row.account_id is None:
            return None
        row = await loaders(info).account.load(self.row.account_id)
        return Account(id=strawberry.ID(row.id), name=row.name) if row else None

    @strawberry.field
    async def quotes(self, info: RequestInfo, first: int = 20) -> QuoteConnection:
        rows = await loaders(info).quotes.load(self.id)
        return QuoteConnection(nodes=[Quote.of(row) for row in rows[:first]])
