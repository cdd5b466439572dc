"""The same call several times at once, over connections of their own: it is done once."""

import asyncio
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from functools import partial

import pytest

from db.database import Database
from db.ids import new_id
from db.writes.unit_of_work import UnitOfWork
from domain.idempotency import KeyedCall
from domain.lifecycle import QuoteState
from domain.refusals import (
    ActiveQuotesRemain,
    IdempotencyInProgress,
    IdempotencyKeyReused,
    Refused,
)
from services.closing import OpportunityWasClosed
from services.idempotency import Replayed
from services.opportunities import (
    OpportunityWasCreated,
)
from tests.conftest import fresh_postgresql
from tests.db.keyed import CROWD, PATH, a_call, closing, creating, once
from tests.db.rivals import race, rivals
from tests.factories import opportunity, quote, store
from tests.services.calls import ACTOR
from tests.services.dump import changes, dump
from tests.services.shared import database_url  # noqa: F401

pytestmark = pytest.mark.anyio

RACES = 15


@pytest.fixture
async def databases(database_url: str) -> AsyncIterator[Sequence[Database]]:  # noqa: F811
    async with rivals(database_url, CROWD) as opened:
        yield opened


async def test_given_one_call_sent_by_many_at_once_then_one_does_it_and_all_know(
    databases: Sequence[Database],
) -> None:
    for number in range(RACES):
        before = await dump(databases[0])
        call = a_call()
        make = partial(once, call=call, script=creating, kind=OpportunityWasCreated)

        answers = await race(databases, [make] * CROWD, number)

        (created,) = {each for each in answers if isinstance(each, OpportunityWasCreated)}
        replays = [each for each in answers if isinstance(each, Replayed)]
        assert replays == [Replayed(created)] * (CROWD - 1)
        found = changes(before, await dump(databases[0]))
        assert {name: len(rows) for name, rows in found.added.items()} == {
            "opportunity": 1,
            "event": 1,
            "idempotency_key": 1,
        }


async def test_given_one_call_sent_often_to_one_process_then_it_is_done_once(
    databases: Sequence[Database],
) -> None:
    """On SQLite those that wait share a COMMIT."""
    call = a_call()
    make = partial(once, databases[0], call, creating, OpportunityWasCreated)

    answers = await asyncio.gather(*(make() for _ in range(40)))

    (created,) = [each for each in answers if isinstance(each, OpportunityWasCreated)]
    assert answers.count(Replayed(created)) == 39


async def test_given_one_close_sent_by_many_at_once_then_none_is_told_that_it_is_closed(
    databases: Sequence[Database],
) -> None:
    for number in range(RACES):
        deal = opportunity()
        await store(databases[0], deal)
        make = partial(once, call=a_call(), script=closing(deal.id), kind=OpportunityWasClosed)

        answers = await race(databases, [make] * CROWD, number)

        words = Counter(type(each).__name__ for each in answers)
        assert words == {"OpportunityWasClosed": 1, "Replayed": CROWD - 1}


async def test_given_one_key_for_different_calls_at_once_then_one_has_it(
    databases: Sequence[Database],
) -> None:
    for number in range(RACES):
        key = new_id("Event")
        calls = [KeyedCall(key, f"{place}", PATH) for place in range(CROWD)]
        makes = [
            partial(once, call=each, script=creating, kind=OpportunityWasCreated) for each in calls
        ]

        answers = await race(databases, makes, number)

        assert sum(isinstance(each, OpportunityWasCreated) for each in answers) == 1
        assert answers.count(Refused((IdempotencyKeyReused(PATH),))) == CROWD - 1


async def test_given_a_refused_call_sent_by_many_at_once_then_all_are_refused_and_no_key_is_used(
    databases: Sequence[Database],
) -> None:
    deal = opportunity()
    active = quote(deal, QuoteState.ACTIVE)
    await store(databases[0], deal, active)
    before = await dump(databases[0])
    make = partial(once, call=a_call(), script=closing(deal.id), kind=OpportunityWasClosed)

    answers = await race(databases, [make] * CROWD)

    assert answers == [Refused((ActiveQuotesRemain(deal.id, (active.id,)),))] * CROWD
    assert await dump(databases[0]) == before


async def test_given_the_first_fails_then_one_of_those_that_wait_does_it(
    databases: Sequence[Database],
) -> None:
    failures = iter([RuntimeError("first"), RuntimeError("second")])

    async def failing(work: UnitOfWork) -> OpportunityWasCreated | Refused:
        answer = await creating(work)
        for failure in failures:
            raise failure
        return answer

    call = a_call()

    async def make(database: Database) -> object:
        try:
            return await once(database, call, failing, OpportunityWasCreated)
        except RuntimeError as error:
            return str(error)

    answers = await race(databases, [make] * CROWD)

    words = Counter(each if isinstance(each, str) else type(each).__name__ for each in answers)
    assert words == {"first": 1, "second": 1, "OpportunityWasCreated": 1, "Replayed": CROWD - 3}


async def test_given_a_crowd_with_a_few_keys_at_one_opportunity_then_nobody_waits_in_a_circle(
    databases: Sequence[Database],
) -> None:
    for number in range(RACES):
        deal = opportunity()
        await store(databases[0], deal)
        one, other = a_call(), a_call()
        makes = [
            partial(once, call=each, script=closing(deal.id), kind=OpportunityWasClosed)
            for each in (one, other, one, other, one)
        ]

        answers = await race(databases, makes, number)

        words = [type(each).__name__ for each in answers]
        first, second = set(words[::2]), set(words[1::2])
        assert {"Refused"} in (first, second)
        assert {"OpportunityWasClosed", "Replayed"} in (first, second)


# ── a call that takes its time, on PostgreSQL; on SQLite one writes after another ────────────────


@pytest.fixture
def postgresql_url(postgresql: Callable[[str], str]) -> Iterator[str]:
    with fresh_postgresql(postgresql) as url:
        yield url


@pytest.fixture
async def patient(postgresql_url: str) -> AsyncIterator[Sequence[Database]]:
    async with rivals(postgresql_url, 3) as opened:
        yield opened


async def test_given_a_call_still_runs_then_another_waits_so_long_and_is_told(
    patient: Sequence[Database],
) -> None:
    call, goes_on, runs = a_call(), asyncio.Event(), asyncio.Event()

    async def slow(work: UnitOfWork) -> OpportunityWasCreated | Refused:
        answer = await creating(work)
        runs.set()
        await goes_on.wait()
        return answer

    first = asyncio.create_task(once(patient[0], call, slow, OpportunityWasCreated))
    await runs.wait()
    began = time.monotonic()

    told = await once(patient[1], call, creating, OpportunityWasCreated, patience=1)

    assert told == Refused((IdempotencyInProgress(PATH),))
    assert 1 <= time.monotonic() - began < 3
    # Its connection can be used for what comes next.
    await once(patient[1], a_call(), creating, OpportunityWasCreated)
    waiting = asyncio.create_task(once(patient[2], call, creating, OpportunityWasCreated))
    await asyncio.sleep(0.2)
    assert not waiting.done()
    goes_on.set()
    assert await waiting == Replayed(await first)


async def test_given_a_call_waits_for_the_opportunity_then_no_patience_ends_that(
    patient: Sequence[Database],
) -> None:
    deal = opportunity()
    await store(patient[0], deal)
    goes_on, runs = asyncio.Event(), asyncio.Event()

    async def holding(work: UnitOfWork) -> None:
        await work.lock_opportunity(deal.id)
        runs.set()
        await goes_on.wait()

    holder = asyncio.create_task(patient[0].transact(ACTOR, holding))
    await runs.wait()
    close = asyncio.create_task(
        once(patient[1], a_call(), closing(deal.id), OpportunityWasClosed, patience=1)
    )

    await asyncio.sleep(1.5)

    assert not close.done()
    goes_on.set()
    await holder
    assert isinstance(await close, OpportunityWasClosed)
