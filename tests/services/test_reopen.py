"""reopenOpportunity: exactly what it writes, and that nothing changes when it doesn't."""

from datetime import UTC, datetime, timedelta

import pytest

from db.database import Database
from domain.lifecycle import OpportunityOutcome, OpportunityState, QuoteState
from domain.refusals import (
    InvalidStatusReason,
    NotFound,
    OpportunityVersionConflict,
    Refused,
)
from services.closing import OpportunityWasClosed
from services.reopening import OpportunityIsOpen
from tests.conftest import NOW
from tests.factories import OPPORTUNITY_REASONS, closed, opportunity, quote, store
from tests.services.calls import ACTOR, closing, reopening
from tests.services.dump import changes, dump, event, events
from tests.services.shared import database_url  # noqa: F401

pytestmark = pytest.mark.anyio

WON, LOST = OpportunityOutcome.WON, OpportunityOutcome.LOST


@pytest.mark.parametrize("reason", [None, "IN_PROGRESS", "ON_HOLD"])
@pytest.mark.parametrize("result", [WON, LOST])
async def test_given_a_closed_opportunity_when_reopened_then_row_record_and_event_say_so(
    database: Database, result: OpportunityOutcome, reason: str | None
) -> None:
    deal, close = closed(result)
    won, lost, draft = (
        quote(deal, state) for state in (QuoteState.WON, QuoteState.CLOSED, QuoteState.DRAFT)
    )
    await store(database, deal, close, won, lost, draft)
    before = await dump(database)

    outcome = await reopening(database, deal.id, status_reason_code=reason, expected_version=2)

    assert outcome == OpportunityIsOpen(deal.id, close.id, was_open=False)
    found = changes(before, await dump(database))
    flag = {"opportunity_is_open": True}
    assert found.changed == {
        "opportunity": {
            deal.id: {
                "version": 3,
                "state": OpportunityState.OPEN,
                "is_open": True,
                "status_reason_id": OPPORTUNITY_REASONS["OPEN", reason or "IN_PROGRESS"],
                "actual_revenue": None,
                "actual_close_date": None,
                "updated_at": NOW,
            }
        },
        "quote": {won.id: flag, lost.id: flag, draft.id: flag},
    }
    assert found.added["opportunity_reopening"] == [
        {
            "close_id": close.id,
            "reopened_by_id": ACTOR.user_id,
            "reopened_at": NOW,
            "client": "tests",
        }
    ]
    assert events(found) == [
        event("OpportunityReopened", opportunity_id=deal.id, close_id=close.id)
    ]
    assert set(found.added) == {"opportunity_reopening", "event"}
    assert found.removed == {}


async def test_given_an_open_opportunity_when_reopened_then_it_succeeds_and_nothing_changes(
    database: Database,
) -> None:
    deal = opportunity()
    await store(database, deal)
    before = await dump(database)

    outcome = await reopening(database, deal.id, status_reason_code="ON_HOLD", expected_version=1)

    assert outcome == OpportunityIsOpen(deal.id, None, was_open=True)
    assert await dump(database) == before


@pytest.mark.parametrize("is_open", [False, True])
async def test_given_findings_when_reopened_then_all_are_said_and_nothing_changes(
    database: Database, *, is_open: bool
) -> None:
    deal, close = (opportunity(version=2), None) if is_open else closed(WON)
    await store(database, deal, *([close] if close else []))
    before = await dump(database)

    outcome = await reopening(database, deal.id, status_reason_code="WON", expected_version=0)

    valid = (OPPORTUNITY_REASONS["OPEN", "IN_PROGRESS"], OPPORTUNITY_REASONS["OPEN", "ON_HOLD"])
    reason = ("input", "statusReasonCode")
    assert outcome == Refused(
        (
            OpportunityVersionConflict(("input", "expectedVersion"), deal.id, 0, 2),
            InvalidStatusReason(reason, "WON", OpportunityState.OPEN, valid),
        )
    )
    assert await dump(database) == before


@pytest.mark.parametrize("opportunity_id", ["opp_00000000000000000000000099", "nonsense", "\0"])
async def test_given_an_id_that_names_no_opportunity_when_reopened_then_it_is_not_found(
    database: Database, opportunity_id: str
) -> None:
    before = await dump(database)

    outcome = await reopening(database, opportunity_id, status_reason_code="WON")

    assert outcome == Refused((NotFound(("input", "opportunityId"), opportunity_id),))
    assert await dump(database) == before


@pytest.mark.parametrize("seconds", [-3600, 0, 1], ids=["clock set back", "same instant", "later"])
async def test_given_it_is_closed_again_when_reopened_then_the_reopening_names_the_last_close(
    database: Database, seconds: int
) -> None:
    deal, first = closed(LOST, name="Twice")
    first.closed_at = datetime(2026, 11, 22, tzinfo=UTC)
    await store(database, deal, first)
    database.clock = lambda: first.closed_at
    await reopening(database, deal.id)
    database.clock = lambda: first.closed_at + timedelta(seconds=seconds)
    second = await closing(database, deal.id, WON)
    assert isinstance(second, OpportunityWasClosed)
    before = await dump(database)

    outcome = await reopening(database, deal.id)

    assert outcome == OpportunityIsOpen(deal.id, second.close_id, was_open=False)
    found = changes(before, await dump(database))
    assert [row["close_id"] for row in found.added["opportunity_reopening"]] == [second.close_id]


async def test_given_a_reopened_opportunity_then_the_records_of_its_close_stay_as_they_were(
    database: Database,
) -> None:
    deal = opportunity()
    await store(database, deal, quote(deal, QuoteState.ACTIVE))
    await closing(database, deal.id, LOST, close_open_quotes=True, description="Gone")
    before = await dump(database)

    await reopening(database, deal.id)
    await closing(database, deal.id, WON)

    after = await dump(database)
    for table in ("opportunity_close", "quote_close"):
        assert before[table].items() <= after[table].items()
    assert {
        row["state"] for row in after["quote"].values() if row["opportunity_id"] == deal.id
    } == {QuoteState.CLOSED}


async def test_given_a_closed_opportunity_without_a_close_record_then_that_is_said(
    database: Database,
) -> None:
    deal = opportunity(OpportunityState.WON)
    await store(database, deal)
    before = await dump(database)

    with pytest.raises(LookupError, match=f"^{deal.id} is closed without a close record.$"):
        await reopening(database, deal.id)

    assert await dump(database) == before
