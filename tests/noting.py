"""What is sent to a database in write transactions, message by message."""

from collections.abc import Callable, Coroutine, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, TypeVar

from db.database import Database
from db.drivers.postgresql_writes import PostgresqlTransactions
from db.drivers.sqlite_threads import Interruptible
from db.drivers.sqlite_writes import SqliteTransaction, SqliteTransactions
from db.traffic import Traffic
from db.usage import Usage
from db.writes.transactions import Transaction, Transactions

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
        noting: Any = _Transactions(transactions, note)
        database.transactions = noting
        try:
            yield
        finally:
            database.transactions = transactions
    else:
        assert isinstance(transactions, PostgresqlTransactions)
        pool = transactions.pool
        transactions.pool = _Pool(pool, note)  # type: ignore[assignment]
        try:
            yield
        finally:
            transactions.pool = pool


@dataclass(frozen=True, slots=True)
class _Transactions:
    transactions: Transactions
    note: Note

    def usage(self) -> Usage:
        return self.transactions.usage()

    async def run(
        self,
        attempt: Callable[[Transaction], Coroutine[Any, Any, T]],
        traffic: Traffic,
        actor: str | None = None,
    ) -> T:
        async def noted_attempt(transaction: Transaction) -> T:
            assert isinstance(transaction, SqliteTransaction)
            sent: list[str] = []
            noted: Any = _Interruptible(transaction.connection, sent)
            transaction.connection = noted
            try:
                return await attempt(transaction)
            finally:
                if sent:
                    self.note(sent)

        return await self.transactions.run(noted_attempt, traffic, actor)


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

    def commit(self, begun: Callable[[], None]) -> None:
        self.sent.append("COMMIT")
        self.connection.commit(begun)

    def release(self, savepoint: str, begun: Callable[[], None]) -> None:
        self.sent.append(f"RELEASE {savepoint}")
        self.connection.release(savepoint, begun)

    def roll_back(self) -> None:
        self.sent.append("ROLLBACK")
        self.connection.roll_back()

    def roll_back_to(self, savepoint: str) -> None:
        self.sent.append(f"ROLLBACK TO {savepoint}")
        self.connection.roll_back_to(savepoint)


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

    async def execute(self, message: str, timeout: float | None = None) -> str:  # noqa: ASYNC109
        self.note(message.split("; "))
        status: str = await self.connection.execute(message, timeout=timeout)
        return status

    async def fetchrow(self, sql: str, *arguments: Any, timeout: float | None = None) -> Any:  # noqa: ASYNC109
        self.note([sql])
        return await self.connection.fetchrow(sql, *arguments, timeout=timeout)

    async def _cancel(self, told: Any) -> None:
        await self.connection._cancel(told)

    def terminate(self) -> None:
        self.connection.terminate()
