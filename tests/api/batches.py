"""What the tests of calls about many share: rows to close, and what of the answer they look at."""

from typing import Any

from sqlmodel import SQLModel
from starlette.testclient import TestClient

from tests.api.requests import call
from tests.factories import store
from tests.reads.asking import database_of

CLOSE, CLOSE_QUOTES = "closeOpportunities", "closeQuotesOfOpportunities"
WHAT = {CLOSE: {"outcome": "WON"}, CLOSE_QUOTES: dict[str, str]()}
"""The least that each mutation is to be told."""
COUNTS = "closedCount unchangedCount failedCount"
RECORDS = {
    CLOSE: "opportunity { state version } close { outcome actualRevenue { amount } } "
    "closedQuotes { id state }",
    CLOSE_QUOTES: "opportunity { state version } closedQuotes { id state }",
}
"""What a result carries."""


def put(client: TestClient, *rows: SQLModel) -> None:
    """Store rows past the API."""
    assert client.portal is not None
    client.portal.call(store, database_of(client), *rows)


def statuses(payload: Any) -> list[str]:
    return [each["status"] for each in payload["results"]]


def counts(payload: Any) -> tuple[int, int, int]:
    """Closed, unchanged, failed."""
    return payload["closedCount"], payload["unchangedCount"], payload["failedCount"]


def close_many(client: TestClient, field: str, given: dict[str, Any], language: str = "en") -> Any:
    """The payload with everything but the errors' own records."""
    errors = "errors { __typename code path message }"
    selection = f"results {{ opportunityId status {RECORDS[field]} {errors} }} {COUNTS} {errors}"
    return call(client, field, {**WHAT[field], **given}, selection, language)


def whole_call_refused(*errors: Any) -> Any:
    """The payload of a call that can't be meant."""
    none = dict.fromkeys(("results", "closedCount", "unchangedCount", "failedCount"))
    return {**none, "errors": [{"__typename": "InvalidInputError", **each} for each in errors]}


def invalid(message: str, *path: str) -> Any:
    """An input that can't be right, by the tests' own words."""
    return {"code": "INVALID_INPUT", "message": message, "path": ["input", *path]}
