"""As many quotes as an opportunity can have, and more ids than it can have quotes."""

from typing import Any

from starlette.testclient import TestClient

from db.database import Database
from tests.api.demo import LICENCES_JA, PILOT, ROBOTS, STORES
from tests.api.requests import call, events, nothing_changes
from tests.conftest import execute, recorded

COPIES = """
  INSERT INTO quote (
    id, version, opportunity_id, opportunity_is_open, number, revision, name, name_folded, state,
    status_reason_id, currency, discount, freight, tax, total_amount, created_at, created_by_id,
    updated_at
  )
  WITH RECURSIVE numbers(n) AS (SELECT 1000 UNION ALL SELECT n + 1 FROM numbers WHERE n < 1499)
  SELECT
    'quo_0000000000000000000000' || n, 1, opportunity.id, true, 'Q-MANY' || n, 1, 'Copy', 'copy',
    'ACTIVE', 'srs_00000000000000000000000006', 'EUR', 0, 0, 0, 0,
    opportunity.created_at, opportunity.created_by_id, opportunity.created_at
  FROM numbers CROSS JOIN opportunity WHERE opportunity.id = '{}'
"""


def database_of(client: TestClient) -> Database:
    database: Database = client.app.state.application.database  # type: ignore[attr-defined]
    return database


def test_500_active_quotes(client: TestClient, database_url: str) -> None:
    execute(database_url, COPIES.format(STORES))
    fine: dict[str, Any] = {"opportunityId": STORES, "name": "x", "lines": []}
    close = {"opportunityId": STORES, "outcome": "WON"}
    blocking = """errors { message remedies { quoteIds }
      ... on BlockingQuotesError { quotes { number opportunity { name } } } }"""

    one_more = call(client, "createQuote", fine, "quote { id } errors { code message path }")
    blocked = call(client, "closeOpportunity", close, blocking)
    both = call(
        client,
        "closeOpportunity",
        {**close, "closeOpenQuotes": True},
        "opportunity { version } closedQuotes { state close { description } } errors { code }",
    )

    assert one_more == {
        "quote": None,
        "errors": [
            {
                "code": "INVALID_INPUT",
                "message": "The opportunity has 500 draft and active quotes already; close some "
                "first.",
                "path": ["input", "opportunityId"],
            }
        ],
    }
    numbers = [f"Q-MANY{n}" for n in range(1499, 999, -1)]
    (error,) = blocked["errors"]
    assert error["message"] == "The opportunity can't be closed while it has active quotes (500)."
    assert error["quotes"] == [
        {"number": number, "opportunity": {"name": "Store network"}} for number in numbers
    ]
    assert len(error["remedies"][0]["quoteIds"]) == 500
    assert both == {
        "opportunity": {"version": 2},
        "closedQuotes": [{"state": "CLOSED", "close": {"description": None}}] * 500,
        "errors": [],
    }
    assert events(database_url) == ["QuotesClosed", "OpportunityClosed"]


def test_more_ids_than_there_can_be_quotes(client: TestClient, database_url: str) -> None:
    unknown = [f"quo_{number:026}" for number in range(1_000_000, 1_007_000)]
    selection = """closedQuotes { id } errors { code message path
      ... on NotFoundError { missingId } }"""
    too_many = {
        "code": "INVALID_INPUT",
        "message": "It has more than 500 entries.",
        "path": ["input", "quoteIds"],
    }

    def missing(index: int) -> dict[str, Any]:
        return {
            "code": "NOT_FOUND",
            "message": f"There is nothing with the id {unknown[index]}.",
            "path": ["input", "quoteIds", str(index)],
            "missingId": unknown[index],
        }

    with nothing_changes(database_url):
        for count, first in ((500, []), (501, [too_many]), (7_000, [too_many])):
            given = {"opportunityId": STORES, "quoteIds": unknown[:count]}
            payload = call(client, "closeQuotes", given, selection)
            assert payload["closedQuotes"] is None
            assert payload["errors"] == [*first, *(missing(index) for index in range(500))]


def test_as_many_errors_with_a_record_each(client: TestClient, database_url: str) -> None:
    given = {"opportunityId": ROBOTS, "quoteIds": [PILOT, LICENCES_JA] * 250}
    selection = """errors { path ... on QuoteStateError {
      quote { number } deeper: quote { opportunity { quotes(first: 1) { totalCount } } }
    } }"""

    with nothing_changes(database_url), recorded(database_of(client)) as statements:
        payload = call(client, "closeQuotes", given, selection)

    found = [(error["path"][-1], error["quote"]["number"]) for error in payload["errors"]]
    numbers = ["Q-DEMX0004", "Q-DEMX0005"] * 250
    assert found == [(str(index), number) for index, number in enumerate(numbers)]
    counts = [error["deeper"]["opportunity"]["quotes"]["totalCount"] for error in payload["errors"]]
    assert counts == [4, 1] * 250
    # One statement reads them all, and it is no longer than for a single one.
    reading = [statement for statement in statements if "root_0" in statement]
    assert len(reading) == 1
    assert len(reading[0]) < 5_000
