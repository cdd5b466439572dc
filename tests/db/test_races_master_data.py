"""Two calls at once on what opportunities point at: they are made one after the other.

Without the lock each of these races goes wrong, which the last tests show.
"""

from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from functools import partial

import pytest

from db.database import Database
from db.ids import new_id
from db.tables import Competitor, StatusReason
from db.writes.unit_of_work import UnitOfWork
from domain.actor import SYSTEM
from domain.lifecycle import OpportunityState
from services.master_data import ACCOUNT, COMPETITOR, update_record
from services.status_reasons import (
    create_status_reason,
    retire_status_reason,
    set_default_status_reason,
)
from tests.db.rivals import race, rivals, words
from tests.factories import OPPORTUNITY_REASONS, account, store
from tests.services.dump import dump

pytestmark = pytest.mark.anyio

RACES = 60
CANCELED = OPPORTUNITY_REASONS["LOST", "CANCELED"]
OUT_SOLD = OPPORTUNITY_REASONS["LOST", "OUT_SOLD"]

Script = Callable[[UnitOfWork], Awaitable[object]]


@pytest.fixture
async def databases(database_url: str) -> AsyncIterator[Sequence[Database]]:
    async with rivals(database_url) as opened:
        yield opened


def running(script: Script) -> Callable[[Database], Awaitable[object]]:
    return lambda database: database.transact(SYSTEM, script)


async def defaults(database: Database) -> list[str]:
    """The active defaults of LOST; there has to be one at every moment."""
    rows = (await dump(database))["status_reason"].values()
    return [
        row["id"]
        for row in rows
        if row["opportunity_state"] == "LOST" and row["is_default"] and row["is_active"]
    ]


def default(reason_id: str) -> Script:
    return lambda work: set_default_status_reason(work, reason_id)


async def test_given_two_new_defaults_at_once_then_one_of_them_is_it(
    databases: Sequence[Database],
) -> None:
    own = StatusReason(
        id=new_id("StatusReason"),
        opportunity_state=OpportunityState.LOST,
        code="OWN",
        position=99,
        label_en="Own",
    )
    await store(databases[0], own)
    seen: Counter[str] = Counter()
    versions = 3

    for number in range(RACES):
        await databases[0].transact(SYSTEM, default(CANCELED))
        calls = [running(default(each)) for each in (OUT_SOLD, own.id)]

        answers = await race(databases, calls, number)

        assert words(answers) == ("DefaultWasSet", "DefaultWasSet")
        (found,) = await defaults(databases[0])
        seen[found] += 1
        # Each of the two moves the flag, from one that loses it to one that gets it.
        versions += 4 + (2 if number else 0)
        rows = (await dump(databases[0]))["status_reason"].values()
        present = sum(row["version"] for row in rows if row["opportunity_state"] == "LOST")
        assert present == versions

    assert set(seen) == {OUT_SOLD, own.id}


async def test_given_a_reason_made_the_default_and_retired_at_once_then_one_is_refused(
    databases: Sequence[Database],
) -> None:
    seen: Counter[tuple[str, ...]] = Counter()

    for number in range(RACES):
        calls = [
            running(default(OUT_SOLD)),
            running(lambda work: retire_status_reason(work, OUT_SOLD)),
        ]

        answers = await race(databases, calls, number)

        seen[words(answers)] += 1
        assert len(await defaults(databases[0])) == 1
        async with databases[0].writer.begin() as connection:
            for flags, reason_id in (
                ("is_active = true, is_default = false", OUT_SOLD),
                ("is_default = true", CANCELED),
            ):
                await connection.exec_driver_sql(
                    f"UPDATE status_reason SET {flags} WHERE id = '{reason_id}'"
                )

    assert set(seen) == {
        ("DefaultWasSet", "StatusReasonIsDefault"),
        ("StatusReasonIsRetired", "RecordWasWritten"),
    }


async def test_given_one_code_twice_at_once_then_it_is_there_once(
    databases: Sequence[Database],
) -> None:
    seen: Counter[tuple[str, ...]] = Counter()

    for number in range(RACES):

        async def script(work: UnitOfWork, code: str = f"CODE_{number}") -> object:
            return await create_status_reason(work, OpportunityState.LOST, code, {"label_en": "X"})

        seen[words(await race(databases, [running(script)] * 2, number))] += 1

    assert set(seen) == {
        ("RecordWasWritten", "StatusReasonExists"),
        ("StatusReasonExists", "RecordWasWritten"),
    }
    rows = (await dump(databases[0]))["status_reason"].values()
    positions = [row["position"] for row in rows]
    assert len(set(positions)) == len(positions) == 12 + RACES


def below(account_id: str, parent_id: str) -> Script:
    return lambda work: update_record(work, ACCOUNT, account_id, {"parent_id": parent_id})


async def test_given_two_accounts_put_below_one_another_s_units_at_once_then_one_is_refused(
    databases: Sequence[Database],
) -> None:
    seen: Counter[tuple[str, ...]] = Counter()

    for number in range(RACES):
        one, other = account(), account()
        unit, other_unit = account(parent_id=one.id), account(parent_id=other.id)
        await store(databases[0], one, other, unit, other_unit)
        calls = [running(below(one.id, other_unit.id)), running(below(other.id, unit.id))]

        seen[words(await race(databases, calls, number))] += 1

    assert set(seen) == {
        ("RecordWasWritten", "InvalidInput"),
        ("InvalidInput", "RecordWasWritten"),
    }


async def test_given_one_version_expected_twice_at_once_then_one_is_a_conflict(
    databases: Sequence[Database],
) -> None:
    seen: Counter[tuple[str, ...]] = Counter()

    for number in range(RACES):
        rival = Competitor(id=new_id("Competitor"), name="Old", name_folded="old")
        await store(databases[0], rival)
        calls = [
            running(partial(_rename, competitor_id=rival.id, name=name)) for name in ("A", "B")
        ]

        answers = words(await race(databases, calls, number))

        seen[answers] += 1
        row = (await dump(databases[0]))["competitor"][rival.id]
        winner = "A" if answers[0] == "RecordWasWritten" else "B"
        assert (row["name"], row["version"]) == (winner, 2)

    assert set(seen) == {
        ("RecordWasWritten", "RecordVersionConflict"),
        ("RecordVersionConflict", "RecordWasWritten"),
    }


async def _rename(work: UnitOfWork, competitor_id: str, name: str) -> object:
    return await update_record(work, COMPETITOR, competitor_id, {"name": name}, 1)


async def test_given_no_lock_on_postgresql_then_accounts_end_up_below_themselves(
    databases: Sequence[Database], monkeypatch: pytest.MonkeyPatch
) -> None:
    """What the lock is for: SQLite has one writer, and needs none."""
    if databases[0].is_sqlite:
        pytest.skip("there is nothing to take away")

    async def nothing(_work: UnitOfWork, _name: str) -> None:
        pass

    monkeypatch.setattr(UnitOfWork, "lock", nothing)
    circles = 0

    for number in range(RACES):
        one, other = account(), account()
        await store(databases[0], one, other)
        calls = [running(below(one.id, other.id)), running(below(other.id, one.id))]
        circles += words(await race(databases, calls, number)) == (
            "RecordWasWritten",
            "RecordWasWritten",
        )

    assert circles > 0
