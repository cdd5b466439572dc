"""The demo's keys: each signs its user in, who sees what the role lets him see."""

from typing import Any

import pytest
from starlette.testclient import TestClient

from db.database import Database
from server.app import create_app
from server.demo_people import DemoKey, seed_people
from server.settings import Settings
from tests.conftest import LOCAL, NOW

pytestmark = pytest.mark.anyio
SEEN = """{
  viewer { name role }
  opportunities { totalCount }
  accounts { nodes { annualRevenue { amount currency } employees } }
}"""
CLOSE = """mutation ($id: ID!) {
  closeOpportunity(input: { opportunityId: $id, outcome: LOST, dryRun: true }) {
    errors { code ... on PermissionDeniedError { missingRight } }
  }
}"""
DEALS = tuple(f"opp_{number:026}" for number in (5, 4, 2, 3))
"""The salesperson's, his team's lead's, the manager's, the partner's."""
FIGURES = [
    ({"amount": "6200000.00", "currency": "EUR"}, 48),
    ({"amount": "84000000.00", "currency": "USD"}, 320),
    ({"amount": "12500000000", "currency": "JPY"}, 640),
]


async def test_each_key_shows_what_its_user_sees(database_url: str) -> None:
    async with Database(database_url, clock=lambda: NOW) as database:
        made = await seed_people(database)

    app = create_app(Settings(database_url=database_url), clock=lambda: NOW)
    with TestClient(app, LOCAL) as client:
        found = [seen(client, each) for each in made]

    assert found == [
        ("Ben Carter", "SALESPERSON", 3, FIGURES),
        ("Chika Mori", "MANAGER", 4, FIGURES),
        ("Dario Conti", "READER", 6, FIGURES),
        ("Lumen Partners", "PARTNER", 1, [(None, None)]),
    ]


async def test_each_key_does_what_its_user_may(database_url: str) -> None:
    async with Database(database_url, clock=lambda: NOW) as database:
        made = await seed_people(database)

    app = create_app(Settings(database_url=database_url), clock=lambda: NOW)
    with TestClient(app, LOCAL) as client:
        found = {each.role: [closing(client, each, deal) for deal in DEALS] for each in made}

    gone, closed, of_team = "NOT_FOUND", "OPPORTUNITY_ALREADY_CLOSED", "opportunities:close:team"
    assert found == {
        "SALESPERSON": [closed, of_team, gone, gone],
        "MANAGER": [closed, None, None, gone],
        "READER": ["opportunities:close"] * 4,
        "PARTNER": [gone, gone, gone, None],
    }


def seen(client: TestClient, key: DemoKey) -> tuple[str, str, int, list[tuple[Any, Any]]]:
    data = ask(client, key, SEEN)
    assert (data["viewer"]["name"], data["viewer"]["role"]) == (key.name, key.role)
    figures = [(each["annualRevenue"], each["employees"]) for each in data["accounts"]["nodes"]]
    return key.name, key.role, data["opportunities"]["totalCount"], figures


def closing(client: TestClient, key: DemoKey, deal: str) -> str | None:
    """The right that it would take, or else what stands in the way; None if nothing does."""
    errors = ask(client, key, CLOSE, id=deal)["closeOpportunity"]["errors"]
    return next((each.get("missingRight") or each["code"] for each in errors), None)


def ask(client: TestClient, key: DemoKey, query: str, **variables: str) -> Any:
    headers = {"Authorization": f"Bearer {key.key}"}
    body = {"query": query, "variables": variables}
    return client.post("/graphql", json=body, headers=headers).json()["data"]
