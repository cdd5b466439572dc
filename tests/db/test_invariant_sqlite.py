"""What SQLite alone knows to get around a constraint, tried against the declared invariant."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy.exc import DBAPIError, IntegrityError

from db.database import Database
from db.tables import Opportunity, Quote
from domain.lifecycle import OpportunityOutcome, QuoteState
from tests.conftest import fresh_sqlite
from tests.factories import closed, opportunity, quote, store
from tests.services.dump import dump

pytestmark = pytest.mark.anyio


@pytest.fixture
async def database(sqlite_template: Path, tmp_path: Path) -> AsyncIterator[Database]:
    with fresh_sqlite(sqlite_template, tmp_path) as url:
        async with Database(url) as opened:
            yield opened


@pytest.fixture
async def deal(database: Database) -> Opportunity:
    """An open opportunity with an active quote."""
    deal = opportunity()
    await store(database, deal, quote(deal, QuoteState.ACTIVE))
    return deal


@pytest.fixture
async def left(database: Database) -> Quote:
    """A draft that was left on a won opportunity."""
    won, close = closed(OpportunityOutcome.WON)
    left = quote(won)
    await store(database, won, close, left)
    return left


async def refused(database: Database, *statements: str) -> str:
    """The error's words, after looking that nothing changed."""

    async def send() -> None:
        async with database.writer.begin() as connection:
            for statement in statements:
                await connection.exec_driver_sql(statement)

    before = await dump(database)
    with pytest.raises(DBAPIError) as caught:
        await send()
    assert await dump(database) == before
    return str(caught.value.orig)


@pytest.mark.parametrize("clause", ["OR REPLACE", "OR ABORT", "OR FAIL", "OR ROLLBACK"])
async def test_given_a_conflict_clause_when_activated_on_a_won_one_then_it_is_refused(
    database: Database, left: Quote, clause: str
) -> None:
    words = await refused(
        database, f"UPDATE {clause} quote SET state = 'ACTIVE' WHERE id = '{left.id}'"
    )

    assert words == "CHECK constraint failed: ck_quote_blocks_open_only"


async def test_given_or_ignore_when_activated_on_a_won_one_then_nothing_happens(
    database: Database, left: Quote
) -> None:
    before = await dump(database)

    async with database.writer.begin() as connection:
        await connection.exec_driver_sql(
            f"UPDATE OR IGNORE quote SET state = 'ACTIVE' WHERE id = '{left.id}'"
        )

    assert await dump(database) == before


async def test_given_replace_when_an_opportunity_is_put_closed_in_its_own_place_then_it_is_refused(
    database: Database, deal: Opportunity
) -> None:
    words = await refused(
        database,
        f"CREATE TEMP TABLE copy AS SELECT * FROM opportunity WHERE id = '{deal.id}'",
        "UPDATE copy SET state = 'WON', is_open = false",
        "REPLACE INTO opportunity SELECT * FROM copy",
    )

    assert words == "FOREIGN KEY constraint failed"


@pytest.mark.parametrize("flag", ["2", "-1", "'true'", "0.5", "x'01'"])
async def test_given_a_flag_that_is_neither_true_nor_false_then_it_is_refused_in_both_tables(
    database: Database, deal: Opportunity, left: Quote, flag: str
) -> None:
    of_opportunity = await refused(
        database, f"UPDATE opportunity SET is_open = {flag} WHERE id = '{deal.id}'"
    )
    of_quote = await refused(
        database,
        f"UPDATE quote SET state = 'ACTIVE', opportunity_is_open = {flag} WHERE id = '{left.id}'",
    )

    assert of_opportunity == "CHECK constraint failed: ck_opportunity_is_open_says_state"
    assert "constraint failed" in of_quote


async def test_given_deferred_foreign_keys_when_an_active_quote_gets_a_false_flag_then_commit_fails(
    database: Database, left: Quote
) -> None:
    before = await dump(database)
    connection = await database.writer.connect()
    await connection.begin()
    await connection.exec_driver_sql("PRAGMA defer_foreign_keys = ON")
    await connection.exec_driver_sql(
        f"UPDATE quote SET state = 'ACTIVE', opportunity_is_open = true WHERE id = '{left.id}'"
    )

    with pytest.raises(IntegrityError, match="FOREIGN KEY"):
        await connection.commit()

    await connection.invalidate()
    await connection.close()
    assert await dump(database) == before


async def test_given_foreign_keys_switched_off_inside_a_transaction_then_they_stay_on(
    database: Database, left: Quote
) -> None:
    words = await refused(
        database,
        "PRAGMA foreign_keys = OFF",
        f"UPDATE quote SET state = 'ACTIVE', opportunity_is_open = true WHERE id = '{left.id}'",
    )

    assert words == "FOREIGN KEY constraint failed"
