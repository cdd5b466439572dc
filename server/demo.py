"""The demo data: a few opportunities, made by hand, that tell the story in two languages."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Final

from db.database import Database
from db.tables import (
    Account,
    Competitor,
    Opportunity,
    OpportunityClose,
    Product,
    Quote,
    QuoteClose,
    QuoteLine,
    User,
)
from db.unit_of_work import UnitOfWork
from domain.actor import SYSTEM, UserKind
from domain.lifecycle import OpportunityOutcome, OpportunityState, QuoteState
from domain.money import SCALE
from domain.pipeline import OpportunityStage, Rating
from domain.text import fold

DEMO_USER: Final = f"usr_{1:026}"
STORY_OPPORTUNITY: Final = f"opp_{1:026}"


def _id(prefix: str, number: int) -> str:
    return f"{prefix}_{number:026}"


def _amount(text: str) -> int:
    return int(Decimal(text).scaleb(SCALE))


def _instant(day: str) -> datetime:
    return datetime.fromisoformat(day).replace(hour=9, tzinfo=UTC)


def _parties() -> Sequence[User | Account | Competitor | Product]:
    def user(number: int, name: str, office: str, manager: int | None = None) -> User:
        return User(
            id=_id("usr", number),
            kind=UserKind.PERSON,
            name=name,
            name_folded=fold(name),
            email=f"user{number}@example.com",
            regional_office=office,
            manager_id=manager and _id("usr", manager),
        )

    def account(number: int, name: str, sector: str, place: str) -> Account:
        return Account(
            id=_id("acc", number),
            name=name,
            name_folded=fold(name),
            sector=sector,
            office_location=place,
        )

    def competitor(number: int, name: str) -> Competitor:
        return Competitor(id=_id("cmp", number), name=name, name_folded=fold(name))

    return (
        user(1, "Aiko Tanaka", "Tokyo"),
        user(2, "Ben Carter", "Boston", manager=1),
        account(1, "Northwind Storage", "logistics", "Boston"),
        account(2, "北野製作所", "製造", "大阪"),
        account(3, "Lindqvist & Daughters", "retail", "Malmö"),
        competitor(1, "Brightshelf"),
        competitor(2, "株式会社ミナト"),
        Product(
            id=_id("prd", 1),
            name="Shelf robot R2",
            series="R",
            list_price=_amount("12500"),
            currency="USD",
        ),
    )


# number, name, account, owner, currency, estimated revenue, created, stage, rating, probability
_OPEN: Final = (
    (
        1,
        "Warehouse automation",
        1,
        2,
        "USD",
        "52000",
        "2026-09-14",
        "PROPOSE",
        "HOT",
        80,
    ),
    (
        2,
        "生産管理システムの更新",
        2,
        1,
        "JPY",
        "4800000",
        "2026-09-21",
        "DEVELOP",
        "WARM",
        50,
    ),
    (3, "Store network", 3, 2, "EUR", "18250.50", "2026-10-05", "QUALIFY", None, 20),
    (
        4,
        "Harbour terminal",
        None,
        1,
        "KWD",
        "9750.125",
        "2026-10-12",
        "QUALIFY",
        "COLD",
        10,
    ),
)
# … and outcome, closed on, actual revenue, competitor
_CLOSED: Final = (
    (
        5,
        "Service contract 2026",
        1,
        2,
        "USD",
        "9600",
        "2026-03-02",
        "WON",
        "2026-04-17",
        "9200",
        0,
    ),
    (
        6,
        "倉庫の照明",
        2,
        1,
        "JPY",
        "650000",
        "2026-05-11",
        "LOST",
        "2026-06-30",
        "0",
        2,
    ),
)
# number, opportunity, name, state, lines of (name, quantity, unit price)
_QUOTES: Final = (
    (
        1,
        1,
        "Six robots",
        "ACTIVE",
        (("Shelf robot R2", "6", "8250"), ("Setup", "1", "2400")),
    ),
    (2, 1, "Four robots, leased", "ACTIVE", (("Lease, month", "36", "1180"),)),
    (3, 1, "Eight robots", "DRAFT", (("Shelf robot R2", "8", "8100"),)),
    (4, 1, "Pilot", "WON", (("Pilot, week", "2.5", "1400"),)),
    (
        5,
        2,
        "ライセンス一式",
        "DRAFT",
        (("ライセンス", "40", "98000"), ("導入支援", "10", "85000")),
    ),
    (6, 5, "Yearly service", "WON", (("Service, month", "12", "766.67"),)),
    (7, 6, "LED 照明 200 本", "CLOSED", (("LED 照明", "200", "3100"),)),
)


def _opportunities(reasons: dict[tuple[str, str], str]) -> Sequence[Opportunity]:
    rows = [
        Opportunity(
            id=_id("opp", number),
            name=name,
            name_folded=fold(name),
            account_id=account and _id("acc", account),
            owner_id=_id("usr", owner),
            product_id=_id("prd", 1) if number == 1 else None,
            state=OpportunityState.OPEN,
            is_open=True,
            status_reason_id=reasons["OPEN", "IN_PROGRESS"],
            stage=OpportunityStage(stage),
            rating=rating and Rating(rating),
            probability=probability,
            currency=currency,
            estimated_revenue=_amount(revenue),
            estimated_close_date=date(2026, 12, 18),
            started_on=date.fromisoformat(created),
            created_at=_instant(created),
            updated_at=_instant(created),
        )
        for (
            number,
            name,
            account,
            owner,
            currency,
            revenue,
            created,
            stage,
            rating,
            probability,
        ) in _OPEN
    ]
    rows += [
        Opportunity(
            id=_id("opp", number),
            version=2,
            name=name,
            name_folded=fold(name),
            account_id=_id("acc", account),
            owner_id=_id("usr", owner),
            state=OpportunityState(outcome),
            is_open=False,
            status_reason_id=reasons[
                outcome, "WON" if outcome == "WON" else "OUT_SOLD"
            ],
            stage=OpportunityStage.CLOSE,
            currency=currency,
            estimated_revenue=_amount(revenue),
            actual_revenue=_amount(actual),
            actual_close_date=date.fromisoformat(closed),
            started_on=date.fromisoformat(created),
            created_at=_instant(created),
            updated_at=_instant(closed),
        )
        for number, name, account, owner, currency, revenue, created, outcome, closed, actual, _ in (
            _CLOSED
        )
    ]
    return rows


def _closes(reasons: dict[tuple[str, str], str]) -> Sequence[OpportunityClose]:
    return [
        OpportunityClose(
            id=_id("ocl", number),
            opportunity_id=_id("opp", number),
            outcome=OpportunityOutcome(outcome),
            status_reason_id=reasons[
                outcome, "WON" if outcome == "WON" else "OUT_SOLD"
            ],
            actual_revenue=_amount(actual),
            currency=currency,
            actual_close_date=date.fromisoformat(closed),
            competitor_id=_id("cmp", competitor) if competitor else None,
            stage_at_close=OpportunityStage.CLOSE,
            closed_by_id=_id("usr", owner),
            closed_at=_instant(closed),
        )
        for number, _, _, owner, currency, _, _, outcome, closed, actual, competitor in _CLOSED
    ]


def _quotes(
    reasons: dict[tuple[str, str], str], opportunities: Sequence[Opportunity]
) -> tuple[Sequence[Quote], Sequence[QuoteLine | QuoteClose]]:
    by_id = {each.id: each for each in opportunities}
    codes = {"DRAFT": "IN_PROGRESS", "ACTIVE": "OPEN", "WON": "WON", "CLOSED": "LOST"}
    quotes: list[Quote] = []
    parts: list[QuoteLine | QuoteClose] = []
    for number, opportunity_number, name, state, lines in _QUOTES:
        opportunity = by_id[_id("opp", opportunity_number)]
        quote_id = _id("quo", number)
        amounts = [
            int(Decimal(quantity) * _amount(price)) for _, quantity, price in lines
        ]
        ended = state in {"WON", "CLOSED"}
        closed_on = (
            (opportunity.actual_close_date or date(2026, 9, 30)) if ended else None
        )
        quotes.append(
            Quote(
                id=quote_id,
                opportunity_id=opportunity.id,
                opportunity_is_open=opportunity.is_open,
                number=f"Q-DEMX{number:04}",
                name=name,
                name_folded=fold(name),
                state=QuoteState(state),
                status_reason_id=reasons[f"quote {state}", codes[state]],
                currency=opportunity.currency,
                total_amount=sum(amounts),
                effective_from=opportunity.started_on,
                closed_on=closed_on,
                created_at=opportunity.created_at.replace(minute=number),
                updated_at=opportunity.updated_at,
            )
        )
        parts += [
            QuoteLine(
                id=_id("qln", number * 10 + position),
                quote_id=quote_id,
                position=position,
                name=line,
                quantity=int(Decimal(quantity).scaleb(6)),
                currency=opportunity.currency,
                unit_price=_amount(price),
                amount=amount,
            )
            for position, ((line, quantity, price), amount) in enumerate(
                zip(lines, amounts, strict=True), start=1
            )
        ]
        if closed_on is not None:
            parts.append(
                QuoteClose(
                    id=_id("qcl", number),
                    quote_id=quote_id,
                    status_reason_id=reasons[f"quote {state}", codes[state]],
                    closed_on=closed_on,
                    closed_by_id=opportunity.owner_id,
                    closed_at=opportunity.updated_at,
                )
            )
    return quotes, parts


async def seed(database: Database) -> bool:
    """Write the demo data, unless it is there already; whether it was written."""

    async def script(work: UnitOfWork) -> bool:
        if await work.lock_opportunity(STORY_OPPORTUNITY) is not None:
            return False
        reasons: dict[tuple[str, str], str] = {}
        for state in (*OpportunityState, *QuoteState):
            prefix = "" if isinstance(state, OpportunityState) else "quote "
            for reason in await work.reasons_of(state):
                reasons[prefix + state, reason.code] = reason.id
        opportunities = _opportunities(reasons)
        quotes, parts = _quotes(reasons, opportunities)
        for rows in (_parties(), opportunities, quotes, parts, _closes(reasons)):
            work.add(*rows)
            await work.flush()
        return True

    return await database.transact(SYSTEM, script)
