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
SEEN = "{ viewer { name role } opportunities { totalCount } accounts { totalCount } }"


async def test_each_key_shows_what_its_user_sees(database_url: str) -> None:
    async with Database(database_url, clock=lambda: NOW) as database:
        made = await seed_people(database)

    app = create_app(Settings(database_url=database_url), clock=lambda: NOW)
    with TestClient(app, LOCAL) as client:
        found = [seen(client, each) for each in made]

    assert found == [
        ("Ben Carter", "SALESPERSON", 2, 3),
        ("Chika Mori", "MANAGER", 2, 3),
        ("Dario Conti", "READER", 6, 3),
        ("Lumen Partners", "PARTNER", 1, 1),
    ]


def seen(client: TestClient, key: DemoKey) -> tuple[str, str, int, int]:
    headers = {"Authorization": f"Bearer {key.key}"}
    data: Any = client.post("/graphql", json={"query": SEEN}, headers=headers).json()["data"]
    counts = (data[kind]["totalCount"] for kind in ("opportunities", "accounts"))
    assert (data["viewer"]["name"], data["viewer"]["role"]) == (key.name, key.role)
    return key.name, key.role, *counts
