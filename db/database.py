"""Engines, pragmas and pools: a database to read snapshots from and to run units of work on."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, Final, Self, TypeVar

from sqlalchemy import Dialect, event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from db import process_lock
from db.reading import Reader
from db.unit_of_work import UnitOfWork
from domain.actor import Actor

T = TypeVar("T")

OLDEST_SQLITE: Final = (3, 38)
BUSY_SECONDS: Final = 10
ATTEMPTS: Final = 5
SERIALIZATION_FAILURE: Final = "40001"
DEADLOCK_DETECTED: Final = "40P01"


Clock = Callable[[], datetime]


def utc_now() -> datetime:
    """The present instant."""
    return datetime.now(UTC)


class DatabaseUrlError(Exception):
    """The database URL isn't one that Clinch can use; the message says why."""


def parse_url(text: str) -> URL:
    """`sqlite:///file.db` or `postgresql://…` as the URL of the asynchronous driver."""
    try:
        url = make_url(text)
    except (ArgumentError, ValueError):
        message = "It isn't a URL. Use sqlite:///file.db or postgresql://user@host/database."
        raise DatabaseUrlError(message) from None
    match url.drivername:
        case "sqlite" if url.host:
            message = "A file follows three slashes: sqlite:///file.db, sqlite:////folder/file.db."
            raise DatabaseUrlError(message)
        case "sqlite" if url.database in {None, "", ":memory:"}:
            message = "Name a file, as in sqlite:///clinch.db: a database in memory isn't kept."
            raise DatabaseUrlError(message)
        case "sqlite" if url.query:
            message = "Nothing can follow the file's name: there are no options for SQLite."
            raise DatabaseUrlError(message)
        case "sqlite":
            return url.set(drivername="sqlite+aiosqlite")
        case "postgresql" | "postgres":
            return _postgresql_url(url)
        case other:
            message = f"{other}:// isn't supported. Use sqlite:///file.db or postgresql://…."
            raise DatabaseUrlError(message)


def _postgresql_url(url: URL) -> URL:
    """The URL as asyncpg wants it: `sslmode` is its `ssl`."""
    unknown = sorted(url.query.keys() - {"host", "sslmode"})
    if unknown:
        message = f"There is no option {unknown[0]} after the ?, only host and sslmode."
        raise DatabaseUrlError(message)
    if url.port is not None and not 0 < url.port < 2**16:
        message = f"{url.port} isn't a port."
        raise DatabaseUrlError(message)
    options = {"ssl" if name == "sslmode" else name: url.query[name] for name in url.query}
    return url.set(drivername="postgresql+asyncpg", query=options)


class Database:
    """One database, open while its context is entered.

    On SQLite that holds the process lock: one writing connection, a few that only read.
    """

    def __init__(
        self,
        url: str,
        *,
        pool_size: int = 5,
        clock: Clock = utc_now,
    ) -> None:
        self.url = parse_url(url)
        self.clock = clock
        self.is_sqlite = self.url.drivername.startswith("sqlite")
        self._exit = AsyncExitStack()
        if self.is_sqlite:
            _check_sqlite()
            self.writer = _sqlite_engine(self.url, writes=True, pool_size=1)
            self.reader = _sqlite_engine(self.url, writes=False, pool_size=pool_size)
        else:
            self.writer = _postgresql_engine(self.url, pool_size)
            self.reader = self.writer.execution_options(
                isolation_level="REPEATABLE READ", postgresql_readonly=True
            )

    @property
    def file(self) -> Path:
        """SQLite's file."""
        return Path(self.url.database or "")

    @property
    def dialect(self) -> Dialect:
        return self.writer.dialect

    async def __aenter__(self) -> Self:
        if self.is_sqlite:
            self._exit.enter_context(process_lock.held(self.file))
        self._exit.push_async_callback(self.writer.dispose)
        self._exit.push_async_callback(self.reader.dispose)
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._exit.aclose()

    @asynccontextmanager
    async def snapshot(self) -> AsyncIterator[Reader]:
        """A reader whose statements all see one moment."""
        async with self.reader.connect() as connection:
            yield Reader(connection)

    async def transact(self, actor: Actor, script: Callable[[UnitOfWork], Awaitable[T]]) -> T:
        """Run one write transaction and commit it, unless the script said work.discard().

        The script is run again, on a fresh transaction, when the database says so (a deadlock, a
        serialization failure). The answer is returned only after COMMIT has; a cancelled caller
        doesn't interrupt a COMMIT that is under way.
        """
        for attempt in range(1, ATTEMPTS + 1):
            try:
                async with self.writer.connect() as connection:
                    return await self._attempt(connection, actor, script)
            except DBAPIError as error:
                if attempt == ATTEMPTS or not _wants_retry(error):
                    raise
        raise AssertionError

    async def _attempt(
        self,
        connection: AsyncConnection,
        actor: Actor,
        script: Callable[[UnitOfWork], Awaitable[T]],
    ) -> T:
        transaction = await connection.begin()
        async with UnitOfWork(connection, actor, self.clock) as work:
            result = await script(work)
        if work.discarded:
            await transaction.rollback()
            return result
        try:
            await _uninterrupted(transaction.commit())
        except DBAPIError:
            # SQLite leaves a transaction open whose COMMIT failed, SQLAlchemy takes it for ended.
            await connection.invalidate()
            raise
        return result


async def _uninterrupted(commit: Awaitable[None]) -> None:
    """Await it to the end, however often the caller is cancelled meanwhile; then let that through.

    A cancel scope says it again and again, so shielding once isn't enough.
    """
    task = asyncio.ensure_future(commit)
    cancelled: asyncio.CancelledError | None = None
    while not task.done():
        try:
            await asyncio.wait({task})
        except asyncio.CancelledError as error:
            cancelled = error
    task.result()
    if cancelled is not None:
        raise cancelled


def _wants_retry(error: DBAPIError) -> bool:
    return getattr(error.orig, "sqlstate", None) in {
        SERIALIZATION_FAILURE,
        DEADLOCK_DETECTED,
    }


def _check_sqlite() -> None:
    if sqlite3.sqlite_version_info < OLDEST_SQLITE:
        message = (
            f"Python brings SQLite {sqlite3.sqlite_version}; Clinch needs 3.38 or newer. "
            "Use a newer Python, or PostgreSQL."
        )
        raise DatabaseUrlError(message)


def _postgresql_engine(url: URL, pool_size: int) -> AsyncEngine:
    engine = create_async_engine(
        url, pool_size=pool_size, max_overflow=0, pool_pre_ping=True, hide_parameters=True
    )

    @event.listens_for(engine.sync_engine, "connect")
    def configure(connection: Any, _record: object) -> None:
        # asyncpg's own codec takes the first and the last date there are for infinities.
        connection.run_async(
            lambda driver: driver.set_type_codec(
                "date",
                schema="pg_catalog",
                encoder=date.isoformat,
                decoder=date.fromisoformat,
            )
        )

    return engine


def _sqlite_engine(url: URL, *, writes: bool, pool_size: int) -> AsyncEngine:
    engine = create_async_engine(
        url,
        pool_size=pool_size,
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
