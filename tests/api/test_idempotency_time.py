"""How long an idempotency key is kept."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from starlette.testclient import TestClient

from server.app import create_app
from server.demo import DEMO_USER
from server.settings import Settings
from tests.api.keyed import CREATE, DEAL, ERRORS, REUSED, answer, replay_of
from tests.api.requests import call, events, stored
from tests.conftest import LOCAL, NOW


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
    with TestClient(create_app(settings, clock), LOCAL, raise_server_exceptions=False) as opened:
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
