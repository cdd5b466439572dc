"""Values that no row may hold: amounts and percents out of bounds, words that aren't states."""

import secrets
from datetime import date

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, IntegrityError

from db.database import Database
from db.ids import new_id
from db.tables import ExchangeRate
from domain.lifecycle import OpportunityOutcome, QuoteState
from domain.money import CURRENCIES, MAX_AMOUNT
from domain.rates import MAX_RATE
from tests.factories import closed, opportunity, quote, store
from tests.services.dump import dump
from tests.services.shared import database_url  # noqa: F401

pytestmark = pytest.mark.anyio

AMOUNTS = [
    ("account", "annual_revenue"),
    ("product", "list_price"),
    ("opportunity", "estimated_revenue"),
    ("opportunity", "actual_revenue"),
    ("opportunity_close", "actual_revenue"),
    ("quote", "total_amount"),
    ("quote_line", "amount"),
]
WORDS = [
    ("users", "kind", "user_kind", "ROBOT"),
    ("opportunity", "state", "opportunity_state", "CLOSED"),
    ("opportunity", "state", "opportunity_state", "open"),
    ("opportunity", "state", "opportunity_state", ""),
    ("opportunity", "stage", "opportunity_stage", "WON"),
    ("opportunity", "rating", "rating", "TEPID"),
    ("opportunity_close", "outcome", "opportunity_outcome", "OPEN"),
    ("opportunity_close", "stage_at_close", "opportunity_stage", "WON"),
    ("quote", "state", "quote_state", "LOST"),
    ("quote", "state", "quote_state", "active"),
    ("quote", "state", "quote_state", "ACTIVE "),
    ("status_reason", "opportunity_state", "opportunity_state", "DRAFT"),
    ("status_reason", "quote_state", "quote_state", "LOST"),
]


async def seed(database: Database) -> None:
    deal, close = closed(OpportunityOutcome.WON)
    rate = ExchangeRate(
        id=new_id("ExchangeRate"),
        base_currency="USD",
        currency=secrets.choice(sorted(CURRENCIES - {"USD", "CHF"})),
        valid_from=date.fromordinal(1 + secrets.randbelow(3_000_000)),
        rate=1,
    )
    await store(database, opportunity(), deal, close, quote(deal, QuoteState.CLOSED), rate)


@pytest.mark.parametrize("amount", [MAX_AMOUNT + 1, -MAX_AMOUNT - 1, 2**63 - 1, -(2**63)])
@pytest.mark.parametrize(("table", "column"), AMOUNTS)
async def test_given_an_amount_beyond_ten_trillion_units_then_it_is_refused(
    database: Database, table: str, column: str, amount: int
) -> None:
    await seed(database)
    before = await dump(database)
    assert before[table]

    with pytest.raises(IntegrityError, match=f"ck_{table}_{column}_bounded"):
        async with database.writer.begin() as connection:
            await connection.exec_driver_sql(f"UPDATE {table} SET {column} = {amount}")

    assert await dump(database) == before


@pytest.mark.parametrize("amount", [MAX_AMOUNT, -MAX_AMOUNT])
@pytest.mark.parametrize(("table", "column"), AMOUNTS)
async def test_given_an_amount_of_ten_trillion_units_then_it_is_taken(
    database: Database, table: str, column: str, amount: int
) -> None:
    async with database.writer.connect() as connection, connection.begin() as transaction:
        await connection.exec_driver_sql(f"UPDATE {table} SET {column} = {amount}")
        await transaction.rollback()


@pytest.mark.parametrize(("table", "column", "constraint", "word"), WORDS)
async def test_given_a_word_that_is_none_of_the_column_s_then_it_is_refused(
    database: Database, table: str, column: str, constraint: str, word: str
) -> None:
    await seed(database)
    before = await dump(database)
    statement = f"UPDATE {table} SET {column} = :word WHERE {column} IS NOT NULL"
    if table == "opportunity" and column == "state":
        statement = statement.replace("SET", "SET is_open = false,")

    with pytest.raises(IntegrityError, match=f"ck_{table}_{constraint}"):
        async with database.writer.begin() as connection:
            await connection.execute(text(statement), {"word": word})

    assert await dump(database) == before


@pytest.mark.parametrize("probability", [-1, 101])
async def test_given_a_probability_beyond_percents_then_it_is_refused(
    database: Database, probability: int
) -> None:
    await seed(database)
    before = await dump(database)

    with pytest.raises(IntegrityError, match="ck_opportunity_probability_percent"):
        async with database.writer.begin() as connection:
            await connection.exec_driver_sql(f"UPDATE opportunity SET probability = {probability}")

    assert await dump(database) == before


@pytest.mark.parametrize("value", ["'a lot'", "'100000000000000001'", "1e30"])
@pytest.mark.parametrize(("table", "column"), AMOUNTS)
async def test_given_what_is_no_integer_then_neither_kind_of_database_keeps_it_as_an_amount(
    database: Database, table: str, column: str, value: str
) -> None:
    await seed(database)
    before = await dump(database)

    with pytest.raises(DBAPIError):
        async with database.writer.begin() as connection:
            await connection.exec_driver_sql(f"UPDATE {table} SET {column} = {value}")

    assert await dump(database) == before


RATES = [("exchange_rate", "rate"), ("opportunity_close", "exchange_rate")]


@pytest.mark.parametrize("rate", [0, -1, MAX_RATE + 1, 2**63 - 1, "'a lot'"])
@pytest.mark.parametrize(("table", "column"), RATES)
async def test_given_a_rate_out_of_bounds_then_it_is_refused(
    database: Database, table: str, column: str, rate: object
) -> None:
    await seed(database)
    before = await dump(database)
    assert before[table]

    with pytest.raises(DBAPIError):
        async with database.writer.begin() as connection:
            await connection.exec_driver_sql(
                f"UPDATE {table} SET {column} = {rate}, base_currency = 'CHF'"
            )

    assert await dump(database) == before


@pytest.mark.parametrize("rate", [1, MAX_RATE])
@pytest.mark.parametrize(("table", "column"), RATES)
async def test_given_a_rate_within_bounds_then_it_is_taken(
    database: Database, table: str, column: str, rate: int
) -> None:
    await seed(database)
    async with database.writer.connect() as connection, connection.begin() as transaction:
        await connection.exec_driver_sql(
            f"UPDATE {table} SET {column} = {rate}, base_currency = 'CHF'"
        )
        await transaction.rollback()


@pytest.mark.parametrize(
    ("statement", "constraint"),
    [
        (
            "UPDATE opportunity_close SET exchange_rate = 1, base_currency = NULL",
            "ck_opportunity_close_rate_has_base_currency",
        ),
        (
            "UPDATE opportunity_close SET exchange_rate = NULL, base_currency = 'USD'",
            "ck_opportunity_close_rate_has_base_currency",
        ),
        (
            "UPDATE exchange_rate SET currency = base_currency",
            "ck_exchange_rate_of_another_currency",
        ),
        (
            "UPDATE exchange_rate SET currency = 'CHF', valid_from = '2026-01-01'",
            "exchange_rate.*base_currency.*currency.*valid_from",
        ),
    ],
)
async def test_given_a_rate_that_says_nothing_then_it_is_refused(
    database: Database, statement: str, constraint: str
) -> None:
    await seed(database)
    await seed(database)
    before = await dump(database)

    with pytest.raises(IntegrityError, match=constraint):
        async with database.writer.begin() as connection:
            await connection.exec_driver_sql(statement)

    assert await dump(database) == before
