"""activateQuote over HTTP: what it writes, what it answers, and what it refuses."""

from starlette.testclient import TestClient

from tests.api.demo import (
    EIGHT,
    FOUR_LEASED,
    LAMPS_JA,
    LICENCES_JA,
    LIGHTS_JA,
    NO_QUOTE,
    PILOT,
    ROBOTS,
    SYSTEM_JA,
    YEARLY,
)
from tests.api.refusals import (
    Error,
    Said,
    assert_refused,
    at,
    not_found,
    not_open,
    quote_version_conflict,
    refusal,
)
from tests.api.requests import call, call_literally, events, nothing_changes

SELECTION = """
  quote {
    version state statusReason { code label } updatedAt
    opportunity { id version closeReadiness { canClose } }
  }
  errors { code }
"""


def test_a_draft_becomes_active_and_blocks(client: TestClient, database_url: str) -> None:
    given = {"quoteId": LICENCES_JA, "expectedVersion": 1}

    payload = call_literally(client, "activateQuote", given, SELECTION)

    assert payload == {
        "quote": {
            "version": 2,
            "state": "ACTIVE",
            "statusReason": {"code": "IN_PROGRESS", "label": "In progress"},
            "updatedAt": "2026-11-22T17:23:00.123456Z",
            "opportunity": {
                "id": SYSTEM_JA,
                "version": 2,
                "closeReadiness": {"canClose": False},
            },
        },
        "errors": [],
    }
    assert events(database_url) == ["QuoteActivated"]


def test_a_dry_run_answers_what_is_stored_and_writes_nothing(
    client: TestClient, database_url: str
) -> None:
    given = {"quoteId": LICENCES_JA, "expectedVersion": None, "dryRun": True}

    with nothing_changes(database_url):
        payload = call(client, "activateQuote", given, SELECTION)

    assert payload == {
        "quote": {
            "version": 1,
            "state": "DRAFT",
            "statusReason": {"code": "IN_PROGRESS", "label": "In progress"},
            "updatedAt": "2026-09-21T09:05:00Z",
            "opportunity": {"id": SYSTEM_JA, "version": 1, "closeReadiness": {"canClose": True}},
        },
        "errors": [],
    }


def cant_move(number: str, state: str) -> Error:
    return refusal(
        "QuoteStateError",
        "INVALID_TRANSITION",
        Said(
            f"The quote is {state}, so it can't become ACTIVE.",
            f"見積は {state} のため、ACTIVE にできません。",
        ),
        at("quoteId"),
        quote={
            "number": number,
            "version": 1,
            "state": state,
            "opportunity": {"name": "Warehouse automation"},
        },
    )


def test_every_refusal(client: TestClient, database_url: str) -> None:
    service = "opp_00000000000000000000000005"

    with nothing_changes(database_url):
        assert_refused(
            client,
            "activateQuote",
            ("quote",),
            [
                *(
                    ({"quoteId": each, "expectedVersion": 9}, [not_found(at("quoteId"), each)])
                    for each in (NO_QUOTE, ROBOTS, "quo", "")
                ),
                ({"quoteId": YEARLY}, [not_open("WON", 2, service)]),
                ({"quoteId": LAMPS_JA, "expectedVersion": 9}, [not_open("LOST", 2, LIGHTS_JA)]),
                ({"quoteId": PILOT}, [cant_move("Q-DEMX0004", "WON")]),
                ({"quoteId": FOUR_LEASED}, [cant_move("Q-DEMX0002", "ACTIVE")]),
                (
                    {"quoteId": EIGHT, "expectedVersion": 2},
                    [quote_version_conflict(2, 1, "Q-DEMX0003", "DRAFT")],
                ),
                (
                    {"quoteId": PILOT, "expectedVersion": 0},
                    [
                        quote_version_conflict(0, 1, "Q-DEMX0004", "WON"),
                        cant_move("Q-DEMX0004", "WON"),
                    ],
                ),
            ],
        )


def test_a_closed_quote_of_an_open_opportunity_stays_closed(client: TestClient) -> None:
    call(client, "closeQuotes", {"opportunityId": ROBOTS}, "errors { code }")

    payload = call(
        client,
        "activateQuote",
        {"quoteId": EIGHT},
        "errors { code message ... on QuoteStateError { quote { state version } } }",
    )

    assert payload["errors"] == [
        {
            "code": "INVALID_TRANSITION",
            "message": "The quote is CLOSED, so it can't become ACTIVE.",
            "quote": {"state": "CLOSED", "version": 2},
        }
    ]
