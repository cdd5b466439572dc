"""How long an idempotency key is kept, and how long a call waits for another that has it."""

import asyncio
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine
from starlette.testclient import TestClient

from db.database import parse_url
from domain.idempotency import key_id
from server.app import create_app
from server.demo import DEMO_USER
from server.settings import Settings
from tests.api.keyed import CREATE, DEAL, ERRORS, REUSED, answer, replay_of
from tests.api.requests import call, events, nothing_changes, post, stored
from tests.conftest import NOW, fresh_postgresql

# ── while it still runs, on PostgreSQL; on SQLite one writes after another ────────────────────────


def test_a_call_that_still_runs_is_waited_for_and_then_can_be_sent_again(
    postgresql: Callable[[str], str],
) -> None:
    document = f"""mutation($input: CreateOpportunityInput!) {{
      createOpportunity(input: $input) {{ opportunity {{ id }} {ERRORS} }}
    }}"""
    key = key_id(DEMO_USER, "a key")
    claim = f"INSERT INTO idempotency_key (id, fingerprint, used_at) VALUES ('{key}', '', now())"
    answers: list[Any] = []

    async def run(url: str) -> None:
        """Another process's call, which fails in the end."""
        engine = create_async_engine(parse_url(url))
        async with engine.connect() as connection:
            await connection.execute(text(claim))
            for beside in ("", " a: __typename"):
                asked = document.replace("{\n", f"{{{beside}\n", 1)
                answers.append(post(client, asked, {"input": DEAL}, {"Accept-Language": "ja"}))
            await connection.rollback()
        await engine.dispose()

    with fresh_postgresql(postgresql) as url:
        settings = Settings(database_url=url, actor=DEMO_USER, lock_timeout=1)
        with TestClient(create_app(settings)) as client:
            with nothing_changes(url):
                asyncio.run(run(url))
            done = answer(client, "createOpportunity", DEAL, CREATE)

    in_progress = {
        **REUSED,
        "code": "IDEMPOTENCY_IN_PROGRESS",
        "message": "この冪等キーによる呼び出しは、まだ処理中です。",
    }
    refused = {"opportunity": None, "errors": [in_progress]}
    assert [each["data"].pop("a", None) for each in answers] == [None, "Mutation"]
    assert answers == [{"data": {"createOpportunity": refused}}] * 2
    assert [*done] == ["data"]
    assert done["data"]["createOpportunity"]["errors"] == []


# ── how long ────────────────────────────────────────────────────────────────────────────────────


class Clock:
    """One that is set by hand."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now

    def forward(self, **span: float) -> None:
        self.now += timedelta(**span)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def timed(database_url: str, clock: Clock) -> Iterator[TestClient]:
    """The application with that clock, which keeps keys for two hours."""
    settings = Settings(database_url=database_url, actor=DEMO_USER, idempotency_hours=2)
    with TestClient(create_app(settings, clock), raise_server_exceptions=False) as opened:
        yield opened


def test_a_key_is_kept_for_as_long_as_it_is_said(
    timed: TestClient, clock: Clock, database_url: str
) -> None:
    first = answer(timed, "createOpportunity", DEAL, CREATE)
    clock.forward(hours=2)
    assert answer(timed, "createOpportunity", DEAL, CREATE) == replay_of(first["data"])

    clock.forward(microseconds=1)
    other = {**DEAL, "name": "Other"}
    anew = answer(timed, "createOpportunity", other, CREATE)

    # From then on the key is this call's.
    assert anew["data"]["createOpportunity"]["opportunity"]["name"] == "Other"
    assert [*anew] == ["data"]
    clock.forward(hours=2)
    assert answer(timed, "createOpportunity", other, CREATE) == replay_of(anew["data"])
    refused = call(timed, "createOpportunity", DEAL, ERRORS)
    assert refused == {"errors": [REUSED]}
    assert events(database_url) == ["OpportunityCreated"] * 2


def test_keys_that_are_too_old_go_as_others_come(
    timed: TestClient, clock: Clock, database_url: str
) -> None:
    def use(number: int) -> int:
        """How many keys are stored after this one is used."""
        answer(timed, "createOpportunity", {**DEAL, "idempotencyKey": f"{number}"}, CREATE)
        return len(stored(database_url)["idempotency_key"])

    assert [use(number) for number in range(20)] == [*range(1, 21)]
    clock.forward(hours=3)

    assert [use(number) for number in range(20, 25)] == [13, 6, 3, 4, 5]
