"""Two calls at once that set the same exchange rate: they are made one after the other.

A rate that isn't there yet can't be locked by its id, so all of them are, by their name. Without
the lock a race goes wrong, which the last test shows.
"""

from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from db.database import Database
from db.writes.unit_of_work import UnitOfWork
from domain.actor import SYSTEM
from domain.rates import PAR
from services.rates import RateCommand, set_exchange_rate, set_exchange_rates
from services.settings import BusinessSettings
from tests.db.rivals import race, rivals, words
from tests.services.dump import changes, dump

pytestmark = pytest.mark.anyio

RACES = 60
SETTINGS = BusinessSettings()
FIRST = date(2026, 1, 1)
ONE_WINS = {("RateWasSet", "RecordVersionConflict"), ("RecordVersionConflict", "RateWasSet")}

Call = Callable[[Database], Awaitable[object]]


@pytest.fixture
async def databases(database_url: str) -> AsyncIterator[Sequence[Database]]:
    async with rivals(database_url) as opened:
        yield opened


def setting(day: date, rate: int, expected_version: int | None = None) -> Call:
    async def script(work: UnitOfWork) -> object:
        command = RateCommand("JPY", day, Decimal(rate))
        return await set_exchange_rate(work, SETTINGS, command, expected_version)

    return lambda database: database.transact(SYSTEM, script)


def setting_all(days: Sequence[date], rate: int) -> Call:
    commands: dict[tuple[str, ...], RateCommand] = {
        (str(place),): RateCommand("JPY", day, Decimal(rate)) for place, day in enumerate(days)
    }

    async def script(work: UnitOfWork) -> object:
        return await set_exchange_rates(work, SETTINGS, commands)

    return lambda database: database.transact(SYSTEM, script)


async def of_day(database: Database, day: date) -> Mapping[str, Any]:
    """The one row of a day."""
    rows = (await dump(database))["exchange_rate"].values()
    (row,) = [row for row in rows if row["valid_from"] == day]
    return row


async def test_given_none_set_twice_at_once_then_one_replaces_the_other(
    databases: Sequence[Database],
) -> None:
    seen: Counter[int] = Counter()

    for number in range(RACES):
        day = FIRST + timedelta(days=number)
        before = await dump(databases[0])

        answers = await race(databases, [setting(day, 1), setting(day, 2)], number)

        assert words(answers) == ("RateWasSet", "RateWasSet")
        assert answers[0] == answers[1]
        found = changes(before, await dump(databases[0]))
        (row,) = found.added["exchange_rate"]
        last = row["rate"] // PAR
        assert (row["version"], len(found.added["event"])) == (2, 2)
        assert found.fields == [(row["id"], 2, "rate", str(3 - last), str(last))]
        seen[last] += 1

    assert set(seen) == {1, 2}


async def test_given_none_and_none_expected_twice_at_once_then_one_is_a_conflict(
    databases: Sequence[Database],
) -> None:
    seen: Counter[tuple[str, ...]] = Counter()

    for number in range(RACES):
        day = FIRST + timedelta(days=number)
        calls = [setting(day, rate, expected_version=0) for rate in (1, 2)]

        answers = words(await race(databases, calls, number))

        seen[answers] += 1
        row = await of_day(databases[0], day)
        winner = 1 if answers[0] == "RateWasSet" else 2
        assert (row["rate"] // PAR, row["version"]) == (winner, 1)

    assert set(seen) == ONE_WINS


async def test_given_one_version_expected_twice_at_once_then_one_is_a_conflict(
    databases: Sequence[Database],
) -> None:
    seen: Counter[tuple[str, ...]] = Counter()

    for number in range(RACES):
        day = FIRST + timedelta(days=number)
        await setting(day, 9)(databases[0])
        calls = [setting(day, rate, expected_version=1) for rate in (1, 2)]

        answers = words(await race(databases, calls, number))

        seen[answers] += 1
        row = await of_day(databases[0], day)
        winner = 1 if answers[0] == "RateWasSet" else 2
        assert (row["rate"] // PAR, row["version"]) == (winner, 2)

    assert set(seen) == ONE_WINS


async def test_given_two_files_at_once_in_opposite_order_then_one_replaces_all_of_the_other(
    databases: Sequence[Database],
) -> None:
    seen: Counter[int] = Counter()

    for number in range(RACES // 4):
        days = [FIRST + timedelta(days=20 * number + place) for place in range(20)]
        before = await dump(databases[0])
        calls = [setting_all(days, 1), setting_all(days[::-1], 2)]

        answers = words(await race(databases, calls, number))

        assert answers == ("RatesWereSet", "RatesWereSet")
        found = changes(before, await dump(databases[0]))
        rows = found.added["exchange_rate"]
        assert len(rows) == 20
        ((rate, version),) = {(row["rate"] // PAR, row["version"]) for row in rows}
        assert version == 2
        assert len(found.added["event"]) == 40
        seen[rate] += 1

    assert set(seen) == {1, 2}


async def test_given_no_lock_on_postgresql_then_both_win(
    databases: Sequence[Database], monkeypatch: pytest.MonkeyPatch
) -> None:
    """What the lock is for: SQLite has one writer, and needs none."""
    if databases[0].is_sqlite:
        pytest.skip("there is nothing to take away")

    async def nothing(_work: UnitOfWork, _name: str) -> None:
        pass

    monkeypatch.setattr(UnitOfWork, "lock", nothing)
    lost = 0

    for number in range(RACES):
        day = FIRST + timedelta(days=number)
        await setting(day, 9)(databases[0])
        calls = [setting(day, rate, expected_version=1) for rate in (1, 2)]
        lost += words(await race(databases, calls, number)) == ("RateWasSet", "RateWasSet")

    assert lost > 0
