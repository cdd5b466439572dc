"""As many quotes as an opportunity can have, and more ids than it can have quotes."""

from typing import Any

import pytest
from starlette.testclient import TestClient

from tests.api.demo import STORES
from tests.api.requests import call, events
from tests.conftest import execute

COPIES = """
  INSERT INTO quote (
    id, version, opportunity_id, opportunity_is_open, number, revision, name, name_folded, state,
    status_reason_id, currency, discount, freight, tax, total_amount, created_at, updated_at
  )
  WITH RECURSIVE numbers(n) AS (SELECT 1000 UNION ALL SELECT n + 1 FROM numbers WHERE n < 1499)
  SELECT
    'quo_0000000000000000000000' || n, 1, opportunity.id, true, 'Q-MANY' || n, 1, 'Copy', 'copy',
    'ACTIVE', 'srs_00000000000000000000000006', 'EUR', 0, 0, 0, 0,
    opportunity.created_at, opportunity.created_at
  FROM numbers CROSS JOIN opportunity WHERE opportunity.id = '{}'
"""


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


def test_any_number_of_unknown_ids_is_answered(client: TestClient, database_url: str) -> None:
    if database_url.startswith("sqlite"):
        pytest.skip("how many values SQLite takes depends on its build")
    unknown = [f"quo_{number:026}" for number in range(1_000_000, 1_033_000)]

    payload = call(
        client,
        "closeQuotes",
        {"opportunityId": STORES, "quoteIds": unknown},
        "closedQuotes { id } errors { code }",
    )

    assert payload["closedQuotes"] is None
    assert {error["code"] for error in payload["errors"]} <= {"NOT_FOUND", "INVALID_INPUT"}
