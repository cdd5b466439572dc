"""Several writers of one database, each with connections of its own, and races between them."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from typing import TypeVar

from sqlalchemy import select
from sqlmodel import col

from db.database import Database
from db.tables import Opportunity, Quote
from domain.lifecycle import BLOCKING_QUOTE_STATES, OpportunityState
from domain.refusals import Refused
from tests.conftest import NOW

T = TypeVar("T")
Call = Callable[[T], Awaitable[object]]


@asynccontextmanager
async def rivals(url: str, count: int = 2) -> AsyncIterator[Sequence[Database]]:
    """That many databases of one URL. They aren't entered: on SQLite only one could be."""
    opened = [Database(url, pool_size=2, clock=lambda: NOW) for _ in range(count)]
    for each in opened:
        await each.transactions.open()
    try:
        yield opened
    finally:
        for each in opened:
            await each.transactions.close()
            await each.writer.dispose()
            await each.reader.dispose()


async def race(rivals: Sequence[T], calls: Sequence[Call[T]], number: int = 0) -> list[object]:
    """What the calls answer that are made at once, one by each rival.

    With the race's number they take turns in being first, by nothing or a few milliseconds.
    """
    start = asyncio.Barrier(len(calls))
    turn, lag = number % len(calls), number // len(calls) % 4 / 1000

    async def run(place: int, rival: T, call: Call[T]) -> object:
        await start.wait()
        if place != turn:
            await asyncio.sleep(lag)
        return await call(rival)

    runs = enumerate(zip(rivals, calls, strict=True))
    return await asyncio.gather(*(run(place, *each) for place, each in runs))


def word(answer: object) -> str:
    """An answer's kind, or the only reason of its refusal."""
    if isinstance(answer, Refused):
        (reason,) = answer.reasons
        return type(reason).__name__
    return type(answer).__name__


def words(answers: Sequence[object]) -> tuple[str, ...]:
    return tuple(word(answer) for answer in answers)


async def broken(database: Database) -> Sequence[str]:
    """The closed opportunities that have a quote that blocks; there must never be any."""
    statement = (
        select(col(Opportunity.id))
        .join(Quote, col(Quote.opportunity_id) == col(Opportunity.id))
        .where(
            col(Opportunity.state) != OpportunityState.OPEN,
            col(Quote.state).in_(BLOCKING_QUOTE_STATES),
        )
    )
    async with database.reader.connect() as connection:
        return (await connection.scalars(statement)).all()


async def standing(database: Database, opportunity_id: str) -> tuple[str, int]:
    """An opportunity's state and version."""
    statement = select(col(Opportunity.state), col(Opportunity.version))
    async with database.reader.connect() as connection:
        found = await connection.execute(statement.where(col(Opportunity.id) == opportunity_id))
    state, version = found.one()
    return state.value, version
