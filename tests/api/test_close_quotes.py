"""closeQuotes over HTTP: what it closes, and what it answers."""

from typing import Any

from starlette.testclient import TestClient

from tests.api.demo import AIKO, EIGHT, FOUR_LEASED, LICENCES_JA, ROBOTS, SIX, STORES, SYSTEM_JA
from tests.api.requests import ask, call, call_literally, events, nothing_changes

SELECTION = """
  closedQuotes {
    number version state statusReason { code label } closedOn updatedAt
    close {
      quote { number } statusReason { code } closedOn description closedBy { id } closedAt client
    }
  }
  opportunity { version state updatedAt quotes { nodes { number state } } }
  errors { code }
"""
NOW = "2026-11-22T17:23:00.123456Z"


def closed(number: str, **differing: Any) -> dict[str, Any]:
    """A quote that was closed by the tests' call, with the defaults but for what differs."""
    code, label = differing.get("reason", ("LOST", "Lost"))
    day = differing.get("day", "2026-11-22")
    return {
        "number": number,
        "version": 2,
        "state": "CLOSED",
        "statusReason": {"code": code, "label": label},
        "closedOn": day,
        "updatedAt": NOW,
        "close": {
            "quote": {"number": number},
            "statusReason": {"code": code},
            "closedOn": day,
            "description": differing.get("description"),
            "closedBy": {"id": AIKO},
            "closedAt": NOW,
            "client": differing.get("client", "testclient"),
        },
    }


def states(one: str, two: str, three: str) -> dict[str, Any]:
    """ROBOTS's quotes, newest first; the won one stays won."""
    pairs = [("4", "WON"), ("3", three), ("2", two), ("1", one)]
    return {"nodes": [{"number": f"Q-DEMX000{n}", "state": state} for n, state in pairs]}


def test_every_active_and_draft_quote_is_closed_at_once(
    client: TestClient, database_url: str
) -> None:
    payload = call(client, "closeQuotes", {"opportunityId": ROBOTS}, SELECTION)

    assert payload == {
        "closedQuotes": [closed("Q-DEMX0003"), closed("Q-DEMX0002"), closed("Q-DEMX0001")],
        "opportunity": {
            "version": 2,
            "state": "OPEN",
            "updatedAt": NOW,
            "quotes": states("CLOSED", "CLOSED", "CLOSED"),
        },
        "errors": [],
    }
    assert events(database_url) == ["QuotesClosed"]


def test_named_quotes_are_closed_with_what_is_said_of_them(
    client: TestClient, database_url: str
) -> None:
    given = {
        "opportunityId": ROBOTS,
        "quoteIds": [SIX, EIGHT, SIX],
        "statusReasonCode": "CANCELED",
        "closedOn": "2026-11-20",
        "description": "  Zu teuer. 高すぎる 🤝\n",
        "expectedVersion": 1,
    }

    payload = call_literally(client, "closeQuotes", given, SELECTION)

    said = {
        "reason": ("CANCELED", "Canceled"),
        "day": "2026-11-20",
        "description": "Zu teuer. 高すぎる 🤝",
    }
    assert payload == {
        "closedQuotes": [closed("Q-DEMX0003", **said), closed("Q-DEMX0001", **said)],
        "opportunity": {
            "version": 2,
            "state": "OPEN",
            "updatedAt": NOW,
            "quotes": states("CLOSED", "ACTIVE", "CLOSED"),
        },
        "errors": [],
    }
    assert events(database_url) == ["QuotesClosed"]


def test_null_says_the_same_as_leaving_out_but_for_the_quotes(client: TestClient) -> None:
    given = {
        "opportunityId": SYSTEM_JA,
        "statusReasonCode": None,
        "closedOn": None,
        "description": None,
        "expectedVersion": None,
    }

    payload = call(client, "closeQuotes", given, SELECTION)

    assert payload["closedQuotes"] == [closed("Q-DEMX0005")]
    assert payload["opportunity"]["version"] == 2


def test_the_client_program_is_recorded_by_its_name(client: TestClient) -> None:
    document = f"""mutation {{ closeQuotes(input: {{opportunityId: "{ROBOTS}"}}) {{
      closedQuotes {{ close {{ client }} }} }} }}"""
    headers = {"X-Client-Name": "x" * 301, "Apollographql-Client-Name": "not this"}

    answer = client.post("/graphql", json={"query": document}, headers=headers).json()

    written = {quote["close"]["client"] for quote in answer["data"]["closeQuotes"]["closedQuotes"]}
    assert written == {"x" * 300}


def test_with_nothing_to_close_nothing_changes(client: TestClient, database_url: str) -> None:
    untouched: dict[str, Any] = {"closedQuotes": [], "errors": []}
    selection = "closedQuotes { number } opportunity { version } errors { code }"

    with nothing_changes(database_url):
        for given in ({"opportunityId": STORES}, {"opportunityId": ROBOTS, "quoteIds": []}):
            payload = call(client, "closeQuotes", given, selection)
            assert payload == {**untouched, "opportunity": {"version": 1}}
    call(client, "closeQuotes", {"opportunityId": ROBOTS}, selection)
    with nothing_changes(database_url):
        payload = call(client, "closeQuotes", {"opportunityId": ROBOTS}, selection)
        assert payload == {**untouched, "opportunity": {"version": 2}}


def test_a_dry_run_names_the_quotes_as_they_are_now_and_writes_nothing(
    client: TestClient, database_url: str
) -> None:
    selection = """
      closedQuotes { id version state statusReason { code } closedOn close { id } }
      opportunity { version updatedAt quotes(filter: {state: {eq: CLOSED}}) { totalCount } }
      errors { code }
    """

    with nothing_changes(database_url):
        payload = call(client, "closeQuotes", {"opportunityId": ROBOTS, "dryRun": True}, selection)

    def as_now(quote: str, state: str, reason: str) -> dict[str, Any]:
        entity = {"id": quote, "version": 1, "state": state, "statusReason": {"code": reason}}
        return {**entity, "closedOn": None, "close": None}

    assert payload == {
        "closedQuotes": [
            as_now(EIGHT, "DRAFT", "IN_PROGRESS"),
            as_now(FOUR_LEASED, "ACTIVE", "OPEN"),
            as_now(SIX, "ACTIVE", "OPEN"),
        ],
        "opportunity": {
            "version": 1,
            "updatedAt": "2026-09-14T09:00:00Z",
            "quotes": {"totalCount": 0},
        },
        "errors": [],
    }


def test_labels_are_in_the_readers_language(client: TestClient) -> None:
    document = f"""mutation {{ closeQuotes(input: {{opportunityId: "{SYSTEM_JA}"}}) {{
      closedQuotes {{ id statusReason {{ label }} }} }} }}"""

    data = ask(client, document, language="ja")

    assert data == {
        "closeQuotes": {"closedQuotes": [{"id": LICENCES_JA, "statusReason": {"label": "失注"}}]}
    }
