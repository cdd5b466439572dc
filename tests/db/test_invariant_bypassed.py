"""Somebody took the constraints away and broke the invariant: that is noticed."""

import sqlite3

import pytest

from db.database import Database
from db.migrating import InvariantBrokenError, check_ready
from domain.lifecycle import OpportunityOutcome, QuoteState
from tests.factories import closed, opportunity, quote, store

pytestmark = pytest.mark.anyio


async def forced(database: Database, *statements: str) -> None:
    """Send statements past the declared invariant."""
    if database.is_sqlite:
        connection = sqlite3.connect(database.file, isolation_level=None)
        try:
            connection.execute("PRAGMA foreign_keys = OFF")
            connection.execute("PRAGMA ignore_check_constraints = ON")
            for statement in statements:
                connection.execute(statement)
        finally:
            connection.close()
        return
    async with database.writer.begin() as transaction:
        for statement in (
            "ALTER TABLE quote DROP CONSTRAINT ck_quote_blocks_open_only",
            "ALTER TABLE quote DROP CONSTRAINT fk_quote_opportunity_id_opportunity_is_open",
            *statements,
        ):
            await transaction.exec_driver_sql(statement)


async def test_given_an_active_quote_of_an_open_opportunity_then_the_database_is_ready(
    database: Database,
) -> None:
    deal = opportunity()
    won, close = closed(OpportunityOutcome.WON)
    rest = (QuoteState.DRAFT, QuoteState.WON, QuoteState.CLOSED)
    await store(
        database, deal, quote(deal, QuoteState.ACTIVE), won, close, *(quote(won, s) for s in rest)
    )

    await check_ready(database)


@pytest.mark.parametrize("state", ["WON", "LOST"])
async def test_given_a_close_forced_under_an_active_quote_then_the_database_is_not_ready(
    database: Database, state: str
) -> None:
    deal = opportunity()
    await store(database, deal, quote(deal, QuoteState.ACTIVE))
    await check_ready(database)
    await forced(
        database,
        f"UPDATE opportunity SET state = '{state}', is_open = false WHERE id = '{deal.id}'",
    )

    with pytest.raises(InvariantBrokenError) as caught:
        await check_ready(database)

    assert str(caught.value) == f"{deal.id} is closed and has an active quote."


async def test_given_a_quote_forced_active_on_a_lost_opportunity_then_the_database_is_not_ready(
    database: Database,
) -> None:
    deal, close = closed(OpportunityOutcome.LOST)
    left = quote(deal)
    await store(database, deal, close, left)
    await forced(database, f"UPDATE quote SET state = 'ACTIVE' WHERE id = '{left.id}'")

    with pytest.raises(InvariantBrokenError, match=f"^{deal.id} is closed"):
        await check_ready(database)
