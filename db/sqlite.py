"""SQLite: its version, the engine for writing, the connections that read."""

import asyncio
import sqlite3
from collections.abc import Sequence
from pathlib import Path
from queue import SimpleQueue
from threading import Lock, Thread
from typing import Any, Final

from sqlalchemy import event
from sqlalchemy.engine import URL
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

OLDEST: Final = (3, 38)
BUSY_SECONDS: Final = 10


class OldSqliteError(Exception):
    """Python's SQLite is older than what Clinch needs; the message says so."""


def check_version() -> None:
    """Raises OldSqliteError."""
    if sqlite3.sqlite_version_info < OLDEST:
        message = (
            f"Python brings SQLite {sqlite3.sqlite_version}; Clinch needs 3.38 or newer. "
            "Use a newer Python, or PostgreSQL."
        )
        raise OldSqliteError(message)


def sqlite_engine(url: URL, *, writes: bool) -> AsyncEngine:
    """An engine of one connection, which can write or can't."""
    engine = create_async_engine(
        url,
        pool_size=1,
        max_overflow=0,
        connect_args={"timeout": BUSY_SECONDS},
        # Customers' data isn't the log's.
        hide_parameters=True,
    )

    @event.listens_for(engine.sync_engine, "connect")
    def configure(connection: Any, _record: object) -> None:
        # The driver shall not begin transactions by itself: `begin` below does.
        connection.isolation_level = None
        cursor = connection.cursor()
        cursor.execute("PRAGMA journal_mode = WAL")
        cursor.execute("PRAGMA synchronous = FULL")
        cursor.execute("PRAGMA foreign_keys = ON")
        if not writes:
            cursor.execute("PRAGMA query_only = ON")
        cursor.close()

    @event.listens_for(engine.sync_engine, "begin")
    def begin(connection: Any) -> None:
        # A writer takes the lock at once: a read that is upgraded later could fail midway.
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine


class _Job:
    """A statement on its way through a thread."""

    __slots__ = ("_connection", "_lock", "arguments", "future", "loop", "sql")

    def __init__(self, sql: str, arguments: Sequence[Any]) -> None:
        self.sql = sql
        self.arguments = arguments
        self.loop = asyncio.get_running_loop()
        self.future: asyncio.Future[Sequence[Any]] = self.loop.create_future()
        self._connection: sqlite3.Connection | None = None
        self._lock = Lock()

    def run(self, connection: sqlite3.Connection) -> Sequence[Any]:
        """In the thread. Nothing but this statement can be interrupted by interrupt()."""
        with self._lock:
            if self.future.cancelled():
                return ()
            self._connection = connection
        try:
            # All of it, so that the statement is over and its snapshot given back.
            (row,) = connection.execute(self.sql, self.arguments).fetchall()
        finally:
            with self._lock:
                self._connection = None
        return row  # type: ignore[no-any-return]

    def interrupt(self) -> None:
        """In the event loop, once the future is cancelled: nobody waits for this any more."""
        with self._lock:
            if self._connection is not None:
                self._connection.interrupt()

    def end(self, row: Sequence[Any], error: Exception | None) -> None:
        if self.future.done():
            return
        if error is None:
            self.future.set_result(row)
        else:
            self.future.set_exception(error)


class SqliteReads:
    """A few connections that only read, each on a thread of its own.

    A thread is a third quicker here than one of concurrent.futures, which isn't made for jobs of
    some ten microseconds; and the statement of whoever is cancelled ends at once.
    """

    def __init__(self, file: Path, size: int, statements: int) -> None:
        self._file = file
        self._statements = statements
        self._jobs: SimpleQueue[_Job | None] = SimpleQueue()
        self._threads = [
            Thread(target=self._work, name=f"clinch-read-{number}", daemon=True)
            for number in range(size)
        ]

    async def open(self) -> None:
        for thread in self._threads:
            thread.start()

    async def close(self) -> None:
        for _ in self._threads:
            self._jobs.put(None)
        for thread in self._threads:
            await asyncio.to_thread(thread.join)

    async def row(self, sql: str, arguments: Sequence[Any]) -> Sequence[Any]:
        job = _Job(sql, arguments)
        self._jobs.put(job)
        try:
            return await job.future
        except asyncio.CancelledError:
            job.interrupt()
            raise

    def _work(self) -> None:
        connection: sqlite3.Connection | None = None
        while (job := self._jobs.get()) is not None:
            row: Sequence[Any] = ()
            error: Exception | None = None
            try:
                connection = connection or self._connect()
                row = job.run(connection)
            except Exception as exception:  # noqa: BLE001 - it belongs to whoever waits
                error = exception
            # Whoever asked may be gone with its loop by now.
            if not job.loop.is_closed():
                job.loop.call_soon_threadsafe(job.end, row, error)
        if connection is not None:
            connection.close()

    def _connect(self) -> sqlite3.Connection:
        connection = sqlite3.connect(
            # Not created if it is missing, as a mistyped name's would be.
            f"{self._file.absolute().as_uri()}?mode=rw",
            uri=True,
            timeout=BUSY_SECONDS,
            isolation_level=None,
            # interrupt() comes from the event loop's thread.
            check_same_thread=False,
            cached_statements=self._statements,
        )
        try:
            connection.execute("PRAGMA query_only = ON")
        except sqlite3.Error:
            connection.close()
            raise
        return connection
