"""createOpportunity: exactly what it writes, and what it refuses."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from db.database import Database
from db.ids import new_id
from db.tables import Account, Contact
from domain.actor import SYSTEM_USER_ID
from domain.lifecycle import OpportunityState
from domain.pipeline import OpportunityStage, Rating
from domain.refusals import InvalidInput, NotFound, Problem, Refusal, Refused
from services.opportunities import CreateOpportunityCommand, OpportunityWasCreated
from services.settings import BusinessSettings
from tests.conftest import NOW
from tests.factories import OPPORTUNITY_REASONS, store
from tests.services.calls import ACTOR, creating_opportunity
from tests.services.dump import changes, dump, event, events
from tests.services.shared import database_url  # noqa: F401

pytestmark = pytest.mark.anyio

PLAIN = CreateOpportunityCommand(name="  Ｗarehouse ", currency="JPY")  # noqa: RUF001


async def test_given_only_what_is_required_then_every_default_is_written(
    database: Database,
) -> None:
    before = await dump(database)

    outcome = await creating_opportunity(database, PLAIN)

    assert isinstance(outcome, OpportunityWasCreated)
    assert outcome.opportunity_id.startswith("opp_")
    found = changes(before, await dump(database))
    assert found.added["opportunity"] == [
        {
            "id": outcome.opportunity_id,
            "version": 1,
            "name": "Ｗarehouse",  # noqa: RUF001
            "name_folded": "warehouse",
            "description": None,
            "account_id": None,
            "contact_id": None,
            "owner_id": ACTOR.user_id,
            "product_id": None,
            "state": OpportunityState.OPEN,
            "is_open": True,
            "status_reason_id": OPPORTUNITY_REASONS["OPEN", "IN_PROGRESS"],
            "stage": OpportunityStage.QUALIFY,
            "rating": None,
            "probability": None,
            "currency": "JPY",
            "estimated_revenue": None,
            "estimated_close_date": None,
            "actual_revenue": None,
            "actual_close_date": None,
            "started_on": date(2026, 11, 22),
            "created_at": NOW,
            "created_by_id": ACTOR.user_id,
            "updated_at": NOW,
            "external_id": None,
            "source": None,
        }
    ]
    assert events(found) == [event("OpportunityCreated", opportunity_id=outcome.opportunity_id)]
    assert set(found.added) == {"opportunity", "event"}
    assert (found.changed, found.removed) == ({}, {})


async def test_given_every_field_then_each_is_written(database: Database) -> None:
    account = Account(id=new_id("Account"), name="A", name_folded="a")
    contact = Contact(id=new_id("Contact"), name="C", name_folded="c")
    await store(database, account, contact)
    before = await dump(database)
    command = CreateOpportunityCommand(
        name="Deal",
        currency="USD",
        account_id=account.id,
        contact_id=contact.id,
        owner_id=SYSTEM_USER_ID,
        description=" Six robots ",
        estimated_revenue=Decimal("52000.10"),
        estimated_close_date=date.max,
        started_on=date.min,
        probability=100,
        rating=Rating.HOT,
        stage=OpportunityStage.CLOSE,
    )

    outcome = await creating_opportunity(database, command)

    assert isinstance(outcome, OpportunityWasCreated)
    (row,) = changes(before, await dump(database)).added["opportunity"]
    expected = {
        "account_id": account.id,
        "contact_id": contact.id,
        "owner_id": SYSTEM_USER_ID,
        "description": "Six robots",
        "estimated_revenue": 520_001_000,
        "estimated_close_date": date.max,
        "started_on": date.min,
        "probability": 100,
        "rating": Rating.HOT,
        "stage": OpportunityStage.CLOSE,
    }
    assert {name: row[name] for name in expected} == expected


async def test_given_a_time_zone_then_work_began_on_its_day(database: Database) -> None:
    before = await dump(database)

    await creating_opportunity(
        database, PLAIN, settings=BusinessSettings(time_zone=ZoneInfo("Asia/Tokyo"))
    )

    (row,) = changes(before, await dump(database)).added["opportunity"]
    assert row["started_on"] == date(2026, 11, 23)


@pytest.mark.parametrize("name", ["x" * 300, "𠮷" * 300])
@pytest.mark.parametrize("probability", [0, 100])
async def test_given_values_at_their_bounds_then_they_are_taken(
    database: Database, name: str, probability: int
) -> None:
    command = replace(PLAIN, name=name, probability=probability, estimated_revenue=Decimal(10**13))

    assert isinstance(await creating_opportunity(database, command), OpportunityWasCreated)


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        ({"name": " "}, InvalidInput(("input", "name"), Problem.BLANK)),
        ({"name": "𠮷" * 301}, InvalidInput(("input", "name"), Problem.TOO_LONG, "300")),
        ({"name": "a\0"}, InvalidInput(("input", "name"), Problem.FORBIDDEN_CHARACTER)),
        ({"name": "\udfff"}, InvalidInput(("input", "name"), Problem.FORBIDDEN_CHARACTER)),
        ({"account_id": "acc_" + "0" * 26}, NotFound(("input", "accountId"), "acc_" + "0" * 26)),
        ({"account_id": SYSTEM_USER_ID}, NotFound(("input", "accountId"), SYSTEM_USER_ID)),
        ({"account_id": ""}, NotFound(("input", "accountId"), "")),
        ({"contact_id": SYSTEM_USER_ID}, NotFound(("input", "contactId"), SYSTEM_USER_ID)),
        ({"owner_id": "\0"}, NotFound(("input", "ownerId"), "\0")),
        ({"currency": "XXX"}, InvalidInput(("input", "currency"), Problem.UNKNOWN_CURRENCY)),
        (
            {"description": "x" * 2001},
            InvalidInput(("input", "description"), Problem.TOO_LONG, "2000"),
        ),
        (
            {"estimated_revenue": Decimal("0.5")},
            InvalidInput(("input", "estimatedRevenue"), Problem.TOO_MANY_DECIMALS, "0"),
        ),
        (
            {"estimated_revenue": Decimal(-1)},
            InvalidInput(("input", "estimatedRevenue"), Problem.NEGATIVE),
        ),
        (
            {"estimated_revenue": Decimal(10**13 + 1)},
            InvalidInput(("input", "estimatedRevenue"), Problem.TOO_LARGE, "10000000000000"),
        ),
        (
            {"probability": -1},
            InvalidInput(("input", "probability"), Problem.OUT_OF_RANGE, "0-100"),
        ),
        (
            {"probability": 101},
            InvalidInput(("input", "probability"), Problem.OUT_OF_RANGE, "0-100"),
        ),
    ],
    ids=lambda given: "+".join(given) if isinstance(given, dict) else "",
)
async def test_given_one_wrong_value_then_it_is_refused_and_nothing_changes(
    database: Database, given: dict[str, Any], reason: Refusal
) -> None:
    before = await dump(database)

    outcome = await creating_opportunity(database, replace(PLAIN, **given))

    assert outcome == Refused((reason,))
    assert await dump(database) == before


async def test_given_everything_is_wrong_then_all_is_said_in_order(database: Database) -> None:
    before = await dump(database)
    command = CreateOpportunityCommand(
        name="",
        currency="yen",
        account_id="?",
        contact_id="?",
        owner_id="?",
        description="\0",
        estimated_revenue=Decimal("0.001"),
        probability=1000,
    )

    outcome = await creating_opportunity(database, command)

    assert outcome == Refused(
        (
            InvalidInput(("input", "name"), Problem.BLANK),
            NotFound(("input", "accountId"), "?"),
            NotFound(("input", "contactId"), "?"),
            NotFound(("input", "ownerId"), "?"),
            InvalidInput(("input", "currency"), Problem.UNKNOWN_CURRENCY),
            InvalidInput(("input", "description"), Problem.FORBIDDEN_CHARACTER),
            InvalidInput(("input", "estimatedRevenue"), Problem.TOO_MANY_DECIMALS, "2"),
            InvalidInput(("input", "probability"), Problem.OUT_OF_RANGE, "0-100"),
        )
    )
    assert await dump(database) == before
