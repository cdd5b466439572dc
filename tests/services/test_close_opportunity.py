"""closeOpportunity: exactly what it writes."""

from datetime import date
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from db.database import Database
from db.ids import new_id
from db.tables import Competitor, Opportunity
from domain.access import FULL_ACCESS
from domain.actor import SYSTEM_USER_ID, Actor
from domain.closing import CloseRequest
from domain.lifecycle import OpportunityOutcome, QuoteState
from domain.pipeline import OpportunityStage
from services.closing import OpportunityWasClosed, close_opportunity
from services.settings import BusinessSettings
from services.wanted import Wanted
from tests.conftest import NOW
from tests.factories import opportunity, quote, store
from tests.services.calls import closing
from tests.services.dump import Changes, Row, changes, dump, event, events
from tests.services.expected import close_record, closed_row
from tests.services.shared import database_url  # noqa: F401

pytestmark = pytest.mark.anyio

WON, LOST = OpportunityOutcome.WON, OpportunityOutcome.LOST
TODAY = date(2026, 11, 22)


def competitor() -> Competitor:
    return Competitor(id=new_id("Competitor"), name="Rival", name_folded="rival")


def closed_by(found: Changes, deal: Opportunity) -> Row:
    """What the only change of the opportunity's row is."""
    assert set(found.changed["opportunity"]) == {deal.id}
    return found.changed["opportunity"][deal.id]


@pytest.mark.parametrize(
    ("result", "reason", "revenue"),
    [(WON, "WON", 520_000_000), (LOST, "CANCELED", 0)],
)
async def test_given_no_details_when_closed_then_row_record_and_event_say_the_defaults(
    database: Database, result: OpportunityOutcome, reason: str, revenue: int
) -> None:
    deal = opportunity(actual_revenue=None)
    await store(database, deal)
    before = await dump(database)

    outcome = await closing(database, deal.id, result)

    assert isinstance(outcome, OpportunityWasClosed)
    found = changes(before, await dump(database))
    row = closed_row(result, reason, revenue, TODAY)
    assert found.changed == {"opportunity": {deal.id: row}}
    assert found.added["opportunity_close"] == [close_record(deal, row, outcome)]
    assert events(found) == [
        event(
            "OpportunityClosed",
            opportunity_id=deal.id,
            close_id=outcome.close_id,
            outcome=result.value,
        )
    ]
    assert set(found.added) == {"opportunity_close", "event"}
    assert found.removed == {}
    assert outcome == OpportunityWasClosed(deal.id, outcome.close_id, ())
    assert outcome.close_id.startswith("ocl_")


async def test_given_every_detail_when_lost_then_each_is_written(database: Database) -> None:
    rival = competitor()
    deal = opportunity(currency="KWD", stage=OpportunityStage.QUALIFY)
    await store(database, rival, deal)
    before = await dump(database)

    outcome = await closing(
        database,
        deal.id,
        LOST,
        status_reason_code="CANCELED",
        actual_close_date=date(2020, 2, 29),
        actual_revenue=Decimal("12.345"),
        currency="KWD",
        competitor_id=rival.id,
        description=" 値段 ",
        expected_version=1,
    )

    assert isinstance(outcome, OpportunityWasClosed)
    found = changes(before, await dump(database))
    row = closed_row(LOST, "CANCELED", 123_450, date(2020, 2, 29))
    assert closed_by(found, deal) == row
    assert found.added["opportunity_close"] == [
        {**close_record(deal, row, outcome), "competitor_id": rival.id, "description": "値段"}
    ]


async def test_given_a_competitor_when_lost_then_the_reason_is_out_sold(database: Database) -> None:
    rival, deal = competitor(), opportunity()
    await store(database, rival, deal)
    before = await dump(database)

    await closing(database, deal.id, LOST, competitor_id=rival.id)

    found = changes(before, await dump(database))
    assert closed_by(found, deal) == closed_row(LOST, "OUT_SOLD", 0, TODAY)


async def test_given_no_estimate_when_won_then_the_revenue_stays_null(database: Database) -> None:
    deal = opportunity(estimated_revenue=None)
    await store(database, deal)
    before = await dump(database)

    await closing(database, deal.id, WON)

    found = changes(before, await dump(database))
    row = dict(closed_row(WON, "WON", None, TODAY))
    del row["actual_revenue"]
    assert closed_by(found, deal) == row
    assert found.added["opportunity_close"][0]["actual_revenue"] is None


async def test_given_drafts_and_no_policy_then_they_do_not_block_and_keep_their_state(
    database: Database,
) -> None:
    deal = opportunity()
    draft, won, lost = (
        quote(deal, state) for state in (QuoteState.DRAFT, QuoteState.WON, QuoteState.CLOSED)
    )
    await store(database, deal, draft, won, lost)
    before = await dump(database)

    outcome = await closing(database, deal.id, WON)

    assert isinstance(outcome, OpportunityWasClosed)
    assert outcome.quote_ids == ()
    # The declared invariant carries is_open along, in every quote; nothing else of them changes.
    flag = {"opportunity_is_open": False}
    found = changes(before, await dump(database))
    assert found.changed["quote"] == {draft.id: flag, won.id: flag, lost.id: flag}
    assert [row["type"] for row in events(found)] == ["OpportunityClosed"]


@pytest.mark.parametrize(
    ("zone", "today"),
    [("UTC", date(2026, 11, 22)), ("Asia/Tokyo", date(2026, 11, 23))],
)
async def test_given_a_time_zone_then_today_is_its_day(
    database: Database, zone: str, today: date
) -> None:
    deal = opportunity()
    await store(database, deal)
    before = await dump(database)

    outcome = await closing(
        database,
        deal.id,
        settings=BusinessSettings(time_zone=ZoneInfo(zone)),
        actual_close_date=today,
    )

    assert isinstance(outcome, OpportunityWasClosed)
    found = changes(before, await dump(database))
    assert closed_by(found, deal)["actual_close_date"] == today


async def test_given_no_client_and_another_actor_then_the_record_says_so(
    database: Database,
) -> None:
    deal = opportunity()
    await store(database, deal)
    before = await dump(database)

    await database.transact(
        Actor(SYSTEM_USER_ID, access=FULL_ACCESS),
        lambda work: close_opportunity(
            work, BusinessSettings(), Wanted(deal.id), CloseRequest(WON)
        ),
    )

    found = changes(before, await dump(database))
    (record,) = found.added["opportunity_close"]
    assert (record["closed_by_id"], record["client"]) == (SYSTEM_USER_ID, None)
    assert found.added["event"][0]["actor_id"] == SYSTEM_USER_ID


@pytest.mark.parametrize("day", [date.min, date(1999, 12, 31), TODAY])
async def test_given_an_opportunity_of_today_then_its_close_date_may_be_before_it(
    database: Database, day: date
) -> None:
    deal = opportunity(created_at=NOW, started_on=TODAY)
    await store(database, deal)

    outcome = await closing(database, deal.id, actual_close_date=day)

    assert isinstance(outcome, OpportunityWasClosed)
    tables = await dump(database)
    assert tables["opportunity"][deal.id]["actual_close_date"] == day
    assert tables["opportunity_close"][outcome.close_id]["actual_close_date"] == day
