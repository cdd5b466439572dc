"""SQLite: write transactions on the one connection that writes, and in its thread."""

import asyncio
import sqlite3
from collections import deque
from collections.abc import Callable, Collection, Coroutine, Sequence
from pathlib import Path
from typing import Any, Final, Generic, TypeVar, cast

from sqlalchemy import select
from sqlalchemy.engine import Dialect
from sqlmodel import col

from db.drivers.sqlite import WRITING, connect
from db.drivers.sqlite_threads import Interruptible, SqliteThreads
from db.ids import kind_of, of_kind
from db.sql.binds import Statement, compile_statement, placeholder
from db.sql.dialects import Sqlite
from db.tables import Opportunity, Quote
from db.traffic import Traffic
from db.types import ID
from db.usage import Usage
from db.writes.change_sql import ChangeStatements
from db.writes.changes import Change
from db.writes.transactions import Transaction, uninterrupted

T = TypeVar("T")


TOGETHER: Final = 32
"""So many at most share a COMMIT: what one of them waits for the others stays short."""


class SqliteTransactions:
    """One transaction after another, each as a whole on the writing thread.

    Each way to a thread and back costs as much as a few statements, and COMMIT as much as all of
    them: those that wait are run one after another and committed together. None is answered
    before, and what befalls one is not the others' concern.
    """

    def __init__(self, file: Path, statements: int, engine: Dialect) -> None:
        def connected() -> sqlite3.Connection:
            return connect(file, statements, WRITING)

        self.threads = SqliteThreads("write", 1, connected)
        self._waiting: deque[_Turn[Any]] = deque()
        self._changes = ChangeStatements(engine)
        self._locks = _Locks(engine)

    async def open(self) -> None:
        self.threads.start()

    async def close(self) -> None:
        await self.threads.stop()

    def usage(self) -> Usage:
        return self.threads.usage()

    async def run(
        self,
        attempt: Callable[[Transaction], Coroutine[Any, Any, T]],
        traffic: Traffic,
        actor: str | None = None,
    ) -> T:
        del actor  # SQLite has no row-level security.
        turn = _Turn(attempt, traffic)
        self._waiting.append(turn)
        ended = self.threads.start_work(lambda connection: self._done(turn, connection))
        try:
            return await asyncio.shield(ended)
        except asyncio.CancelledError:
            if turn.held.give_up():
                await uninterrupted(_awaited(ended))
            raise

    def _done(self, turn: "_Turn[T]", connection: sqlite3.Connection) -> T:
        """In the writing thread: what became of it, with others or now."""
        if not turn.has_ended:
            # Whoever waits before this one got no connection when its turn had come.
            while self._waiting.popleft() is not turn:
                pass
            turns = [turn]
            while self._waiting and len(turns) < TOGETHER:
                turns.append(self._waiting.popleft())
            if len(turns) == 1 or not self._together(turns, connection):
                for each in turns:
                    held = each.held.begin(connection)
                    each.run(SqliteTransaction(held, self._changes, self._locks))
        return turn.result()

    def _together(self, turns: "Sequence[_Turn[Any]]", connection: sqlite3.Connection) -> bool:
        """Whether they were committed; otherwise nothing of any of them was, whatever it thinks."""
        try:
            connection.execute("BEGIN IMMEDIATE")
            for turn in turns:
                held = turn.held.begin(connection)
                turn.run(_SqliteSavepoint(held, self._changes, self._locks))
                if not connection.in_transaction:
                    # As when an interrupt, or a full disk, ends a statement that writes.
                    return False
            connection.execute("COMMIT")
        except sqlite3.Error:
            connection.rollback()
            return False
        return True


class _Turn(Generic[T]):
    """A transaction script that waits, and then what became of it."""

    def __init__(
        self, attempt: Callable[[Transaction], Coroutine[Any, Any, T]], traffic: Traffic
    ) -> None:
        self._attempt = attempt
        self._result: T | None = None
        self._error: BaseException | None = None
        self.held = Interruptible(traffic)
        self.has_ended = False

    def run(self, transaction: Transaction) -> None:
        self._result = self._error = None
        self.has_ended = True
        try:
            self._result = _driven(self._attempt(transaction))
        except BaseException as error:  # noqa: BLE001 - it belongs to whoever waits
            self._error = error

    def result(self) -> T:
        if self._error is not None:
            raise self._error
        return cast("T", self._result)


async def _awaited(ended: asyncio.Future[Any]) -> None:
    await ended


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
        key: Any = col(Opportunity.id)
        wanted = placeholder("id", ID)
        of_quote = select(col(Quote.opportunity_id)).where(col(Quote.id) == wanted)

        def found(rows: Any) -> Statement:
            return compile_statement(select(key).where(rows), engine)

        self.opportunity = found(key == wanted).sql
        self.of_quote = found(key == of_quote.scalar_subquery()).sql
        self.each = found(Sqlite().in_list(key, "id"))


class SqliteTransaction:
    """In the writing thread: coroutines that never wait."""

    def __init__(self, connection: Interruptible, changes: ChangeStatements, locks: _Locks) -> None:
        self.connection = connection
        self._changes, self._locks = changes, locks
        self._begun = False

    async def lock(self, opportunity_ids: Sequence[str]) -> Collection[str]:
        wanted = of_kind("Opportunity", opportunity_ids)
        if len(wanted) == 1:
            return await self.row(self._locks.opportunity, wanted) or ()
        if not wanted:
            return ()
        self._begin()
        each = self._locks.each
        rows = self.connection.rows(each.sql, each.arguments({"id": wanted}))
        return [identifier for (identifier,) in rows]

    async def lock_of_quote(self, quote_id: str) -> bool:
        return kind_of(quote_id) == "Quote" and bool(
            await self.row(self._locks.of_quote, (quote_id,))
        )

    async def lock_name(self, name: str) -> None:
        """Nothing to do: BEGIN IMMEDIATE locks all there is."""

    async def row(
        self, sql: str, arguments: Sequence[Any], patience: float | None = None
    ) -> Sequence[Any] | None:
        del patience  # There is nobody to wait for: its turn has come.
        self._begin()
        rows = self.connection.rows(sql, arguments)
        return rows[0] if rows else None

    async def change(self, changes: Sequence[Change]) -> None:
        self._begin()
        for change in changes:
            sql, runs = self._changes.single(change)
            if len(runs) == 1:
                self.connection.rows(sql, runs[0])
            else:
                self.connection.each(sql, runs)

    async def save(self) -> None:
        self._begin()
        self.connection.rows("SAVEPOINT rehearsal")

    async def undo(self) -> None:
        self.connection.rows("ROLLBACK TO SAVEPOINT rehearsal")

    async def commit(self, begun: Callable[[], None]) -> None:
        if self._begun:
            self.connection.commit(begun)

    async def roll_back(self) -> None:
        if self._begun:
            self.connection.roll_back()

    def _begin(self) -> None:
        if not self._begun:
            # A writer takes the lock at once: a read that is upgraded later could fail midway.
            self.connection.rows("BEGIN IMMEDIATE")
            self._begun = True


class _SqliteSavepoint(SqliteTransaction):
    """One of several that are committed together."""

    async def commit(self, begun: Callable[[], None]) -> None:
        if self._begun:
            self.connection.release("turn", begun)

    async def roll_back(self) -> None:
        if self._begun:
            self.connection.roll_back_to("turn")

    def _begin(self) -> None:
        if not self._begun:
            self.connection.rows("SAVEPOINT turn")
            self._begun = True
