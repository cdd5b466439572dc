"""What becomes of a write whose connection is cancelled, lost, or not to be had."""

import asyncio
from threading import Thread

import asyncpg
import pytest

from db.database import Database
from db.drivers.errors import CONSTRAINT_BROKEN
from db.ids import new_id
from db.tables import Competitor
from db.writes.facts import opportunity_of, quote_of
from db.writes.unit_of_work import UnitOfWork
from domain.actor import SYSTEM
from tests.conftest import execute
from tests.factories import opportunity, store
from tests.services.shared import database_url  # noqa: F401

pytestmark = pytest.mark.anyio

TERMINATE = (
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
    "WHERE datname = current_database() AND pid <> pg_backend_pid()"
)


async def test_a_connection_that_was_lost_while_idle_is_replaced(database: Database) -> None:
    if database.is_sqlite:
        pytest.skip("a file's connection isn't lost")
    deal = opportunity()
    await store(database, deal)

    async def terminate() -> None:
        async with database.writer.begin() as connection:
            await connection.exec_driver_sql(TERMINATE)
        await asyncio.sleep(0.05)

    async def script(work: UnitOfWork) -> bool:
        return await work.lock_opportunity(deal.id)

    async def cut_off(work: UnitOfWork) -> bool:
        await work.lock_opportunity(deal.id)
        await terminate()
        return await work.lock_opportunity(deal.id)

    await asyncio.gather(*(database.transact(SYSTEM, script) for _ in range(3)))
    await terminate()

    found = await asyncio.gather(*(database.transact(SYSTEM, script) for _ in range(5)))

    assert found == [True] * 5
    with pytest.raises((asyncpg.PostgresError, asyncpg.InterfaceError, ConnectionError)):
        await database.transact(SYSTEM, cut_off)
    assert await database.transact(SYSTEM, script)


async def test_a_connection_that_is_lost_unnoticed_is_replaced_by_its_first_statement(
    database: Database,
) -> None:
    if database.is_sqlite:
        pytest.skip("a file's connection isn't lost")
    deal = opportunity()
    await store(database, deal)

    async def script(work: UnitOfWork) -> bool:
        return await work.lock_opportunity(deal.id)

    async def loading(work: UnitOfWork) -> str:
        (found,) = await work.load(opportunity_of(deal.id))
        return found.id

    await asyncio.gather(*(database.transact(SYSTEM, script) for _ in range(3)))
    url = database.url.set(drivername="postgresql").render_as_string(hide_password=False)
    for again in (script, loading):
        # In a thread that is waited for, so that the loop hasn't seen yet what happened.
        thread = Thread(target=execute, args=(url, TERMINATE))
        thread.start()
        thread.join()

        assert await database.transact(SYSTEM, again)


async def test_a_server_that_is_not_there_is_an_error_each_time_and_nobody_waits() -> None:
    async with Database("postgresql://postgres@127.0.0.1:1/nowhere", pool_size=2) as database:
        for _ in range(5):
            with pytest.raises(OSError, match=r"refused|Connect"):
                await asyncio.wait_for(database.transact(SYSTEM, _nothing), 5)


async def _nothing(work: UnitOfWork) -> None:
    await work.load(quote_of("quo_x"))


async def test_a_failure_that_a_script_hides_is_not_taken_for_a_commit(
    database: Database,
) -> None:
    if database.is_sqlite:
        pytest.skip("a statement that fails there doesn't end its transaction")
    rival = Competitor(id=new_id("Competitor"), name="", name_folded="")
    await store(database, rival)

    async def script(work: UnitOfWork) -> None:
        work.insert(**{"model": Competitor} | rival.model_dump())
        with pytest.raises(CONSTRAINT_BROKEN):
            await work.flush()

    with pytest.raises(RuntimeError, match=r"^What was to be committed was rolled back\.$"):
        await database.transact(SYSTEM, script)


async def test_a_refusal_stays_one_when_the_connection_is_lost_before_its_end(
    database: Database,
    database_url: str,  # noqa: F811
) -> None:
    if database.is_sqlite:
        pytest.skip("there is no connection that can be lost")

    async def script(work: UnitOfWork) -> str:
        await work.lock_opportunity(new_id("Opportunity"))
        work.discard()
        await asyncio.to_thread(execute, database_url, TERMINATE)
        return "refused"

    for _ in range(5):
        assert await database.transact(SYSTEM, script) == "refused"

    await store(database, opportunity())
