"""SQLite: write transactions on the one connection that writes."""

import asyncio
import sqlite3
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from sqlalchemy import literal_column, select
from sqlalchemy.engine import Dialect
from sqlmodel import col

from db.binds import compile_statement, placeholder
from db.change_sql import ChangeStatements
from db.changes import Change
from db.ids import kind_of
from db.sqlite import WRITING, connect
from db.sqlite_threads import ROLLBACK, SqliteThreads, Step
from db.tables import Opportunity, Quote
from db.types import ID


class SqliteTransactions:
    """One transaction after another, on a thread of its own."""

    def __init__(self, file: Path, statements: int, engine: Dialect) -> None:
        def connected() -> sqlite3.Connection:
            return connect(file, statements, WRITING)

        self.threads = SqliteThreads("write", 1, connected)
        self._turn = asyncio.Lock()
        self._changes = ChangeStatements(engine)
        self._locks = _Locks(engine)

    async def open(self) -> None:
        self.threads.start()

    async def close(self) -> None:
        await self.threads.stop()

    async def begin(self) -> "SqliteTransaction":
        await self._turn.acquire()
        return SqliteTransaction(self.threads, self._turn, self._changes, self._locks)


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
    """Statements that bring nothing wait for one that does: each way to the thread costs."""

    def __init__(
        self, threads: SqliteThreads, turn: asyncio.Lock, changes: ChangeStatements, locks: _Locks
    ) -> None:
        self._threads, self._turn = threads, turn
        self._changes, self._locks = changes, locks
        self._begun = False
        self._waiting: list[Step] = []

    async def lock(self, opportunity_id: str) -> bool:
        return kind_of(opportunity_id) == "Opportunity" and bool(
            await self.row(self._locks.opportunity, (opportunity_id,))
        )

    async def lock_of_quote(self, quote_id: str) -> bool:
        return kind_of(quote_id) == "Quote" and bool(
            await self.row(self._locks.of_quote, (quote_id,))
        )

    async def row(self, sql: str, arguments: Sequence[Any]) -> Sequence[Any] | None:
        rows = await self._send(Step(sql, arguments))
        return rows[0] if rows else None

    async def change(self, changes: Sequence[Change]) -> None:
        for change in changes:
            sql, runs = self._changes.single(change)
            self._waiting.append(
                Step(sql, runs[0]) if len(runs) == 1 else Step(sql, runs, many=True)
            )

    async def save(self) -> None:
        self._waiting.append(Step("SAVEPOINT rehearsal"))

    async def undo(self) -> None:
        await self._send(Step("ROLLBACK TO SAVEPOINT rehearsal"))

    async def commit(self) -> None:
        try:
            if self._begun or self._waiting:
                await self._send(Step("COMMIT"))
        except BaseException:
            # SQLite leaves a transaction open whose COMMIT failed.
            await self._threads.run(Step(ROLLBACK))
            raise
        finally:
            self._turn.release()

    async def roll_back(self) -> None:
        try:
            if self._begun:
                await self._threads.run(Step(ROLLBACK))
        finally:
            self._turn.release()

    async def _send(self, step: Step) -> Sequence[Any]:
        steps, self._waiting = [*self._waiting, step], []
        if not self._begun:
            # A writer takes the lock at once: a read that is upgraded later could fail midway.
            steps.insert(0, Step("BEGIN IMMEDIATE"))
            self._begun = True
        return await self._threads.run(*steps)
