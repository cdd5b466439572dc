"""Status reasons that are retired and brought back, and which one is the default."""

import pytest

from db.database import Database
from domain.lifecycle import OpportunityOutcome, OpportunityState
from domain.refusals import (
    InvalidStatusReason,
    NotFound,
    RecordVersionConflict,
    Refused,
    StatusReasonIsDefault,
    StatusReasonIsReserved,
    StatusReasonIsRetired,
)
from services.master_data import RecordWasWritten, update_record
from services.status_reasons import (
    STATUS_REASON,
    DefaultWasSet,
    reinstate_status_reason,
    retire_status_reason,
    set_default_status_reason,
)
from tests.factories import OPPORTUNITY_REASONS, QUOTE_REASONS, opportunity, store
from tests.services.calls import ReasonScript, changing_reason, closing
from tests.services.dump import changes, dump, event, events

pytestmark = pytest.mark.anyio

LOST, OUT_SOLD = OPPORTUNITY_REASONS["LOST", "CANCELED"], OPPORTUNITY_REASONS["LOST", "OUT_SOLD"]
REVISED = QUOTE_REASONS["CLOSED", "REVISED"]
NONE = "srs_7zzzzzzzzzzzzzzzzzzzzzzzzz"
HERE = ("input", "statusReasonId")

SCRIPTS: list[ReasonScript] = [
    retire_status_reason,
    reinstate_status_reason,
    set_default_status_reason,
    lambda work, reason_id, version: update_record(work, STATUS_REASON, reason_id, {}, version),
]


# ── retire and bring back ───────────────────────────────────────────────────────────────────────


async def test_given_a_reason_in_use_when_retired_then_it_stays_there_and_cant_be_chosen(
    database: Database,
) -> None:
    deal, other = opportunity(), opportunity()
    await store(database, deal, other)
    await closing(database, deal.id, OpportunityOutcome.LOST, status_reason_code="OUT_SOLD")
    before = await dump(database)

    outcome = await changing_reason(database, retire_status_reason, OUT_SOLD)

    assert outcome == RecordWasWritten(OUT_SOLD)
    found = changes(before, await dump(database))
    assert found.changed == {"status_reason": {OUT_SOLD: {"version": 2, "is_active": False}}}
    assert events(found) == [event("StatusReasonRetired", status_reason_id=OUT_SOLD)]
    refused = await closing(
        database, other.id, OpportunityOutcome.LOST, status_reason_code="OUT_SOLD"
    )
    assert refused == Refused(
        (
            InvalidStatusReason(
                ("input", "statusReasonCode"), "OUT_SOLD", OpportunityState.LOST, (LOST,)
            ),
        )
    )


async def test_given_a_retired_one_when_brought_back_then_it_is_as_before_but_for_the_version(
    database: Database,
) -> None:
    await changing_reason(database, retire_status_reason, OUT_SOLD)
    before = await dump(database)

    outcome = await changing_reason(database, reinstate_status_reason, OUT_SOLD, 2)

    assert outcome == RecordWasWritten(OUT_SOLD)
    found = changes(before, await dump(database))
    assert found.changed == {"status_reason": {OUT_SOLD: {"version": 3, "is_active": True}}}
    assert events(found) == [event("StatusReasonReinstated", status_reason_id=OUT_SOLD)]


async def test_given_a_retired_default_by_hand_when_brought_back_then_there_is_still_one(
    database: Database,
) -> None:
    async with database.writer.begin() as connection:
        await connection.exec_driver_sql(
            f"UPDATE status_reason SET is_active = false, is_default = true WHERE id = '{OUT_SOLD}'"
        )

    assert await changing_reason(database, reinstate_status_reason, OUT_SOLD) == RecordWasWritten(
        OUT_SOLD
    )

    row = (await dump(database))["status_reason"][OUT_SOLD]
    assert (row["is_active"], row["is_default"]) == (True, False)


async def test_given_it_is_so_already_then_nothing_happens(database: Database) -> None:
    await changing_reason(database, retire_status_reason, OUT_SOLD)
    before = await dump(database)

    assert await changing_reason(database, retire_status_reason, OUT_SOLD) == RecordWasWritten(
        OUT_SOLD
    )
    assert await changing_reason(database, reinstate_status_reason, LOST) == RecordWasWritten(LOST)
    assert await changing_reason(database, set_default_status_reason, LOST) == DefaultWasSet(
        LOST, None
    )
    assert await dump(database) == before


@pytest.mark.parametrize("default", [LOST, OPPORTUNITY_REASONS["WON", "WON"]])
async def test_given_a_default_then_it_cant_be_retired(database: Database, default: str) -> None:
    before = await dump(database)

    outcome = await changing_reason(database, retire_status_reason, default)

    assert outcome == Refused((StatusReasonIsDefault(HERE, default),))
    assert await dump(database) == before


# ── the default ─────────────────────────────────────────────────────────────────────────────────


async def test_given_another_default_then_it_takes_the_place_and_is_what_closing_takes(
    database: Database,
) -> None:
    deal = opportunity()
    await store(database, deal)
    before = await dump(database)

    outcome = await changing_reason(database, set_default_status_reason, OUT_SOLD, 1)

    assert outcome == DefaultWasSet(OUT_SOLD, LOST)
    found = changes(before, await dump(database))
    assert found.changed == {
        "status_reason": {
            LOST: {"version": 2, "is_default": False},
            OUT_SOLD: {"version": 2, "is_default": True},
        }
    }
    assert events(found) == [
        event("DefaultStatusReasonSet", status_reason_id=OUT_SOLD, former_id=LOST)
    ]
    await closing(database, deal.id, OpportunityOutcome.LOST)
    assert (await dump(database))["opportunity"][deal.id]["status_reason_id"] == OUT_SOLD
    assert await changing_reason(database, retire_status_reason, LOST) == RecordWasWritten(LOST)


async def test_given_reasons_that_cant_be_the_default_then_each_is_refused(
    database: Database,
) -> None:
    await changing_reason(database, retire_status_reason, OUT_SOLD)
    before = await dump(database)

    retired = await changing_reason(database, set_default_status_reason, OUT_SOLD)
    reserved = await changing_reason(database, set_default_status_reason, REVISED)
    kept = await changing_reason(database, retire_status_reason, REVISED)

    assert retired == Refused((StatusReasonIsRetired(HERE, OUT_SOLD),))
    assert reserved == kept == Refused((StatusReasonIsReserved(HERE, REVISED),))
    assert await dump(database) == before


# ── all of them ─────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("script", SCRIPTS)
@pytest.mark.parametrize("identifier", [NONE, "opp_00000000000000000000000001", "", "srs_\0"])
async def test_given_no_such_reason_then_it_is_not_found(
    database: Database, script: ReasonScript, identifier: str
) -> None:
    before = await dump(database)

    outcome = await changing_reason(database, script, identifier, 9)

    assert outcome == Refused((NotFound(HERE, identifier),))
    assert await dump(database) == before


@pytest.mark.parametrize("script", SCRIPTS)
async def test_given_another_version_then_the_conflict_is_said_first(
    database: Database, script: ReasonScript
) -> None:
    before = await dump(database)

    outcome = await changing_reason(database, script, REVISED, 9)

    assert isinstance(outcome, Refused)
    assert outcome.reasons[0] == RecordVersionConflict(("input", "expectedVersion"), REVISED, 9, 1)
    assert await dump(database) == before
