"""Exchange rates: how they are set, and which one a close keeps."""

import asyncio
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from db.database import Database
from db.ids import new_id
from db.tables import ExchangeRate
from db.writes.unit_of_work import UnitOfWork
from domain.closing import CloseRequest
from domain.lifecycle import OpportunityOutcome
from domain.pipeline import OpportunityStage
from domain.refusals import (
    InvalidInput,
    Problem,
    RateNotFound,
    RecordVersionConflict,
    Refused,
)
from services.closing import OpportunityWasClosed
from services.importing import ImportedOpportunity, References, import_opportunities
from services.rates import (
    RateCommand,
    RatesWereSet,
    RateWasSet,
    set_exchange_rates,
)
from services.settings import BusinessSettings
from tests.factories import opportunity, store
from tests.noting import round_trips
from tests.services.calls import ACTOR, STOCK, act, closing, setting_rate
from tests.services.dump import Changes, changes, dump, event, events

pytestmark = pytest.mark.anyio

DAY = date(2026, 5, 1)
IN_YEN = BusinessSettings(base_currency="JPY")


def known(currency: str, day: date, rate: int, base: str = "USD") -> ExchangeRate:
    return ExchangeRate(
        id=new_id("ExchangeRate"),
        base_currency=base,
        currency=currency,
        valid_from=day,
        rate=rate,
    )


async def setting(
    database: Database,
    currency: str,
    day: date,
    rate: str,
    expected_version: int | None = None,
    **given: Any,
) -> RateWasSet | Refused:
    command = RateCommand(currency, day, Decimal(rate))
    return await setting_rate(database, command, expected_version, **given)


@pytest.mark.parametrize("expected_version", [None, 0])
async def test_given_none_for_that_day_when_set_then_a_row_comes(
    database: Database, expected_version: int | None
) -> None:
    await store(
        database,
        known("JPY", date(2026, 4, 30), 9),
        known("JPY", date(2026, 5, 2), 9),
        known("EUR", DAY, 9),
        known("JPY", DAY, 8, base="EUR"),
    )
    before = await dump(database)

    outcome = await setting(database, "JPY", DAY, "0.00663345", expected_version=expected_version)

    assert isinstance(outcome, RateWasSet)
    found = changes(before, await dump(database))
    row = {"base_currency": "USD", "currency": "JPY", "valid_from": DAY, "rate": 66_334_500}
    assert found == Changes(
        added={
            "exchange_rate": [{"id": outcome.rate_id, "version": 1, **row}],
            "event": found.added["event"],
        }
    )
    assert events(found) == [event("ExchangeRateSet", exchange_rate_id=outcome.rate_id)]


@pytest.mark.parametrize("expected_version", [None, 1])
async def test_given_one_for_that_day_when_set_then_it_is_replaced_and_keeps_its_id(
    database: Database, expected_version: int | None
) -> None:
    present = known("JPY", DAY, 5)
    await store(database, present, known("JPY", date(2026, 5, 2), 6))
    before = await dump(database)

    outcome = await setting(database, "JPY", DAY, "100000000", expected_version=expected_version)

    assert outcome == RateWasSet(present.id)
    found = changes(before, await dump(database))
    assert found == Changes(
        added={"event": found.added["event"]},
        changed={"exchange_rate": {present.id: {"rate": 10**18, "version": 2}}},
        fields=[(present.id, 2, "rate", "0.0000000005", "100000000")],
    )
    assert events(found) == [event("ExchangeRateSet", exchange_rate_id=present.id)]


@pytest.mark.parametrize("expected_version", [None, 1])
async def test_given_the_same_rate_when_set_then_nothing_happens(
    database: Database, expected_version: int | None
) -> None:
    present = known("JPY", DAY, 70_000_000)
    await store(database, present)
    before = await dump(database)

    outcome = await setting(database, "JPY", DAY, "0.00700", expected_version=expected_version)

    assert outcome == RateWasSet(present.id)
    assert await dump(database) == before


@pytest.mark.parametrize("expected_version", [-1, 0, 1, 4])
async def test_given_another_version_then_it_says_what_was_changed_since(
    database: Database, expected_version: int
) -> None:
    first = await setting(database, "JPY", DAY, "1")
    await setting(database, "JPY", DAY, "2")
    await setting(database, "JPY", DAY, "3")
    assert isinstance(first, RateWasSet)
    before = await dump(database)

    # The one that is there already, too: that nothing would change doesn't make it the same.
    for rate in ("3", "4"):
        outcome = await setting(database, "JPY", DAY, rate, expected_version=expected_version)

        changed = () if expected_version == 4 else ("rate",)
        path = ("input", "expectedVersion")
        conflict = RecordVersionConflict(path, first.rate_id, expected_version, 3, changed)
        assert outcome == Refused((conflict,))
    assert await dump(database) == before


@pytest.mark.parametrize("expected_version", [-1, 1])
async def test_given_none_for_that_day_and_a_version_is_expected_then_there_is_nothing_to_replace(
    database: Database, expected_version: int
) -> None:
    await store(
        database,
        known("JPY", date(2026, 4, 30), 9),
        known("EUR", DAY, 9),
        known("JPY", DAY, 8, base="EUR"),
    )
    before = await dump(database)

    outcome = await setting(database, "JPY", DAY, "1", expected_version=expected_version)
    missing = RateNotFound(("input", "expectedVersion"), "JPY", DAY)

    assert outcome == Refused((missing,))
    assert await dump(database) == before


async def test_given_a_conflict_and_a_fault_then_both_are_said(database: Database) -> None:
    present = known("JPY", DAY, 5)
    await store(database, present)
    before = await dump(database)

    outcome = await setting(database, "JPY", DAY, "0", expected_version=7)

    assert outcome == Refused(
        (
            RecordVersionConflict(("input", "expectedVersion"), present.id, 7, 1),
            InvalidInput(("input", "rate"), Problem.NOT_POSITIVE),
        )
    )
    assert await dump(database) == before


@pytest.mark.parametrize("currency", ["JPY", "EUR"])
async def test_a_dry_run_writes_nothing(database: Database, currency: str) -> None:
    present = known("JPY", DAY, 5)
    await store(database, present)
    before = await dump(database)

    outcome = await setting(database, currency, DAY, "1", dry_run=True)

    assert isinstance(outcome, RateWasSet)
    assert (outcome.rate_id == present.id) == (currency == "JPY")
    assert await dump(database) == before


async def test_given_faults_when_set_then_all_are_said_and_nothing_is_written(
    database: Database,
) -> None:
    before = await dump(database)

    outcome = await setting(database, "yen", DAY, "0.00000000001")
    of_the_base = await setting(database, "JPY", DAY, "1", base="JPY")

    assert outcome == Refused(
        (
            InvalidInput(("input", "currency"), Problem.UNKNOWN_CURRENCY),
            InvalidInput(("input", "rate"), Problem.TOO_MANY_DECIMALS, "10"),
        )
    )
    assert of_the_base == Refused(
        (InvalidInput(("input", "currency"), Problem.BASE_CURRENCY),),
    )
    assert await dump(database) == before


@pytest.mark.parametrize("years", [1, 20])
async def test_many_are_set_by_two_statements_new_ones_and_known_ones(
    database: Database, years: int
) -> None:
    """And one event for each that isn't as it was, in the order of the kinds: new ones first."""
    other, last = known("JPY", date(2026, 1, 1), 5), known("JPY", date(2026, 3, 1), 5)
    same = known("JPY", date(2026, 2, 1), 2 * 10**10)
    of_another_base = known("JPY", date(2026, 4, 1), 5, base="EUR")
    await store(database, other, same, last, of_another_base)
    before = await dump(database)
    commands: dict[tuple[str, ...], RateCommand] = {
        (str(year), str(month)): RateCommand("JPY", date(year, month, 1), Decimal(month))
        for year in range(2026, 2026 + years)
        for month in range(1, 13)
    }

    with round_trips(database) as sent:
        outcome = await act(database, lambda work: set_exchange_rates(work, STOCK, commands))

    assert outcome == RatesWereSet()
    found = changes(before, await dump(database))
    new = found.added["exchange_rate"]
    assert len(new) == 12 * years - 3
    assert {row["version"] for row in new} == {1}
    assert found.changed == {
        "exchange_rate": {
            other.id: {"rate": 10**10, "version": 2},
            last.id: {"rate": 3 * 10**10, "version": 2},
        }
    }
    assert sorted(found.fields) == sorted(
        [
            (other.id, 2, "rate", "0.0000000005", "1"),
            (last.id, 2, "rate", "0.0000000005", "3"),
        ]
    )
    told = sorted(each["payload"]["exchangeRateId"] for each in events(found))
    assert told == sorted([*(row["id"] for row in new), other.id, last.id])
    # On PostgreSQL: BEGIN, the lock, the facts, what is new, what is another and the events,
    # COMMIT. On SQLite nothing is locked, and each table has a statement of its own.
    assert [len(message) for message in sent] == ([7] if database.is_sqlite else [1] * 6)


async def test_many_that_are_there_already_change_nothing(database: Database) -> None:
    commands: dict[tuple[str, ...], RateCommand] = {
        (code,): RateCommand(code, DAY, Decimal(3)) for code in ("JPY", "EUR")
    }
    await act(database, lambda work: set_exchange_rates(work, STOCK, commands))
    before = await dump(database)

    outcome = await act(database, lambda work: set_exchange_rates(work, STOCK, commands))

    assert outcome == RatesWereSet()
    assert await dump(database) == before


async def test_given_nothing_to_set_then_nothing_happens(database: Database) -> None:
    before = await dump(database)

    assert await act(database, lambda work: set_exchange_rates(work, STOCK, {})) == RatesWereSet()

    assert await dump(database) == before


async def test_given_the_same_day_set_at_the_same_time_then_one_row_is_left(
    database: Database,
) -> None:
    outcomes = await asyncio.gather(
        *(setting(database, "JPY", DAY, str(number)) for number in range(1, 9))
    )

    (rate_id,) = {outcome.rate_id for outcome in outcomes if isinstance(outcome, RateWasSet)}
    rows = (await dump(database))["exchange_rate"].values()
    of_that_day = [(row["id"], row["version"]) for row in rows if row["valid_from"] == DAY]
    assert of_that_day == [(rate_id, 8)]


# ── what a close keeps ──────────────────────────────────────────────────────────────────────────


async def rate_kept(database: Database, currency: str, **given: Any) -> tuple[Any, Any]:
    """The rate and the base currency of the close of an opportunity in this currency."""
    deal = opportunity(currency=currency)
    await store(database, deal)
    outcome = await closing(database, deal.id, **given)
    assert isinstance(outcome, OpportunityWasClosed)
    close = (await dump(database))["opportunity_close"][outcome.close_id]
    return close["exchange_rate"], close["base_currency"]


async def test_a_close_keeps_the_latest_rate_that_is_not_after_its_day(database: Database) -> None:
    await store(
        database,
        known("JPY", date(2026, 1, 1), 11),
        known("JPY", DAY, 12),
        known("JPY", date(2026, 5, 3), 13),
        known("JPY", DAY, 99, base="EUR"),
        known("KWD", DAY, 98),
    )

    for day, rate in {
        date(2026, 4, 30): 11,
        DAY: 12,
        date(2026, 5, 2): 12,
        date(2026, 5, 3): 13,
    }.items():
        assert await rate_kept(database, "JPY", actual_close_date=day) == (rate, "USD")
    assert await rate_kept(database, "JPY") == (13, "USD")
    assert await rate_kept(database, "USD") == (10**10, "USD")
    too_early = date(2025, 12, 31)
    assert await rate_kept(database, "JPY", actual_close_date=too_early) == (None, None)
    assert await rate_kept(database, "EUR") == (None, None)


async def test_the_base_currency_is_the_setting_s(database: Database) -> None:
    await store(database, known("JPY", DAY, 11), known("USD", DAY, 150 * 10**10, base="JPY"))

    assert await rate_kept(database, "JPY", settings=IN_YEN) == (10**10, "JPY")
    assert await rate_kept(database, "USD", settings=IN_YEN) == (150 * 10**10, "JPY")
    assert await rate_kept(database, "EUR", settings=IN_YEN) == (None, None)


async def test_a_rate_that_is_replaced_afterwards_changes_no_close(database: Database) -> None:
    await store(database, known("JPY", DAY, 11))
    await rate_kept(database, "JPY")
    before = await dump(database)

    await setting(database, "JPY", DAY, "2")

    assert [*changes(before, await dump(database)).changed] == ["exchange_rate"]


async def test_an_imported_close_keeps_the_rate_of_its_own_day(database: Database) -> None:
    await store(database, known("JPY", date(2020, 1, 1), 7), known("JPY", date(2021, 1, 1), 8))

    def imported(number: int, currency: str, day: date) -> ImportedOpportunity:
        return ImportedOpportunity(
            str(number),
            "Deal",
            "Ann",
            currency,
            OpportunityStage.CLOSE,
            close=CloseRequest(
                OpportunityOutcome.WON, actual_close_date=day, actual_revenue=Decimal(1)
            ),
        )

    batch = [
        imported(1, "JPY", date(2020, 12, 31)),
        imported(2, "JPY", date(2021, 1, 1)),
        imported(3, "JPY", date(2019, 1, 1)),
        imported(4, "USD", date(2019, 1, 1)),
        imported(5, "EUR", date(2021, 1, 1)),
    ]
    references = References({"Ann": ACTOR.user_id}, {}, {})

    async def script(work: UnitOfWork) -> Any:
        return await import_opportunities(work, STOCK, "elsewhere", batch, references)

    done = await act(database, script)

    closes = (await dump(database))["opportunity_close"].values()
    kept = {
        row["opportunity_id"]: (row["exchange_rate"], row["base_currency"])
        for row in closes
        if row["source"] == "elsewhere"
    }
    assert [kept[done.ids[str(number)]] for number in range(1, 6)] == [
        (7, "USD"),
        (8, "USD"),
        (None, None),
        (10**10, "USD"),
        (None, None),
    ]
