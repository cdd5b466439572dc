"""Conflicts that PostgreSQL reports: the script is run again, on a transaction of its own."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator

import asyncpg
import pytest
from sqlalchemy.engine import make_url

from db.database import ATTEMPTS, Database
from db.tables import Opportunity
from db.writes.unit_of_work import UnitOfWork
from domain.actor import SYSTEM
from tests.conftest import execute, fresh_postgresql
from tests.factories import opportunity, store
from tests.services.dump import dump

pytestmark = pytest.mark.anyio


@pytest.fixture(scope="module")
def impatient_url(postgresql: Callable[[str], str]) -> Iterator[str]:
    """A PostgreSQL database that looks for deadlocks at once, not after a second."""
    with fresh_postgresql(postgresql) as url:
        execute(url, f"ALTER DATABASE {make_url(url).database} SET deadlock_timeout = '10ms'")
        yield url


@pytest.fixture
async def database(impatient_url: str) -> AsyncIterator[Database]:
    async with Database(impatient_url) as opened:
        yield opened


async def raise_in_the_database(work: UnitOfWork, state: str) -> None:
    await work.transaction.row(
        f"DO $$ BEGIN RAISE EXCEPTION 'on purpose' USING ERRCODE = '{state}'; END $$", ()
    )


async def touched(work: UnitOfWork, identifier: str) -> None:
    assert await work.lock_opportunity(identifier)
    work.update(Opportunity, identifier)
    await work.flush()


@pytest.mark.parametrize("state", ["40001", "40P01"])
@pytest.mark.parametrize("failures", [1, ATTEMPTS - 1])
async def test_given_conflicts_then_the_script_is_run_until_there_is_none_and_written_once(
    database: Database, state: str, failures: int
) -> None:
    deal = opportunity()
    await store(database, deal)
    runs: list[UnitOfWork] = []

    async def script(work: UnitOfWork) -> str:
        runs.append(work)
        await touched(work, deal.id)
        if len(runs) <= failures:
            await raise_in_the_database(work, state)
        return "done"

    assert await database.transact(SYSTEM, script) == "done"
    assert len(runs) == len(set(map(id, runs))) == failures + 1
    assert (await dump(database))["opportunity"][deal.id]["version"] == 2


async def test_given_a_conflict_each_time_then_it_is_raised_after_five_attempts(
    database: Database,
) -> None:
    deal = opportunity()
    await store(database, deal)
    before = await dump(database)
    runs: list[UnitOfWork] = []

    async def script(work: UnitOfWork) -> None:
        runs.append(work)
        await touched(work, deal.id)
        await raise_in_the_database(work, "40001")

    with pytest.raises(asyncpg.PostgresError, match="on purpose"):
        await database.transact(SYSTEM, script)

    assert len(runs) == ATTEMPTS == 5
    assert await dump(database) == before


@pytest.mark.parametrize("state", ["23505", "23514", "57014", "P0001"])
async def test_given_any_other_error_of_the_database_then_the_script_is_run_once(
    database: Database, state: str
) -> None:
    runs: list[UnitOfWork] = []

    async def script(work: UnitOfWork) -> None:
        runs.append(work)
        await raise_in_the_database(work, state)

    with pytest.raises(asyncpg.PostgresError, match="on purpose"):
        await database.transact(SYSTEM, script)

    assert len(runs) == 1


async def test_given_two_scripts_in_a_deadlock_then_one_is_run_again_and_both_succeed(
    database: Database,
) -> None:
    one, other = opportunity(), opportunity()
    await store(database, one, other)
    both_hold_one, a_winner = asyncio.Barrier(2), asyncio.Event()
    runs: list[str] = []

    async def crossing(first: Opportunity, second: Opportunity) -> None:
        async def script(work: UnitOfWork) -> None:
            runs.append(first.id)
            if runs.count(first.id) > 1:
                # Without this the loser is sometimes quicker than the winner, and meets it again.
                await a_winner.wait()
            await touched(work, first.id)
            if runs.count(first.id) == 1:
                await both_hold_one.wait()
            await touched(work, second.id)

        await database.transact(SYSTEM, script)
        a_winner.set()

    await asyncio.gather(crossing(one, other), crossing(other, one))

    assert len(runs) == 3
    rows = (await dump(database))["opportunity"]
    assert (rows[one.id]["version"], rows[other.id]["version"]) == (3, 3)
