"""Status reasons are added and renamed."""

from typing import Any

import pytest

from db.database import Database
from domain.lifecycle import OpportunityOutcome, OpportunityState, QuoteState
from domain.refusals import (
    InvalidInput,
    Problem,
    Refusal,
    Refused,
    StatusReasonExists,
)
from services.closing import OpportunityWasClosed
from services.master_data import RecordWasWritten
from services.status_reasons import (
    STATUS_REASON,
)
from tests.factories import OPPORTUNITY_REASONS, QUOTE_REASONS, opportunity, store
from tests.services.calls import adding_reason, closing, updating
from tests.services.dump import Changes, changes, dump, event, events

pytestmark = pytest.mark.anyio

LOST, OUT_SOLD = OPPORTUNITY_REASONS["LOST", "CANCELED"], OPPORTUNITY_REASONS["LOST", "OUT_SOLD"]
REVISED = QUOTE_REASONS["CLOSED", "REVISED"]


# ── create ──────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("state", [OpportunityState.WON, QuoteState.WON])
async def test_given_a_new_code_then_it_comes_after_all_others_and_is_no_default(
    database: Database, state: OpportunityState | QuoteState
) -> None:
    before = await dump(database)

    outcome = await adding_reason(database, state=state, label_ja=" 予算なし ")

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
    added = await adding_reason(database)

    lost = await closing(database, deal.id, OpportunityOutcome.LOST, status_reason_code="NO_BUDGET")
    won = await closing(database, other.id, status_reason_code="NO_BUDGET")

    assert isinstance(added, RecordWasWritten)
    assert isinstance(lost, OpportunityWasClosed)
    assert isinstance(won, Refused)
    rows = (await dump(database))["opportunity"]
    assert rows[deal.id]["status_reason_id"] == added.record_id


async def test_given_a_code_of_another_state_or_entity_then_it_is_free(database: Database) -> None:
    for state in (OpportunityState.WON, QuoteState.WON, QuoteState.CLOSED):
        assert isinstance(await adding_reason(database, "OUT_SOLD", state), RecordWasWritten)


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

    assert await adding_reason(database, code, **labels) == Refused((reason,))
    assert await dump(database) == before


async def test_given_all_is_wrong_then_all_is_said_in_order(database: Database) -> None:
    assert await adding_reason(database, "?", label_en="", label_ja="x" * 301) == Refused(
        (
            InvalidInput(("input", "code"), Problem.NOT_A_CODE),
            InvalidInput(("input", "labelEn"), Problem.BLANK),
            InvalidInput(("input", "labelJa"), Problem.TOO_LONG, "300"),
        )
    )


async def test_given_a_code_of_64_letters_then_it_is_taken(database: Database) -> None:
    assert isinstance(await adding_reason(database, "A" * 64), RecordWasWritten)


# ── rename ──────────────────────────────────────────────────────────────────────────────────────


async def test_given_one_label_then_the_other_and_the_code_stay(database: Database) -> None:
    before = await dump(database)

    outcome = await updating(database, STATUS_REASON, REVISED, label_ja="改訂")

    assert outcome == RecordWasWritten(REVISED)
    found = changes(before, await dump(database))
    assert found.changed == {"status_reason": {REVISED: {"version": 2, "label_ja": "改訂"}}}
    assert events(found) == [event("StatusReasonRenamed", status_reason_id=REVISED)]
    assert set(found.added) == {"event"}


async def test_given_null_then_only_the_japanese_label_can_be_taken_away(
    database: Database,
) -> None:
    assert await updating(database, STATUS_REASON, LOST, label_ja=None) == RecordWasWritten(LOST)
    before = await dump(database)
    assert before["status_reason"][LOST]["label_ja"] is None

    assert await updating(database, STATUS_REASON, LOST, label_en=None) == Refused(
        (InvalidInput(("input", "labelEn"), Problem.NULL),)
    )
    assert await dump(database) == before


async def test_given_the_same_labels_then_nothing_happens(database: Database) -> None:
    before = await dump(database)

    assert await updating(database, STATUS_REASON, LOST, label_en=" Canceled ") == RecordWasWritten(
        LOST
    )
    assert await dump(database) == before
