"""What a unit of work writes: in which statements, with which defaults, and what of it is said."""

import re
import time
from datetime import date
from typing import Any

import pytest

from db.database import Database
from db.drivers.errors import CONSTRAINT_BROKEN, DATABASE_FAILED
from db.ids import new_id
from db.tables import Account, Competitor, Opportunity, Quote, QuoteClose
from db.writes.changes import Insert, Queue, Update
from db.writes.facts import quote_of
from db.writes.unit_of_work import UnitOfWork
from domain.actor import SYSTEM, SYSTEM_USER_ID
from domain.lifecycle import OpportunityState, QuoteState
from tests.conftest import NOW
from tests.factories import OPPORTUNITY_REASONS, QUOTE_REASONS, opportunity, quote, store
from tests.noting import round_trips
from tests.services.dump import changes, dump
from tests.services.shared import database_url  # noqa: F401

pytestmark = pytest.mark.anyio

DAY = date(2026, 11, 22)
CLOSED: dict[str, Any] = {
    "state": QuoteState.CLOSED,
    "status_reason_id": QUOTE_REASONS["CLOSED", "LOST"],
    "closed_on": DAY,
}
WON: dict[str, Any] = {
    "state": OpportunityState.WON,
    "is_open": False,
    "status_reason_id": OPPORTUNITY_REASONS["WON", "WON"],
}


# ── one statement ───────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("opportunity_first", [True, False])
async def test_on_postgresql_quotes_and_their_opportunity_are_closed_by_one_statement_in_any_order(
    database: Database, *, opportunity_first: bool
) -> None:
    deal = opportunity()
    offers = [quote(deal, QuoteState.ACTIVE), quote(deal)]
    await store(database, deal, *offers)

    async def script(work: UnitOfWork) -> None:
        await work.lock_opportunity(deal.id)
        # On SQLite they are several statements, of which each has to keep the invariant.
        if opportunity_first and not database.is_sqlite:
            work.update(Opportunity, deal.id, **WON)
        work.update(Quote, *(offer.id for offer in offers), **CLOSED)
        if not opportunity_first or database.is_sqlite:
            work.update(Opportunity, deal.id, **WON)

    with round_trips(database) as sent:
        await database.transact(SYSTEM, script)

    assert len(sent) == (1 if database.is_sqlite else 4)
    tables = await dump(database)
    assert not tables["opportunity"][deal.id]["is_open"]
    assert tables["opportunity"][deal.id]["version"] == 2
    for offer in offers:
        row = tables["quote"][offer.id]
        assert (row["state"], row["opportunity_is_open"], row["version"]) == ("CLOSED", False, 2)


async def test_an_active_quote_that_is_left_out_breaks_the_constraint(database: Database) -> None:
    deal = opportunity()
    closing, left = quote(deal, QuoteState.ACTIVE), quote(deal, QuoteState.ACTIVE)
    await store(database, deal, closing, left)
    before = await dump(database)

    async def script(work: UnitOfWork) -> None:
        await work.lock_opportunity(deal.id)
        work.update(Quote, closing.id, **CLOSED)
        work.update(Opportunity, deal.id, **WON)

    with pytest.raises(CONSTRAINT_BROKEN, match="blocks_open_only"):
        await database.transact(SYSTEM, script)

    assert await dump(database) == before


async def test_a_table_that_is_changed_twice_takes_two_statements(database: Database) -> None:
    deal = opportunity()
    await store(database, deal)
    offer = new_id("Quote")

    async def script(work: UnitOfWork) -> None:
        await work.lock_opportunity(deal.id)
        work.update(Opportunity, deal.id, name="Once")
        work.insert(**{"model": Quote} | quote(deal, id=offer).model_dump())
        work.update(Quote, offer, name="Better")
        work.update(Opportunity, deal.id, name="Twice")

    with round_trips(database) as sent:
        await database.transact(SYSTEM, script)

    assert len(sent) == (1 if database.is_sqlite else 5)
    tables = await dump(database)
    assert tables["quote"][offer]["name"] == "Better"
    assert tables["opportunity"][deal.id]["name"] == "Twice"
    assert tables["opportunity"][deal.id]["version"] == 3


@pytest.mark.parametrize("count", [1, 2, 3])
async def test_rows_that_differ_in_a_few_columns_have_the_others_in_common(
    database: Database, count: int
) -> None:
    deal = opportunity()
    offers = [quote(deal) for _ in range(count)]
    await store(database, deal, *offers)
    before = await dump(database)

    async def script(work: UnitOfWork) -> None:
        await work.lock_opportunity(deal.id)
        work.insert_each(
            QuoteClose,
            [{"id": new_id("QuoteClose"), "quote_id": offer.id} for offer in offers],
            status_reason_id=QUOTE_REASONS["CLOSED", "LOST"],
            closed_on=DAY,
            closed_by_id=SYSTEM_USER_ID,
            closed_at=NOW,
        )

    await database.transact(SYSTEM, script)

    rows = changes(before, await dump(database)).added["quote_close"]
    assert sorted(row["quote_id"] for row in rows) == sorted(offer.id for offer in offers)
    assert {(row["closed_on"], row["closed_at"], row["description"]) for row in rows} == {
        (DAY, NOW, None)
    }


async def test_thousands_of_rows_are_one_short_statement(database: Database) -> None:
    names = [f"Account {number}" for number in range(5_000)]
    parents = [new_id("Account") for _ in names]

    async def script(work: UnitOfWork) -> None:
        for number, name in enumerate(names):
            work.insert(
                Account,
                id=parents[number],
                name=name,
                name_folded=name,
                parent_id=parents[number - 1] if number else None,
            )

    with round_trips(database) as sent:
        started = time.monotonic()
        await database.transact(SYSTEM, script)
        took = time.monotonic() - started

    assert sum(len(statement) for message in sent for statement in message) < 2_000
    assert took < 5
    stored = (await dump(database))["account"]
    assert [stored[key]["name"] for key in parents] == names


# ── values ──────────────────────────────────────────────────────────────────────────────────────


def test_columns_that_are_not_given_have_their_defaults() -> None:
    queue = Queue()
    queue.insert(Quote, {"id": "quo_x"})
    ((change,),) = queue.take()

    assert isinstance(change, Insert)
    (row,) = change.rows
    assert list(row) == [column.name for column in change.table.columns]
    assert (row["id"], row["version"], row["discount"], row["closed_on"]) == ("quo_x", 1, 0, None)
    assert list(queue.take()) == []


def test_a_column_that_does_not_exist_is_an_error_where_it_is_named() -> None:
    queue = Queue()

    with pytest.raises(TypeError, match=r"^competitor has no column colour\.$"):
        queue.insert(Competitor, {"id": "cmp_x", "colour": "red"})
    with pytest.raises(TypeError, match=r"^competitor has no column colour\.$"):
        queue.insert_each(Competitor, [{"id": "cmp_x"}], {"colour": "red"})

    assert list(queue.take()) == []


def test_rows_of_one_table_go_together_unless_they_have_something_in_common() -> None:
    queue = Queue()
    for name in ("cmp_a", "cmp_b"):
        queue.insert(Competitor, {"id": name})
        queue.update(Quote, (name,), {}) if name == "cmp_a" else None
    queue.insert_each(Competitor, [{"id": "cmp_c"}], {"name": "C", "name_folded": "c"})
    queue.insert(Competitor, {"id": "cmp_d"})

    batches = [[type(change) for change in batch] for batch in queue.take()]

    assert batches == [[Insert, Update], [Insert], [Insert]]


async def test_what_an_error_says_holds_no_value_of_a_row(database: Database) -> None:
    hidden = "Hush-hush Ltd"
    rival = Competitor(id=new_id("Competitor"), name=hidden, name_folded="")
    await store(database, rival)
    broken: list[dict[str, Any]] = [
        {"model": Competitor, **rival.model_dump()},
        {"model": Quote, **quote(opportunity(), name=hidden).model_dump()},
        {"model": Quote, **quote(opportunity(), name=hidden, total_amount=10**18).model_dump()},
        {"model": Competitor, "id": hidden, "name": None},
    ]

    for row in broken:

        async def script(work: UnitOfWork, row: dict[str, Any] = row) -> None:
            work.insert(**row)
            await work.flush()
            await work.load(quote_of("quo_x"))

        with pytest.raises(CONSTRAINT_BROKEN) as caught:
            await database.transact(SYSTEM, script)

        said = str(caught.value)
        assert "constraint" in said
        assert hidden not in said
        assert str(row["id"]) not in said


@pytest.mark.parametrize("value", ["Hush\udc00", 2**31 + 4711, "Hush\x00"])
async def test_what_a_driver_refuses_is_not_said_either(database: Database, value: object) -> None:
    if database.is_sqlite:
        pytest.skip("it takes the number, and says no values")

    async def script(work: UnitOfWork) -> None:
        column = "name" if isinstance(value, str) else "employees"
        work.insert(
            Account, **{"id": new_id("Account"), "name": "", "name_folded": "", column: value}
        )

    with pytest.raises(DATABASE_FAILED) as caught:
        await database.transact(SYSTEM, script)

    assert not re.search("Hush|4711|2147488359", str(caught.value))
    await store(database, opportunity())
