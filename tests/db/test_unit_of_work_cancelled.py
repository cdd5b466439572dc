"""A caller that is cancelled: before COMMIT nothing is written, during it everything is."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Generator
from contextlib import asynccontextmanager, suppress
from typing import Any

import anyio
import pytest

from db.database import Database
from db.drivers.errors import CONSTRAINT_BROKEN
from db.drivers.sqlite_writes import SqliteTransactions
from db.ids import new_id
from db.tables import Competitor
from db.writes.transactions import Commits
from db.writes.unit_of_work import UnitOfWork
from domain.actor import SYSTEM
from tests.db.breaking import Pause, break_at_commit, raised
from tests.factories import add, opportunity, store
from tests.noting import noted
from tests.services.dump import dump
from tests.services.shared import database_url  # noqa: F401

pytestmark = pytest.mark.anyio

SLOW_COMMIT = (
    """CREATE FUNCTION sleep_a_little() RETURNS trigger LANGUAGE plpgsql
    AS $$ BEGIN PERFORM pg_sleep(0.2); RETURN NULL; END $$""",
    """CREATE CONSTRAINT TRIGGER slow_commit AFTER INSERT ON competitor
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION sleep_a_little()""",
)


def competitor() -> Competitor:
    return Competitor(id=new_id("Competitor"), name="Rival", name_folded="rival")


def adding(row: Competitor) -> Callable[[UnitOfWork], Any]:
    async def script(work: UnitOfWork) -> str:
        add(work, row)
        await work.flush()
        return "done"

    return script


async def is_there(database: Database, row: Competitor) -> bool:
    return row.id in (await dump(database))["competitor"]


@asynccontextmanager
async def committing(database: Database) -> AsyncIterator[asyncio.Event]:
    """An event that is set when a COMMIT is about to be done, which takes 0.2 s in here."""
    begun = asyncio.Event()
    loop = asyncio.get_running_loop()

    def note(statement: str) -> None:
        if statement == "COMMIT":
            loop.call_soon_threadsafe(begun.set)
            if database.is_sqlite:
                time.sleep(0.2)

    if database.is_sqlite:
        await _traced(database, note)
        yield begun
        await _traced(database, None)
        return
    async with database.writer.begin() as connection:
        for statement in SLOW_COMMIT:
            await connection.exec_driver_sql(statement)
    try:
        with noted(database, lambda statements: note(*statements)):
            yield begun
    finally:
        async with database.writer.begin() as connection:
            await connection.exec_driver_sql("DROP FUNCTION sleep_a_little() CASCADE")


async def _traced(database: Database, note: Callable[[str], None] | None) -> None:
    """Have SQLite itself tell of each statement that it begins."""
    assert isinstance(database.transactions, SqliteTransactions)

    await database.transactions.threads.start_work(
        lambda connection: connection.set_trace_callback(note)
    )


@pytest.mark.parametrize("times", [1, 2, 10])
async def test_given_a_commit_under_way_when_its_caller_is_cancelled_then_it_is_committed(
    database: Database, times: int
) -> None:
    row, commits = competitor(), Commits()
    async with committing(database) as begun:
        call = asyncio.create_task(database.transact(SYSTEM, adding(row), commits))
        await begun.wait()
        for _ in range(times):
            call.cancel()
            await asyncio.sleep(0)
        with pytest.raises(asyncio.CancelledError):
            await call

    assert call.cancelled()
    assert commits.begun == 1
    assert await is_there(database, row)
    await store(database, opportunity())


async def test_given_a_commit_under_way_when_its_cancel_scope_is_left_then_it_is_committed(
    database: Database,
) -> None:
    row = competitor()
    answers: list[str] = []
    async with committing(database) as begun:
        with anyio.CancelScope() as scope:

            async def cancel() -> None:
                await begun.wait()
                scope.cancel()

            async with anyio.create_task_group() as tasks:
                tasks.start_soon(cancel)
                answers.append(await database.transact(SYSTEM, adding(row)))

    assert scope.cancelled_caught
    assert answers == []
    assert await is_there(database, row)
    await store(database, opportunity())


async def test_given_a_commit_under_way_when_its_time_is_up_then_it_is_committed(
    database: Database,
) -> None:
    row = competitor()
    async with committing(database) as begun:
        with suppress(TimeoutError):
            async with asyncio.timeout(None) as timeout:

                async def expire() -> None:
                    await begun.wait()
                    timeout.reschedule(asyncio.get_running_loop().time())

                expiry = asyncio.create_task(expire())
                await database.transact(SYSTEM, adding(row))
        await expiry

    assert timeout.expired()
    assert await is_there(database, row)


async def test_given_a_commit_that_fails_when_its_caller_is_cancelled_then_the_failure_is_raised(
    database: Database,
) -> None:
    before = await dump(database)

    async def script(work: UnitOfWork) -> None:
        await break_at_commit(database, work)

    async with committing(database) as begun:
        call = asyncio.create_task(database.transact(SYSTEM, script))
        await begun.wait()
        call.cancel()
        with pytest.raises(CONSTRAINT_BROKEN):
            await call

    assert await dump(database) == before
    await store(database, opportunity())


async def test_given_a_caller_that_waits_for_the_lock_when_cancelled_then_others_go_on(
    database: Database,
) -> None:
    deal = opportunity()
    await store(database, deal)
    pause = Pause(database)

    async def holding(work: UnitOfWork) -> None:
        await work.lock_opportunity(deal.id)
        await pause.here()

    async def touching(work: UnitOfWork) -> int:
        return await raised(work, deal.id)

    holder = asyncio.create_task(database.transact(SYSTEM, holding))
    await pause.reached.wait()
    waiting = [asyncio.create_task(database.transact(SYSTEM, touching)) for _ in range(3)]
    await asyncio.sleep(0.02)
    waiting[0].cancel()
    with pytest.raises(asyncio.CancelledError):
        await asyncio.wait_for(waiting[0], 5)
    pause.end()
    answers = await asyncio.gather(holder, *waiting, return_exceptions=True)

    assert isinstance(answers[1], asyncio.CancelledError)
    assert sorted(answers[2:], key=str) == [2, 3]


async def test_on_sqlite_a_script_that_waits_for_something_else_is_refused_and_rolled_back(
    database: Database,
) -> None:
    if not database.is_sqlite:
        pytest.skip("scripts run in the event loop")
    before = await dump(database)

    async def script(work: UnitOfWork) -> None:
        add(work, competitor())
        await work.flush()
        await Waiting()

    with pytest.raises(RuntimeError, match=r"^A script awaits nothing but its transaction"):
        await database.transact(SYSTEM, script)

    assert await dump(database) == before
    await store(database, opportunity())


class Waiting:
    """What is never done."""

    def __await__(self) -> Generator[None, None, None]:
        yield
