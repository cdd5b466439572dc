"""Statements that don't end by themselves, and whether one is running in the database."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import Final

from sqlalchemy import text

from db.database import Database
from db.drivers.sqlite import SqliteReads
from db.drivers.sqlite_writes import SqliteTransactions

ENDLESS: Final = {
    True: "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n",
    False: "SELECT count(*) FROM (SELECT generate_series(1, 1000000000000)) AS n",
}
"""On SQLite and not; both keep a processor busy."""
_ACTIVE = text("SELECT count(*) FROM pg_stat_activity WHERE state = 'active' AND query = :sql")


async def until(condition: Callable[[], Awaitable[bool]]) -> None:
    """Ask until it is so; a quarter of a minute at most."""
    async with asyncio.timeout(15):
        while not await condition():  # noqa: ASYNC110 - the database tells nobody
            await asyncio.sleep(0.01)


class Watched:
    """What the database itself says of ENDLESS, or PostgreSQL of another statement."""

    def __init__(self, database: Database, sql: str = ENDLESS[False]) -> None:
        self._database, self._sql = database, sql
        self._steps = 0

    async def begin(self) -> None:
        """Have SQLite tell on each of its connections, of which there is one that reads."""
        if self._database.is_sqlite:
            assert isinstance(self._database.reads, SqliteReads)
            assert isinstance(self._database.transactions, SqliteTransactions)
            for threads in (self._database.reads.threads, self._database.transactions.threads):
                await threads.start_work(lambda each: each.set_progress_handler(self._step, 10_000))

    def _step(self) -> int:
        self._steps += 1
        return 0

    def wait_here(self) -> None:
        """Hold the event loop until SQLite is at work; a quarter of a minute at most."""
        for _ in range(1500):
            if self._steps:
                return
            time.sleep(0.01)
        raise TimeoutError

    async def runs(self) -> bool:
        if self._database.is_sqlite:
            before = self._steps
            await asyncio.sleep(0.05)
            return self._steps > before
        async with self._database.writer.connect() as connection:
            found = await connection.execute(_ACTIVE, {"sql": self._sql})
            return bool(found.scalar_one())

    async def has_ended(self) -> bool:
        return not await self.runs()


def endless(database: Database) -> str:
    return ENDLESS[database.is_sqlite]
