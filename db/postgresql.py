"""PostgreSQL: the engine for writing, the pool of connections that read."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import asyncpg
from sqlalchemy import event
from sqlalchemy.dialects.postgresql.asyncpg import PGDialect_asyncpg
from sqlalchemy.engine import URL
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from db.errors import CONNECTION_LOST


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
    """A pool of asyncpg's own connections: a layer more would cost as much as a small read."""

    def __init__(self, url: URL, size: int, statements: int) -> None:
        self._options: Any
        _, self._options = _DIALECT.create_connect_args(url)
        self._size = size
        self._statements = statements
        self._pool: Any = None

    async def open(self) -> None:
        self._pool = await asyncpg.create_pool(
            **self._options,
            min_size=0,
            max_size=self._size,
            init=take_all_dates,
            # Nothing sets a session's state, so nothing has to be undone by a round trip.
            reset=_nothing,
            statement_cache_size=self._statements,
            max_cached_statement_lifetime=0,
            max_cacheable_statement_size=0,
            max_inactive_connection_lifetime=0,
        )

    async def close(self) -> None:
        await self._pool.close()

    async def row(self, sql: str, arguments: Sequence[Any]) -> Sequence[Any]:
        try:
            return await self._fetch(sql, arguments)
        except CONNECTION_LOST:
            # A connection may have been lost while it was idle; a read can be sent again.
            await self._pool.expire_connections()
            return await self._fetch(sql, arguments)

    async def _fetch(self, sql: str, arguments: Sequence[Any]) -> Sequence[Any]:
        async with self._pool.acquire() as connection:
            row: Sequence[Any] = await connection.fetchrow(sql, *arguments)
            return row


async def _nothing(_connection: object) -> None:
    """What is to be done when a connection goes back to the pool."""
