"""What is sent to a database in write transactions, message by message."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, TypeVar

from db.database import Database
from db.postgresql_writes import PostgresqlTransactions
from db.sqlite_threads import Interruptible, Job
from db.sqlite_writes import SqliteTransactions

T = TypeVar("T")
Note = Callable[[Sequence[str]], Any]
"""Told of the statements that go in one message: on SQLite, of a whole transaction's at its end."""


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

    def start_job(self, work: Callable[[Any], T]) -> Job[T]:
        def noted_work(connection: Interruptible) -> T:
            sent: list[str] = []
            try:
                return work(_Interruptible(connection, sent))
            finally:
                if sent:
                    self.note(sent)

        job: Job[T] = self.threads.start_job(noted_work)
        return job


@dataclass(frozen=True, slots=True)
class _Interruptible:
    connection: Interruptible
    sent: list[str]

    def rows(self, sql: str, arguments: Sequence[Any] = ()) -> Sequence[Any]:
        self.sent.append(sql)
        return self.connection.rows(sql, arguments)

    def each(self, sql: str, runs: Sequence[Sequence[Any]]) -> None:
        self.sent.append(sql)
        self.connection.each(sql, runs)

    def commit(self) -> None:
        self.sent.append("COMMIT")
        self.connection.commit()

    def roll_back(self) -> None:
        self.sent.append("ROLLBACK")
        self.connection.roll_back()


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
