"""PostgreSQL: the engine for writing, the pool of connections that read."""

import asyncio
from collections.abc import Sequence
from datetime import date
from typing import Any, Final

import asyncpg
from sqlalchemy import event
from sqlalchemy.dialects.postgresql.asyncpg import PGDialect_asyncpg
from sqlalchemy.engine import URL
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

CONNECTION_LOST: Final = (
    asyncpg.PostgresConnectionError,
    asyncpg.InterfaceError,
    # What it says where the server ended a connection that nobody was using.
    asyncpg.InternalClientError,
    asyncpg.CannotConnectNowError,
    asyncpg.AdminShutdownError,
    ConnectionError,
)
LONGEST_KEPT: Final = 64 * 1024
"""The longest statement that stays prepared: the server's memory for one is many times its text."""


async def take_all_dates(connection: Any) -> None:
    """Asyncpg's own codec takes the first and the last date there are for infinities."""
    await connection.set_type_codec(
        "date", schema="pg_catalog", encoder=date.isoformat, decoder=date.fromisoformat
    )


def postgresql_engine(url: URL, pool_size: int, statements: int) -> AsyncEngine:
    """An engine whose connections keep this many statements prepared."""
    engine = create_async_engine(
        url,
        pool_size=pool_size,
        max_overflow=0,
        pool_pre_ping=True,
        # Customers' data isn't the log's.
        hide_parameters=True,
        connect_args={
            "statement_cache_size": statements,
            "prepared_statement_cache_size": statements,
        },
    )

    @event.listens_for(engine.sync_engine, "connect")
    def configure(connection: Any, _record: object) -> None:
        connection.run_async(take_all_dates)

    return engine


_DIALECT: Any = PGDialect_asyncpg()  # type: ignore[no-untyped-call]


class PostgresqlReads:
    """A few of asyncpg's own connections; a layer more would cost as much as a small read.

    Not asyncpg's pool either: a task and a shield at each release are a tenth of a small request,
    and guard against what isn't done here. A connection that is cancelled ends its statement
    before it begins the next by itself.
    """

    def __init__(self, url: URL, size: int, statements: int) -> None:
        self._options: Any
        _, self._options = _DIALECT.create_connect_args(url)
        self._statements = statements
        # The last one used is the next; None is one that isn't connected yet.
        self._free: asyncio.LifoQueue[asyncpg.Connection | None] = asyncio.LifoQueue()
        for _ in range(size):
            self._free.put_nowait(None)
        self._size = size

    async def open(self) -> None:
        """Nothing: a connection is made when it is needed."""

    async def close(self) -> None:
        for _ in range(self._size):
            connection = await self._free.get()
            if connection is not None:
                await connection.close()

    async def row(self, sql: str, arguments: Sequence[Any]) -> Sequence[Any]:
        try:
            return await self._row(sql, arguments)
        except CONNECTION_LOST:
            # Maybe while it was idle; a read can be sent again.
            return await self._row(sql, arguments)

    async def _row(self, sql: str, arguments: Sequence[Any]) -> Sequence[Any]:
        connection = await self._free.get()
        try:
            if connection is None or connection.is_closed():
                connection = await self._connect()
            row: Sequence[Any] = await connection.fetchrow(sql, *arguments)
        except CONNECTION_LOST:
            if connection is not None:
                connection.terminate()
            connection = None
            raise
        finally:
            self._free.put_nowait(connection)
        return row

    async def _connect(self) -> asyncpg.Connection:
        connection = await asyncpg.connect(
            **self._options,
            statement_cache_size=self._statements,
            max_cached_statement_lifetime=0,
            max_cacheable_statement_size=LONGEST_KEPT,
        )
        await take_all_dates(connection)
        return connection
