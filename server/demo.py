"""The demo data: a few opportunities, made by hand, that tell the story in two languages."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Final

from sqlmodel import SQLModel

from db.database import Database
from db.tables import (
    Account,
    Competitor,
    Contact,
    Opportunity,
    OpportunityClose,
    Product,
    Quote,
    QuoteClose,
    QuoteLine,
    User,
)
from db.writes.facts import reasons_of
from db.writes.unit_of_work import UnitOfWork
from domain.access import Role
from domain.actor import SYSTEM, UserKind
from domain.lifecycle import (
    OPEN_QUOTE_STATES,
    OpportunityOutcome,
    OpportunityState,
    QuoteState,
)
from domain.money import QUANTITY_SCALE, SCALE
from domain.rates import PAR
from domain.text import fold
from server.demo_deals import DEALS, OFFERS, Deal, Offer

DEMO_USER: Final = f"usr_{1:026}"
STORY_OPPORTUNITY: Final = f"opp_{1:026}"


def _id(prefix: str, number: int) -> str:
    return f"{prefix}_{number:026}"


def _amount(text: str) -> int:
    return int(Decimal(text).scaleb(SCALE))


def _instant(day: str) -> datetime:
    return datetime.fromisoformat(day).replace(hour=9, tzinfo=UTC)


def _parties() -> Sequence[User | Account | Contact | Competitor | Product]:
    def user(number: int, name: str, office: str, role: Role, manager: int | None = None) -> User:
        return User(
            id=_id("usr", number),
            kind=UserKind.PERSON,
            role=role,
            name=name,
            name_folded=fold(name),
            email=f"user{number}@example.com",
            regional_office=office,
            manager_id=_id("usr", manager) if manager else None,
        )

    def account(number: int, name: str, sector: str, place: str) -> Account:
        return Account(
            id=_id("acc", number),
            name=name,
            name_folded=fold(name),
            sector=sector,
            office_location=place,
        )

    def contact(number: int, name: str) -> Contact:
        return Contact(
            id=_id("con", number),
            name=name,
            name_folded=fold(name),
            email=f"contact{number}@example.com",
            account_id=_id("acc", number),
        )

    def competitor(number: int, name: str) -> Competitor:
        return Competitor(id=_id("cmp", number), name=name, name_folded=fold(name))

    return (
        user(1, "Aiko Tanaka", "Tokyo", Role.ADMINISTRATOR),
        user(2, "Ben Carter", "Boston", Role.SALESPERSON, manager=1),
        account(1, "Northwind Storage", "logistics", "Boston"),
        account(2, "北野製作所", "製造", "大阪"),
        account(3, "Lindqvist & Daughters", "retail", "Malmö"),
        contact(1, "Carla Reyes"),
        contact(2, "北野 健"),
        contact(3, "Elin Lindqvist"),
        competitor(1, "Brightshelf"),
        competitor(2, "株式会社ミナト"),
        Product(
            id=_id("prd", 1),
            name="Shelf robot R2",
            name_folded="shelf robot r2",
            family="R",
            list_price=_amount("12500"),
            currency="USD",
        ),
    )


_QUOTE_REASONS: Final = {
    QuoteState.DRAFT: "IN_PROGRESS",
    QuoteState.ACTIVE: "OPEN",
    QuoteState.WON: "WON",
    QuoteState.CLOSED: "LOST",
}
Reasons = Mapping[tuple[type, str, str], str]
"""The ids of the status reasons, by state and code; a quote's WON is another than a deal's."""


def _reason(reasons: Reasons, state: OpportunityState | QuoteState, code: str) -> str:
    return reasons[type(state), state, code]


def _opportunity(deal: Deal, reasons: Reasons) -> Opportunity:
    closed = deal.outcome is not None
    return Opportunity(
        id=_id("opp", deal.number),
        version=2 if closed else 1,
        name=deal.name,
        name_folded=fold(deal.name),
        account_id=_id("acc", deal.account) if deal.account else None,
        # The one contact of each account has its number.
        contact_id=_id("con", deal.account) if deal.account else None,
        owner_id=_id("usr", deal.owner),
        product_id=_id("prd", deal.product) if deal.product else None,
        state=deal.state,
        is_open=not closed,
        status_reason_id=_reason(reasons, deal.state, deal.reason),
        stage=deal.stage,
        rating=deal.rating,
        probability=deal.probability,
        currency=deal.currency,
        estimated_revenue=_amount(deal.revenue),
        estimated_close_date=None if closed else date(2026, 12, 18),
        actual_revenue=_amount(deal.actual) if closed else None,
        actual_close_date=date.fromisoformat(deal.closed) if closed else None,
        started_on=date.fromisoformat(deal.created),
        created_at=_instant(deal.created),
        created_by_id=_id("usr", deal.owner),
        updated_at=_instant(deal.closed or deal.created),
    )


def _close(deal: Deal, outcome: OpportunityOutcome, reasons: Reasons) -> OpportunityClose:
    return OpportunityClose(
        id=_id("ocl", deal.number),
        opportunity_id=_id("opp", deal.number),
        outcome=outcome,
        status_reason_id=_reason(reasons, deal.state, deal.reason),
        actual_revenue=_amount(deal.actual),
        currency=deal.currency,
        # No other currency's rate was known then.
        exchange_rate=PAR if deal.currency == "USD" else None,
        base_currency="USD" if deal.currency == "USD" else None,
        actual_close_date=date.fromisoformat(deal.closed),
        competitor_id=_id("cmp", deal.competitor) if deal.competitor else None,
        stage_at_close=deal.stage,
        closed_by_id=_id("usr", deal.owner),
        closed_at=_instant(deal.closed),
    )


def _lines(offer: Offer, deal: Deal) -> list[QuoteLine]:
    return [
        QuoteLine(
            id=_id("qln", offer.number * 10 + position),
            quote_id=_id("quo", offer.number),
            position=position,
            name=name,
            quantity=int(Decimal(quantity).scaleb(QUANTITY_SCALE)),
            currency=deal.currency,
            unit_price=_amount(price),
            amount=int(Decimal(quantity) * _amount(price)),
        )
        for position, (name, quantity, price) in enumerate(offer.lines, start=1)
    ]


def _quote(offer: Offer, deal: Deal, lines: Sequence[QuoteLine], reasons: Reasons) -> Quote:
    return Quote(
        id=_id("quo", offer.number),
        opportunity_id=_id("opp", deal.number),
        opportunity_is_open=deal.outcome is None,
        number=f"Q-DEMX{offer.number:04}",
        name=offer.name,
        name_folded=fold(offer.name),
        state=offer.state,
        status_reason_id=_reason(reasons, offer.state, _QUOTE_REASONS[offer.state]),
        currency=deal.currency,
        total_amount=sum(line.amount for line in lines),
        effective_from=date.fromisoformat(deal.created),
        closed_on=_closed_on(offer, deal),
        created_at=_instant(deal.created).replace(minute=offer.number),
        created_by_id=_id("usr", deal.owner),
        updated_at=_instant(deal.closed or deal.created).replace(minute=offer.number),
    )


def _closed_on(offer: Offer, deal: Deal) -> date | None:
    if offer.state in OPEN_QUOTE_STATES:
        return None
    return date.fromisoformat(deal.closed or "2026-09-30")


def _quote_close(offer: Offer, deal: Deal, day: date, reasons: Reasons) -> QuoteClose:
    return QuoteClose(
        id=_id("qcl", offer.number),
        quote_id=_id("quo", offer.number),
        status_reason_id=_reason(reasons, offer.state, _QUOTE_REASONS[offer.state]),
        closed_on=day,
        closed_by_id=_id("usr", deal.owner),
        closed_at=_instant(day.isoformat()),
    )


async def seed(database: Database) -> bool:
    """Write the demo data, unless it is there already; whether it was written."""

    async def script(work: UnitOfWork) -> bool:
        if await work.lock_opportunity(STORY_OPPORTUNITY):
            return False
        reasons = {
            (type(state), state, reason.code): reason.id
            for state in (*OpportunityState, *QuoteState)
            for reason in (await work.load(reasons_of(state)))[0]
        }
        deals = {deal.number: deal for deal in DEALS}
        # Parents before children.
        _add(work, *_parties(), *(_opportunity(deal, reasons) for deal in DEALS))
        _add(work, *(_close(deal, deal.outcome, reasons) for deal in DEALS if deal.outcome))
        for offer in OFFERS:
            deal = deals[offer.deal]
            lines = _lines(offer, deal)
            _add(work, _quote(offer, deal, lines, reasons), *lines)
            if day := _closed_on(offer, deal):
                _add(work, _quote_close(offer, deal, day, reasons))
        return True

    return await database.transact(SYSTEM, script)


def _add(work: UnitOfWork, *rows: SQLModel) -> None:
    for row in rows:
        work.insert(type(row), **row.model_dump())
