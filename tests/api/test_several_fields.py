"""Several mutations in one document: each is a transaction of its own, in their order."""

import logging

import pytest
from starlette.testclient import TestClient

from tests.api.demo import HARBOUR, LICENCES_JA, ROBOTS, STORES, SYSTEM_JA
from tests.api.requests import ask, post
from tests.conftest import execute

VERSIONS = f"""{{ nodes(ids: ["{ROBOTS}", "{STORES}", "{HARBOUR}"]) {{
  ... on Opportunity {{ version state }}
}} }}"""


def versions(client: TestClient) -> list[tuple[int, str]]:
    return [(each["version"], each["state"]) for each in ask(client, VERSIONS)["nodes"]]


def test_one_field_sees_what_the_one_before_has_done(client: TestClient) -> None:
    document = f"""mutation {{
      blocked: closeOpportunity(input: {{opportunityId: "{ROBOTS}", outcome: WON}}) {{ ...C }}
      dry: closeQuotes(input: {{opportunityId: "{ROBOTS}", dryRun: true}}) {{
        closedQuotes {{ state }}
      }}
      quotes: closeQuotes(input: {{opportunityId: "{ROBOTS}", expectedVersion: 1}}) {{
        closedQuotes {{ state }}
      }}
      stale: closeOpportunity(
        input: {{opportunityId: "{ROBOTS}", outcome: WON, expectedVersion: 1}}
      ) {{ ...C }}
      closed: closeOpportunity(
        input: {{opportunityId: "{ROBOTS}", outcome: WON, expectedVersion: 2}}
      ) {{ ...C }}
      again: closeOpportunity(input: {{opportunityId: "{ROBOTS}", outcome: WON}}) {{ ...C }}
      reopened: reopenOpportunity(input: {{opportunityId: "{ROBOTS}"}}) {{ wasOpen }}
      reopenedAgain: reopenOpportunity(input: {{opportunityId: "{ROBOTS}"}}) {{ wasOpen }}
    }}
    fragment C on CloseOpportunityPayload {{ opportunity {{ version }} errors {{ code }} }}"""

    data = ask(client, document)

    def refused(code: str) -> dict[str, object]:
        return {"opportunity": None, "errors": [{"code": code}]}

    assert [*data.items()] == [
        ("blocked", refused("OPPORTUNITY_HAS_ACTIVE_QUOTES")),
        ("dry", {"closedQuotes": [{"state": "DRAFT"}, {"state": "ACTIVE"}, {"state": "ACTIVE"}]}),
        ("quotes", {"closedQuotes": [{"state": "CLOSED"}] * 3}),
        ("stale", refused("VERSION_CONFLICT")),
        ("closed", {"opportunity": {"version": 3}, "errors": []}),
        ("again", refused("OPPORTUNITY_ALREADY_CLOSED")),
        ("reopened", {"wasOpen": False}),
        ("reopenedAgain", {"wasOpen": True}),
    ]
    assert versions(client)[0] == (4, "OPEN")


def test_what_is_committed_stays_when_a_later_field_is_refused(client: TestClient) -> None:
    document = f"""mutation {{
      a: closeOpportunity(input: {{opportunityId: "{STORES}", outcome: WON}}) {{
        opportunity {{ state }}
      }}
      b: closeOpportunity(input: {{opportunityId: "{ROBOTS}", outcome: WON}}) {{
        opportunity {{ state }}
      }}
      c: closeOpportunity(input: {{opportunityId: "{HARBOUR}", outcome: LOST}}) {{
        opportunity {{ state }}
      }}
    }}"""

    data = ask(client, document)

    assert data == {
        "a": {"opportunity": {"state": "WON"}},
        "b": {"opportunity": None},
        "c": {"opportunity": {"state": "LOST"}},
    }
    assert versions(client) == [(1, "OPEN"), (2, "WON"), (2, "LOST")]


def test_what_is_committed_stays_when_a_later_field_has_a_bad_argument(
    client: TestClient,
) -> None:
    document = f"""mutation {{
      a: closeOpportunity(input: {{opportunityId: "{STORES}", outcome: WON}}) {{
        opportunity {{ state }}
      }}
      b: closeOpportunity(input: {{opportunityId: "{HARBOUR}", outcome: WON}}) {{
        opportunity {{ quotes(first: 101) {{ totalCount }} }}
      }}
    }}"""

    answer = post(client, document)

    assert answer["data"] == {"a": {"opportunity": {"state": "WON"}}, "b": None}
    (error,) = answer["errors"]
    assert error["message"] == "first is 101; it can be 0 to 100."
    assert error["path"] == ["b"]
    assert error["extensions"] == {"code": "BAD_USER_INPUT"}
    assert versions(client) == [(1, "OPEN"), (2, "WON"), (1, "OPEN")]


def test_what_is_committed_stays_when_a_later_field_fails(
    client: TestClient, database_url: str, caplog: pytest.LogCaptureFixture
) -> None:
    execute(database_url, "ALTER TABLE opportunity_close RENAME TO opportunity_close_moved")
    document = f"""mutation {{
      first: activateQuote(input: {{quoteId: "{LICENCES_JA}"}}) {{ quote {{ state }} }}
      failed: closeOpportunity(
        input: {{opportunityId: "{ROBOTS}", outcome: WON, closeOpenQuotes: true}}
      ) {{ opportunity {{ state }} errors {{ code }} }}
      last: closeQuotes(input: {{opportunityId: "{SYSTEM_JA}"}}) {{ closedQuotes {{ state }} }}
    }}"""

    with caplog.at_level(logging.ERROR, "clinch"):
        answer = post(client, document)

    assert answer["data"] == {
        "first": {"quote": {"state": "ACTIVE"}},
        "failed": None,
        "last": {"closedQuotes": [{"state": "CLOSED"}]},
    }
    (error,) = answer["errors"]
    assert error["path"] == ["failed"]
    assert error["extensions"]["code"] == "INTERNAL_SERVER_ERROR"
    (record,) = caplog.records
    assert error["extensions"]["id"] in record.getMessage()
    # Of the field that failed nothing remains, although it had closed the quotes already.
    assert versions(client)[0] == (1, "OPEN")
    document = f'{{ opportunity(id: "{ROBOTS}") {{ quotes {{ nodes {{ state }} }} }} }}'
    states = [quote["state"] for quote in ask(client, document)["opportunity"]["quotes"]["nodes"]]
    assert states == ["WON", "DRAFT", "ACTIVE", "ACTIVE"]
