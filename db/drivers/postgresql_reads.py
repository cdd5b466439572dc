"""PostgreSQL: reads on the connections that are free."""

import asyncio
from collections.abc import Sequence
from time import perf_counter
from typing import Any

from db.acting import acting
from db.drivers.errors import CONNECTION_LOST
from db.drivers.postgresql_pool import PostgresqlPool
from db.traffic import Traffic
from db.usage import Usage


class PostgresqlReads:
    """A read has a connection for one statement; whoever is cancelled ends it."""

    def __init__(self, pool: PostgresqlPool) -> None:
        self._pool = pool

    async def open(self) -> None:
        """Nothing: the pool connects when it has to."""

    async def close(self) -> None:
        await self._pool.close()

    def usage(self) -> Usage:
        return self._pool.usage()

    async def row(
        self,
        sql: str,
        arguments: Sequence[Any],
        traffic: Traffic | None = None,
        actor: str | None = None,
    ) -> Sequence[Any]:
        if actor is not None:
            sql, arguments = acting(sql, len(arguments)), (*arguments, actor)
        connection = await self._pool.acquire()
        release = self._pool.release
        started = perf_counter()
        try:
            try:
                row: Sequence[Any] = await connection.fetchrow(sql, *arguments)
            except CONNECTION_LOST:
                # Maybe while it was idle; a read can be sent again.
                connection = await self._pool.replace(connection)
                row = await connection.fetchrow(sql, *arguments)
        except asyncio.CancelledError:
            release = self._pool.release_cancelled
            raise
        finally:
            if traffic is not None:
                traffic.note(sql, started)
            release(connection)
        return row
