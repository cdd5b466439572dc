"""The records of what happened can't be edited or deleted, not even by SQL by hand."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from db.database import Database
from domain.lifecycle import OpportunityOutcome, QuoteState
from tests.factories import opportunity, quote, store
from tests.services.calls import closing, reopening
from tests.services.dump import dump
from tests.services.shared import database_url  # noqa: F401

pytestmark = pytest.mark.anyio

KEYS = {
    "event": "id",
    "field_change": "id",
    "opportunity_close": "id",
    "opportunity_reopening": "close_id",
    "quote_close": "quote_id",
}


@pytest.mark.parametrize("table", KEYS)
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE {table} SET {key} = {key}",
        "UPDATE {table} SET {key} = {key} WHERE {key} = (SELECT min({key}) FROM {table})",
        "DELETE FROM {table}",
        "TRUNCATE {table} CASCADE",
        "INSERT OR REPLACE INTO {table} SELECT * FROM {table}",
        (
            "INSERT INTO {table} SELECT * FROM {table} WHERE true "
            "ON CONFLICT DO UPDATE SET {key} = 'x'"
        ),
        (
            "INSERT INTO {table} SELECT * FROM {table} WHERE true "
            "ON CONFLICT ({key}) DO UPDATE SET {key} = 'x'"
        ),
    ],
)
async def test_given_a_closed_and_reopened_deal_then_its_records_stay(
    database: Database, table: str, statement: str
) -> None:
    is_sqlites = "OR REPLACE" in statement or "CONFLICT DO" in statement
    if ("TRUNCATE" in statement and database.is_sqlite) or (is_sqlites and not database.is_sqlite):
        pytest.skip("the other database's word")
    deal = opportunity()
    await store(database, deal, quote(deal, QuoteState.ACTIVE))
    await closing(database, deal.id, OpportunityOutcome.WON, close_open_quotes=True)
    await reopening(database, deal.id)
    before = await dump(database)

    with pytest.raises(DBAPIError, match=f"{table} is append-only|event is append-only"):
        async with database.writer.begin() as connection:
            await connection.execute(text(statement.format(table=table, key=KEYS[table])))

    assert await dump(database) == before
