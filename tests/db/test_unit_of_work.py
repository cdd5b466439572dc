"""One write transaction: committed whole, or nothing of it; run again when the database says so."""

import asyncio
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from sqlalchemy import select, update
from sqlalchemy.exc import DBAPIError
from sqlmodel import col

from db.database import ATTEMPTS, Database
from db.drivers.errors import CONSTRAINT_BROKEN
from db.ids import new_id
from db.tables import Competitor, Opportunity, Quote
from db.writes.facts import exists
from db.writes.unit_of_work import UnitOfWork
from domain.actor import SYSTEM
from domain.lifecycle import QuoteState
from tests.db.breaking import Pause, break_at_commit, raised
from tests.factories import add, opportunity, quote, store
from tests.services.dump import changes, dump
from tests.services.shared import database_url  # noqa: F401

pytestmark = pytest.mark.anyio


def competitor(name: str = "Rival") -> Competitor:
    return Competitor(id=new_id("Competitor"), name=name, name_folded=name.casefold())


def ticking() -> Iterator[datetime]:
    for minute in range(60):
        yield datetime(2026, 11, 22, 12, minute, tzinfo=UTC)


# ── all or nothing ──────────────────────────────────────────────────────────────────────────────


async def test_given_a_script_when_it_ends_then_what_it_wrote_is_there_and_its_answer_returned(
    database: Database,
) -> None:
    before = await dump(database)
    rival = competitor()

    async def script(work: UnitOfWork) -> str:
        add(work, rival)
        await work.flush()
        return "done"

    assert await database.transact(SYSTEM, script) == "done"
    found = changes(before, await dump(database))
    assert [row["id"] for row in found.added["competitor"]] == [rival.id]


async def test_given_a_script_that_fails_after_writing_then_nothing_of_it_is_there(
    database: Database,
) -> None:
    before = await dump(database)

    async def script(work: UnitOfWork) -> None:
        add(work, competitor())
        await work.flush()
        message = "on purpose"
        raise ValueError(message)

    with pytest.raises(ValueError, match=r"^on purpose$"):
        await database.transact(SYSTEM, script)

    assert await dump(database) == before
    await store(database, competitor())


async def test_given_a_script_that_discards_then_its_answer_is_returned_and_nothing_is_there(
    database: Database,
) -> None:
    before = await dump(database)

    async def script(work: UnitOfWork) -> str:
        work.discard()
        add(work, competitor())
        await work.flush()
        return "refused"

    assert await database.transact(SYSTEM, script) == "refused"
    assert await dump(database) == before


async def test_given_a_rehearsal_then_it_sees_what_it_wrote_and_what_follows_sees_what_is_stored(
    database: Database,
) -> None:
    rival = competitor()
    before = await dump(database)

    async def is_there(work: UnitOfWork) -> bool:
        return (await work.load(exists(Competitor, rival.id)))[0]

    async def writing(work: UnitOfWork) -> bool:
        add(work, rival)
        await work.flush()
        return await is_there(work)

    async def script(work: UnitOfWork) -> tuple[bool, bool, bool]:
        earlier = await is_there(work)
        return earlier, await work.rehearse(writing(work)), await is_there(work)

    assert await database.transact(SYSTEM, script) == (False, True, False)
    assert await dump(database) == before


async def test_given_a_rehearsal_that_would_break_a_constraint_then_it_fails_as_the_act_would(
    database: Database,
) -> None:
    deal = opportunity()
    await store(database, deal, quote(deal, QuoteState.ACTIVE))
    before = await dump(database)

    async def unflushed(work: UnitOfWork) -> None:
        assert await work.lock_opportunity(deal.id)
        work.update(Opportunity, deal.id, is_open=False)

    with pytest.raises(CONSTRAINT_BROKEN):
        await database.transact(SYSTEM, lambda work: work.rehearse(unflushed(work)))

    assert await dump(database) == before


async def test_given_a_commit_that_fails_then_it_is_raised_and_nothing_is_there(
    database: Database,
) -> None:
    before = await dump(database)

    async def script(work: UnitOfWork) -> None:
        await break_at_commit(database, work)

    with pytest.raises(CONSTRAINT_BROKEN):
        await database.transact(SYSTEM, script)

    assert await dump(database) == before
    await store(database, competitor())


# ── the clock ───────────────────────────────────────────────────────────────────────────────────


async def test_given_a_unit_of_work_then_its_clock_is_read_once(database: Database) -> None:
    clock = ticking()
    database.clock = lambda: next(clock)

    async def script(work: UnitOfWork) -> set[datetime]:
        return {work.now, work.now, work.now}

    assert await database.transact(SYSTEM, script) == {datetime(2026, 11, 22, 12, 0, tzinfo=UTC)}
    assert await database.transact(SYSTEM, script) == {datetime(2026, 11, 22, 12, 1, tzinfo=UTC)}


async def test_given_no_clock_then_it_is_the_machine_s_in_utc(database_url: str) -> None:  # noqa: F811
    async def script(work: UnitOfWork) -> datetime:
        return work.now

    earlier = datetime.now(UTC)
    async with Database(database_url) as database:
        instant = await database.transact(SYSTEM, script)

    assert earlier <= instant <= datetime.now(UTC)
    assert instant.tzinfo is UTC


async def test_given_two_writers_of_one_opportunity_then_the_second_s_instant_is_after_the_first_s(
    database: Database,
) -> None:
    deal = opportunity()
    await store(database, deal)
    clock = ticking()
    database.clock = lambda: next(clock)
    pause = Pause(database)

    async def first(work: UnitOfWork) -> datetime:
        await work.lock_opportunity(deal.id)
        await pause.here()
        return work.now

    async def second(work: UnitOfWork) -> datetime:
        await work.lock_opportunity(deal.id)
        return work.now

    holder = asyncio.create_task(database.transact(SYSTEM, first))
    await pause.reached.wait()
    waiting = asyncio.create_task(database.transact(SYSTEM, second))
    await asyncio.sleep(0.05)
    pause.end()
    early, late = await asyncio.gather(holder, waiting)

    assert (early.minute, late.minute) == (0, 1)


# ── concurrently ────────────────────────────────────────────────────────────────────────────────


async def test_given_many_writers_of_one_opportunity_then_none_overwrites_another(
    database: Database,
) -> None:
    deal = opportunity()
    await store(database, deal)

    async def script(work: UnitOfWork) -> int:
        return await raised(work, deal.id)

    seen = await asyncio.gather(*(database.transact(SYSTEM, script) for _ in range(20)))

    assert sorted(seen) == list(range(2, 22))
    assert (await dump(database))["opportunity"][deal.id]["version"] == 21


async def test_given_a_write_under_way_then_others_read_what_was_before_until_it_is_committed(
    database: Database,
) -> None:
    deal = opportunity()
    await store(database, deal)
    name = select(col(Opportunity.name)).where(col(Opportunity.id) == deal.id)
    pause = Pause(database)

    async def stored() -> str | None:
        async with database.reader.connect() as connection:
            return await connection.scalar(name)

    async def script(work: UnitOfWork) -> None:
        assert await work.lock_opportunity(deal.id)
        work.update(Opportunity, deal.id, name="Renamed")
        await work.flush()
        await pause.here()

    call = asyncio.create_task(database.transact(SYSTEM, script))
    await pause.reached.wait()
    meanwhile = await stored()
    pause.end()
    await call

    assert (meanwhile, await stored()) == ("Deal", "Renamed")


async def test_given_a_snapshot_then_a_commit_in_between_does_not_change_what_it_sees(
    database: Database,
) -> None:
    deal = opportunity()
    await store(database, deal)
    quotes = select(col(Quote.id)).where(col(Quote.opportunity_id) == deal.id)

    async with database.reader.connect() as connection:
        earlier = (await connection.scalars(quotes)).all()
        await store(database, quote(deal))
        later = (await connection.scalars(quotes)).all()

    assert (list(earlier), list(later)) == ([], [])


async def test_given_a_reader_then_it_cannot_write(database: Database) -> None:
    before = await dump(database)

    async with database.reader.connect() as connection:
        with pytest.raises(DBAPIError, match=r"(?i)read-?only"):
            await connection.execute(update(Opportunity).values(version=99))

    assert await dump(database) == before


# ── no retry ────────────────────────────────────────────────────────────────────────────────────


async def test_given_an_error_that_is_no_conflict_then_the_script_is_run_once(
    database: Database,
) -> None:
    rival = competitor()
    await store(database, rival)
    before = await dump(database)
    runs: list[UnitOfWork] = []

    async def script(work: UnitOfWork) -> None:
        runs.append(work)
        work.insert(Competitor, id=rival.id, name="", name_folded="")
        await work.flush()

    with pytest.raises(CONSTRAINT_BROKEN):
        await database.transact(SYSTEM, script)

    assert len(runs) == 1
    assert await dump(database) == before


def test_a_unit_of_work_is_tried_five_times_at_most() -> None:
    assert ATTEMPTS == 5
