"""A caller that is cancelled before COMMIT: its statement ends in the database, nothing is left."""

import asyncio
import threading
from collections.abc import AsyncIterator
from typing import Any

import pytest

from db.database import Database
from db.drivers.sqlite_threads import Interruptible
from db.writes.transactions import Commits
from db.writes.unit_of_work import UnitOfWork
from domain.actor import SYSTEM
from tests.conftest import NOW
from tests.db.breaking import Pause, break_at_commit, raised
from tests.db.cancelling import Watched, endless, until
from tests.factories import opportunity, store
from tests.services.dump import dump
from tests.services.shared import database_url  # noqa: F401

pytestmark = pytest.mark.anyio


@pytest.fixture
async def single(database_url: str) -> AsyncIterator[Database]:  # noqa: F811
    """The database, open, with one connection for reading: who doesn't give it back is found."""
    async with Database(database_url, pool_size=1, clock=lambda: NOW) as opened:
        yield opened


@pytest.fixture
async def watched(single: Database) -> Watched:
    found = Watched(single)
    await found.begin()
    return found


async def answers(database: Database) -> bool:
    """Whether a read is answered; it waits until its connection is free."""
    return bool((await database.reads.row("SELECT 1", ()))[0] == 1)


async def cancelled(call: "asyncio.Task[Any]") -> None:
    """Cancel it; it ends with that, in bounded time."""
    call.cancel()
    await asyncio.wait([call], timeout=15)
    assert call.cancelled()


async def test_a_read_that_is_cancelled_ends_in_the_database_and_its_connection_answers(
    single: Database, watched: Watched
) -> None:
    for _ in range(3):
        call = asyncio.create_task(single.reads.row(endless(single), ()))
        await until(watched.runs)

        await cancelled(call)

        await until(watched.has_ended)
        assert await asyncio.wait_for(answers(single), 15)


async def test_control_a_read_that_is_only_left_alone_goes_on_in_the_database(
    single: Database, watched: Watched
) -> None:
    """What the test above sees where the driver isn't told that its caller is gone."""
    sent = asyncio.ensure_future(single.reads.row(endless(single), ()))

    async def leaving() -> None:
        await asyncio.shield(sent)

    call = asyncio.create_task(leaving())
    await until(watched.runs)
    await cancelled(call)
    waiting = asyncio.create_task(answers(single))

    await until(watched.runs)
    assert not waiting.done()

    sent.cancel()
    assert await asyncio.wait_for(waiting, 15)


class Late:
    """A value that is bound when the test says so: right before the statement's first step."""

    def __init__(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._go = threading.Event()
        self.reached = asyncio.Event()

    def __conform__(self, _protocol: object) -> int:
        self._loop.call_soon_threadsafe(self.reached.set)
        assert self._go.wait(timeout=10)
        return 1

    def bind(self) -> None:
        self._go.set()


async def test_on_sqlite_an_interrupt_that_comes_just_before_the_statement_is_not_lost(
    single: Database,
) -> None:
    if not single.is_sqlite:
        pytest.skip("the server is asked once the statement was sent")
    value = Late()
    call = asyncio.create_task(single.reads.row(f"{endless(single)} WHERE ?", (value,)))
    await value.reached.wait()

    await cancelled(call)
    value.bind()

    assert await asyncio.wait_for(answers(single), 15)


async def late_interrupt(single: Database, watched: Watched) -> Any:
    """What a read comes to that has begun when the one before, which is through, is cancelled."""
    if not single.is_sqlite:
        pytest.skip("the server is asked by the driver alone")
    first = asyncio.create_task(single.reads.row("SELECT 1", ()))
    long = endless(single).replace("FROM n)", "FROM n WHERE i < 3000000)")
    second = asyncio.create_task(single.reads.row(long, ()))
    await asyncio.sleep(0)
    # The loop hasn't heard yet that the first is answered.
    watched.wait_here()
    first.cancel()
    answers = await asyncio.gather(first, second, return_exceptions=True)
    assert first.cancelled()
    return answers[1]


async def test_on_sqlite_an_interrupt_that_comes_after_the_statement_hits_no_other(
    single: Database, watched: Watched
) -> None:
    assert (await late_interrupt(single, watched))[0] == 3_000_000


async def test_control_an_interrupt_that_does_not_look_what_is_running_hits_another(
    single: Database, watched: Watched, monkeypatch: pytest.MonkeyPatch
) -> None:
    def blind(self: Interruptible) -> None:
        assert self._connection is not None
        self._connection.interrupt()

    monkeypatch.setattr(Interruptible, "_interrupt", blind)

    assert str(await late_interrupt(single, watched)) == "interrupted"


async def test_a_read_that_is_cancelled_while_it_waits_is_never_run_and_the_others_are(
    single: Database, watched: Watched
) -> None:
    holder = asyncio.create_task(single.reads.row(endless(single), ()))
    await until(watched.runs)
    queue = [asyncio.create_task(single.reads.row(endless(single), ())) for _ in range(20)]
    last = asyncio.create_task(answers(single))
    await asyncio.sleep(0)

    for each in queue:
        await cancelled(each)
    assert not holder.done()
    await cancelled(holder)

    assert await asyncio.wait_for(last, 15)
    await until(watched.has_ended)


async def test_a_write_that_is_cancelled_in_a_statement_leaves_nothing_and_gives_its_lock_up(
    single: Database, watched: Watched
) -> None:
    deal = opportunity()
    await store(single, deal)
    before = await dump(single)

    async def script(work: UnitOfWork) -> None:
        await raised(work, deal.id)
        await work.transaction.row(endless(single), ())

    for _ in range(3):
        commits = Commits()
        call = asyncio.create_task(single.transact(SYSTEM, script, commits))
        await until(watched.runs)

        await cancelled(call)

        await until(watched.has_ended)
        assert commits.begun == 0
        assert await dump(single) == before
    assert await asyncio.wait_for(single.transact(SYSTEM, lambda work: raised(work, deal.id)), 15)


async def test_a_write_that_is_cancelled_while_it_waits_for_another_ends_while_that_goes_on(
    database: Database,
) -> None:
    deal = opportunity()
    await store(database, deal)
    pause = Pause(database)
    locked: list[int] = []

    async def holding(work: UnitOfWork) -> int:
        version = await raised(work, deal.id)
        await pause.here()
        return version

    async def waiting(work: UnitOfWork) -> None:
        locked.append(await raised(work, deal.id))

    holder = asyncio.create_task(database.transact(SYSTEM, holding))
    await pause.reached.wait()
    commits = [Commits() for _ in range(12)]
    # More than there are connections: some wait for one, some for the lock.
    calls = [asyncio.create_task(database.transact(SYSTEM, waiting, each)) for each in commits]
    await asyncio.sleep(0.05)
    for each in calls:
        await cancelled(each)
    assert not holder.done()
    pause.end()

    assert await holder == 2
    assert (locked, [each.begun for each in commits]) == ([], [0] * 12)
    assert await database.transact(SYSTEM, lambda work: raised(work, deal.id)) == 3


async def test_a_write_that_is_cancelled_after_its_last_statement_leaves_nothing_and_others_go_on(
    database: Database,
) -> None:
    deal = opportunity()
    await store(database, deal)
    before = await dump(database)
    pause, commits = Pause(database), Commits()

    async def script(work: UnitOfWork) -> None:
        await raised(work, deal.id)
        await pause.here()

    call = asyncio.create_task(database.transact(SYSTEM, script, commits))
    await pause.reached.wait()
    call.cancel()
    await asyncio.sleep(0.01)
    pause.end()
    await asyncio.wait([call], timeout=15)

    assert call.cancelled()
    assert commits.begun == 0
    assert await dump(database) == before
    for version in (2, 3):
        assert await database.transact(SYSTEM, lambda work: raised(work, deal.id)) == version


async def test_what_was_committed_before_the_cancelled_call_is_counted(database: Database) -> None:
    deal = opportunity()
    await store(database, deal)
    pause, commits = Pause(database), Commits()

    async def refused(work: UnitOfWork) -> None:
        await raised(work, deal.id)
        work.discard()

    async def idle(_work: UnitOfWork) -> None:
        """Nothing to commit."""

    async def pausing(work: UnitOfWork) -> None:
        await raised(work, deal.id)
        await pause.here()

    counted = []
    for script in (refused, idle, lambda work: raised(work, deal.id)):
        await database.transact(SYSTEM, script, commits)
        counted.append(commits.begun)
    call = asyncio.create_task(database.transact(SYSTEM, pausing, commits))
    await pause.reached.wait()
    call.cancel()
    pause.end()
    await asyncio.wait([call], timeout=15)

    assert call.cancelled()
    assert [*counted, commits.begun] == [0, 0, 1, 1]


async def test_a_commit_that_fails_was_begun(database: Database) -> None:
    commits = Commits()

    async def script(work: UnitOfWork) -> None:
        await break_at_commit(database, work)

    with pytest.raises(Exception, match=r"(?i)foreign key"):
        await database.transact(SYSTEM, script, commits)

    assert commits.begun == 1
