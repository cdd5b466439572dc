"""PostgreSQL: write transactions on asyncpg's own connections."""

from collections.abc import Awaitable, Callable, Collection, Coroutine, Sequence
from contextlib import suppress
from functools import partial
from time import perf_counter
from typing import Any, TypeVar

import asyncpg
from sqlalchemy import func, select
from sqlalchemy.engine import Dialect
from sqlmodel import col

from db.acting import ACT
from db.drivers.errors import CONNECTION_LOST, LockTimeoutError, silence_values
from db.drivers.postgresql_pool import PostgresqlPool, send_after_cancelled
from db.ids import kind_of, of_kind
from db.sql.binds import compile_statement, placeholder
from db.sql.dialects import Postgresql
from db.tables import Opportunity, Quote
from db.traffic import Traffic
from db.types import ID
from db.usage import Usage
from db.writes.change_sql import ChangeStatements
from db.writes.changes import Change
from db.writes.transactions import Transaction, uninterrupted

T = TypeVar("T")


class PostgresqlTransactions:
    """A pool's connections; each transaction has one for itself."""

    def __init__(self, pool: PostgresqlPool, engine: Dialect) -> None:
        self.pool = pool
        self._changes = ChangeStatements(engine)
        self._locks = _Locks(engine)

    async def open(self) -> None:
        pass

    async def close(self) -> None:
        await self.pool.close()

    def usage(self) -> Usage:
        return self.pool.usage()

    async def run(
        self,
        attempt: Callable[[Transaction], Coroutine[Any, Any, T]],
        traffic: Traffic,
        actor: str | None = None,
    ) -> T:
        connection = await self.pool.acquire()
        return await attempt(
            PostgresqlTransaction(self.pool, connection, self._changes, self._locks, traffic, actor)
        )


class _Locks:
    """The statements that lock."""

    def __init__(self, engine: Dialect) -> None:
        key: Any = col(Opportunity.id)
        wanted = placeholder("id", ID)

        def sql(statement: Any) -> str:
            return compile_statement(statement, engine).sql

        self.opportunity = sql(select(key).where(key == wanted).with_for_update(of=Opportunity))
        # The quote as well, in this order: while it waits for the opportunity, whoever has that
        # may delete the quote, which nothing but locking its row finds out.
        both = select(key).join_from(Opportunity, Quote, col(Quote.opportunity_id) == key)
        both = both.where(col(Quote.id) == wanted)
        self.of_quote = sql(both.with_for_update(of=[Opportunity, Quote]))
        # One after another by their ids, whoever locks several: so nobody waits in a circle.
        each = select(key).where(Postgresql().in_list(key, "id")).order_by(key)
        locked = each.with_for_update(of=Opportunity).subquery()
        self.each = sql(select(func.array_agg(locked.c.id)))


class PostgresqlTransaction:
    """READ COMMITTED: what is read after the lock is what others have committed by then."""

    def __init__(
        self,
        pool: PostgresqlPool,
        connection: Any,
        changes: ChangeStatements,
        locks: _Locks,
        traffic: Traffic,
        actor: str | None,
    ) -> None:
        self._pool, self._connection, self._actor = pool, connection, actor
        self._changes, self._locks, self._traffic = changes, locks, traffic
        self._begun = False

    async def lock(self, opportunity_ids: Sequence[str]) -> Collection[str]:
        wanted = of_kind("Opportunity", opportunity_ids)
        if len(wanted) == 1:
            return await self.row(self._locks.opportunity, wanted) or ()
        if not wanted:
            return ()
        row = await self.row(self._locks.each, (wanted,))
        assert row is not None
        return row[0] or ()

    async def lock_of_quote(self, quote_id: str) -> bool:
        return kind_of(quote_id) == "Quote" and bool(
            await self.row(self._locks.of_quote, (quote_id,))
        )

    async def lock_name(self, name: str) -> None:
        # Names with one hash wait for each other too, which does no harm: each holds just one.
        await self.row("SELECT pg_advisory_xact_lock(hashtextextended($1, 0))", (name,))

    async def row(
        self, sql: str, arguments: Sequence[Any], patience: float | None = None
    ) -> Sequence[Any] | None:
        if not self._begun:
            await self._begin()
        started = perf_counter()
        try:
            # The driver's own limit: lock_timeout would have to be set, and set back, by others.
            found: Sequence[Any] | None = await self._connection.fetchrow(
                sql, *arguments, timeout=patience
            )
        except TimeoutError:
            raise LockTimeoutError from None
        except asyncpg.PostgresError as error:
            silence_values(error)
            raise
        finally:
            self._traffic.note(sql, started)
        return found

    async def change(self, changes: Sequence[Change]) -> None:
        await self.row(*self._changes.together(changes))

    async def save(self) -> None:
        if not self._begun:
            await self._begin()
        await self._send("SAVEPOINT rehearsal")

    async def undo(self) -> None:
        await self._send("ROLLBACK TO SAVEPOINT rehearsal")

    async def commit(self, begun: Callable[[], None]) -> None:
        if self._begun:
            begun()
        await uninterrupted(self._commit())

    async def roll_back(self) -> None:
        await uninterrupted(self._roll_back())

    async def _commit(self) -> None:
        # Of a transaction that failed before, PostgreSQL says ROLLBACK, which is no error.
        if await self._end("COMMIT", self._send) != "COMMIT":
            message = "What was to be committed was rolled back."
            raise RuntimeError(message)

    async def _roll_back(self) -> None:
        # Where it fails the connection is lost, and so is what was written.
        with suppress(asyncpg.PostgresError, OSError, *CONNECTION_LOST):
            await self._end("ROLLBACK", partial(send_after_cancelled, self._connection))

    async def _end(self, statement: str, send: Callable[[str], Awaitable[str]]) -> str:
        status = "" if self._begun else statement
        try:
            status = status or await send(statement)
        finally:
            if not status:
                self._connection.terminate()
            self._pool.release(self._connection)
        return status

    async def _begin(self) -> None:
        """A message of its own: one of several statements takes no bound values."""
        self._begun = True
        try:
            await self._send("BEGIN")
        except CONNECTION_LOST:
            # It may have been lost while it was idle, and nothing has been done on it yet.
            self._connection = await self._pool.replace(self._connection)
            await self._send("BEGIN")
        if self._actor is not None:
            await self.row(ACT, (self._actor,))

    async def _send(self, statement: str) -> str:
        started = perf_counter()
        try:
            status: str = await self._connection.execute(statement)
        except asyncpg.PostgresError as error:
            silence_values(error)
            raise
        finally:
            self._traffic.note(statement, started)
        return status
