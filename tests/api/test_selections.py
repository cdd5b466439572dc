"""A payload is answered as the client selected it: aliases, fragments, directives, depth."""

from typing import Any

from starlette.testclient import TestClient

from tests.api.demo import EIGHT, FOUR_LEASED, ROBOTS, SIX, STORES
from tests.api.requests import ask, nothing_changes

REFUSED = f"""
  mutation {{
    first: closeOpportunity(
      input: {{opportunityId: "{ROBOTS}", outcome: WON, expectedVersion: 9, statusReasonCode: "X"}}
    ) {{
      t: __typename
      none: opportunity {{ id }}
      opportunity {{ name }}
      close {{ id }}
      closedQuotes {{ id }}
      short: errors {{ ... on UserError {{ c: code }} }}
      errors {{
        kind: __typename
        ... on UserError {{ path }}
        remedies {{ __typename to: mutation mutation quoteIds }}
        ...Blocking
        ...Version
        ... on InvalidStatusReasonError {{
          givenCode
          validReasons {{ __typename code opportunityState quoteState isDefault isActive }}
        }}
      }}
    }}
    second: closeOpportunity(input: {{opportunityId: "{ROBOTS}", outcome: LOST}}) {{
      errors {{ message }}
    }}
  }}
  fragment Blocking on BlockingQuotesError {{
    quotes {{ id }}
    inDepth: quotes {{
      n: number
      lines {{ position amount {{ __typename amount currency }} quote {{ opportunity {{ id }} }} }}
      opportunity {{ ...Readiness }}
    }}
    opportunity {{
      ...Readiness
      quotes(first: 1, orderBy: [{{field: NUMBER}}]) {{ totalCount nodes {{ number }} }}
    }}
  }}
  fragment Version on OpportunityVersionError {{
    givenVersion
    opportunity {{ version owner {{ name }} }}
  }}
  fragment Readiness on Opportunity {{
    name
    closeReadiness {{
      canClose
      blockers {{
        code
        ... on BlockingQuotesError {{ quotes {{ id }} opportunity {{ version }} }}
      }}
    }}
  }}
"""


def test_an_error_can_be_read_in_depth_twice_and_under_any_name(
    client: TestClient, database_url: str
) -> None:
    readiness: dict[str, Any] = {
        "name": "Warehouse automation",
        "closeReadiness": {
            "canClose": False,
            "blockers": [
                {
                    "code": "OPPORTUNITY_HAS_ACTIVE_QUOTES",
                    "quotes": [{"id": FOUR_LEASED}, {"id": SIX}],
                    "opportunity": {"version": 1},
                }
            ],
        },
    }

    first_quote = {"totalCount": 4, "nodes": [{"number": "Q-DEMX0001"}]}
    in_full: dict[str, Any] = {**readiness, "quotes": first_quote}

    def line(position: int, amount: str) -> dict[str, Any]:
        money = {"__typename": "Money", "amount": amount, "currency": "USD"}
        return {"position": position, "amount": money, "quote": {"opportunity": {"id": ROBOTS}}}

    with nothing_changes(database_url):
        data = ask(client, REFUSED)

    assert data["first"] == {
        "t": "CloseOpportunityPayload",
        "none": None,
        "opportunity": None,
        "close": None,
        "closedQuotes": None,
        "short": [
            {"c": "VERSION_CONFLICT"},
            {"c": "INVALID_STATUS_REASON"},
            {"c": "OPPORTUNITY_HAS_ACTIVE_QUOTES"},
        ],
        "errors": [
            {
                "kind": "OpportunityVersionError",
                "path": ["input", "expectedVersion"],
                "remedies": [],
                "givenVersion": 9,
                "opportunity": {"version": 1, "owner": {"name": "Ben Carter"}},
            },
            {
                "kind": "InvalidStatusReasonError",
                "path": ["input", "statusReasonCode"],
                "remedies": [],
                "givenCode": "X",
                "validReasons": [
                    {
                        "__typename": "StatusReason",
                        "code": "WON",
                        "opportunityState": "WON",
                        "quoteState": None,
                        "isDefault": True,
                        "isActive": True,
                    }
                ],
            },
            {
                "kind": "BlockingQuotesError",
                "path": [],
                "remedies": [
                    {
                        "__typename": "Remedy",
                        "to": "closeQuotes",
                        "mutation": "closeQuotes",
                        "quoteIds": [FOUR_LEASED, SIX],
                    },
                    {
                        "__typename": "Remedy",
                        "to": "closeOpportunity",
                        "mutation": "closeOpportunity",
                        "quoteIds": [],
                    },
                ],
                "quotes": [{"id": FOUR_LEASED}, {"id": SIX}],
                "inDepth": [
                    {"n": "Q-DEMX0002", "lines": [line(1, "42480.00")], "opportunity": readiness},
                    {
                        "n": "Q-DEMX0001",
                        "lines": [line(1, "49500.00"), line(2, "2400.00")],
                        "opportunity": readiness,
                    },
                ],
                "opportunity": in_full,
            },
        ],
    }
    assert data["second"] == {
        "errors": [{"message": "The opportunity can't be closed while it has active quotes (2)."}]
    }


def test_keys_come_in_the_order_of_the_selection(client: TestClient) -> None:
    document = f"""
      mutation {{ closeOpportunity(input: {{opportunityId: "{ROBOTS}", outcome: WON}}) {{
        errors {{ message ... on BlockingQuotesError {{ quotes {{ state id }} }} code path }}
        closedQuotes {{ id }} z: __typename opportunity {{ id }} a: __typename
      }} }}
    """

    payload = ask(client, document)["closeOpportunity"]

    assert [*payload] == ["errors", "closedQuotes", "z", "opportunity", "a"]
    assert [*payload["errors"][0]] == ["message", "quotes", "code", "path"]
    assert [*payload["errors"][0]["quotes"][0]] == ["state", "id"]


def test_skip_and_include_choose_anew_at_every_call(client: TestClient, database_url: str) -> None:
    document = f"""
      mutation($all: Boolean!, $no: Boolean! = false) {{
        closeQuotes(input: {{opportunityId: "{ROBOTS}", dryRun: true}}) {{
          closedQuotes {{ id @include(if: $all) state @skip(if: $all) }}
          ... on CloseQuotesPayload @include(if: $all) {{ errors {{ code }} }}
          opportunity @skip(if: $no) {{ version @include(if: $all) state }}
        }}
      }}
    """

    with nothing_changes(database_url):
        everything = ask(client, document, {"all": True})["closeQuotes"]
        little = ask(client, document, {"all": False, "no": True})["closeQuotes"]
        again = ask(client, document, {"all": True, "no": False})["closeQuotes"]

    assert everything == again
    assert everything == {
        "closedQuotes": [{"id": EIGHT}, {"id": FOUR_LEASED}, {"id": SIX}],
        "errors": [],
        "opportunity": {"version": 1, "state": "OPEN"},
    }
    assert little == {
        "closedQuotes": [{"state": "DRAFT"}, {"state": "ACTIVE"}, {"state": "ACTIVE"}]
    }


def test_a_payload_may_be_selected_in_several_places(client: TestClient) -> None:
    document = f"""
      mutation {{
        closeOpportunity(input: {{opportunityId: "{STORES}", outcome: WON}}) {{ ...P }}
        closeOpportunity(input: {{opportunityId: "{STORES}", outcome: WON}}) {{
          opportunity {{ version }} close {{ opportunity {{ state }} }}
        }}
      }}
      fragment P on CloseOpportunityPayload {{
        opportunity {{ state }} close {{ outcome ...C }} errors {{ code }}
      }}
      fragment C on OpportunityClose {{ opportunity {{ id }} }}
    """

    data = ask(client, document)

    assert data == {
        "closeOpportunity": {
            "opportunity": {"state": "WON", "version": 2},
            "close": {"outcome": "WON", "opportunity": {"id": STORES, "state": "WON"}},
            "errors": [],
        }
    }


def test_a_payload_without_errors_selected_still_refuses(
    client: TestClient, database_url: str
) -> None:
    document = f"""mutation {{
      closeOpportunity(input: {{opportunityId: "{ROBOTS}", outcome: WON}}) {{ __typename }}
    }}"""

    with nothing_changes(database_url):
        data = ask(client, document)

    assert data == {"closeOpportunity": {"__typename": "CloseOpportunityPayload"}}
