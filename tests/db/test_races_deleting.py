"""A deletion and another call at once: whoever comes second finds what the first has left.

A call on a quote that was deleted while it waited is refused as one on any quote that isn't there.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence

import pytest
from sqlalchemy import func, select, text
from sqlmodel import col

from db.database import Database
from db.tables import Opportunity, Quote
from db.writes.unit_of_work import UnitOfWork
from domain.lifecycle import OpportunityOutcome, QuoteState
from services.quoting import CreateQuoteCommand
from tests.conftest import fresh_postgresql
from tests.db.rivals import broken, race, rivals, words
from tests.factories import line, opportunity, quote, store
from tests.services.calls import (
    ACTOR,
    activating,
    closing,
    closing_quotes,
    creating_quote,
    deleting_opportunity,
    deleting_quote,
    revising,
    updating_opportunity,
    updating_quote,
)
from tests.services.shared import database_url  # noqa: F401

pytestmark = pytest.mark.anyio

RACES = 40
ME = ACTOR.user_id

Call = Callable[[Database, str, str], Awaitable[object]]
"""On an opportunity and the draft that it has."""
Outcome = tuple[tuple[str, ...], str, int]
"""What the calls answered, what became of the opportunity, and how many quotes it has."""


@pytest.fixture
async def databases(database_url: str) -> AsyncIterator[Sequence[Database]]:  # noqa: F811
    async with rivals(database_url) as opened:
        yield opened


async def left(database: Database, opportunity_id: str) -> tuple[str, int]:
    """An opportunity's state, "gone" if there is none, and how many quotes point at it."""
    states = select(col(Opportunity.state)).where(col(Opportunity.id) == opportunity_id)
    quotes = select(func.count()).where(col(Quote.opportunity_id) == opportunity_id)
    async with database.reader.connect() as connection:
        found = (await connection.scalars(states)).all()
        count = (await connection.execute(quotes)).scalar_one()
    return (found[0].value if found else "gone"), count


async def outcomes(databases: Sequence[Database], *calls: Call) -> set[Outcome]:
    """How the races end."""
    seen: set[Outcome] = set()
    for number in range(RACES):
        deal = opportunity(created_by_id=ME)
        draft = quote(deal, created_by_id=ME)
        await store(databases[0], deal, draft, line(draft))

        def on(call: Call, deal: str = deal.id, draft: str = draft.id) -> object:
            return lambda database: call(database, deal, draft)

        answers = await race(databases, [on(call) for call in calls], number)  # type: ignore[misc]

        assert await broken(databases[0]) == []
        seen.add((words(answers), *await left(databases[0], deal.id)))
    return seen


async def delete_deal(database: Database, deal: str, _draft: str) -> object:
    return await deleting_opportunity(database, deal)


async def delete_draft(database: Database, _deal: str, draft: str) -> object:
    return await deleting_quote(database, draft)


async def activate(database: Database, _deal: str, draft: str) -> object:
    return await activating(database, draft)


async def create(database: Database, deal: str, _draft: str) -> object:
    return await creating_quote(database, CreateQuoteCommand(deal, "Offer", ()))


async def close(database: Database, deal: str, _draft: str) -> object:
    return await closing(database, deal, OpportunityOutcome.LOST)


async def close_quotes(database: Database, deal: str, _draft: str) -> object:
    return await closing_quotes(database, deal)


async def edit(database: Database, deal: str, _draft: str) -> object:
    return await updating_opportunity(database, deal, name="New")


async def edit_draft(database: Database, _deal: str, draft: str) -> object:
    return await updating_quote(database, draft, name="New")


DEAL, QUOTE = "OpportunityWasDeleted", "QuoteWasDeleted"
GONE = "gone"


@pytest.mark.parametrize(
    ("other", "ends"),
    [
        # One more draft of one's own is no obstacle.
        (create, {((DEAL, "QuoteWasWritten"), GONE, 0), ((DEAL, "NotFound"), GONE, 0)}),
        (
            activate,
            {
                (("OpportunityKeepsQuotes", "QuoteWasWritten"), "OPEN", 1),
                ((DEAL, "NotFound"), GONE, 0),
            },
        ),
        (
            close,
            {
                (("OpportunityKeepsCloses", "OpportunityWasClosed"), "LOST", 1),
                ((DEAL, "NotFound"), GONE, 0),
            },
        ),
        (
            close_quotes,
            {
                (("OpportunityKeepsQuotes", "QuotesWereClosed"), "OPEN", 1),
                ((DEAL, "NotFound"), GONE, 0),
            },
        ),
        (edit, {((DEAL, "OpportunityWasUpdated"), GONE, 0), ((DEAL, "NotFound"), GONE, 0)}),
        (edit_draft, {((DEAL, "QuoteWasWritten"), GONE, 0), ((DEAL, "NotFound"), GONE, 0)}),
        (delete_draft, {((DEAL, QUOTE), GONE, 0), ((DEAL, "NotFound"), GONE, 0)}),
        (delete_deal, {((DEAL, "NotFound"), GONE, 0), (("NotFound", DEAL), GONE, 0)}),
    ],
)
async def test_given_a_deal_with_a_draft_when_it_is_deleted_at_once_then_one_order_or_the_other(
    databases: Sequence[Database], other: Call, ends: set[Outcome]
) -> None:
    assert await outcomes(databases, delete_deal, other) == ends


@pytest.mark.parametrize(
    ("other", "ends"),
    [
        (create, {((QUOTE, "QuoteWasWritten"), "OPEN", 1)}),
        (
            activate,
            {
                (("QuoteNotDeletable", "QuoteWasWritten"), "OPEN", 1),
                ((QUOTE, "NotFound"), "OPEN", 0),
            },
        ),
        (
            close,
            {
                (("OpportunityNotOpen", "OpportunityWasClosed"), "LOST", 1),
                ((QUOTE, "OpportunityWasClosed"), "LOST", 0),
            },
        ),
        (
            close_quotes,
            {
                (("QuoteNotDeletable", "QuotesWereClosed"), "OPEN", 1),
                ((QUOTE, "QuotesWereClosed"), "OPEN", 0),
            },
        ),
        (edit_draft, {((QUOTE, "QuoteWasWritten"), "OPEN", 0), ((QUOTE, "NotFound"), "OPEN", 0)}),
        (delete_draft, {((QUOTE, "NotFound"), "OPEN", 0), (("NotFound", QUOTE), "OPEN", 0)}),
    ],
)
async def test_given_a_draft_when_it_is_deleted_at_once_then_one_order_or_the_other(
    databases: Sequence[Database], other: Call, ends: set[Outcome]
) -> None:
    assert await outcomes(databases, delete_draft, other) == ends


async def test_given_a_revision_when_deleted_and_made_again_at_once_then_its_number_is_free_once(
    databases: Sequence[Database],
) -> None:
    seen: set[tuple[tuple[str, ...], int]] = set()

    for number in range(RACES):
        deal = opportunity()
        offered = quote(deal, QuoteState.CLOSED)
        draft = quote(deal, created_by_id=ME, number=offered.number, revision=2)
        await store(databases[0], deal, offered, draft)
        answers = await race(
            databases,
            [
                lambda database, draft=draft: deleting_quote(database, draft.id),  # type: ignore[misc]
                lambda database, offered=offered: revising(database, offered.id),  # type: ignore[misc]
            ],
            number,
        )
        seen.add((words(answers), (await left(databases[0], deal.id))[1]))

    assert seen == {((QUOTE, "QuoteWasRevised"), 2), ((QUOTE, "RevisionExists"), 1)}


# ── the control ─────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def postgresql_url(postgresql: Callable[[str], str]) -> Iterator[str]:
    with fresh_postgresql(postgresql) as url:
        yield url


async def test_given_the_opportunity_alone_is_locked_then_postgresql_misses_that_its_quote_went(
    postgresql_url: str,
) -> None:
    """What waits for a row looks at that row again, and at no other: so the quote's is locked."""
    naive = text(
        "SELECT 1 FROM opportunity WHERE id = (SELECT opportunity_id FROM quote WHERE id = :id) "
        "FOR UPDATE OF opportunity"
    )
    async with Database(postgresql_url) as database, database.writer.connect() as other:
        deal = opportunity(created_by_id=ME)
        drafts = [quote(deal, created_by_id=ME) for _ in range(2)]
        await store(database, deal, *drafts)

        async def lock_naively(quote_id: str) -> object:
            found = (await other.execute(naive, {"id": quote_id})).all()
            await other.rollback()
            return len(found)

        async def lock_as_scripts_do(quote_id: str) -> object:
            return await database.transact(ACTOR, lambda work: work.lock_opportunity_of(quote_id))

        naively = await while_deleting(database, drafts[0].id, lock_naively)
        as_scripts_do = await while_deleting(database, drafts[1].id, lock_as_scripts_do)

    assert (naively, as_scripts_do) == (1, False)


async def while_deleting(
    database: Database, quote_id: str, locking: Callable[[str], Awaitable[object]]
) -> object:
    """What locking brings that has begun before a deletion of the quote is committed."""
    deleted = asyncio.Event()

    async def deletion(work: UnitOfWork) -> None:
        await work.lock_opportunity_of(quote_id)
        work.delete(Quote, quote_id)
        await work.flush()
        deleted.set()
        # So long that the other one waits for the lock by then.
        await asyncio.sleep(0.2)

    deleting = asyncio.create_task(database.transact(ACTOR, deletion))
    await deleted.wait()
    found = await locking(quote_id)
    await deleting
    return found
