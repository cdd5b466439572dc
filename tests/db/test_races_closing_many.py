"""Calls about many at once with others on some of the same: one order or the other, no circle.

With a control: locks that are taken in the order of the call do wait in a circle.
"""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from functools import partial

import pytest

from db.database import Database
from db.reads.criteria import Compare
from db.writes.unit_of_work import UnitOfWork
from domain.batch import BatchPolicy, BatchStatus
from domain.closing import CloseRequest
from domain.lifecycle import OpportunityOutcome, QuoteState
from domain.refusals import Refused
from services.batches import (
    Batch,
    BatchRefused,
    Matching,
    Named,
    close_opportunities,
    close_quotes_of_opportunities,
)
from services.closing import CloseQuotesCommand
from services.quoting import CreateQuoteCommand, QuoteWasWritten
from services.settings import BusinessSettings
from tests.conftest import fresh_postgresql
from tests.db.rivals import broken, race, rivals, standing, word
from tests.factories import opportunity, quote, store
from tests.services.calls import act, activating, creating_quote, updating_opportunity
from tests.services.dump import dump
from tests.services.shared import database_url  # noqa: F401

pytestmark = pytest.mark.anyio

RACES, MANY = 30, 12
WON = CloseRequest(OpportunityOutcome.WON)
STOCK = BusinessSettings()
CLOSED, FAILED = BatchStatus.CLOSED, BatchStatus.FAILED


@pytest.fixture
async def databases(database_url: str) -> AsyncIterator[Sequence[Database]]:  # noqa: F811
    async with rivals(database_url) as opened:
        yield opened


async def closing_many(
    database: Database,
    chosen: Named | Matching,
    policy: BatchPolicy = BatchPolicy.EACH,
    *,
    along: bool = False,
) -> Batch | BatchRefused:
    async def script(work: UnitOfWork) -> Batch | Refused:
        return await close_opportunities(work, STOCK, chosen, WON, policy, close_open_quotes=along)

    outcome = await act(database, script)
    assert isinstance(outcome, Batch | BatchRefused)
    return outcome


async def closing_quotes_of_many(database: Database, chosen: Named) -> Batch | BatchRefused:
    async def script(work: UnitOfWork) -> Batch | Refused:
        command, policy = CloseQuotesCommand(), BatchPolicy.EACH
        return await close_quotes_of_opportunities(work, STOCK, chosen, command, policy)

    outcome = await act(database, script)
    assert isinstance(outcome, Batch | BatchRefused)
    return outcome


async def quoting(database: Database, opportunity_id: str) -> object:
    """Create a quote and make it active."""
    offer = CreateQuoteCommand(opportunity_id, "Offer", ())
    made = await creating_quote(database, offer)
    return await activating(database, made.quote_id) if isinstance(made, QuoteWasWritten) else made


@pytest.mark.parametrize("along", [False, True])
@pytest.mark.parametrize("policy", BatchPolicy)
async def test_given_a_draft_among_many_when_activated_meanwhile_then_none_is_left_active(
    databases: Sequence[Database], policy: BatchPolicy, *, along: bool
) -> None:
    seen: Counter[tuple[str, BatchStatus, str, int]] = Counter()
    for number in range(RACES):
        deals = [opportunity() for _ in range(3)]
        draft = quote(deals[1])
        await store(databases[0], *deals, draft)
        named = Named(tuple([deal.id for deal in deals]))

        first, second = await race(
            databases,
            (
                partial(activating, quote_id=draft.id),
                partial(closing_many, chosen=named, policy=policy, along=along),
            ),
            number,
        )

        assert await broken(databases[0]) == []
        assert isinstance(second, Batch | BatchRefused)
        others = {await standing(databases[0], deals[place].id) for place in (0, 2)}
        assert len(others) == 1
        seen[word(first), second.items[1].status, *await standing(databases[0], deals[1].id)] += 1
        if policy is BatchPolicy.ALL_OR_NOTHING and second.items[1].status is FAILED:
            assert others == {("OPEN", 1)}
        else:
            assert others == {("WON", 2)}
    after = ("WON", 3) if along else ("OPEN", 2)
    assert set(seen) == {
        ("QuoteWasWritten", CLOSED if along else FAILED, *after),
        ("OpportunityNotOpen", CLOSED, "WON", 2),
    }


async def test_given_many_when_one_is_quoted_meanwhile_then_no_quote_is_left_active(
    databases: Sequence[Database],
) -> None:
    for number in range(RACES):
        deals = [opportunity() for _ in range(3)]
        await store(databases[0], *deals)
        named = Named(tuple([deal.id for deal in deals]))

        await race(
            databases,
            (
                partial(quoting, opportunity_id=deals[2].id),
                partial(closing_many, chosen=named),
            ),
            number,
        )

        assert await broken(databases[0]) == []


async def test_given_overlapping_calls_in_opposite_orders_then_each_is_closed_once(
    databases: Sequence[Database],
) -> None:
    """Some are wanted by both; nobody waits in a circle, after which a script is run again."""
    runs: Counter[str] = Counter()

    async def close(database: Database, ids: Sequence[str]) -> Batch | BatchRefused:
        async def script(work: UnitOfWork) -> Batch | Refused:
            runs[ids[0]] += 1
            return await close_opportunities(
                work, STOCK, Named(tuple(ids)), WON, BatchPolicy.EACH, close_open_quotes=True
            )

        outcome = await act(database, script)
        assert isinstance(outcome, Batch | BatchRefused)
        return outcome

    for number in range(RACES):
        deals = [opportunity() for _ in range(MANY)]
        quotes = [quote(deal, QuoteState.ACTIVE) for deal in deals]
        await store(databases[0], *deals, *quotes)
        ids = [deal.id for deal in deals]
        one, other = ids[: MANY - 4], ids[:3:-1]

        answers = await race(
            databases,
            (
                partial(close, ids=one),
                partial(close, ids=other),
            ),
            number,
        )

        assert (runs[one[0]], runs[other[0]]) == (1, 1)
        closed = Counter(
            item.opportunity_id
            for answer in answers
            if isinstance(answer, Batch)
            for item in answer.items
            if item.status is CLOSED
        )
        assert closed == dict.fromkeys(ids, 1)
        tables = await dump(databases[0])
        assert {tables["opportunity"][each]["version"] for each in ids} == {2}
        closes = Counter(
            row["opportunity_id"]
            for row in tables["opportunity_close"].values()
            if row["opportunity_id"] in closed
        )
        assert closes == closed


async def test_given_quotes_of_many_when_closed_twice_at_once_then_each_is_closed_once(
    databases: Sequence[Database],
) -> None:
    for number in range(RACES):
        deals = [opportunity() for _ in range(MANY)]
        await store(databases[0], *deals, *(quote(deal, QuoteState.ACTIVE) for deal in deals))
        ids = tuple([deal.id for deal in deals])

        answers = await race(
            databases,
            (
                partial(closing_quotes_of_many, chosen=Named(ids)),
                partial(closing_quotes_of_many, chosen=Named(ids[::-1])),
            ),
            number,
        )

        found = [answer for answer in answers if isinstance(answer, Batch)]
        assert sorted(len([i for i in each.items if i.quote_ids]) for each in found) == [0, MANY]


@pytest.fixture
def postgresql_url(postgresql: Callable[[str], str]) -> Iterator[str]:
    with fresh_postgresql(postgresql) as url:
        yield url


async def test_given_locks_in_the_order_of_the_call_then_they_wait_in_a_circle(
    postgresql_url: str,
) -> None:
    """The control: one after another, as a loop over single calls in one transaction would."""
    async with rivals(postgresql_url) as databases:
        deals = [opportunity() for _ in range(2)]
        await store(databases[0], *deals)
        ids = [deal.id for deal in deals]
        both_have_one = asyncio.Barrier(2)
        runs: list[str] = []

        async def close(database: Database, ids: Sequence[str]) -> None:
            async def script(work: UnitOfWork) -> None:
                runs.append(ids[0])
                await work.lock_opportunity(ids[0])
                if len(runs) <= len(databases):
                    await both_have_one.wait()
                await work.lock_opportunity(ids[1])

            await act(database, script)

        await race(
            databases,
            (lambda database: close(database, ids), lambda database: close(database, ids[::-1])),
        )

    # The database ended one of them, which was run again.
    assert len(runs) == len(databases) + 1


async def test_given_one_stops_matching_before_it_is_locked_then_it_isnt_touched(
    postgresql_url: str,
) -> None:
    """It is found, then renamed by whoever has it locked; the call waits for that."""
    async with rivals(postgresql_url, 2) as (one, other):
        deals = [opportunity(name="Mine", name_folded="mine") for _ in range(3)]
        await store(one, *deals)
        is_locked, goes_on = asyncio.Event(), asyncio.Event()

        async def rename(work: UnitOfWork) -> None:
            await work.lock_opportunity(deals[1].id)
            is_locked.set()
            await goes_on.wait()
            work.update(type(deals[1]), deals[1].id, name="Yours")

        renaming = asyncio.ensure_future(act(other, rename))
        await is_locked.wait()
        matching = Matching(Compare("name", "eq", 0), ("Mine",))
        closing = asyncio.ensure_future(closing_many(one, matching))
        await asyncio.sleep(0.3)
        assert not closing.done()
        goes_on.set()
        await renaming

        outcome = await closing

        assert [(item.opportunity_id, item.status) for item in outcome.items] == [
            (deals[0].id, CLOSED),
            (deals[2].id, CLOSED),
        ]
        assert await standing(one, deals[1].id) == ("OPEN", 2)


async def test_given_a_filter_when_one_is_renamed_at_once_then_it_is_closed_or_untouched(
    databases: Sequence[Database],
) -> None:
    for number in range(RACES):
        name = f"Deal {number}"
        deals = [opportunity(name=name, name_folded=name.casefold()) for _ in range(3)]
        await store(databases[0], *deals)
        matching = Matching(Compare("name", "eq", 0), (name,))

        first, second = await race(
            databases,
            (
                partial(updating_opportunity, opportunity_id=deals[1].id, name="No"),
                partial(closing_many, chosen=matching),
            ),
            number,
        )

        assert isinstance(second, Batch)
        closed = [item.opportunity_id for item in second.items if item.status is CLOSED]
        state = await standing(databases[0], deals[1].id)
        if word(first) == "OpportunityWasUpdated":
            assert (closed, state) == ([deals[0].id, deals[2].id], ("OPEN", 2))
        else:
            assert (closed, state) == ([deal.id for deal in deals], ("WON", 2))
