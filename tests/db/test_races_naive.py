"""The control: code that reads and then writes, without the lock, does break the invariant.

It runs the same race, so that the race is known to see it; and where the tables keep their
constraint, that stops it.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import asynccontextmanager

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection, create_async_engine

from db.database import Database
from db.migrating import InvariantBrokenError, check_ready
from db.tables import Opportunity, Quote
from tests.conftest import fresh_postgresql
from tests.db.rivals import broken, race
from tests.factories import opportunity, quote, store

pytestmark = pytest.mark.anyio

RACES = 10
CONSTRAINTS = ("ck_quote_blocks_open_only", "fk_quote_opportunity_id_opportunity_is_open")


@asynccontextmanager
async def naive(
    database: Database, *, constrained: bool
) -> AsyncIterator[Sequence[AsyncConnection]]:
    """Two connections that know nothing of the lock: each statement is its own transaction."""
    engine = create_async_engine(database.url, isolation_level="AUTOCOMMIT")
    async with engine.connect() as one, engine.connect() as other:
        if database.is_sqlite:
            for each in (one, other):
                await each.exec_driver_sql(f"PRAGMA foreign_keys = {constrained}")
                await each.exec_driver_sql(f"PRAGMA ignore_check_constraints = {not constrained}")
        elif not constrained:
            for name in CONSTRAINTS:
                await one.exec_driver_sql(f"ALTER TABLE quote DROP CONSTRAINT {name}")
        yield one, other
    await engine.dispose()


async def closing(
    connection: AsyncConnection, deal: Opportunity, both_have_read: asyncio.Barrier
) -> str:
    active = await connection.scalar(
        text("SELECT count(*) FROM quote WHERE opportunity_id = :id AND state = 'ACTIVE'"),
        {"id": deal.id},
    )
    await both_have_read.wait()
    if active:
        return "refused"
    change = "UPDATE opportunity SET state = 'WON', is_open = false WHERE id = :id"
    return await written(connection, change, deal.id)


async def activating(
    connection: AsyncConnection, draft: Quote, both_have_read: asyncio.Barrier
) -> str:
    state = await connection.scalar(
        text("SELECT state FROM opportunity WHERE id = :id"), {"id": draft.opportunity_id}
    )
    await both_have_read.wait()
    if state != "OPEN":
        return "refused"
    change = "UPDATE quote SET state = 'ACTIVE' WHERE id = :id"
    return await written(connection, change, draft.id)


async def written(connection: AsyncConnection, change: str, identifier: str) -> str:
    try:
        await connection.execute(text(change), {"id": identifier})
    except IntegrityError:
        return "stopped"
    return "written"


async def raced(
    database: Database, connections: Sequence[AsyncConnection], number: int
) -> tuple[str, list[object]]:
    """Activate and close at once, both reading before either writes."""
    deal = opportunity()
    draft = quote(deal)
    await store(database, deal, draft)
    both_have_read = asyncio.Barrier(2)

    def close(connection: AsyncConnection) -> asyncio.Future[str]:
        return asyncio.ensure_future(closing(connection, deal, both_have_read))

    def activate(connection: AsyncConnection) -> asyncio.Future[str]:
        return asyncio.ensure_future(activating(connection, draft, both_have_read))

    return deal.id, await race(connections, (close, activate), number)


async def test_given_no_constraint_when_naive_code_races_then_the_invariant_is_seen_to_break(
    database: Database,
) -> None:
    deals = []
    async with naive(database, constrained=False) as connections:
        for number in range(RACES):
            deal_id, answers = await raced(database, connections, number)
            deals.append(deal_id)
            assert answers == ["written", "written"]

    assert sorted(await broken(database)) == sorted(deals)
    with pytest.raises(InvariantBrokenError):
        await check_ready(database)


async def test_given_the_constraint_when_naive_code_races_then_one_is_stopped(
    database: Database,
) -> None:
    async with naive(database, constrained=True) as connections:
        for number in range(RACES):
            _, answers = await raced(database, connections, number)
            assert sorted(map(str, answers)) == ["stopped", "written"]

    assert list(await broken(database)) == []
    await check_ready(database)


@pytest.fixture
def postgresql_url(postgresql: Callable[[str], str]) -> Iterator[str]:
    with fresh_postgresql(postgresql) as url:
        yield url


async def test_given_one_statement_that_reads_and_writes_then_postgresql_breaks_it_all_the_same(
    postgresql_url: str,
) -> None:
    """The subquery sees what was committed when its statement began: a lock is what is needed."""
    deal = opportunity()
    draft = quote(deal)
    async with Database(postgresql_url) as database:
        await store(database, deal, draft)
        async with naive(database, constrained=False):
            pass
        async with database.writer.begin() as one, database.writer.begin() as other:
            await one.exec_driver_sql(
                "UPDATE quote SET state = 'ACTIVE' WHERE EXISTS (SELECT FROM opportunity WHERE "
                f"id = opportunity_id AND state = 'OPEN') AND id = '{draft.id}'"
            )
            await other.exec_driver_sql(
                "UPDATE opportunity SET state = 'WON', is_open = false WHERE NOT EXISTS (SELECT "
                "FROM quote WHERE opportunity_id = opportunity.id AND state = 'ACTIVE') "
                f"AND id = '{deal.id}'"
            )

        assert list(await broken(database)) == [deal.id]
