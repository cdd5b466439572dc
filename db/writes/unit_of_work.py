"""One write transaction: lock, load, change, record what happened."""

from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from datetime import date, datetime, tzinfo
from enum import Enum, auto
from functools import cached_property
from typing import Any, TypeVar, overload

import orjson
from sqlmodel import SQLModel

from db.ids import new_id, new_ids
from db.sql.binds import Statement
from db.tables import EventRow, FieldChangeRow, IdempotencyKey
from db.writes.changes import NEXT, Queue
from db.writes.fact import Fact
from db.writes.fact_sql import FactStatements
from db.writes.transactions import Transaction
from domain.actor import Actor
from domain.events import Event, FieldChange, payload

T = TypeVar("T")
A = TypeVar("A")
B = TypeVar("B")
C = TypeVar("C")
D = TypeVar("D")
E = TypeVar("E")
F = TypeVar("F")
G = TypeVar("G")


class Savepoint(Enum):
    """How far a rehearsal is."""

    WANTED = auto()
    SET = auto()


class UnitOfWork:
    """What a transaction script works with; Database.transact() makes and ends it."""

    def __init__(
        self,
        transaction: Transaction,
        facts: FactStatements,
        actor: Actor,
        clock: Callable[[], datetime],
    ) -> None:
        self.transaction = transaction
        self.actor = actor
        self.discarded = False
        self._facts = facts
        self._clock = clock
        self._queue = Queue()
        self._savepoint: Savepoint | None = None

    @cached_property
    def now(self) -> datetime:
        """The instant of this work: the clock is read once, at the first call, after the lock."""
        return self._clock()

    def today(self, zone: tzinfo) -> date:
        return self.now.astimezone(zone).date()

    def today_before_the_lock(self, zone: tzinfo) -> date:
        """For what is looked up in order to be locked; `now` isn't known yet."""
        return self._clock().astimezone(zone).date()

    def discard(self) -> None:
        """Roll back at the end, whatever was written."""
        self.discarded = True

    async def rehearse(self, script: Awaitable[T]) -> T:
        """Run a script and undo what it wrote, so that what follows reads what is stored."""
        await self.flush()
        self._savepoint = Savepoint.WANTED
        result = await script
        await self.flush()
        if self._savepoint is Savepoint.SET:
            await self.transaction.undo()
        self._savepoint = None
        self.discard()
        return result

    # ── lock and load ───────────────────────────────────────────────────────────────────────────

    async def lock_opportunity(self, opportunity_id: str) -> bool:
        """Lock the aggregate's root until the end, before anything is loaded; whether it is there.

        Anything read before, or in the same statement, may be stale.
        """
        return bool(await self.transaction.lock((opportunity_id,)))

    async def lock_opportunities(self, opportunity_ids: Sequence[str]) -> frozenset[str]:
        """The same of several, at once; those that are there."""
        return frozenset(await self.transaction.lock(opportunity_ids))

    async def lock_opportunity_of(self, quote_id: str) -> bool:
        """The same by one of its quotes."""
        return await self.transaction.lock_of_quote(quote_id)

    async def lock(self, name: str) -> None:
        """Wait for whoever has locked this name, and lock it until the end.

        It is the id of a record that is no opportunity's, or a kind whose records are changed one
        at a time. A script takes one lock, before anything is loaded, or several opportunities' in
        the order of their ids: so nobody waits for it who holds what it waits for.
        """
        await self.transaction.lock_name(name)

    @overload
    async def load(self, a: Fact[A], /) -> tuple[A]: ...
    @overload
    async def load(self, a: Fact[A], b: Fact[B], /) -> tuple[A, B]: ...
    @overload
    async def load(self, a: Fact[A], b: Fact[B], c: Fact[C], /) -> tuple[A, B, C]: ...
    @overload
    async def load(
        self, a: Fact[A], b: Fact[B], c: Fact[C], d: Fact[D], /
    ) -> tuple[A, B, C, D]: ...
    @overload
    async def load(
        self, a: Fact[A], b: Fact[B], c: Fact[C], d: Fact[D], e: Fact[E], /
    ) -> tuple[A, B, C, D, E]: ...
    @overload
    async def load(
        self, a: Fact[A], b: Fact[B], c: Fact[C], d: Fact[D], e: Fact[E], f: Fact[F], /
    ) -> tuple[A, B, C, D, E, F]: ...
    @overload
    async def load(
        self,
        a: Fact[A],
        b: Fact[B],
        c: Fact[C],
        d: Fact[D],
        e: Fact[E],
        f: Fact[F],
        g: Fact[G],
        /,
    ) -> tuple[A, B, C, D, E, F, G]: ...
    async def load(self, *facts: Fact[Any]) -> Any:
        """These facts, by one statement."""
        return await self.load_all(facts)

    async def load_all(self, facts: Sequence[Fact[Any]]) -> tuple[Any, ...]:
        """The same of as many as there are."""
        row = await self.read(*self._facts.get(facts, self.actor))
        return tuple([fact.read(column) for fact, column in zip(facts, row, strict=True)])

    async def read(self, statement: Statement, values: Mapping[str, Any]) -> Sequence[Any]:
        """What a statement of one row brings; it sees what was changed."""
        await self.flush()
        row = await self.transaction.row(statement.sql, statement.arguments(values))
        assert row is not None
        return row

    # ── change ──────────────────────────────────────────────────────────────────────────────────

    def insert(self, model: type[SQLModel], **values: Any) -> None:
        """Add a row; columns that aren't named have their table's default."""
        self._queue.insert(model, values)

    def insert_each(
        self, model: type[SQLModel], rows: Iterable[Mapping[str, Any]], **common: Any
    ) -> None:
        """Add rows, one at least, that differ in a few columns only."""
        self._queue.insert_each(model, rows, common)

    def update(self, model: type[SQLModel], *ids: str, **values: Any) -> None:
        """Change these rows, which raises their versions."""
        self._queue.update(model, ids, {**self._moved(model), **values})

    def update_each(self, model: type[SQLModel], rows: Mapping[str, Mapping[str, Any]]) -> None:
        """The same with values of its own for each row, by id; the same columns for all."""
        self._queue.update(model, list(rows), self._moved(model), list(rows.values()))

    def _moved(self, model: type[SQLModel]) -> Mapping[str, Any]:
        return {"updated_at": self.now} if "updated_at" in model.model_fields else {}

    def delete(self, model: type[SQLModel], *ids: str, by: str = "id") -> None:
        """Delete these rows, or those that have these ids in another column."""
        if ids:
            self._queue.delete(model, ids, by)

    def record(
        self,
        event: Event,
        opportunity_id: str | None = None,
        opportunity_version: int | None = None,
        changes: Sequence[FieldChange] = (),
    ) -> None:
        """Append what happened and what it changed, in this transaction.

        `opportunity_version` is the one that the opportunity, if it is about one, has afterwards.
        """
        event_id = new_id("Event")
        self.insert(
            EventRow,
            id=event_id,
            position=NEXT,
            type=type(event).__name__,
            opportunity_id=opportunity_id,
            opportunity_version=opportunity_version,
            payload=orjson.dumps(payload(event)).decode(),
            actor_id=self.actor.user_id,
            client=self.actor.client,
            request_id=self.actor.request_id,
            occurred_at=self.now,
        )
        for identifier, change in zip(new_ids("FieldChange", len(changes)), changes, strict=True):
            self.insert(
                FieldChangeRow,
                id=identifier,
                event_id=event_id,
                entity_id=change.entity_id,
                version=change.version,
                field=change.field,
                old_value=change.old,
                new_value=change.new,
            )

    def remember(self, key_id: str, outcome: str) -> None:
        """Keep what came of the call that has claimed this key, in this transaction."""
        self._queue.update(IdempotencyKey, (key_id,), {"outcome": outcome})

    async def flush(self) -> None:
        """Write what was changed so far; loading and the end of the work do so by themselves."""
        for batch in self._queue.take():
            if self._savepoint is Savepoint.WANTED:
                # Not before there is something to undo: the lock is kept then, and time.
                await self.transaction.save()
                self._savepoint = Savepoint.SET
            await self.transaction.change(batch)
