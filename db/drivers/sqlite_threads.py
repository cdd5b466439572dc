"""SQLite: connections on threads of their own, and the work that is done with them there."""

import asyncio
import sqlite3
from collections import deque
from collections.abc import Callable, Sequence
from queue import SimpleQueue
from threading import Lock, Thread
from time import perf_counter
from typing import Any, Final, Generic, Self, TypeVar

from db.traffic import Traffic
from db.usage import Usage

T = TypeVar("T")

INTERRUPTED_EVERY: Final = 0.005
"""So many seconds after an interrupt comes the next, while what it is meant for still runs."""


class Interruptible:
    """A connection, for as long as somebody waits for what is done with it.

    In its thread; what is given up in the event loop ends with asyncio.CancelledError, as there.
    """

    __slots__ = ("_connection", "_given_up", "_lock", "_running", "_traffic")

    def __init__(self, traffic: Traffic) -> None:
        self._connection: sqlite3.Connection | None = None
        self._given_up = self._running = False
        self._lock = Lock()
        self._traffic = traffic

    def begin(self, connection: sqlite3.Connection) -> Self:
        """In its thread: the work's turn has come."""
        with self._lock:
            self._connection = connection
        return self

    def rows(self, sql: str, arguments: Sequence[Any] = ()) -> Sequence[Any]:
        """All that the statement brings, so that it is over and its snapshot given back."""
        return self._run(sql, arguments, many=False)

    def each(self, sql: str, runs: Sequence[Sequence[Any]]) -> None:
        """Run the statement as often as there are arguments."""
        self._run(sql, runs, many=True)

    def commit(self, begun: Callable[[], None]) -> None:
        """Nothing interrupts it once `begun` is called.

        What is given up before is rolled back, as is what fails: SQLite would leave it open.
        """
        try:
            self._last("COMMIT", begun)
        except (sqlite3.Error, asyncio.CancelledError):
            self.roll_back()
            raise

    def release(self, savepoint: str, begun: Callable[[], None]) -> None:
        """The same with what came after a savepoint, which somebody else commits then."""
        try:
            self._last(f"RELEASE {savepoint}", begun)
        except (sqlite3.Error, asyncio.CancelledError):
            self.roll_back_to(savepoint)
            raise

    def roll_back(self) -> None:
        """Python's own looks first whether SQLite has done so by itself, as after an interrupt."""
        assert self._connection is not None
        self._connection.rollback()

    def roll_back_to(self, savepoint: str) -> None:
        """Undo what came after it, and the savepoint, unless SQLite has done so by itself."""
        assert self._connection is not None
        if self._connection.in_transaction:
            self._connection.execute(f"ROLLBACK TO {savepoint}")
            self._connection.execute(f"RELEASE {savepoint}")

    def give_up(self) -> bool:
        """In the event loop: nobody waits any more. Whether the work had begun."""
        with self._lock:
            self._given_up = True
            has_begun = self._connection is not None
        self._interrupt()
        return has_begun

    def _interrupt(self) -> None:
        """In the event loop, until the statement has ended: SQLite forgets what comes just before.

        No other can be hit: under the lock nothing but a statement of this work is running, and an
        interrupt that comes when it is through is forgotten as the next one begins.
        """
        with self._lock:
            if not self._running or self._connection is None:
                return
            self._connection.interrupt()
        asyncio.get_running_loop().call_later(INTERRUPTED_EVERY, self._interrupt)

    def _last(self, sql: str, begun: Callable[[], None]) -> None:
        connection = self._start()
        self._stop()
        begun()
        started = perf_counter()
        try:
            connection.execute(sql)
        finally:
            self._traffic.note(sql, started)

    def _run(self, sql: str, arguments: Sequence[Any], *, many: bool) -> Sequence[Any]:
        connection = self._start()
        started = perf_counter()
        try:
            run = connection.executemany if many else connection.execute
            return run(sql, arguments).fetchall()
        except sqlite3.OperationalError:
            if self._given_up:
                raise asyncio.CancelledError from None
            raise
        finally:
            self._stop()
            self._traffic.note(sql, started)

    def _start(self) -> sqlite3.Connection:
        with self._lock:
            if self._given_up:
                raise asyncio.CancelledError
            self._running = True
        assert self._connection is not None
        return self._connection

    def _stop(self) -> None:
        with self._lock:
            self._running = False


class _Job(Generic[T]):
    """What goes through a thread in one go."""

    __slots__ = ("future", "loop", "work")

    def __init__(self, work: Callable[[sqlite3.Connection], T]) -> None:
        self.work = work
        self.loop = asyncio.get_running_loop()
        self.future: asyncio.Future[T] = self.loop.create_future()

    def end(self, result: Any, error: BaseException | None) -> None:
        if self.future.done():
            return
        if error is None:
            self.future.set_result(result)
        else:
            self.future.set_exception(error)


_Bell = SimpleQueue[None]


class SqliteThreads:
    """A few threads with a connection each.

    A thread is a third quicker here than one of concurrent.futures, which isn't made for jobs of
    some ten microseconds; and the statement of whoever is cancelled ends at once.
    """

    def __init__(self, name: str, size: int, connect: Callable[[], sqlite3.Connection]) -> None:
        self._connect = connect
        self._jobs: deque[_Job[Any] | None] = deque()
        """None ends a thread."""
        self._free: list[_Bell] = []
        """Of the threads that wait. Who worked last is rung first: its connection has the pages of
        the file at hand, and those that aren't needed hold none.
        """
        self._ringing = False
        """Whether somebody was rung and isn't awake yet."""
        self._lock = Lock()
        self._threads = [
            Thread(target=self._work, name=f"clinch-{name}-{number}", daemon=True)
            for number in range(size)
        ]

    def start(self) -> None:
        for thread in self._threads:
            thread.start()

    async def stop(self) -> None:
        for _ in self._threads:
            self._put(None)
        for thread in self._threads:
            await asyncio.to_thread(thread.join)

    def start_work(self, work: Callable[[sqlite3.Connection], T]) -> asyncio.Future[T]:
        """Have it done in a thread, with a connection; what it returns."""
        job = _Job(work)
        self._put(job)
        return job.future

    async def run(self, work: Callable[[Interruptible], T], traffic: Traffic | None = None) -> T:
        """The same, waited for; whoever is cancelled gives it up."""
        held = Interruptible(traffic or Traffic())
        try:
            return await self.start_work(lambda connection: work(held.begin(connection)))
        except asyncio.CancelledError:
            held.give_up()
            raise

    def usage(self) -> Usage:
        size = len(self._threads)
        return Usage(size, size - len(self._free), len(self._jobs))

    def _put(self, job: _Job[Any] | None) -> None:
        self._jobs.append(job)
        self._ring()

    def _ring(self) -> None:
        """Wake a thread, one at a time: those awake may have done all jobs before the next is."""
        if self._ringing or not self._free:
            return
        with self._lock:
            if self._free and not self._ringing:
                self._ringing = True
                self._free.pop().put(None)

    def _next(self, bell: _Bell) -> _Job[Any] | None:
        while True:
            try:
                return self._jobs.popleft()
            except IndexError:
                with self._lock:
                    self._free.append(bell)
                    if self._jobs:
                        # It may have come before there was a bell to ring.
                        self._free.pop()
                        continue
            bell.get()
            self._ringing = False
            if len(self._jobs) > 1:
                self._ring()

    def _work(self) -> None:
        connection: sqlite3.Connection | None = None
        bell: _Bell = SimpleQueue()
        while (job := self._next(bell)) is not None:
            result: Any = None
            error: BaseException | None = None
            try:
                connection = connection or self._connect()
                result = job.work(connection)
            except BaseException as exception:  # noqa: BLE001 - it belongs to whoever waits
                error = exception
            # Whoever asked may be gone with its loop by now.
            if not job.loop.is_closed():
                job.loop.call_soon_threadsafe(job.end, result, error)
            # A large page would stay in memory until the next job comes.
            del job, result, error
        if connection is not None:
            connection.close()
