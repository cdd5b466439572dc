"""SQLite: connections on threads of their own, and the statements on their way through them."""

import asyncio
import sqlite3
from collections.abc import Callable, Sequence
from queue import SimpleQueue
from threading import Lock, Thread
from typing import Any, Final, NamedTuple

ROLLBACK: Final = "ROLLBACK"


class Step(NamedTuple):
    """A statement with what it is run with: once, or as often as there are arguments."""

    sql: str
    arguments: Sequence[Any] = ()
    many: bool = False


class _Job:
    """Statements that go through a thread in one go."""

    __slots__ = ("_connection", "_lock", "future", "loop", "steps")

    def __init__(self, steps: Sequence[Step]) -> None:
        self.steps = steps
        self.loop = asyncio.get_running_loop()
        self.future: asyncio.Future[Sequence[Any]] = self.loop.create_future()
        self._connection: sqlite3.Connection | None = None
        self._lock = Lock()

    def run(self, connection: sqlite3.Connection) -> Sequence[Any]:
        """In the thread. Nothing but these statements can be interrupted by interrupt()."""
        rows: Sequence[Any] = ()
        try:
            for step in self.steps:
                with self._lock:
                    if self.future.cancelled():
                        return ()
                    self._connection = connection
                rows = _execute(connection, step)
        finally:
            with self._lock:
                self._connection = None
        return rows

    def interrupt(self) -> None:
        """In the event loop, once the future is cancelled: nobody waits for this any more."""
        with self._lock:
            if self._connection is not None:
                self._connection.interrupt()

    def end(self, rows: Sequence[Any], error: Exception | None) -> None:
        if self.future.done():
            return
        if error is None:
            self.future.set_result(rows)
        else:
            self.future.set_exception(error)


def _execute(connection: sqlite3.Connection, step: Step) -> Sequence[Any]:
    if step.many:
        connection.executemany(step.sql, step.arguments)
        return ()
    if step.sql == ROLLBACK:
        # Python's own looks first whether SQLite has rolled back by itself, as after an interrupt.
        connection.rollback()
        return ()
    # All of it, so that the statement is over and its snapshot given back.
    return connection.execute(step.sql, step.arguments).fetchall()


class SqliteThreads:
    """A few threads with a connection each.

    A thread is a third quicker here than one of concurrent.futures, which isn't made for jobs of
    some ten microseconds; and the statement of whoever is cancelled ends at once.
    """

    def __init__(self, name: str, size: int, connect: Callable[[], sqlite3.Connection]) -> None:
        self._connect = connect
        self._jobs: SimpleQueue[_Job | None] = SimpleQueue()
        self._threads = [
            Thread(target=self._work, name=f"clinch-{name}-{number}", daemon=True)
            for number in range(size)
        ]

    def start(self) -> None:
        for thread in self._threads:
            thread.start()

    async def stop(self) -> None:
        for _ in self._threads:
            self._jobs.put(None)
        for thread in self._threads:
            await asyncio.to_thread(thread.join)

    async def run(self, *steps: Step) -> Sequence[Any]:
        """The rows of the last step."""
        job = _Job(steps)
        self._jobs.put(job)
        try:
            return await job.future
        except asyncio.CancelledError:
            job.interrupt()
            raise

    def _work(self) -> None:
        connection: sqlite3.Connection | None = None
        while (job := self._jobs.get()) is not None:
            rows: Sequence[Any] = ()
            error: Exception | None = None
            try:
                connection = connection or self._connect()
                rows = job.run(connection)
            except Exception as exception:  # noqa: BLE001 - it belongs to whoever waits
                error = exception
            # Whoever asked may be gone with its loop by now.
            if not job.loop.is_closed():
                job.loop.call_soon_threadsafe(job.end, rows, error)
        if connection is not None:
            connection.close()
