"""winQuote and reviseQuote over HTTP: what they write, answer and refuse."""

import pytest
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
    SIX,
    YEARLY,
)
from tests.api.refusals import (
    Error,
    Said,
    assert_refused,
    at,
    future,
    not_found,
    not_open,
    quote_version_conflict,
    refusal,
    too_long,
)
from tests.api.requests import ask, call, call_literally, events, nothing_changes

SERVICE = "opp_00000000000000000000000005"
WON = """
  quote {
    version state statusReason { code } closedOn
    close { description closedOn statusReason { code } }
    opportunity { version state closeReadiness { canClose } }
  }
  closedQuotes { id version state statusReason { code } closedOn close { description } }
  errors { code }
"""
REVISED = """
  quote {
    number revision state version totalAmount { amount } effectiveFrom closedOn close { id }
    lines { position name quantity amount { amount } } opportunity { version }
    revisions { revision state statusReason { code } }
  }
  revisedQuote { id revision state version statusReason { code } closedOn }
  errors { code }
"""
TODAY = "2026-11-22"


def of_robots(number: str, state: str, version: int = 1) -> Error:
    return {
        "number": number,
        "version": version,
        "state": state,
        "opportunity": {"name": "Warehouse automation"},
    }


def remedy(mutation: str, quote_id: str, description: Said) -> Error:
    step = {"mutation": mutation, "opportunityId": None}
    return {**step, "quoteIds": [quote_id], "description": description}


def test_a_quote_is_won_and_its_siblings_are_lost(client: TestClient, database_url: str) -> None:
    given = {"quoteId": SIX, "description": "Signed", "expectedVersion": 1}

    payload = call_literally(client, "winQuote", given, WON)

    lost = {
        "version": 2,
        "state": "CLOSED",
        "statusReason": {"code": "LOST"},
        "closedOn": TODAY,
        "close": {"description": "Signed"},
    }
    assert payload == {
        "quote": {
            "version": 2,
            "state": "WON",
            "statusReason": {"code": "WON"},
            "closedOn": TODAY,
            "close": {
                "description": "Signed",
                "closedOn": TODAY,
                "statusReason": {"code": "WON"},
            },
            "opportunity": {
                "version": 2,
                "state": "OPEN",
                "closeReadiness": {"canClose": True},
            },
        },
        "closedQuotes": [{"id": EIGHT, **lost}, {"id": FOUR_LEASED, **lost}],
        "errors": [],
    }
    assert events(database_url) == ["QuoteWon"]


def test_an_active_quote_is_revised(client: TestClient, database_url: str) -> None:
    payload = call_literally(client, "reviseQuote", {"quoteId": SIX, "expectedVersion": 1}, REVISED)

    assert payload == {
        "quote": {
            "number": "Q-DEMX0001",
            "revision": 2,
            "state": "DRAFT",
            "version": 1,
            "totalAmount": {"amount": "51900.00"},
            "effectiveFrom": payload["quote"]["effectiveFrom"],
            "closedOn": None,
            "close": None,
            "lines": [
                {
                    "position": 1,
                    "name": "Shelf robot R2",
                    "quantity": "6",
                    "amount": {"amount": "49500.00"},
                },
                {
                    "position": 2,
                    "name": "Setup",
                    "quantity": "1",
                    "amount": {"amount": "2400.00"},
                },
            ],
            "opportunity": {"version": 2},
            "revisions": [
                {"revision": 1, "state": "CLOSED", "statusReason": {"code": "REVISED"}},
                {"revision": 2, "state": "DRAFT", "statusReason": {"code": "IN_PROGRESS"}},
            ],
        },
        "revisedQuote": {
            "id": SIX,
            "revision": 1,
            "state": "CLOSED",
            "version": 2,
            "statusReason": {"code": "REVISED"},
            "closedOn": TODAY,
        },
        "errors": [],
    }
    assert events(database_url) == ["QuoteRevised"]


def test_dry_runs_answer_what_is_stored_and_write_nothing(
    client: TestClient, database_url: str
) -> None:
    given = {"quoteId": SIX, "expectedVersion": 1, "dryRun": True}

    with nothing_changes(database_url):
        won = call(client, "winQuote", given, "quote { state } closedQuotes { id state }")
        revised = call(client, "reviseQuote", given, "quote { id } revisedQuote { id state }")

    assert won == {
        "quote": {"state": "ACTIVE"},
        "closedQuotes": [
            {"id": EIGHT, "state": "DRAFT"},
            {"id": FOUR_LEASED, "state": "ACTIVE"},
        ],
    }
    assert revised == {"quote": None, "revisedQuote": {"id": SIX, "state": "ACTIVE"}}


@pytest.mark.parametrize("field", ["winQuote", "reviseQuote"])
def test_what_is_missing_or_of_a_closed_deal_is_refused_alone(
    client: TestClient, database_url: str, field: str
) -> None:
    entities = ("quote", {"winQuote": "closedQuotes", "reviseQuote": "revisedQuote"}[field])
    with nothing_changes(database_url):
        assert_refused(
            client,
            field,
            entities,
            [
                *(
                    ({"quoteId": each, "expectedVersion": 9}, [not_found(at("quoteId"), each)])
                    for each in (NO_QUOTE, ROBOTS, "quo", "")
                ),
                ({"quoteId": YEARLY}, [not_open("WON", 2, SERVICE)]),
                ({"quoteId": LAMPS_JA, "expectedVersion": 9}, [not_open("LOST", 2, LIGHTS_JA)]),
            ],
        )


def test_every_refusal_to_win(client: TestClient, database_url: str) -> None:
    activate = remedy(
        "activateQuote",
        EIGHT,
        Said("Activate this quote first.", "先にこの見積を有効にしてください。"),
    )

    def cant_win(number: str, state: str, *remedies: Error) -> Error:
        said = Said(
            f"The quote is {state}, so it can't become WON.",
            f"見積は {state} のため、WON にできません。",
        )
        quote = of_robots(number, state)
        where = at("quoteId")
        return refusal("QuoteStateError", "INVALID_TRANSITION", said, where, *remedies, quote=quote)

    with nothing_changes(database_url):
        assert_refused(
            client,
            "winQuote",
            ("quote", "closedQuotes"),
            [
                ({"quoteId": EIGHT}, [cant_win("Q-DEMX0003", "DRAFT", activate)]),
                (
                    {
                        "quoteId": PILOT,
                        "expectedVersion": 0,
                        "closedOn": "2026-11-23",
                        "description": "x" * 2001,
                    },
                    [
                        quote_version_conflict(0, 1, "Q-DEMX0004", "WON"),
                        future(at("closedOn")),
                        too_long(at("description"), 2000),
                        cant_win("Q-DEMX0004", "WON"),
                    ],
                ),
            ],
        )


def test_every_refusal_to_revise(client: TestClient, database_url: str) -> None:
    edited = Said("Edit this draft.", "この下書きを編集してください。")
    revised = Said(
        "Revise the quote: that makes a new draft of it.",
        "見積を改訂すると、新しい下書きが作成されます。",
    )

    def cant_be_revised(number: str, state: str, *remedies: Error) -> Error:
        said = Said(
            f"The quote is {state}; only an active or a closed one can be revised.",
            f"見積は {state} です。改訂できるのは有効またはクローズ済みの見積だけです。",
        )
        quote = of_robots(number, state)
        where = at("quoteId")
        return refusal("QuoteStateError", "INVALID_TRANSITION", said, where, *remedies, quote=quote)

    def exists(state: str, version: int, help_: Error) -> Error:
        said = Said(
            f"Another revision of the quote is {state} already.",
            f"この見積の別の版がすでに {state} です。",
        )
        quote = of_robots("Q-DEMX0001", state, version)
        where = at("quoteId")
        return refusal("QuoteStateError", "QUOTE_REVISION_EXISTS", said, where, help_, quote=quote)

    draft_cant_be = cant_be_revised("Q-DEMX0003", "DRAFT", remedy("updateQuote", EIGHT, edited))
    entities = ("quote", "revisedQuote")
    with nothing_changes(database_url):
        assert_refused(
            client,
            "reviseQuote",
            entities,
            [
                (
                    {"quoteId": EIGHT},
                    [draft_cant_be],
                ),
                (
                    {"quoteId": PILOT, "expectedVersion": 2},
                    [
                        quote_version_conflict(2, 1, "Q-DEMX0004", "WON"),
                        cant_be_revised("Q-DEMX0004", "WON"),
                    ],
                ),
            ],
        )
    draft = call(client, "reviseQuote", {"quoteId": SIX}, "quote { id }")["quote"]["id"]
    changed = ("closedOn", "state", "statusReason")
    edit = remedy("updateQuote", draft, edited)
    with nothing_changes(database_url):
        assert_refused(
            client,
            "reviseQuote",
            entities,
            [
                ({"quoteId": SIX}, [exists("DRAFT", 1, edit)]),
                (
                    {"quoteId": SIX, "expectedVersion": 1},
                    [
                        quote_version_conflict(1, 2, "Q-DEMX0001", "CLOSED", changed),
                        exists("DRAFT", 1, edit),
                    ],
                ),
            ],
        )
    call(client, "activateQuote", {"quoteId": draft}, "errors { code }")
    active = exists("ACTIVE", 2, remedy("reviseQuote", draft, revised))
    with nothing_changes(database_url):
        assert_refused(client, "reviseQuote", entities, [({"quoteId": SIX}, [active])])


def test_the_chain_of_revisions_is_read_from_each(client: TestClient) -> None:
    call(client, "activateQuote", {"quoteId": LICENCES_JA}, "errors { code }")
    ids = [LICENCES_JA]
    for _ in range(2):
        payload = call(client, "reviseQuote", {"quoteId": ids[-1]}, "quote { id }")
        ids.append(payload["quote"]["id"])
        call(client, "activateQuote", {"quoteId": ids[-1]}, "errors { code }")

    for each in ids:
        document = f'{{ quote(id: "{each}") {{ revisions {{ id revision state }} }} }}'
        assert ask(client, document)["quote"]["revisions"] == [
            {"id": ids[0], "revision": 1, "state": "CLOSED"},
            {"id": ids[1], "revision": 2, "state": "CLOSED"},
            {"id": ids[2], "revision": 3, "state": "ACTIVE"},
        ]
