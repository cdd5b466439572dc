"""updateOpportunity: exactly what it writes, and that nothing changes when it is refused."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from db.database import Database
from domain.lifecycle import OpportunityOutcome, OpportunityState
from domain.pipeline import OpportunityStage, Rating
from domain.refusals import (
    InvalidInput,
    InvalidStatusReason,
    NotFound,
    OpportunityNotOpen,
    OpportunityVersionConflict,
    Problem,
    Refusal,
    Refused,
)
from services.opportunities import OpportunityWasUpdated
from tests.api.demo import BEN, NO_ACCOUNT, NOBODY, NORTHWIND
from tests.conftest import NOW
from tests.factories import OPPORTUNITY_REASONS, closed, opportunity, quote, store
from tests.services.calls import activating, closing_quotes, reopening, updating_opportunity
from tests.services.dump import Changes, changes, dump, event, events
from tests.services.shared import database_url  # noqa: F401

pytestmark = pytest.mark.anyio

VERSION = ("input", "expectedVersion")
ALL: dict[str, Any] = {
    "name": " Ｎｅｗ ",  # noqa: RUF001 - full width is the point
    "account_id": NORTHWIND,
    "owner_id": BEN,
    "description": " Said ",
    "estimated_revenue": Decimal("1.5"),
    "estimated_close_date": date(2027, 1, 31),
    "started_on": date(2026, 9, 30),
    "probability": 0,
    "rating": Rating.HOT,
    "stage": OpportunityStage.DEVELOP,
    "status_reason_code": "ON_HOLD",
}


def empty(fields: Iterable[str]) -> dict[str, Any]:
    return dict.fromkeys(fields)


async def test_given_all_fields_then_each_is_written_and_on_record(database: Database) -> None:
    deal, other = opportunity(version=4), opportunity()
    await store(database, deal, other)
    before = await dump(database)

    outcome = await updating_opportunity(database, deal.id, expected_version=4, **ALL)

    assert outcome == OpportunityWasUpdated(deal.id)
    found = changes(before, await dump(database))
    assert found.changed == {
        "opportunity": {
            deal.id: {
                "version": 5,
                "updated_at": NOW,
                "name": "Ｎｅｗ",  # noqa: RUF001
                "name_folded": "new",
                "account_id": NORTHWIND,
                "owner_id": BEN,
                "description": "Said",
                "estimated_revenue": 15_000,
                "estimated_close_date": date(2027, 1, 31),
                "started_on": date(2026, 9, 30),
                "probability": 0,
                "rating": Rating.HOT,
                "stage": OpportunityStage.DEVELOP,
                "status_reason_id": OPPORTUNITY_REASONS["OPEN", "ON_HOLD"],
            }
        }
    }
    assert events(found) == [event("OpportunityUpdated", opportunity_id=deal.id)]
    (row,) = found.added["event"]
    assert row["opportunity_version"] == 5
    assert sorted(found.fields) == [
        (deal.id, 5, "account", None, NORTHWIND),
        (deal.id, 5, "description", None, "Said"),
        (deal.id, 5, "estimatedCloseDate", None, "2027-01-31"),
        (deal.id, 5, "estimatedRevenue", "52000.00", "1.50"),
        (deal.id, 5, "name", "Deal", "Ｎｅｗ"),  # noqa: RUF001
        (deal.id, 5, "owner", deal.owner_id, BEN),
        (deal.id, 5, "probability", None, "0"),
        (deal.id, 5, "rating", None, "HOT"),
        (deal.id, 5, "stage", "PROPOSE", "DEVELOP"),
        (deal.id, 5, "startedOn", "2026-10-01", "2026-09-30"),
        (
            deal.id,
            5,
            "statusReason",
            *(OPPORTUNITY_REASONS["OPEN", each] for each in ("IN_PROGRESS", "ON_HOLD")),
        ),
    ]
    assert found.removed == {}


async def test_given_nulls_then_what_may_be_empty_is_and_the_rest_stays(
    database: Database,
) -> None:
    deal = opportunity(
        account_id=NORTHWIND,
        description="Said",
        estimated_close_date=date(2027, 1, 31),
        probability=5,
        rating=Rating.COLD,
        currency="JPY",
    )
    await store(database, deal)
    before = await dump(database)
    emptied = (
        *("account_id", "description", "estimated_revenue", "estimated_close_date"),
        *("probability", "rating"),
    )

    await updating_opportunity(database, deal.id, **empty(emptied))

    found = changes(before, await dump(database))
    assert found.changed == {
        "opportunity": {deal.id: {"version": 2, "updated_at": NOW, **empty(emptied)}}
    }
    assert sorted(found.fields) == [
        (deal.id, 2, "account", NORTHWIND, None),
        (deal.id, 2, "description", "Said", None),
        (deal.id, 2, "estimatedCloseDate", "2027-01-31", None),
        (deal.id, 2, "estimatedRevenue", "52000", None),
        (deal.id, 2, "probability", "5", None),
        (deal.id, 2, "rating", "COLD", None),
    ]


@pytest.mark.parametrize(
    "given",
    [
        {},
        {"name": " Deal "},
        {"description": "  ", "probability": None, "account_id": None},
        {"estimated_revenue": Decimal("52000.000"), "stage": OpportunityStage.PROPOSE},
        {"status_reason_code": "IN_PROGRESS", "expected_version": 1},
    ],
    ids=["nothing", "trimmed", "blank", "another spelling", "the same reason"],
)
async def test_given_what_is_there_already_then_nothing_changes(
    database: Database, given: dict[str, Any]
) -> None:
    deal = opportunity()
    await store(database, deal)
    before = await dump(database)

    outcome = await updating_opportunity(database, deal.id, **given)

    assert outcome == OpportunityWasUpdated(deal.id)
    assert changes(before, await dump(database)) == Changes()


async def test_given_everything_wrong_then_all_of_it_is_said_and_nothing_changes(
    database: Database,
) -> None:
    deal = opportunity()
    await store(database, deal)
    before = await dump(database)
    wrong: dict[str, Any] = {
        "expected_version": 2,
        "name": " ",
        "account_id": NO_ACCOUNT,
        "owner_id": NOBODY,
        "description": "x" * 2001,
        "estimated_revenue": Decimal("1.001"),
        "started_on": None,
        "probability": 101,
        "stage": None,
        "status_reason_code": "WON",
    }

    plainly = await updating_opportunity(database, deal.id, **wrong)
    rehearsed = await updating_opportunity(database, deal.id, dry_run=True, **wrong)

    valid = tuple(OPPORTUNITY_REASONS["OPEN", code] for code in ("IN_PROGRESS", "ON_HOLD"))
    reasons: tuple[Refusal, ...] = (
        OpportunityVersionConflict(VERSION, deal.id, 2, 1),
        InvalidInput(("input", "startedOn"), Problem.NULL),
        InvalidInput(("input", "stage"), Problem.NULL),
        InvalidInput(("input", "probability"), Problem.OUT_OF_RANGE, "0-100"),
        InvalidInput(("input", "name"), Problem.BLANK),
        InvalidInput(("input", "description"), Problem.TOO_LONG, "2000"),
        InvalidInput(("input", "estimatedRevenue"), Problem.TOO_MANY_DECIMALS, "2"),
        NotFound(("input", "accountId"), NO_ACCOUNT),
        NotFound(("input", "ownerId"), NOBODY),
        InvalidStatusReason(("input", "statusReasonCode"), "WON", OpportunityState.OPEN, valid),
    )
    assert plainly == rehearsed == Refused(reasons)
    assert await dump(database) == before


async def test_given_null_for_what_is_required_then_each_is_refused_with_its_path(
    database: Database,
) -> None:
    deal = opportunity()
    await store(database, deal)
    before = await dump(database)
    required = {
        "name": "name",
        "owner_id": "ownerId",
        "started_on": "startedOn",
        "stage": "stage",
        "status_reason_code": "statusReasonCode",
    }

    outcome = await updating_opportunity(database, deal.id, **empty(required))

    paths = [("input", each) for each in required.values()]
    assert outcome == Refused(tuple(InvalidInput(path, Problem.NULL) for path in paths))
    assert await dump(database) == before


async def test_given_an_earlier_version_then_the_conflict_names_what_was_changed_since(
    database: Database,
) -> None:
    deal = opportunity()
    draft = quote(deal)
    await store(database, deal, draft)
    await updating_opportunity(database, deal.id, name="Renamed", probability=3)
    await updating_opportunity(database, deal.id, probability=4, description="Said")
    await activating(database, draft.id)
    await updating_opportunity(database, deal.id, stage=OpportunityStage.CLOSE)

    async def since(version: int) -> tuple[str, ...]:
        outcome = await updating_opportunity(database, deal.id, expected_version=version)
        assert isinstance(outcome, Refused)
        (conflict,) = outcome.reasons
        assert isinstance(conflict, OpportunityVersionConflict)
        assert (conflict.path, conflict.given, conflict.present) == (VERSION, version, 5)
        return conflict.changed_fields

    everything = ("description", "name", "probability", "quotes", "stage")
    assert [await since(version) for version in (-1, 0, 1, 2, 3, 4, 6)] == [
        *[everything] * 3,
        ("description", "probability", "quotes", "stage"),
        ("quotes", "stage"),
        ("stage",),
        (),
    ]


async def test_given_a_closed_opportunity_then_that_alone_is_said(database: Database) -> None:
    deal, close = closed(OpportunityOutcome.LOST)
    await store(database, deal, close)
    before = await dump(database)

    for given in (ALL, {}, {"name": None, "expected_version": 9}):
        outcome = await updating_opportunity(database, deal.id, **given)

        assert outcome == Refused((OpportunityNotOpen(deal.id, OpportunityState.LOST),))
    assert await dump(database) == before


async def test_given_an_id_that_names_nothing_then_it_is_not_found(database: Database) -> None:
    for missing in ("opp_7zzzzzzzzzzzzzzzzzzzzzzzzz", "quo_\0", ""):
        outcome = await updating_opportunity(database, missing, **ALL)

        assert outcome == Refused((NotFound(("input", "opportunityId"), missing),))


async def test_given_a_close_and_a_reopening_then_they_are_on_record_too(
    database: Database,
) -> None:
    deal, close = closed(OpportunityOutcome.WON)
    active = quote(deal)
    await store(database, deal, close, active)
    before = await dump(database)

    await reopening(database, deal.id)
    await closing_quotes(database, deal.id, status_reason_code="CANCELED")

    found = changes(before, await dump(database))
    assert sorted(found.fields) == sorted(
        [
            (deal.id, 3, "actualCloseDate", "2026-10-01", None),
            (deal.id, 3, "actualRevenue", "1.00", None),
            (deal.id, 3, "state", "WON", "OPEN"),
            (
                deal.id,
                3,
                "statusReason",
                deal.status_reason_id,
                OPPORTUNITY_REASONS["OPEN", "IN_PROGRESS"],
            ),
            (active.id, 2, "closedOn", None, "2026-11-22"),
            (active.id, 2, "state", "DRAFT", "CLOSED"),
            (
                active.id,
                2,
                "statusReason",
                active.status_reason_id,
                "srs_00000000000000000000000011",
            ),
        ],
    )
