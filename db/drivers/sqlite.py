"""SQLite: its version, the engine for writing, the connections that read."""

import sqlite3
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from sqlalchemy import event
from sqlalchemy.engine import URL
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from db.drivers.sqlite_threads import SqliteThreads
from db.traffic import Traffic
from db.usage import Usage

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


READING: Final = ("query_only = ON",)
WRITING: Final = ("journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON")
"""The pragmas of the standard driver's connections."""


def connect(file: Path, statements: int, pragmas: Sequence[str]) -> sqlite3.Connection:
    """A connection of the standard driver's that keeps this many statements prepared."""
    connection = sqlite3.connect(
        # Not created if it is missing, as a mistyped name's would be.
        f"{file.absolute().as_uri()}?mode=rw",
        uri=True,
        timeout=BUSY_SECONDS,
        # The driver shall not begin transactions by itself.
        isolation_level=None,
        # interrupt() comes from the event loop's thread.
        check_same_thread=False,
        cached_statements=statements,
    )
    try:
        for pragma in pragmas:
            connection.execute(f"PRAGMA {pragma}")
    except sqlite3.Error:
        connection.close()
        raise
    return connection


class SqliteReads:
    """A few connections that only read."""

    def __init__(self, file: Path, size: int, statements: int) -> None:
        self.threads = SqliteThreads("read", size, lambda: connect(file, statements, READING))

    async def open(self) -> None:
        self.threads.start()

    async def close(self) -> None:
        await self.threads.stop()

    def usage(self) -> Usage:
        return self.threads.usage()

    async def row(
        self,
        sql: str,
        arguments: Sequence[Any],
        traffic: Traffic | None = None,
        actor: str | None = None,
    ) -> Sequence[Any]:
        del actor  # SQLite has no row-level security.
        (row,) = await self.threads.run(lambda connection: connection.rows(sql, arguments), traffic)
        return row  # type: ignore[no-any-return]
