"""A lock on a name: who locks the same one waits for the end, others don't."""

import asyncio

import pytest

from db.database import Database
from db.writes.unit_of_work import UnitOfWork
from domain.actor import SYSTEM
from tests.db.breaking import Pause

pytestmark = pytest.mark.anyio

SHORT = 0.2


class FailedError(Exception):
    """What a script ends with."""


async def held(database: Database, pause: Pause, name: str, *, fails: bool = False) -> None:
    """Lock this name until the pause ends."""

    async def script(work: UnitOfWork) -> None:
        await work.lock(name)
        await pause.here()
        if fails:
            raise FailedError

    await database.transact(SYSTEM, script)


async def locking(database: Database, name: str) -> None:
    await database.transact(SYSTEM, lambda work: work.lock(name))


@pytest.mark.parametrize("fails", [False, True])
async def test_given_a_locked_name_then_who_locks_it_waits_until_it_is_free(
    database: Database, *, fails: bool
) -> None:
    pause = Pause(database)
    holder = asyncio.create_task(held(database, pause, "Account", fails=fails))
    await pause.reached.wait()

    waiting = asyncio.create_task(locking(database, "Account"))
    done, _ = await asyncio.wait([waiting], timeout=SHORT)
    assert not done
    pause.end()
    await waiting

    if fails:
        with pytest.raises(FailedError):
            await holder
    await asyncio.wait([holder])


@pytest.mark.parametrize("name", ["User", "account", "", "acc_00000000000000000000000001"])
async def test_given_a_locked_name_then_who_locks_another_goes_on(
    database: Database, name: str
) -> None:
    if database.is_sqlite:
        pytest.skip("SQLite has one writer")
    pause = Pause(database)
    holder = asyncio.create_task(held(database, pause, "Account"))
    await pause.reached.wait()

    await asyncio.wait_for(locking(database, name), timeout=10)

    assert not holder.done()
    pause.end()
    await holder
