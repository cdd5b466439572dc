"""A world to search in: deals and offers with every kind of value that a filter can meet."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any

from sqlalchemy import delete
from sqlmodel import SQLModel
from starlette.applications import Starlette
from starlette.testclient import TestClient

from db.database import Database
from db.tables import (
    EventRow,
    FieldChangeRow,
    Opportunity,
    OpportunityClose,
    Quote,
    QuoteClose,
    QuoteLine,
)
from db.writes.unit_of_work import UnitOfWork
from domain.actor import SYSTEM, SYSTEM_USER_ID
from domain.lifecycle import OpportunityState, QuoteState
from domain.money import MAX_AMOUNT
from domain.pipeline import OpportunityStage, Rating
from domain.text import fold
from tests.api.demo import AIKO, BEN, NORTHWIND
from tests.factories import OPPORTUNITY_REASONS, QUOTE_REASONS, add, opportunity, quote
from tests.reads.asking import unguard

Record = dict[str, Any]
"""A row by its columns' names, the code of its status reason, and an opportunity's quotes."""

PRODUCT = "prd_00000000000000000000000001"
OTHER_ACCOUNT = "acc_00000000000000000000000002"
NAMES = (
    *("Alpha", "alpha", "ALPHA", "Ａｌｐｈａ", "ａｌｐｈａ", "alpha beta", "Beta", "Älpha"),  # noqa: RUF001
    *("A\u0308lpha", "İstanbul", "istanbul", "ISTANBUL", "ıstanbul", "i\u0307stanbul"),  # noqa: RUF001
    *("straße", "STRASSE", "Straẞe", "ſtrasse", "10%", "10 %", "100", "a_b", "aXb", "a\\b"),  # noqa: RUF001
    *("a\\\\b", "a\\%b", "it's", '"quoted"', "two\nlines", "two\r\nlines", "tab\tbed"),
    *("🤖 robot", "🤖🤖", "\U0001d49clpha", "\uffee", "\U0001f1ef\U0001f1f5", "ｷﾀﾉ", "キタノ"),
    *("北野製作所", "㈱ミナト", "(株)ミナト", "ΣΊΣΥΦΟΣ", "σίσυφος", "a", "Z", "~", "\x01"),
    *("{}", "null", "e\u0301", "é", "\u2028line", "Ω", "\u2126", "ﬁnal", "FINAL", "--"),
    *("; DROP TABLE quote", "a%b", "100%_\\"),
)
AMOUNTS = (0, 1, 9_999, 10_000, 10_000, 10_001, 15_000_000, 15_000_000, MAX_AMOUNT, MAX_AMOUNT - 1)
DAYS = (
    date(1, 1, 1), date(999, 12, 31), date(2026, 2, 28), date(2026, 3, 1), date(2026, 3, 1),
    date(2026, 11, 21), date(2026, 11, 22), date(2026, 11, 23), date(9999, 12, 31),
)  # fmt: skip
_NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
MOMENTS = (
    datetime(1970, 1, 1, tzinfo=UTC), datetime(988, 7, 6, 5, 4, 3, 2, tzinfo=UTC), _NOON,
    _NOON, _NOON, _NOON + timedelta(microseconds=1), _NOON - timedelta(microseconds=1),
    _NOON + timedelta(milliseconds=100), datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC),
)  # fmt: skip
SOURCES = (None, "crm", "CRM", "crm_2", "crm%2")
OPPORTUNITIES, QUOTES = 44, 64


@dataclass(frozen=True, slots=True)
class World:
    """What the database holds, as plain values."""

    opportunities: Sequence[Record]
    quotes: Sequence[Record]

    @property
    def busiest(self) -> Record:
        """The opportunity that has the most quotes."""
        return max(self.opportunities, key=lambda each: len(each["quotes"]))


def world_in(client: TestClient) -> World:
    """Write the world into the client's database, where nothing else is but the parties."""
    deals, offers = _rows()
    opportunities = [
        {**row.model_dump(), "quotes": [], "status_reason_code": _code(OPPORTUNITY_REASONS, row)}
        for row in deals
    ]
    quotes = [
        {**row.model_dump(), "status_reason_code": _code(QUOTE_REASONS, row)} for row in offers
    ]
    by_id = {each["id"]: each for each in opportunities}
    for each in quotes:
        by_id[each["opportunity_id"]]["quotes"].append(each)
    _clear(client)
    insert(client, *deals)
    insert(client, *offers)
    return World(opportunities, quotes)


def insert(client: TestClient, *rows: SQLModel) -> None:
    """Write rows that don't point at each other, beside the API."""

    async def script(work: UnitOfWork) -> None:
        add(work, *rows)

    assert client.portal is not None
    client.portal.call(_database(client).transact, SYSTEM, script)


def _clear(client: TestClient) -> None:
    async def delete_deals() -> None:
        async with _database(client).writer.begin() as connection:
            await connection.run_sync(unguard)
            for model in (
                *(FieldChangeRow, EventRow, QuoteClose, QuoteLine, Quote),
                *(OpportunityClose, Opportunity),
            ):
                await connection.execute(delete(model))

    assert client.portal is not None
    client.portal.call(delete_deals)


def _database(client: TestClient) -> Database:
    app = client.app
    assert isinstance(app, Starlette)
    database: Database = app.state.application.database
    return database


def deal(random: Random, number: int) -> Opportunity:
    """An opportunity of which everything but the id is drawn."""
    state, code = random.choice([*OPPORTUNITY_REASONS])
    name = NAMES[number % len(NAMES)]
    return opportunity(
        OpportunityState(state),
        id=f"opp_{number:026}",
        name=name,
        name_folded=fold(name),
        account_id=random.choice([None, NORTHWIND, NORTHWIND, OTHER_ACCOUNT]),
        owner_id=random.choice([SYSTEM_USER_ID, AIKO, BEN]),
        product_id=random.choice([None, PRODUCT]),
        status_reason_id=OPPORTUNITY_REASONS[state, code],
        stage=random.choice([*OpportunityStage]),
        rating=random.choice([None, *Rating]),
        currency=random.choice(["USD", "JPY", "KWD", "EUR"]),
        estimated_revenue=random.choice([None, None, -15_000, *AMOUNTS]),
        estimated_close_date=random.choice([None, None, *DAYS]),
        actual_close_date=random.choice([None, *DAYS]),
        created_at=random.choice(MOMENTS),
        updated_at=random.choice(MOMENTS),
        source=random.choice(SOURCES),
        external_id=random.choice([None, f"006-{number}", f"X-{number}_a%"]),
    )


def offer(random: Random, number: int, of: Opportunity) -> Quote:
    """A quote of which everything but the id and the opportunity is drawn."""
    state, code = random.choice([key for key in QUOTE_REASONS if of.is_open or key[0] != "ACTIVE"])
    name = NAMES[number * 7 % len(NAMES)]
    return quote(
        of,
        QuoteState(state),
        id=f"quo_{number:026}",
        number=f"Q-{'ABCXYZ'[number % 6]}{number * 37 % 101:07}",
        name=name,
        name_folded=fold(name),
        status_reason_id=QUOTE_REASONS[state, code],
        total_amount=random.choice([-1, *AMOUNTS]),
        effective_to=random.choice([None, None, *DAYS]),
        created_at=random.choice(MOMENTS),
        updated_at=random.choice(MOMENTS),
    )


def _rows() -> tuple[list[Opportunity], list[Quote]]:
    random = Random(20261122)  # noqa: S311 - the same world in each test
    numbers = [*range(100, 100 + OPPORTUNITIES)]
    random.shuffle(numbers)
    deals = [deal(random, number) for number in numbers]
    # A third of the deals has no quotes, the first has a dozen.
    hosts = [deals[0]] * 6 + deals[: OPPORTUNITIES * 2 // 3]
    return deals, [offer(random, 200 + n, random.choice(hosts)) for n in range(QUOTES)]


def _code(reasons: dict[tuple[str, str], str], row: Opportunity | Quote) -> str:
    (code,) = (code for (_, code), id_ in reasons.items() if id_ == row.status_reason_id)
    return code
