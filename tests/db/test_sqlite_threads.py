"""Who does what is to be done on SQLite's threads: each job once, by as few threads as will do."""

import asyncio
import sqlite3
import sys
import threading
import weakref
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from functools import partial

import pytest

from db.drivers.sqlite_threads import SqliteThreads

pytestmark = pytest.mark.anyio

SIZE = 4


@asynccontextmanager
async def threads() -> AsyncIterator[SqliteThreads]:
    pool = SqliteThreads("test", SIZE, lambda: sqlite3.connect(":memory:"))
    pool.start()
    try:
        yield pool
    finally:
        await pool.stop()


@pytest.fixture
def hasty() -> Iterator[None]:
    """Threads take turns as often as they can."""
    usual = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(usual)


async def test_given_one_job_after_another_then_one_connection_does_them_all() -> None:
    async with threads() as pool:
        connections = set()
        for _ in range(20):
            connections.add(await pool.start_work(id))
            # Its thread is to wait again before the next comes.
            await asyncio.sleep(0.01)

    assert len(connections) == 1


async def test_given_as_many_jobs_as_threads_then_all_run_at_once() -> None:
    together = threading.Barrier(SIZE, timeout=10)
    async with threads() as pool:
        for _ in range(20):
            jobs = [pool.start_work(lambda _: together.wait()) for _ in range(SIZE)]
            assert sorted(await asyncio.gather(*jobs)) == [*range(SIZE)]


@pytest.mark.usefixtures("hasty")
async def test_given_jobs_from_many_at_any_moment_then_each_is_done_once() -> None:
    done: list[tuple[int, int]] = []

    def job(caller: int, number: int, _: sqlite3.Connection) -> None:
        done.append((caller, number))

    async with threads() as pool:

        async def calls(caller: int) -> None:
            for number in range(300):
                await pool.start_work(partial(job, caller, number))
                if number % 7 == caller % 7:
                    await asyncio.sleep(0)

        await asyncio.wait_for(asyncio.gather(*map(calls, range(20))), 60)

    assert sorted(done) == [(caller, number) for caller in range(20) for number in range(300)]


class _Page:
    """What a job brings."""


async def test_given_a_job_is_answered_then_its_thread_keeps_nothing_of_it() -> None:
    async with threads() as pool:
        page = weakref.ref(await pool.start_work(lambda _: _Page()))
        # Its thread is to wait again.
        await asyncio.sleep(0.05)

        assert page() is None
