"""SQLite: write transactions on the one connection that writes, and in its thread."""

import asyncio
import sqlite3
from collections.abc import Callable, Coroutine, Sequence
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import literal_column, select
from sqlalchemy.engine import Dialect
from sqlmodel import col

from db.binds import compile_statement, placeholder
from db.change_sql import ChangeStatements
from db.changes import Change
from db.ids import kind_of
from db.sqlite import WRITING, connect
from db.sqlite_threads import Interruptible, Job, SqliteThreads
from db.tables import Opportunity, Quote
from db.transactions import Transaction, uninterrupted
from db.types import ID

T = TypeVar("T")


class SqliteTransactions:
    """One transaction after another, each as a whole on the writing thread.

    Each way to a thread and back costs as much as a few statements.
    """

    def __init__(self, file: Path, statements: int, engine: Dialect) -> None:
        def connected() -> sqlite3.Connection:
            return connect(file, statements, WRITING)

        self.threads = SqliteThreads("write", 1, connected)
        self._changes = ChangeStatements(engine)
        self._locks = _Locks(engine)

    async def open(self) -> None:
        self.threads.start()

    async def close(self) -> None:
        await self.threads.stop()

    async def run(self, attempt: Callable[[Transaction], Coroutine[Any, Any, T]]) -> T:
        def work(connection: Interruptible) -> T:
            return _driven(attempt(SqliteTransaction(connection, self._changes, self._locks)))

        job = self.threads.start_job(work)
        try:
            return await asyncio.shield(job.future)
        except asyncio.CancelledError:
            if job.connection.give_up():
                await uninterrupted(_ended(job))
            raise


async def _ended(job: Job[Any]) -> None:
    await job.future


def _driven(attempt: Coroutine[Any, Any, T]) -> T:
    """What it returns. There is no event loop here: whatever it awaits has to be done at once."""
    try:
        attempt.send(None)
    except StopIteration as end:
        result: T = end.value
        return result
    attempt.close()
    message = "A script awaits nothing but its transaction: whatever it waits for, others wait too."
    raise RuntimeError(message)


class _Locks:
    """What says whether there is something to lock: BEGIN IMMEDIATE has locked it already."""

    def __init__(self, engine: Dialect) -> None:
        found: Any = select(literal_column("1"))
        key = placeholder("id", ID)
        of_quote = select(col(Quote.opportunity_id)).where(col(Quote.id) == key)
        self.opportunity = compile_statement(found.where(col(Opportunity.id) == key), engine).sql
        self.of_quote = compile_statement(
            found.where(col(Opportunity.id) == of_quote.scalar_subquery()), engine
        ).sql


class SqliteTransaction:
    """In the writing thread: coroutines that never wait."""

    def __init__(self, connection: Interruptible, changes: ChangeStatements, locks: _Locks) -> None:
        self._connection = connection
        self._changes, self._locks = changes, locks
        self._begun = False

    async def lock(self, opportunity_id: str) -> bool:
        return kind_of(opportunity_id) == "Opportunity" and bool(
            await self.row(self._locks.opportunity, (opportunity_id,))
        )

    async def lock_of_quote(self, quote_id: str) -> bool:
        return kind_of(quote_id) == "Quote" and bool(
            await self.row(self._locks.of_quote, (quote_id,))
        )

    async def row(self, sql: str, arguments: Sequence[Any]) -> Sequence[Any] | None:
        self._begin()
        rows = self._connection.rows(sql, arguments)
        return rows[0] if rows else None

    async def change(self, changes: Sequence[Change]) -> None:
        self._begin()
        for change in changes:
            sql, runs = self._changes.single(change)
            if len(runs) == 1:
                self._connection.rows(sql, runs[0])
            else:
                self._connection.each(sql, runs)

    async def save(self) -> None:
        self._begin()
        self._connection.rows("SAVEPOINT rehearsal")

    async def undo(self) -> None:
        self._connection.rows("ROLLBACK TO SAVEPOINT rehearsal")

    async def commit(self) -> None:
        if self._begun:
            self._connection.commit()

    async def roll_back(self) -> None:
        if self._begun:
            self._connection.roll_back()

    def _begin(self) -> None:
        if not self._begun:
            self._begun = True
            # A writer takes the lock at once: a read that is upgraded later could fail midway.
            self._connection.rows("BEGIN IMMEDIATE")
