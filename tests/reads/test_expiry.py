"""A quote whose last day is over is flagged as expired, by the application's clock; never moved."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from starlette.testclient import TestClient

from domain.lifecycle import QuoteState
from server.app import create_app
from server.demo import DEMO_USER
from server.settings import Settings
from tests.api.demo import STORES
from tests.conftest import LOCAL, NOW, NotedReads
from tests.factories import opportunity, quote
from tests.reads.asking import ask, database_of, refusal, store

TODAY = NOW.date()
DAYS: dict[str, date | None] = {
    "yesterday": TODAY - timedelta(days=1),
    "today": TODAY,
    "tomorrow": TODAY + timedelta(days=1),
    "first": date.min,
    "last": date.max,
    "none": None,
}
EXPIRED = {
    *("DRAFT yesterday", "DRAFT first"),
    *("ACTIVE yesterday", "ACTIVE first"),
}
DEAL = opportunity(id=f"opp_{900:026}")
OFFERS = [
    quote(DEAL, state, id=f"quo_{number:026}", name=f"{state} {day}", effective_to=DAYS[day])
    for number, (state, day) in enumerate(
        ((state, day) for state in QuoteState for day in DAYS), start=900
    )
]
NAMES = {each.name for each in OFFERS}
FLAGS = """query ($deal: ID!) { opportunity(id: $deal) {
  quotes(first: 100) { nodes { name isExpired } edges { node { name isExpired } } }
  closeReadiness {
    blockers { ... on BlockingQuotesError { quotes { name isExpired } } }
  }
} }"""
FOUND = """query ($filter: QuoteFilter) {
  quotes(first: 100, filter: $filter) { totalCount nodes { name } }
}"""


class Clock:
    """One that is set by hand."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture(params=["UTC"])
def client(request: pytest.FixtureRequest, database_url: str, clock: Clock) -> Iterator[TestClient]:
    """The application at the clock's time, in this time zone, with quotes in all states."""
    settings = Settings(database_url=database_url, actor=DEMO_USER, time_zone=request.param)
    with TestClient(create_app(settings, clock=clock), LOCAL) as opened:
        store(opened, [DEAL, *OFFERS])
        yield opened


def flagged(records: list[dict[str, Any]]) -> set[str]:
    return {each["name"] for each in records if each["isExpired"]}


def found(client: TestClient, **condition: Any) -> set[str]:
    page = ask(client, FOUND, filter={"opportunityId": {"eq": DEAL.id}, **condition})["quotes"]
    assert page["totalCount"] == len(page["nodes"])
    return {each["name"] for each in page["nodes"]}


def test_a_quote_expires_after_its_last_day_unless_it_has_ended(client: TestClient) -> None:
    deal = ask(client, FLAGS, deal=DEAL.id)["opportunity"]

    (blocked,) = deal["closeReadiness"]["blockers"]
    assert {each["name"] for each in deal["quotes"]["nodes"]} == NAMES
    assert flagged(deal["quotes"]["nodes"]) == EXPIRED
    assert flagged([each["node"] for each in deal["quotes"]["edges"]]) == EXPIRED
    assert {each["name"] for each in blocked["quotes"]} == {
        name for name in NAMES if name.startswith("ACTIVE")
    }
    assert flagged(blocked["quotes"]) == {"ACTIVE yesterday", "ACTIVE first"}


def test_quotes_are_found_by_it(client: TestClient) -> None:
    assert found(client, isExpired=True) == EXPIRED
    assert found(client, isExpired=False) == NAMES - EXPIRED
    assert found(client, **{"not": {"isExpired": True}}) == NAMES - EXPIRED
    assert found(client, isExpired=True, state={"eq": "DRAFT"}) == {
        "DRAFT yesterday",
        "DRAFT first",
    }
    assert refusal(client, FOUND, filter={"isExpired": None}) == (
        "BAD_USER_INPUT",
        "filter.isExpired is null; leave it out.",
    )
    some = """query ($is: Boolean!) {
      opportunities(filter: { quotes: { some: { isExpired: $is } } }) { nodes { id } }
      pipeline(filter: { quotes: { some: { isExpired: $is } } }) { count }
    }"""
    deals = ask(client, some, **{"is": True})
    assert deals == {"opportunities": {"nodes": [{"id": DEAL.id}]}, "pipeline": [{"count": 1}]}


@pytest.mark.parametrize(
    ("client", "clock_at", "last_days"),
    [
        ("UTC", datetime(2026, 11, 22, 23, 59, 59, 999999, tzinfo=UTC), {"yesterday"}),
        ("UTC", datetime(2026, 11, 23, tzinfo=UTC), {"yesterday", "today"}),
        ("Asia/Tokyo", datetime(2026, 11, 22, 14, 59, 59, tzinfo=UTC), {"yesterday"}),
        ("Asia/Tokyo", datetime(2026, 11, 22, 15, tzinfo=UTC), {"yesterday", "today"}),
        ("Pacific/Pago_Pago", datetime(2026, 11, 22, 10, 59, tzinfo=UTC), set()),
        ("Pacific/Pago_Pago", datetime(2026, 11, 23, 11, tzinfo=UTC), {"yesterday", "today"}),
    ],
    indirect=["client"],
)
def test_the_day_ends_at_midnight_where_the_business_is(
    client: TestClient, clock: Clock, clock_at: datetime, last_days: set[str]
) -> None:
    clock.now = clock_at

    assert found(client, isExpired=True) == {
        f"{state} {day}" for state in ("DRAFT", "ACTIVE") for day in {*last_days, "first"}
    }


def test_a_statement_that_is_kept_is_asked_for_each_days_own(
    client: TestClient, clock: Clock
) -> None:
    database, sent = database_of(client), list[tuple[str, Any]]()
    database.reads = NotedReads(database.reads, lambda *each: sent.append(each))

    before = ask(client, FLAGS, deal=DEAL.id)["opportunity"]["quotes"]["nodes"]
    clock.now += timedelta(days=2)
    after = ask(client, FLAGS, deal=DEAL.id)["opportunity"]["quotes"]["nodes"]

    grown = {f"{state} {day}" for state in ("DRAFT", "ACTIVE") for day in ("today", "tomorrow")}
    assert flagged(after) - flagged(before) == grown
    # One statement a call, and the same one; who acts was looked up again, two days later.
    of_quotes = [statement for statement, _ in sent if "quote" in statement]
    assert len(of_quotes) == 2
    assert of_quotes[0] == of_quotes[1]
    assert len(sent) == 3


def test_what_does_not_ask_for_it_is_not_told_the_day(client: TestClient) -> None:
    database, sent = database_of(client), list[tuple[str, Any]]()
    database.reads = NotedReads(database.reads, lambda *each: sent.append(each))

    ask(client, FLAGS.replace("isExpired", ""), deal=DEAL.id)

    ((statement, values),) = sent
    assert "effective_to" not in statement
    assert not [each for each in values if isinstance(each, date) or each == str(TODAY)]


def test_payloads_and_errors_say_it(client: TestClient, clock: Clock) -> None:
    line = '{name: "Robot", quantity: 1, unitPrice: 1}'
    given = f'opportunityId: "{STORES}", name: "Old", effectiveTo: "{TODAY}", lines: [{line}]'
    created = ask(
        client,
        f"mutation {{ made: createQuote(input: {{{given}}}) {{ quote {{ id isExpired }} }} }}",
    )["made"]["quote"]
    clock.now += timedelta(days=1)
    quote_id = created["id"]

    activated = ask(
        client,
        f'mutation {{ done: activateQuote(input: {{quoteId: "{quote_id}"}}) '
        "{ quote { state isExpired } } }",
    )["done"]
    refused = ask(
        client,
        f'mutation {{ done: closeOpportunity(input: {{opportunityId: "{STORES}", outcome: WON}}) '
        "{ errors { ... on BlockingQuotesError { quotes { name isExpired } } } } }",
    )["done"]
    closed = ask(
        client,
        f'mutation {{ done: closeQuotes(input: {{opportunityId: "{STORES}"}}) '
        "{ closedQuotes { name state isExpired } } }",
    )["done"]

    assert created["isExpired"] is False
    # The day changes no state: it can still be activated, and it blocks.
    assert activated["quote"] == {"state": "ACTIVE", "isExpired": True}
    (error,) = refused["errors"]
    assert error["quotes"] == [{"name": "Old", "isExpired": True}]
    assert {"name": "Old", "state": "CLOSED", "isExpired": False} in closed["closedQuotes"]
