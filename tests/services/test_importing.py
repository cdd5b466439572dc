"""Importing opportunities: exactly what is written, by the rule, and only once."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from db.database import Database
from domain.actor import SYSTEM, SYSTEM_USER_ID
from domain.closing import CloseRequest
from domain.lifecycle import OpportunityOutcome, OpportunityState
from domain.pipeline import OpportunityStage
from domain.refusals import InvalidInput, Problem, Refused
from services.deleting import delete_opportunity
from services.importing import ImportedOpportunity, References, import_opportunities
from services.importing_parties import (
    Imported,
    ImportedAccount,
    ImportedProduct,
    ImportedUser,
    import_accounts,
    import_products,
    import_users,
)
from services.settings import BusinessSettings
from tests.conftest import NOW
from tests.factories import OPPORTUNITY_REASONS
from tests.services.dump import Changes, changes, dump

pytestmark = pytest.mark.anyio

TODAY = date(2026, 11, 22)
TOMORROW = date(2026, 11, 23)
OPEN = ImportedOpportunity(
    external_id="A1",
    name="Acme - Robot",
    owner="ann",
    currency="USD",
    stage=OpportunityStage.DEVELOP,
    account="acme",
    product="robot",
    started_on=date(2017, 1, 2),
)
WON = replace(
    OPEN,
    external_id="A2",
    stage=OpportunityStage.CLOSE,
    close=CloseRequest(
        OpportunityOutcome.WON,
        actual_close_date=date(2017, 3, 1),
        actual_revenue=Decimal("1054.5"),
    ),
)


async def parties(database: Database, source: str = "there") -> References:
    """Ann, Acme and the robot, imported."""
    users = await database.transact(
        SYSTEM, lambda work: import_users(work, source, [ImportedUser("ann", "Ann")], {})
    )
    accounts = await database.transact(
        SYSTEM, lambda work: import_accounts(work, source, [ImportedAccount("acme", "Acme")], {})
    )
    products = await database.transact(
        SYSTEM,
        lambda work: import_products(
            work, source, [ImportedProduct("robot", "Robot", 5_500_000, "USD")], {}
        ),
    )
    return References(users.ids, accounts.ids, products.ids)


async def importing(
    database: Database,
    references: References,
    *opportunities: ImportedOpportunity,
    settings: BusinessSettings = BusinessSettings(),  # noqa: B008 - frozen
    source: str = "there",
) -> Imported:
    return await database.transact(
        SYSTEM,
        lambda work: import_opportunities(work, settings, source, opportunities, references),
    )


def without_ids(rows: Sequence[Any], prefix: str) -> list[dict[str, Any]]:
    """The rows without their own ids, each of which has this prefix."""
    assert all(row["id"].startswith(prefix) for row in rows)
    return [{name: value for name, value in row.items() if name != "id"} for row in rows]


async def test_an_open_opportunity_is_written_with_its_version_at_one_and_no_event(
    database: Database,
) -> None:
    references = await parties(database)
    before = await dump(database)

    imported = await importing(database, references, OPEN)

    found = changes(before, await dump(database))
    assert imported.created == 1
    assert found == Changes(added={"opportunity": found.added["opportunity"]})
    assert without_ids(found.added["opportunity"], "opp_") == [
        {
            "version": 1,
            "name": "Acme - Robot",
            "name_folded": "acme - robot",
            "description": None,
            "account_id": references.accounts["acme"],
            "contact_id": None,
            "owner_id": references.users["ann"],
            "product_id": references.products["robot"],
            "state": OpportunityState.OPEN,
            "is_open": True,
            "status_reason_id": OPPORTUNITY_REASONS["OPEN", "IN_PROGRESS"],
            "stage": OpportunityStage.DEVELOP,
            "rating": None,
            "probability": None,
            "currency": "USD",
            "estimated_revenue": None,
            "estimated_close_date": None,
            "actual_revenue": None,
            "actual_close_date": None,
            "started_on": date(2017, 1, 2),
            "created_at": NOW,
            "created_by_id": SYSTEM_USER_ID,
            "updated_at": NOW,
            "external_id": "A1",
            "source": "there",
        }
    ]


async def test_one_that_was_deleted_is_brought_in_again(database: Database) -> None:
    references = await parties(database)
    first = await importing(database, references, OPEN)
    await database.transact(SYSTEM, lambda work: delete_opportunity(work, first.ids["A1"]))

    again = await importing(database, references, OPEN)

    assert (again.created, again.refused) == (1, {})
    rows = (await dump(database))["opportunity"]
    assert first.ids["A1"] not in rows
    assert rows[again.ids["A1"]]["external_id"] == "A1"


async def test_a_closed_one_has_its_own_day_and_a_record_of_the_owners_close_now(
    database: Database,
) -> None:
    references = await parties(database)
    before = await dump(database)

    imported = await importing(database, references, WON)

    found = changes(before, await dump(database))
    assert found.changed == {}
    assert sorted(found.added) == ["opportunity", "opportunity_close"]
    (row,) = found.added["opportunity"]
    expected = {
        "version": 1,
        "state": OpportunityState.WON,
        "is_open": False,
        "status_reason_id": OPPORTUNITY_REASONS["WON", "WON"],
        "stage": OpportunityStage.CLOSE,
        "actual_revenue": 10_545_000,
        "actual_close_date": date(2017, 3, 1),
        "updated_at": NOW,
    }
    assert {name: row[name] for name in expected} == expected
    assert without_ids(found.added["opportunity_close"], "ocl_") == [
        {
            "opportunity_id": imported.ids["A2"],
            "outcome": OpportunityOutcome.WON,
            "status_reason_id": OPPORTUNITY_REASONS["WON", "WON"],
            "actual_revenue": 10_545_000,
            "currency": "USD",
            "exchange_rate": 10_000_000_000,
            "base_currency": "USD",
            "actual_close_date": date(2017, 3, 1),
            "competitor_id": None,
            "description": None,
            "stage_at_close": None,
            "closed_by_id": references.users["ann"],
            "closed_at": NOW,
            "client": "clinch",
            "source": "there",
        }
    ]


async def test_what_the_rule_refuses_is_answered_and_the_rest_of_the_batch_is_in(
    database: Database,
) -> None:
    references = await parties(database)
    future = CloseRequest(
        OpportunityOutcome.LOST, actual_close_date=TOMORROW, actual_revenue=Decimal(-1)
    )

    imported = await importing(
        database, references, replace(OPEN, external_id="A3", close=future), WON
    )

    assert imported.created == 1
    assert imported.ids.keys() == {"A2"}
    assert imported.refused == {
        "A3": Refused(
            (
                InvalidInput(("input", "actualRevenue", "amount"), Problem.NEGATIVE),
                InvalidInput(("input", "actualCloseDate"), Problem.FUTURE_DATE, TODAY.isoformat()),
            )
        )
    }


async def test_today_is_that_of_the_installations_time_zone(database: Database) -> None:
    references = await parties(database)
    close = CloseRequest(OpportunityOutcome.LOST, actual_close_date=TOMORROW)
    before = await dump(database)

    await importing(
        database,
        references,
        replace(OPEN, started_on=None),
        replace(OPEN, external_id="A4", close=close),
        settings=BusinessSettings(time_zone=ZoneInfo("Asia/Tokyo")),
    )

    rows = changes(before, await dump(database)).added["opportunity"]
    row = {each["external_id"]: each for each in rows}
    assert row["A1"]["started_on"] == TOMORROW
    assert row["A4"]["actual_close_date"] == TOMORROW
    assert row["A4"]["actual_revenue"] == 0


async def test_a_second_time_changes_nothing_whatever_is_said_now(database: Database) -> None:
    references = await parties(database)
    first = await importing(database, references, OPEN, WON)
    before = await dump(database)

    again = await parties(database)
    second = await importing(
        database, again, replace(OPEN, name="Another"), replace(WON, close=None)
    )

    assert again == references
    assert second == Imported(first.ids, 0)
    assert await dump(database) == before


async def test_the_same_external_id_of_another_source_is_another_record(
    database: Database,
) -> None:
    first = await importing(database, await parties(database), OPEN)

    second = await importing(
        database, await parties(database, "elsewhere"), OPEN, source="elsewhere"
    )

    assert second.created == 1
    assert second.ids["A1"] != first.ids["A1"]


async def test_nothing_at_all_is_a_batch_too(database: Database) -> None:
    before = await dump(database)

    imported = await importing(database, References({}, {}, {}))

    assert imported == Imported({}, 0)
    assert await dump(database) == before
