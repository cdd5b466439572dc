"""Status reasons are added, renamed, retired, brought back, and made the default."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from db.database import Database
from db.unit_of_work import UnitOfWork
from domain.lifecycle import OpportunityOutcome, OpportunityState, QuoteState
from domain.refusals import (
    InvalidInput,
    InvalidStatusReason,
    NotFound,
    Problem,
    RecordVersionConflict,
    Refusal,
    Refused,
    StatusReasonExists,
    StatusReasonIsDefault,
    StatusReasonIsReserved,
    StatusReasonIsRetired,
)
from services.closing import OpportunityWasClosed
from services.master_data import RecordWasWritten, update_record
from services.status_reasons import (
    STATUS_REASON,
    DefaultWasSet,
    create_status_reason,
    reinstate_status_reason,
    retire_status_reason,
    set_default_status_reason,
)
from tests.factories import OPPORTUNITY_REASONS, QUOTE_REASONS, opportunity, store
from tests.services.calls import act, closing
from tests.services.dump import Changes, changes, dump, events
from tests.services.test_master_data import event

pytestmark = pytest.mark.anyio

LOST, OUT_SOLD = OPPORTUNITY_REASONS["LOST", "CANCELED"], OPPORTUNITY_REASONS["LOST", "OUT_SOLD"]
REVISED = QUOTE_REASONS["CLOSED", "REVISED"]
NONE = "srs_7zzzzzzzzzzzzzzzzzzzzzzzzz"
HERE = ("input", "statusReasonId")
ENGLISH = {"label_en": "No budget"}

Script = Callable[[UnitOfWork, str, int | None], Awaitable[Any]]
SCRIPTS: list[Script] = [
    retire_status_reason,
    reinstate_status_reason,
    set_default_status_reason,
    lambda work, reason_id, version: update_record(work, STATUS_REASON, reason_id, {}, version),
]


async def adding(
    database: Database,
    code: str = "NO_BUDGET",
    state: OpportunityState | QuoteState = OpportunityState.LOST,
    *,
    dry_run: bool = False,
    **labels: Any,
) -> RecordWasWritten | Refused:
    return await act(
        database,
        lambda work: create_status_reason(work, state, code, ENGLISH | labels),
        dry_run=dry_run,
    )


async def doing(
    database: Database,
    script: Script,
    reason_id: str,
    expected_version: int | None = None,
    *,
    dry_run: bool = False,
) -> Any:
    return await act(
        database, lambda work: script(work, reason_id, expected_version), dry_run=dry_run
    )


async def renaming(database: Database, reason_id: str, **labels: Any) -> RecordWasWritten | Refused:
    return await act(database, lambda work: update_record(work, STATUS_REASON, reason_id, labels))


# ── create ──────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("state", [OpportunityState.WON, QuoteState.WON])
async def test_given_a_new_code_then_it_comes_after_all_others_and_is_no_default(
    database: Database, state: OpportunityState | QuoteState
) -> None:
    before = await dump(database)

    outcome = await adding(database, state=state, label_ja=" 予算なし ")

    assert isinstance(outcome, RecordWasWritten)
    found = changes(before, await dump(database))
    assert found == Changes(added={name: found.added[name] for name in ("status_reason", "event")})
    assert found.added["status_reason"] == [
        {
            "id": outcome.record_id,
            "version": 1,
            "opportunity_state": state if isinstance(state, OpportunityState) else None,
            "quote_state": state if isinstance(state, QuoteState) else None,
            "code": "NO_BUDGET",
            "position": 13,
            "is_default": False,
            "is_active": True,
            "label_en": "No budget",
            "label_ja": "予算なし",
        }
    ]
    assert events(found) == [event("StatusReasonCreated", status_reason_id=outcome.record_id)]


async def test_given_an_added_reason_then_it_can_be_chosen_in_its_state_alone(
    database: Database,
) -> None:
    deal, other = opportunity(), opportunity()
    await store(database, deal, other)
    added = await adding(database)

    lost = await closing(database, deal.id, OpportunityOutcome.LOST, status_reason_code="NO_BUDGET")
    won = await closing(database, other.id, status_reason_code="NO_BUDGET")

    assert isinstance(added, RecordWasWritten)
    assert isinstance(lost, OpportunityWasClosed)
    assert isinstance(won, Refused)
    rows = (await dump(database))["opportunity"]
    assert rows[deal.id]["status_reason_id"] == added.record_id


async def test_given_a_code_of_another_state_or_entity_then_it_is_free(database: Database) -> None:
    for state in (OpportunityState.WON, QuoteState.WON, QuoteState.CLOSED):
        assert isinstance(await adding(database, "OUT_SOLD", state), RecordWasWritten)


@pytest.mark.parametrize(
    ("code", "labels", "reason"),
    [
        ("OUT_SOLD", {}, StatusReasonExists(("input", "code"), OUT_SOLD)),
        ("CANCELED", {}, StatusReasonExists(("input", "code"), LOST)),
        ("REVISED", {}, InvalidInput(("input", "code"), Problem.RESERVED)),
        *(
            (code, {}, InvalidInput(("input", "code"), Problem.NOT_A_CODE))
            for code in ("", "no_budget", " A", "1ST", "_A", "É", "A-B", "A\n", "\0", "Ａ")  # noqa: RUF001
        ),
        ("A" * 65, {}, InvalidInput(("input", "code"), Problem.TOO_LONG, "64")),
        ("A", {"label_en": " "}, InvalidInput(("input", "labelEn"), Problem.BLANK)),
        ("A", {"label_en": "x" * 301}, InvalidInput(("input", "labelEn"), Problem.TOO_LONG, "300")),
        ("A", {"label_ja": "\0"}, InvalidInput(("input", "labelJa"), Problem.FORBIDDEN_CHARACTER)),
    ],
    ids=repr,
)
async def test_given_a_wrong_value_then_it_is_refused_and_nothing_changes(
    database: Database, code: str, labels: dict[str, Any], reason: Refusal
) -> None:
    before = await dump(database)

    assert await adding(database, code, **labels) == Refused((reason,))
    assert await dump(database) == before


async def test_given_all_is_wrong_then_all_is_said_in_order(database: Database) -> None:
    assert await adding(database, "?", label_en="", label_ja="x" * 301) == Refused(
        (
            InvalidInput(("input", "code"), Problem.NOT_A_CODE),
            InvalidInput(("input", "labelEn"), Problem.BLANK),
            InvalidInput(("input", "labelJa"), Problem.TOO_LONG, "300"),
        )
    )


async def test_given_a_code_of_64_letters_then_it_is_taken(database: Database) -> None:
    assert isinstance(await adding(database, "A" * 64), RecordWasWritten)


# ── rename ──────────────────────────────────────────────────────────────────────────────────────


async def test_given_one_label_then_the_other_and_the_code_stay(database: Database) -> None:
    before = await dump(database)

    outcome = await renaming(database, REVISED, label_ja="改訂")

    assert outcome == RecordWasWritten(REVISED)
    found = changes(before, await dump(database))
    assert found.changed == {"status_reason": {REVISED: {"version": 2, "label_ja": "改訂"}}}
    assert events(found) == [event("StatusReasonRenamed", status_reason_id=REVISED)]
    assert set(found.added) == {"event"}


async def test_given_null_then_only_the_japanese_label_can_be_taken_away(
    database: Database,
) -> None:
    assert await renaming(database, LOST, label_ja=None) == RecordWasWritten(LOST)
    before = await dump(database)
    assert before["status_reason"][LOST]["label_ja"] is None

    assert await renaming(database, LOST, label_en=None) == Refused(
        (InvalidInput(("input", "labelEn"), Problem.NULL),)
    )
    assert await dump(database) == before


async def test_given_the_same_labels_then_nothing_happens(database: Database) -> None:
    before = await dump(database)

    assert await renaming(database, LOST, label_en=" Canceled ") == RecordWasWritten(LOST)
    assert await dump(database) == before


# ── retire and bring back ───────────────────────────────────────────────────────────────────────


async def test_given_a_reason_in_use_when_retired_then_it_stays_there_and_cant_be_chosen(
    database: Database,
) -> None:
    deal, other = opportunity(), opportunity()
    await store(database, deal, other)
    await closing(database, deal.id, OpportunityOutcome.LOST, status_reason_code="OUT_SOLD")
    before = await dump(database)

    outcome = await doing(database, retire_status_reason, OUT_SOLD)

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
    await doing(database, retire_status_reason, OUT_SOLD)
    before = await dump(database)

    outcome = await doing(database, reinstate_status_reason, OUT_SOLD, 2)

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

    assert await doing(database, reinstate_status_reason, OUT_SOLD) == RecordWasWritten(OUT_SOLD)

    row = (await dump(database))["status_reason"][OUT_SOLD]
    assert (row["is_active"], row["is_default"]) == (True, False)


async def test_given_it_is_so_already_then_nothing_happens(database: Database) -> None:
    await doing(database, retire_status_reason, OUT_SOLD)
    before = await dump(database)

    assert await doing(database, retire_status_reason, OUT_SOLD) == RecordWasWritten(OUT_SOLD)
    assert await doing(database, reinstate_status_reason, LOST) == RecordWasWritten(LOST)
    assert await doing(database, set_default_status_reason, LOST) == DefaultWasSet(LOST, None)
    assert await dump(database) == before


@pytest.mark.parametrize("default", [LOST, OPPORTUNITY_REASONS["WON", "WON"]])
async def test_given_a_default_then_it_cant_be_retired(database: Database, default: str) -> None:
    before = await dump(database)

    outcome = await doing(database, retire_status_reason, default)

    assert outcome == Refused((StatusReasonIsDefault(HERE, default),))
    assert await dump(database) == before


# ── the default ─────────────────────────────────────────────────────────────────────────────────


async def test_given_another_default_then_it_takes_the_place_and_is_what_closing_takes(
    database: Database,
) -> None:
    deal = opportunity()
    await store(database, deal)
    before = await dump(database)

    outcome = await doing(database, set_default_status_reason, OUT_SOLD, 1)

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
    assert await doing(database, retire_status_reason, LOST) == RecordWasWritten(LOST)


async def test_given_reasons_that_cant_be_the_default_then_each_is_refused(
    database: Database,
) -> None:
    await doing(database, retire_status_reason, OUT_SOLD)
    before = await dump(database)

    retired = await doing(database, set_default_status_reason, OUT_SOLD)
    reserved = await doing(database, set_default_status_reason, REVISED)
    kept = await doing(database, retire_status_reason, REVISED)

    assert retired == Refused((StatusReasonIsRetired(HERE, OUT_SOLD),))
    assert reserved == kept == Refused((StatusReasonIsReserved(HERE, REVISED),))
    assert await dump(database) == before


# ── all of them ─────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("script", SCRIPTS)
@pytest.mark.parametrize("identifier", [NONE, "opp_00000000000000000000000001", "", "srs_\0"])
async def test_given_no_such_reason_then_it_is_not_found(
    database: Database, script: Script, identifier: str
) -> None:
    before = await dump(database)

    outcome = await doing(database, script, identifier, 9)

    assert outcome == Refused((NotFound(HERE, identifier),))
    assert await dump(database) == before


@pytest.mark.parametrize("script", SCRIPTS)
async def test_given_another_version_then_the_conflict_is_said_first(
    database: Database, script: Script
) -> None:
    before = await dump(database)

    outcome = await doing(database, script, REVISED, 9)

    assert isinstance(outcome, Refused)
    assert outcome.reasons[0] == RecordVersionConflict(("input", "expectedVersion"), REVISED, 9, 1)
    assert await dump(database) == before


async def test_given_a_rehearsal_then_nothing_is_written(database: Database) -> None:
    before = await dump(database)

    outcome = await doing(database, set_default_status_reason, OUT_SOLD, dry_run=True)
    retired = await doing(database, retire_status_reason, OUT_SOLD, dry_run=True)
    added = await adding(database, dry_run=True)

    assert outcome == DefaultWasSet(OUT_SOLD, LOST)
    assert retired == RecordWasWritten(OUT_SOLD)
    assert isinstance(added, RecordWasWritten)
    assert await dump(database) == before
