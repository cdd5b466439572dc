"""SQLite: those who wait are committed together; what befalls one is not the others' concern."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from contextlib import asynccontextmanager
from itertools import zip_longest
from pathlib import Path
from typing import Any

import pytest

from db.database import Database
from db.drivers.errors import CONSTRAINT_BROKEN
from db.drivers.sqlite_writes import TOGETHER, SqliteTransactions
from db.tables import Opportunity
from db.writes.transactions import Commits
from db.writes.unit_of_work import UnitOfWork
from domain.actor import SYSTEM
from tests.conftest import fresh_sqlite
from tests.db.breaking import Pause, break_at_commit, raised
from tests.factories import opportunity, store
from tests.services.dump import dump

pytestmark = pytest.mark.anyio

Script = Callable[[UnitOfWork], Awaitable[Any]]
LONG_UPDATE = (
    "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) "
    "UPDATE opportunity SET version = (SELECT count(*) FROM n WHERE i < 0)"
)


@pytest.fixture(scope="module")
def database_url(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """SQLite's alone: PostgreSQL shares its commits by itself."""
    with fresh_sqlite(sqlite_template, tmp_path_factory.mktemp("shared")) as url:
        yield url


def raising(deal: Opportunity) -> Script:
    return lambda work: raised(work, deal.id)


async def versions(database: Database, *deals: Opportunity) -> list[int]:
    rows = (await dump(database))["opportunity"]
    return [rows[deal.id]["version"] for deal in deals]


@asynccontextmanager
async def commits_of(database: Database) -> AsyncIterator[list[str]]:
    """The COMMITs and ROLLBACKs that SQLite itself has begun while inside."""
    assert isinstance(database.transactions, SqliteTransactions)
    threads = database.transactions.threads
    ends: list[str] = []

    def note(statement: str) -> None:
        if statement in {"COMMIT", "ROLLBACK"}:
            ends.append(statement)

    await threads.start_work(lambda connection: connection.set_trace_callback(note))
    yield ends
    await threads.start_work(lambda connection: connection.set_trace_callback(None))


async def together(
    database: Database, *scripts: Script, commits: Sequence[Commits] = ()
) -> list[asyncio.Task[Any]]:
    """Calls that have all waited for one that held the writing thread."""
    pause = Pause(database)

    async def holding(_work: UnitOfWork) -> None:
        await pause.here()

    holder = asyncio.create_task(database.transact(SYSTEM, holding))
    await pause.reached.wait()
    calls = [
        asyncio.create_task(database.transact(SYSTEM, script, each))
        for script, each in zip_longest(scripts, commits)
    ]
    await asyncio.sleep(0)
    pause.end()
    await holder
    return calls


async def test_those_who_wait_are_committed_by_one_commit_each_seeing_those_before(
    database: Database,
) -> None:
    deal = opportunity()
    await store(database, deal)

    async with commits_of(database) as ends:
        calls = await together(database, *[raising(deal)] * TOGETHER)
        answers = await asyncio.gather(*calls)

    assert answers == list(range(2, TOGETHER + 2))
    assert await versions(database, deal) == [TOGETHER + 1]
    assert ends == ["COMMIT"]


async def test_no_more_than_so_many_share_one(database: Database) -> None:
    deal = opportunity()
    await store(database, deal)

    async with commits_of(database) as ends:
        calls = await together(database, *[raising(deal)] * (TOGETHER + 2))
        await asyncio.gather(*calls)

    assert ends == ["COMMIT"] * 2
    assert await versions(database, deal) == [TOGETHER + 3]


async def test_one_that_fails_and_one_that_is_refused_leave_nothing_and_the_others_are_written(
    database: Database,
) -> None:
    deals = [opportunity() for _ in range(4)]
    await store(database, *deals)

    async def failing(work: UnitOfWork) -> None:
        await raised(work, deals[1].id)
        message = "on purpose"
        raise LookupError(message)

    async def refused(work: UnitOfWork) -> str:
        await raised(work, deals[2].id)
        work.discard()
        return "refused"

    async with commits_of(database) as ends:
        calls = await together(database, raising(deals[0]), failing, refused, raising(deals[3]))
        answers = await asyncio.gather(*calls, return_exceptions=True)

    assert answers[0] == answers[3] == 2
    assert isinstance(answers[1], LookupError)
    assert answers[2] == "refused"
    assert await versions(database, *deals) == [2, 1, 1, 2]
    assert ends == ["COMMIT"]


async def test_one_that_breaks_a_constraint_at_commit_is_the_only_one_that_fails(
    database: Database,
) -> None:
    deals = [opportunity() for _ in range(3)]
    await store(database, *deals)

    async def breaking(work: UnitOfWork) -> None:
        await raised(work, deals[1].id)
        await break_at_commit(database, work)

    async with commits_of(database) as ends:
        calls = await together(database, raising(deals[0]), breaking, raising(deals[2]))
        answers = await asyncio.gather(*calls, return_exceptions=True)

    assert answers[0] == answers[2] == 2
    assert isinstance(answers[1], CONSTRAINT_BROKEN)
    assert await versions(database, *deals) == [2, 1, 2]
    # Together, then one by one.
    assert ends == ["COMMIT", "ROLLBACK", "COMMIT", "COMMIT", "ROLLBACK", "COMMIT"]


async def test_one_that_is_cancelled_while_it_writes_is_the_only_one_that_is_not_written(
    database: Database,
) -> None:
    deals = [opportunity() for _ in range(3)]
    await store(database, *deals)
    loop, writing = asyncio.get_running_loop(), asyncio.Event()

    async def endless(work: UnitOfWork) -> None:
        await raised(work, deals[1].id)
        loop.call_soon_threadsafe(writing.set)
        await work.transaction.row(LONG_UPDATE, ())

    calls = await together(database, raising(deals[0]), endless, raising(deals[2]))
    await writing.wait()
    # Not before the statement is under way: SQLite ends the whole transaction then.
    await asyncio.sleep(0.05)
    calls[1].cancel()
    answers = await asyncio.wait_for(asyncio.gather(*calls, return_exceptions=True), 10)

    assert answers[0] == answers[2] == 2
    assert isinstance(answers[1], asyncio.CancelledError)
    assert await versions(database, *deals) == [2, 1, 2]


async def test_one_that_is_cancelled_before_its_turn_is_not_run(database: Database) -> None:
    deals = [opportunity() for _ in range(3)]
    await store(database, *deals)
    pause = Pause(database)

    async def pausing(work: UnitOfWork) -> int:
        await pause.here()
        return await raised(work, deals[0].id)

    calls = await together(database, pausing, raising(deals[1]), raising(deals[2]))
    await pause.reached.wait()
    calls[1].cancel()
    with pytest.raises(asyncio.CancelledError):
        await asyncio.wait_for(calls[1], 5)
    pause.end()
    answers = await asyncio.gather(*calls[::2])

    assert answers == [2, 2]
    assert await versions(database, *deals) == [2, 1, 2]


async def test_one_that_is_cancelled_after_its_last_statement_is_the_only_one_that_is_not_written(
    database: Database,
) -> None:
    deals = [opportunity() for _ in range(3)]
    await store(database, *deals)
    pause, commits = Pause(database), [Commits() for _ in deals]

    async def pausing(work: UnitOfWork) -> None:
        await raised(work, deals[1].id)
        await pause.here()

    calls = await together(database, raising(deals[0]), pausing, raising(deals[2]), commits=commits)
    await pause.reached.wait()
    calls[1].cancel()
    await asyncio.sleep(0.01)
    pause.end()
    await asyncio.gather(*calls, return_exceptions=True)

    assert [each.cancelled() for each in calls] == [False, True, False]
    assert [each.begun for each in commits] == [1, 0, 1]
    assert await versions(database, *deals) == [2, 1, 2]


@pytest.mark.parametrize("fails", [False, True])
async def test_one_that_is_cancelled_when_its_part_is_done_is_written_with_the_others_or_not_at_all(
    database: Database, *, fails: bool
) -> None:
    deals = [opportunity() for _ in range(3)]
    await store(database, *deals)
    pause, commits = Pause(database), [Commits() for _ in deals]

    async def pausing(work: UnitOfWork) -> None:
        await pause.here()
        await raised(work, deals[1].id)
        if fails:
            await break_at_commit(database, work)

    calls = await together(database, raising(deals[0]), pausing, raising(deals[2]), commits=commits)
    await pause.reached.wait()
    calls[0].cancel()
    await asyncio.sleep(0.01)
    assert not calls[0].done()
    pause.end()
    await asyncio.gather(*calls, return_exceptions=True)

    assert calls[0].cancelled()
    # Their COMMIT failed: each was made again, but for the one for which nobody waits.
    assert [each.begun for each in commits] == ([0, 1, 1] if fails else [1, 1, 1])
    assert await versions(database, *deals) == ([1, 1, 2] if fails else [2, 2, 2])


async def test_nobody_is_answered_before_the_commit(database: Database) -> None:
    deal, other = opportunity(), opportunity()
    await store(database, deal, other)
    pause = Pause(database)

    async def pausing(work: UnitOfWork) -> int:
        await pause.here()
        return await raised(work, other.id)

    calls = await together(database, raising(deal), pausing)
    await pause.reached.wait()
    await asyncio.sleep(0.02)
    answered = calls[0].done()
    meanwhile = await versions(database, deal, other)
    pause.end()
    answers = await asyncio.gather(*calls)

    assert not answered
    assert meanwhile == [1, 1]
    assert answers == [2, 2]
    assert await versions(database, deal, other) == [2, 2]


async def test_while_another_holds_the_file_each_is_told_so_and_those_after_are_written(
    database: Database,
) -> None:
    deals = [opportunity() for _ in range(2)]
    await store(database, *deals)
    assert isinstance(database.transactions, SqliteTransactions)
    threads = database.transactions.threads
    other = sqlite3.connect(database.file, isolation_level=None)
    await threads.start_work(lambda connection: connection.execute("PRAGMA busy_timeout = 10"))
    other.execute("BEGIN IMMEDIATE")

    calls = await together(database, *map(raising, deals))
    refused = await asyncio.gather(*calls, return_exceptions=True)
    other.execute("ROLLBACK")
    other.close()
    calls = await together(database, *map(raising, deals))

    assert [type(each) for each in refused] == [sqlite3.OperationalError] * 2
    assert await asyncio.gather(*calls) == [2, 2]
    assert await versions(database, *deals) == [2, 2]
