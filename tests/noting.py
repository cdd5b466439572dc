"""What is sent to a database in write transactions, message by message."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from db.database import Database
from db.postgresql_writes import PostgresqlTransactions
from db.sqlite_threads import Step
from db.sqlite_writes import SqliteTransactions

Note = Callable[[Sequence[str]], Any]
"""Told of the statements that go in one message, before they are sent."""


@contextmanager
def round_trips(database: Database) -> Iterator[list[list[str]]]:
    """The messages that are sent while inside, each with its statements."""
    trips: list[list[str]] = []
    with noted(database, lambda statements: trips.append([*statements])):
        yield trips


@contextmanager
def noted(database: Database, note: Note) -> Iterator[None]:
    """Every message of a write transaction is told while inside."""
    transactions: Any = database.transactions
    if isinstance(transactions, SqliteTransactions):
        threads = transactions.threads
        transactions.threads = _Threads(threads, note)  # type: ignore[assignment]
        try:
            yield
        finally:
            transactions.threads = threads
    else:
        assert isinstance(transactions, PostgresqlTransactions)
        pool = transactions.pool
        transactions.pool = _Pool(pool, note)  # type: ignore[assignment]
        try:
            yield
        finally:
            transactions.pool = pool


@dataclass(frozen=True, slots=True)
class _Threads:
    threads: Any
    note: Note

    async def run(self, *steps: Step) -> Sequence[Any]:
        self.note([step.sql for step in steps])
        rows: Sequence[Any] = await self.threads.run(*steps)
        return rows


@dataclass(frozen=True, slots=True)
class _Pool:
    pool: Any
    note: Note

    async def acquire(self) -> "_Connection":
        return _Connection(await self.pool.acquire(), self.note)

    async def replace(self, lost: "_Connection") -> "_Connection":
        return _Connection(await self.pool.replace(lost.connection), self.note)

    def release(self, connection: "_Connection") -> None:
        self.pool.release(connection.connection)


@dataclass(frozen=True, slots=True)
class _Connection:
    connection: Any
    note: Note

    async def execute(self, message: str) -> str:
        self.note(message.split("; "))
        status: str = await self.connection.execute(message)
        return status

    async def fetchrow(self, sql: str, *arguments: Any) -> Any:
        self.note([sql])
        return await self.connection.fetchrow(sql, *arguments)

    def terminate(self) -> None:
        self.connection.terminate()
