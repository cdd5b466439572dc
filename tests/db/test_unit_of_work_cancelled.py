"""A caller that is cancelled: before COMMIT nothing is written, during it everything is."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from typing import Any

import anyio
import pytest

from db.database import Database
from db.errors import CONSTRAINT_BROKEN
from db.ids import new_id
from db.tables import Competitor
from db.unit_of_work import UnitOfWork
from domain.actor import SYSTEM
from tests.db.breaking import break_at_commit, raised
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
    """An event that is set when a COMMIT is about to be sent; PostgreSQL's take 0.2 s in here."""
    begun = asyncio.Event()

    def note(statements: Sequence[str]) -> None:
        if "COMMIT" in statements:
            begun.set()

    if not database.is_sqlite:
        async with database.writer.begin() as connection:
            for statement in SLOW_COMMIT:
                await connection.exec_driver_sql(statement)
    try:
        with noted(database, note):
            yield begun
    finally:
        if not database.is_sqlite:
            async with database.writer.begin() as connection:
                await connection.exec_driver_sql("DROP FUNCTION sleep_a_little() CASCADE")


@pytest.mark.parametrize("times", [1, 2, 10])
async def test_given_a_commit_under_way_when_its_caller_is_cancelled_then_it_is_committed(
    database: Database, times: int
) -> None:
    row = competitor()
    async with committing(database) as begun:
        call = asyncio.create_task(database.transact(SYSTEM, adding(row)))
        await begun.wait()
        for _ in range(times):
            call.cancel()
            await asyncio.sleep(0)
        with pytest.raises(asyncio.CancelledError):
            await call

    assert call.cancelled()
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


async def test_given_a_script_under_way_when_its_caller_is_cancelled_then_nothing_is_written(
    database: Database,
) -> None:
    before = await dump(database)
    written = asyncio.Event()

    async def script(work: UnitOfWork) -> None:
        add(work, competitor())
        await work.flush()
        written.set()
        await asyncio.Event().wait()

    call = asyncio.create_task(database.transact(SYSTEM, script))
    await written.wait()
    call.cancel()
    with pytest.raises(asyncio.CancelledError):
        await call

    assert await dump(database) == before
    await store(database, opportunity())


async def test_given_a_caller_that_waits_for_the_lock_when_cancelled_then_others_go_on(
    database: Database,
) -> None:
    deal = opportunity()
    await store(database, deal)
    holds, release = asyncio.Event(), asyncio.Event()

    async def holding(work: UnitOfWork) -> None:
        await work.lock_opportunity(deal.id)
        holds.set()
        await release.wait()

    async def touching(work: UnitOfWork) -> int:
        return await raised(work, deal.id)

    holder = asyncio.create_task(database.transact(SYSTEM, holding))
    await holds.wait()
    waiting = [asyncio.create_task(database.transact(SYSTEM, touching)) for _ in range(3)]
    await asyncio.sleep(0.02)
    waiting[0].cancel()
    await asyncio.sleep(0.02)
    release.set()
    answers = await asyncio.gather(holder, *waiting, return_exceptions=True)

    assert isinstance(answers[1], asyncio.CancelledError)
    assert sorted(answers[2:], key=str) == [2, 3]
