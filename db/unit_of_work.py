"""One write transaction: lock the opportunity, load, change, record what happened."""

import json
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import asdict
from datetime import date, datetime, tzinfo
from functools import cached_property
from typing import Self, TypeVar

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncSession
from sqlmodel import SQLModel, col

from db.ids import kind_of, new_id, new_quote_number
from db.reading import TransactionReads
from db.tables import (
    EventRow,
    Opportunity,
    OpportunityClose,
    OpportunityReopening,
    Quote,
    StatusReason,
)
from domain.actor import Actor
from domain.events import Event
from domain.lifecycle import OpportunityState, QuoteState

T = TypeVar("T")


class UnitOfWork:
    """What a transaction script works with; Database.transact() makes and ends it."""

    def __init__(
        self, connection: AsyncConnection, actor: Actor, clock: Callable[[], datetime]
    ) -> None:
        self.actor = actor
        self.discarded = False
        self._clock = clock
        self._connection = connection
        self._session = AsyncSession(connection, expire_on_commit=False, autoflush=False)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._session.close()

    @property
    def reads(self) -> TransactionReads:
        """Reads what this transaction sees."""
        return TransactionReads(self._connection)

    @cached_property
    def now(self) -> datetime:
        """The instant of this work: the clock is read once, at the first call, after the lock."""
        return self._clock()

    def today(self, zone: tzinfo) -> date:
        return self.now.astimezone(zone).date()

    def discard(self) -> None:
        """Roll back at the end, whatever was written."""
        self.discarded = True

    async def rehearse(self, script: Awaitable[T]) -> T:
        """Run a script and undo what it wrote, so that what follows reads what is stored."""
        savepoint = await self._session.begin_nested()
        result = await script
        await self._session.flush()
        await savepoint.rollback()
        self.discard()
        return result

    # ── lock and load ───────────────────────────────────────────────────────────────────────────

    async def lock_opportunity(self, opportunity_id: str) -> Opportunity | None:
        """The aggregate's root, locked until the end: the first statement of every write.

        Anything read before it may be stale; on SQLite the transaction holds the lock already.
        """
        if kind_of(opportunity_id) != "Opportunity":
            return None
        return await self._session.scalar(
            select(Opportunity).where(col(Opportunity.id) == opportunity_id).with_for_update()
        )

    async def lock_quote(self, quote_id: str) -> tuple[Opportunity, Quote] | None:
        """A quote with its opportunity, the opportunity locked first."""
        if kind_of(quote_id) != "Quote":
            return None
        opportunity_id = await self._session.scalar(
            select(col(Quote.opportunity_id)).where(col(Quote.id) == quote_id)
        )
        opportunity = opportunity_id and await self.lock_opportunity(opportunity_id)
        if not opportunity:
            return None
        quote = await self._session.get_one(Quote, quote_id)
        return opportunity, quote

    async def quotes_of(self, opportunity_id: str) -> Sequence[Quote]:
        """All quotes of an opportunity, newest first."""
        found = await self._session.scalars(
            select(Quote)
            .where(col(Quote.opportunity_id) == opportunity_id)
            .order_by(col(Quote.created_at).desc(), col(Quote.id).desc())
        )
        return found.all()

    async def count_quotes(self, opportunity_id: str, states: frozenset[QuoteState]) -> int:
        found = await self._session.scalar(
            select(func.count())
            .select_from(Quote)
            .where(
                col(Quote.opportunity_id) == opportunity_id,
                col(Quote.state).in_(states),
            )
        )
        return found or 0

    async def reasons_of(self, state: OpportunityState | QuoteState) -> Sequence[StatusReason]:
        """All status reasons of a state, in their order."""
        column = (
            col(StatusReason.opportunity_state)
            if isinstance(state, OpportunityState)
            else col(StatusReason.quote_state)
        )
        found = await self._session.scalars(
            select(StatusReason).where(column == state).order_by(col(StatusReason.position))
        )
        return found.all()

    async def existing(self, model: type[SQLModel], ids: Sequence[str]) -> frozenset[str]:
        """Those of the ids that name a row."""
        key = model.__table__.c.id  # type: ignore[attr-defined]
        possible = [each for each in ids if kind_of(each)]
        found = await self._session.scalars(select(key).where(key.in_(possible)))
        return frozenset(found)

    async def exists(self, model: type[SQLModel], identifier: str | None) -> bool:
        return identifier is None or bool(await self.existing(model, [identifier]))

    async def imported_ids(
        self, model: type[SQLModel], source: str, external_ids: Sequence[str]
    ) -> dict[str, str]:
        """The ids of those records that were imported from a source, by their ids there."""
        columns = model.__table__.c  # type: ignore[attr-defined]
        found = await self._session.execute(
            select(columns.external_id, columns.id).where(
                columns.source == source, columns.external_id.in_(external_ids)
            )
        )
        return dict(found.all())

    async def latest_close(self, opportunity_id: str) -> str:
        """The id of the close that a closed opportunity is closed by: the one not undone.

        Not the one with the latest instant, for a clock may have been set back since.
        """
        undone = select(OpportunityReopening).where(
            col(OpportunityReopening.close_id) == col(OpportunityClose.id)
        )
        close_id = await self._session.scalar(
            select(col(OpportunityClose.id))
            .where(col(OpportunityClose.opportunity_id) == opportunity_id, ~undone.exists())
            .order_by(col(OpportunityClose.closed_at).desc(), col(OpportunityClose.id).desc())
            .limit(1)
        )
        if close_id is None:
            message = f"{opportunity_id} is closed without a close record."
            raise LookupError(message)
        return close_id

    async def unused_quote_number(self) -> str:
        """A quote number that no quote has, drawn anew until it is."""
        while True:
            number = new_quote_number()
            taken = await self._session.scalar(
                select(col(Quote.id)).where(col(Quote.number) == number).limit(1)
            )
            if taken is None:
                return number

    # ── change ──────────────────────────────────────────────────────────────────────────────────

    def add(self, *rows: SQLModel) -> None:
        self._session.add_all(rows)

    async def flush(self) -> None:
        """Write what was changed so far.

        Quotes go before their opportunity, in a flush of their own: in one flush the opportunity's
        UPDATE comes first, and the declared invariant refuses it.
        """
        await self._session.flush()

    def record(self, event: Event, opportunity_id: str) -> None:
        """Append what happened, in this transaction."""
        payload = json.dumps(asdict(event), ensure_ascii=False, separators=(",", ":"))
        self.add(
            EventRow(
                id=new_id("Event"),
                type=type(event).__name__,
                opportunity_id=opportunity_id,
                payload=payload,
                actor_id=self.actor.user_id,
                occurred_at=self.now,
            )
        )
