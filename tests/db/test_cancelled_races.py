"""Calls that are cancelled at any moment: each is answered, or cancelled; nothing else is hit."""

import asyncio
import threading
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from functools import partial
from random import Random
from typing import Any, Final

import pytest
from sqlalchemy import text

from db.database import Database
from db.drivers.sqlite import SqliteReads
from db.writes.transactions import Commits
from db.writes.unit_of_work import UnitOfWork
from domain.actor import SYSTEM
from tests.conftest import NOW
from tests.db.breaking import raised
from tests.db.cancelling import endless, until
from tests.factories import opportunity, store
from tests.services.dump import dump
from tests.services.shared import database_url  # noqa: F401

pytestmark = pytest.mark.anyio

CALLS: Final = 1000
AT_ONCE: Final = 20
CONNECTIONS: Final = 3
COUNTING: Final = {
    True: "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?) "
    "SELECT count(*) FROM n",
    False: "SELECT count(*) FROM generate_series(1, $1::int)",
}
"""It takes as long as the number that it answers is large."""


@pytest.fixture
async def small(database_url: str) -> AsyncIterator[Database]:  # noqa: F811
    """The database, open, with fewer connections than there are calls at once."""
    async with Database(database_url, pool_size=CONNECTIONS, clock=lambda: NOW) as opened:
        yield opened


@dataclass(slots=True)
class Ended:
    """How calls ended."""

    answered: int = 0
    cancelled: int = 0
    wrong: list[Any] = field(default_factory=list)


async def any_moment(random: Random) -> None:
    """Until a call isn't sent yet, or just now, or waits, or runs, or has just ended."""
    for _ in range(random.randrange(4)):
        await asyncio.sleep(0)
    if random.random() < 0.8:
        await asyncio.sleep(random.expovariate(400))


async def storm(random: Random, call: Any) -> Ended:
    """CALLS calls, of which four in five are cancelled, at moments of all kinds.

    `call` makes one of a number; it has to answer this number.
    """
    ended = Ended()

    async def one(number: int) -> None:
        is_cancelled = random.random() < 0.8
        task = asyncio.create_task(call(number, is_cancelled))
        if is_cancelled:
            await any_moment(random)
            task.cancel()
        try:
            answer = await task
        except asyncio.CancelledError:
            ended.cancelled += 1
            if not is_cancelled:
                ended.wrong.append(number)
        except Exception as error:  # noqa: BLE001 - whatever it is, it is wrong
            ended.wrong.append(error)
        else:
            ended.answered += 1
            if answer != number:
                ended.wrong.append((number, answer))

    numbers = iter(range(1, CALLS + 1))

    async def caller() -> None:
        for number in numbers:
            await one(number)

    async with asyncio.timeout(120):
        await asyncio.gather(*(caller() for _ in range(AT_ONCE)))
    return ended


async def read_storm(database: Database, seed: int) -> Ended:
    sql = COUNTING[database.is_sqlite]

    async def call(number: int, is_cancelled: bool) -> int:  # noqa: FBT001
        if is_cancelled and number % 5 == 0:
            return int((await database.reads.row(endless(database), ()))[0])
        return int((await database.reads.row(sql, (number,)))[0])

    return await storm(Random(seed), call)  # noqa: S311 - the same moments in each run


async def idle_connections(database: Database) -> bool:
    """Whether PostgreSQL has no more of ours than there may be, and none is at work."""
    if database.is_sqlite:
        return True
    found = text(
        "SELECT count(*), count(*) FILTER (WHERE state <> 'idle') FROM pg_stat_activity "
        "WHERE datname = current_database() AND pid <> pg_backend_pid()"
    )
    async with database.writer.connect() as connection:
        (total, busy) = (await connection.execute(found)).one()
    return bool(total <= 2 * CONNECTIONS and busy == 0)


async def all_answer_at_once(database: Database) -> bool:
    """Whether as many reads are under way together as there are connections."""
    if isinstance(database.reads, SqliteReads):
        together = threading.Barrier(CONNECTIONS, timeout=15)
        start = database.reads.threads.start_work
        jobs = [start(lambda _: together.wait()) for _ in range(CONNECTIONS)]
        return sorted(await asyncio.gather(*jobs)) == [*range(CONNECTIONS)]
    async with asyncio.timeout(15):
        pids = await asyncio.gather(
            *(
                database.reads.row("SELECT pg_backend_pid() FROM pg_sleep(0.2)", ())
                for _ in range(CONNECTIONS)
            )
        )
    return len({pid for (pid,) in pids}) == CONNECTIONS


@pytest.mark.parametrize("seed", [1, 2])
async def test_reads_that_are_cancelled_at_any_moment_leave_no_connection_lost(
    small: Database, seed: int
) -> None:
    ended = await read_storm(small, seed)

    assert ended.wrong == []
    assert ended.answered + ended.cancelled == CALLS
    assert min(ended.answered, ended.cancelled) > CALLS / 10
    assert await all_answer_at_once(small)
    await until(lambda: idle_connections(small))


@pytest.mark.parametrize("seed", [1, 2])
async def test_writes_that_are_cancelled_at_any_moment_are_made_as_a_whole_or_not_at_all(
    small: Database, seed: int
) -> None:
    deals = [opportunity() for _ in range(5)]
    await store(small, *deals)
    before = await dump(small)
    made = dict.fromkeys([deal.id for deal in deals], 0)

    async def call(number: int, is_cancelled: bool) -> int:  # noqa: FBT001
        commits = Commits()
        deal = deals[number % len(deals)]

        async def script(work: UnitOfWork) -> int:
            await raised(work, deal.id)
            if is_cancelled and number % 4 == 0:
                await work.transaction.row(endless(small), ())
            return number

        try:
            return await small.transact(SYSTEM, script, commits)
        finally:
            made[deal.id] += commits.begun

    ended = await storm(Random(seed), call)  # noqa: S311 - the same moments in each run

    after = await dump(small)
    versions = {deal.id: after["opportunity"][deal.id]["version"] - 1 for deal in deals}
    assert ended.wrong == []
    assert versions == made
    assert ended.answered <= sum(made.values()) < CALLS
    assert ended.cancelled > CALLS / 10
    assert {name: rows for name, rows in after.items() if name != "opportunity"} == {
        name: rows for name, rows in before.items() if name != "opportunity"
    }
    for identifier in made:
        assert await small.transact(SYSTEM, partial(raised, opportunity_id=identifier)) > 1
    await until(lambda: idle_connections(small))
