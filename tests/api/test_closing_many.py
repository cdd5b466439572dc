"""closeOpportunities, closeQuotesOfOpportunities: what becomes of each, in the call's order."""

from typing import Any

import pytest
from starlette.testclient import TestClient

from domain.lifecycle import OpportunityOutcome, QuoteState
from tests.api.batches import (
    CLOSE,
    CLOSE_QUOTES,
    RECORDS,
    close_many,
    counts,
    put,
    statuses,
)
from tests.api.demo import BRIGHTSHELF, NO_OPPORTUNITY
from tests.api.requests import call, events, nothing_changes
from tests.factories import closed, opportunity, quote

MANY = [CLOSE, CLOSE_QUOTES]
NOTHING = {"opportunity": None, "close": None, "closedQuotes": None}
ACTIVE, DRAFT = QuoteState.ACTIVE, QuoteState.DRAFT


def result(
    identifier: str, status: str, *errors: Any, version: int = 1, **records: Any
) -> dict[str, Any]:
    """A result of closeOpportunities; one that isn't FAILED has its opportunity."""
    state = "WON" if status == "CLOSED" else "OPEN"
    done: dict[str, Any] = {
        "opportunity": {"state": state, "version": version},
        "close": None,
        "closedQuotes": [],
    }
    found = NOTHING if status == "FAILED" else done | records
    return {"opportunityId": identifier, "status": status, **found, "errors": [*errors]}


def error(kind: str, code: str, message: str, *path: str) -> dict[str, Any]:
    return {"__typename": kind, "code": code, "message": message, "path": ["input", *path]}


def test_each_has_its_result_in_the_order_of_the_ids(client: TestClient, database_url: str) -> None:
    fine, blocked, priced, drafted = (
        opportunity(estimated_revenue=amount) for amount in (10_000, 20_000, 30_000, None)
    )
    over, close = closed(OpportunityOutcome.LOST)
    active, draft = quote(blocked, ACTIVE), quote(drafted)
    put(client, fine, blocked, priced, drafted, over, close, active, draft)
    order = [drafted.id, NO_OPPORTUNITY, priced.id, over.id, blocked.id, fine.id]

    answer = close_many(client, CLOSE, {"ids": order, "policy": "EACH"})

    missing = error(
        "NotFoundError",
        "NOT_FOUND",
        f"There is nothing with the id {NO_OPPORTUNITY}.",
        *("ids", "1"),
    )
    twice = error(
        "OpportunityStateError",
        "OPPORTUNITY_ALREADY_CLOSED",
        "The opportunity is closed already: LOST.",
        *("ids", "3"),
    )
    blocking = error(
        "BlockingQuotesError",
        "OPPORTUNITY_HAS_ACTIVE_QUOTES",
        "The opportunity can't be closed while it has active quotes (1).",
        *("ids", "4"),
    )

    def won(identifier: str, amount: str | None) -> dict[str, Any]:
        revenue = amount and {"amount": amount}
        record = {"outcome": "WON", "actualRevenue": revenue}
        return result(identifier, "CLOSED", version=2, close=record)

    assert answer == {
        "results": [
            won(drafted.id, None),
            result(NO_OPPORTUNITY, "FAILED", missing),
            won(priced.id, "3.00"),
            result(over.id, "FAILED", twice),
            result(blocked.id, "FAILED", blocking),
            won(fine.id, "1.00"),
        ],
        "closedCount": 3,
        "unchangedCount": 0,
        "failedCount": 3,
        "errors": [missing, twice, blocking],
    }
    assert events(database_url) == ["OpportunityClosed"] * 3


def test_quotes_are_closed_of_each_and_none_is_a_success(
    client: TestClient, database_url: str
) -> None:
    full, empty = opportunity(), opportunity()
    over, close = closed(OpportunityOutcome.WON)
    active, draft, ended = (quote(full, state) for state in (ACTIVE, DRAFT, QuoteState.CLOSED))
    left = quote(over)
    put(client, full, empty, over, close, active, draft, ended, left)
    ids = [over.id, empty.id, full.id]

    answer = close_many(client, CLOSE_QUOTES, {"ids": ids, "policy": "EACH"})

    refused = error(
        "OpportunityStateError",
        "OPPORTUNITY_NOT_OPEN",
        "The opportunity is closed (WON), so it and its quotes can't be changed.",
        *("ids", "0"),
    )
    none = {"opportunity": None, "closedQuotes": None}
    gone = sorted([active.id, draft.id], reverse=True)
    assert answer == {
        "results": [
            {"opportunityId": over.id, "status": "FAILED", **none, "errors": [refused]},
            {
                "opportunityId": empty.id,
                "status": "UNCHANGED",
                "opportunity": {"state": "OPEN", "version": 1},
                "closedQuotes": [],
                "errors": [],
            },
            {
                "opportunityId": full.id,
                "status": "CLOSED",
                "opportunity": {"state": "OPEN", "version": 2},
                "closedQuotes": [{"id": each, "state": "CLOSED"} for each in gone],
                "errors": [],
            },
        ],
        "closedCount": 1,
        "unchangedCount": 1,
        "failedCount": 1,
        "errors": [refused],
    }
    assert events(database_url) == ["QuotesClosed"]


def test_closed_along_with_their_quotes_each_has_its_own(client: TestClient) -> None:
    deals = [opportunity() for _ in range(3)]
    quotes = {deal.id: [quote(deal, ACTIVE), quote(deal)] for deal in deals[:2]}
    put(client, *deals, *(each for own in quotes.values() for each in own))
    given = {"ids": [deal.id for deal in deals], "closeOpenQuotes": True}

    answer = close_many(client, CLOSE, given)

    assert [{each["id"] for each in row["closedQuotes"]} for row in answer["results"]] == [
        {each.id for each in quotes.get(deal.id, ())} for deal in deals
    ]
    assert {each["state"] for row in answer["results"] for each in row["closedQuotes"]} == {
        "CLOSED"
    }
    assert [row["opportunity"]["version"] for row in answer["results"]] == [2, 2, 2]


@pytest.mark.parametrize("field", MANY)
@pytest.mark.parametrize("policy", [{}, {"policy": "ALL_OR_NOTHING"}])
def test_one_that_is_refused_keeps_all_from_being_done(
    client: TestClient, database_url: str, field: str, policy: dict[str, str]
) -> None:
    deals = [opportunity() for _ in range(3)]
    put(client, *deals, *(quote(deal) for deal in deals))
    ids = [deals[0].id, NO_OPPORTUNITY, deals[1].id, deals[2].id]

    with nothing_changes(database_url):
        answer = close_many(client, field, {"ids": ids, **policy})

    assert statuses(answer) == ["UNCHANGED", "FAILED", "UNCHANGED", "UNCHANGED"]
    assert counts(answer) == (0, 3, 1)
    assert [each["path"] for each in answer["errors"]] == [["input", "ids", "1"]]
    for row in answer["results"]:
        failed = row["status"] == "FAILED"
        assert row["opportunity"] == (None if failed else {"state": "OPEN", "version": 1})
        assert row["closedQuotes"] == (None if failed else [])
        assert row.get("close") is None


@pytest.mark.parametrize("field", MANY)
@pytest.mark.parametrize("policy", ["ALL_OR_NOTHING", "EACH"])
def test_a_dry_run_says_the_same_and_writes_nothing(
    client: TestClient, database_url: str, field: str, policy: str
) -> None:
    deals = [opportunity() for _ in range(2)]
    put(client, *deals, *(quote(deal) for deal in deals))
    ids = [deals[0].id, *([NO_OPPORTUNITY] if policy == "EACH" else []), deals[1].id]
    given = {"ids": ids, "policy": policy}

    with nothing_changes(database_url):
        dry = close_many(client, field, {**given, "dryRun": True})
    real = close_many(client, field, given)

    assert counts(dry) == counts(real) == (2, 0, len(ids) - 2)
    assert dry["errors"] == real["errors"]
    assert statuses(dry) == statuses(real)
    before = {"state": "OPEN", "version": 1}
    for row in (each for each in dry["results"] if each["status"] == "CLOSED"):
        assert row["opportunity"] == before
        assert row.get("close") is None
        assert {each["state"] for each in row["closedQuotes"]} <= {"DRAFT"}


@pytest.mark.parametrize("field", MANY)
def test_no_ids_are_closed_well(client: TestClient, database_url: str, field: str) -> None:
    with nothing_changes(database_url):
        answer = close_many(client, field, {"ids": []})

    none = dict.fromkeys(("closedCount", "unchangedCount", "failedCount"), 0)
    assert answer == {"results": [], **none, "errors": []}


def test_a_filter_names_those_that_match_oldest_first(client: TestClient) -> None:
    later, first, other = (
        opportunity(id=f"opp_{number:026}", name=name, name_folded=name.casefold())
        for number, name in ((902, "North 2"), (901, "North 1"), (903, "South"))
    )
    put(client, later, first, other, quote(later, ACTIVE))
    given = {"filter": {"name": {"startsWith": "north"}}, "policy": "EACH"}

    answer = close_many(client, CLOSE, given)
    again = close_many(client, CLOSE, {**given, "policy": "ALL_OR_NOTHING"})

    assert [each["opportunityId"] for each in answer["results"]] == [first.id, later.id]
    assert statuses(answer) == ["CLOSED", "FAILED"]
    assert [each["path"] for each in answer["errors"]] == [["input", "filter"]]
    # What one filter matches may be refused for different reasons, each of them where it is.
    assert [each["code"] for each in again["errors"]] == [
        "OPPORTUNITY_ALREADY_CLOSED",
        "OPPORTUNITY_HAS_ACTIVE_QUOTES",
    ]


def test_what_is_said_of_the_close_goes_for_each(client: TestClient) -> None:
    deals = [opportunity(currency=currency) for currency in ("EUR", "EUR")]
    put(client, *deals)
    given = {
        "ids": [deal.id for deal in deals],
        "outcome": "LOST",
        "actualRevenue": {"amount": "7.5", "currency": "EUR"},
        "actualCloseDate": "2026-11-01",
        "competitorId": BRIGHTSHELF,
        "description": "全部 🤖",
    }
    said = "outcome statusReason { code } actualRevenue { amount } actualCloseDate description"

    answer = call(client, CLOSE, given, f"results {{ close {{ {said} }} }}")

    close = {
        "outcome": "LOST",
        "statusReason": {"code": "OUT_SOLD"},
        "actualRevenue": {"amount": "7.50"},
        "actualCloseDate": "2026-11-01",
        "description": "全部 🤖",
    }
    assert answer == {"results": [{"close": close}] * 2}


def test_records_are_selected_like_any(client: TestClient) -> None:
    assert set(RECORDS) == set(MANY)
    deal = opportunity()
    put(client, deal, quote(deal, ACTIVE, name="Offer"))
    nested = "closedQuotes { name opportunity { quotes(first: 1) { totalCount nodes { state } } } }"

    answer = call(client, CLOSE_QUOTES, {"ids": [deal.id]}, f"results {{ {nested} }}")

    page = {"quotes": {"totalCount": 1, "nodes": [{"state": "CLOSED"}]}}
    assert answer == {"results": [{"closedQuotes": [{"name": "Offer", "opportunity": page}]}]}
