"""updateOpportunity and updateQuote over HTTP: what they write, answer and refuse."""

from typing import Any

from starlette.testclient import TestClient

from tests.api.demo import (
    AIKO,
    EIGHT,
    FOUR_LEASED,
    LAMPS_JA,
    LIGHTS_JA,
    NO_ACCOUNT,
    NO_OPPORTUNITY,
    NO_QUOTE,
    NOBODY,
    NORTHWIND,
    PILOT,
    ROBOTS,
    SERVICE,
    STORES,
)
from tests.api.refusals import (
    OF_OPEN,
    Error,
    Said,
    assert_refused,
    at,
    blank,
    invalid,
    not_found,
    not_open,
    quote_version_conflict,
    refusal,
    too_long,
    version_conflict,
    wrong_reason,
)
from tests.api.requests import ask, call, call_literally, events, nothing_changes, post

DEAL = """
  opportunity {
    version name description account { id } owner { id } statusReason { code } stage rating
    probability estimatedRevenue { amount } estimatedCloseDate startedOn updatedAt
    changes(first: 20) { nodes { version field } totalCount }
  }
  errors { code }
"""
OFFER = """
  quote {
    version name effectiveFrom effectiveTo discount { amount } freight { amount } tax { amount }
    totalAmount { amount } opportunity { version }
    lines { id position name quantity unitPrice { amount } amount { amount } }
  }
  errors { code }
"""
LINE_OF_EIGHT = "qln_00000000000000000000000031"
NULL = "Leave it out or give a value: null says neither."
NULL_JA = "null は指定できません。省略するか、値を指定してください。"


def null(field: str) -> Error:
    return invalid(at(field), NULL, NULL_JA)


def test_fields_of_an_opportunity_change_and_what_is_left_out_stays(
    client: TestClient, database_url: str
) -> None:
    given = {
        "opportunityId": ROBOTS,
        "name": " New name ",
        "description": "Said",
        "accountId": None,
        "ownerId": AIKO,
        "estimatedRevenue": "1.5",
        "probability": 7,
        "rating": "COLD",
        "stage": "CLOSE",
        "statusReasonCode": "ON_HOLD",
        "expectedVersion": 1,
    }
    before = ask(
        client,
        f'{{ opportunity(id: "{ROBOTS}") {{ estimatedCloseDate startedOn account {{ id }} }} }}',
    )["opportunity"]
    assert before["account"] == {"id": NORTHWIND}

    payload = call_literally(client, "updateOpportunity", given, DEAL)

    deal = payload["opportunity"]
    changed = deal.pop("changes")
    assert payload["errors"] == []
    assert deal == {
        "version": 2,
        "name": "New name",
        "description": "Said",
        "account": None,
        "owner": {"id": AIKO},
        "statusReason": {"code": "ON_HOLD"},
        "stage": "CLOSE",
        "rating": "COLD",
        "probability": 7,
        "estimatedRevenue": {"amount": "1.50"},
        "estimatedCloseDate": before["estimatedCloseDate"],
        "startedOn": before["startedOn"],
        "updatedAt": "2026-11-22T17:23:00.123456Z",
    }
    assert {each["version"] for each in changed["nodes"]} == {2}
    assert {each["field"] for each in changed["nodes"]} == {
        *("name", "description", "account", "owner", "estimatedRevenue", "probability", "rating"),
        *("stage", "statusReason"),
    }
    assert events(database_url) == ["OpportunityUpdated"]


def test_what_is_there_already_is_no_change(client: TestClient, database_url: str) -> None:
    for given in ({}, {"name": "  Warehouse automation"}, {"description": None}):
        with nothing_changes(database_url):
            payload = call(client, "updateOpportunity", {"opportunityId": ROBOTS, **given}, DEAL)

        assert payload["errors"] == []
        assert payload["opportunity"]["version"] == 1
        assert payload["opportunity"]["changes"] == {"nodes": [], "totalCount": 0}


def test_dry_runs_answer_what_is_stored_and_write_nothing(
    client: TestClient, database_url: str
) -> None:
    deal = {"opportunityId": ROBOTS, "name": "New", "expectedVersion": 1, "dryRun": True}
    offer = {"quoteId": EIGHT, "name": "New", "lines": [], "dryRun": True}

    with nothing_changes(database_url):
        of_deal = call(client, "updateOpportunity", deal, "opportunity { version name }")
        of_offer = call(client, "updateQuote", offer, "quote { version name lines { id } }")

    assert of_deal == {"opportunity": {"version": 1, "name": "Warehouse automation"}}
    assert of_offer == {
        "quote": {"version": 1, "name": "Eight robots", "lines": [{"id": LINE_OF_EIGHT}]}
    }


def test_every_refusal_of_an_opportunity(client: TestClient, database_url: str) -> None:
    required = ("name", "ownerId", "startedOn", "stage", "statusReasonCode")
    wrong = {
        "expectedVersion": 2,
        "probability": -1,
        "name": "\u3000",
        "description": "x" * 2001,
        "estimatedRevenue": "0.001",
        "accountId": NO_ACCOUNT,
        "ownerId": NOBODY,
        "statusReasonCode": "WON",
    }
    with nothing_changes(database_url):
        assert_refused(
            client,
            "updateOpportunity",
            ("opportunity",),
            [
                *(
                    (
                        {"opportunityId": each, "name": None, "expectedVersion": 9},
                        [not_found(at("opportunityId"), each)],
                    )
                    for each in (NO_OPPORTUNITY, EIGHT, "opp", "")
                ),
                (
                    {"opportunityId": SERVICE, "name": "", "expectedVersion": 9},
                    [not_open("WON", 2, SERVICE)],
                ),
                ({"opportunityId": LIGHTS_JA}, [not_open("LOST", 2, LIGHTS_JA)]),
                (
                    {"opportunityId": ROBOTS, **dict.fromkeys(required)},
                    [null(each) for each in required],
                ),
                (
                    {"opportunityId": ROBOTS, **wrong},
                    [
                        version_conflict(2, 1),
                        invalid(
                            at("probability"),
                            "It isn't in the range 0-100.",
                            "0-100 の範囲で指定してください。",
                        ),
                        blank(at("name")),
                        too_long(at("description"), 2000),
                        invalid(
                            at("estimatedRevenue"),
                            "It has more than 2 decimals.",
                            "小数点以下は 2 桁までです。",
                        ),
                        not_found(at("accountId"), NO_ACCOUNT),
                        not_found(at("ownerId"), NOBODY),
                        wrong_reason("WON", "OPEN", *OF_OPEN),
                    ],
                ),
            ],
        )


def test_lines_are_given_as_a_whole_and_totals_are_computed(
    client: TestClient, database_url: str
) -> None:
    line = {"id": LINE_OF_EIGHT, "name": "Robot", "quantity": "2.5", "unitPrice": "0.33"}
    new = {"name": "Care", "quantity": 1, "unitPrice": "10", "discount": "1", "tax": "0.10"}
    given = {
        "quoteId": EIGHT,
        "lines": [new, line],
        "discount": "0.03",
        "freight": "1",
        "effectiveFrom": None,
        "effectiveTo": "2026-12-31",
        "expectedVersion": 1,
    }

    payload = call_literally(client, "updateQuote", given, OFFER)

    added = payload["quote"]["lines"][0].pop("id")
    assert added.startswith("qln_")
    assert payload == {
        "quote": {
            "version": 2,
            "name": "Eight robots",
            "effectiveFrom": None,
            "effectiveTo": "2026-12-31",
            "discount": {"amount": "0.03"},
            "freight": {"amount": "1.00"},
            "tax": {"amount": "0.10"},
            # 9.10 + 0.83 - 0.03 + 1
            "totalAmount": {"amount": "10.90"},
            "opportunity": {"version": 2},
            "lines": [
                {
                    "position": 1,
                    "name": "Care",
                    "quantity": "1",
                    "unitPrice": {"amount": "10.00"},
                    "amount": {"amount": "9.10"},
                },
                {
                    "id": LINE_OF_EIGHT,
                    "position": 2,
                    "name": "Robot",
                    "quantity": "2.5",
                    "unitPrice": {"amount": "0.33"},
                    "amount": {"amount": "0.83"},
                },
            ],
        },
        "errors": [],
    }
    emptied = call(client, "updateQuote", {"quoteId": EIGHT, "lines": [], "discount": None}, OFFER)
    assert emptied["quote"]["lines"] == []
    assert emptied["quote"]["totalAmount"] == {"amount": "1.00"}
    assert events(database_url) == ["QuoteUpdated", "QuoteUpdated"]


def not_editable(number: str, state: str, quote_id: str, *, revisable: bool = True) -> Error:
    revise = {
        "mutation": "reviseQuote",
        "opportunityId": None,
        "quoteIds": [quote_id],
        "description": Said(
            "Revise the quote: that makes a new draft of it.",
            "見積を改訂すると、新しい下書きが作成されます。",
        ),
    }
    return refusal(
        "QuoteStateError",
        "QUOTE_NOT_EDITABLE",
        Said(
            f"Only a draft can be edited; the quote is {state}.",
            f"編集できるのは下書きの見積だけです(現在: {state})。",
        ),
        at("quoteId"),
        *([revise] if revisable else []),
        quote={
            "number": number,
            "version": 1,
            "state": state,
            "opportunity": {"name": "Warehouse automation"},
        },
    )


def test_every_refusal_of_a_quote(client: TestClient, database_url: str) -> None:
    line = {"name": "Robot", "quantity": 1, "unitPrice": 1}
    foreign = "qln_00000000000000000000000011"
    with nothing_changes(database_url):
        assert_refused(
            client,
            "updateQuote",
            ("quote",),
            [
                *(
                    (
                        {"quoteId": each, "name": None, "expectedVersion": 9},
                        [not_found(at("quoteId"), each)],
                    )
                    for each in (NO_QUOTE, ROBOTS, "quo", "")
                ),
                (
                    {"quoteId": LAMPS_JA, "lines": None, "expectedVersion": 9},
                    [not_open("LOST", 2, LIGHTS_JA)],
                ),
                (
                    {"quoteId": FOUR_LEASED},
                    [not_editable("Q-DEMX0002", "ACTIVE", FOUR_LEASED)],
                ),
                (
                    {"quoteId": PILOT, "expectedVersion": 0},
                    [
                        quote_version_conflict(0, 1, "Q-DEMX0004", "WON"),
                        not_editable("Q-DEMX0004", "WON", PILOT, revisable=False),
                    ],
                ),
                ({"quoteId": EIGHT, "name": None, "lines": None}, [null("name"), null("lines")]),
                (
                    {
                        "quoteId": EIGHT,
                        "expectedVersion": 2,
                        "effectiveFrom": "2026-12-02",
                        "effectiveTo": "2026-12-01",
                        "lines": [
                            {**line, "id": LINE_OF_EIGHT},
                            {**line, "id": LINE_OF_EIGHT},
                            {**line, "id": foreign, "name": " "},
                        ],
                        "discount": "3.01",
                    },
                    [
                        quote_version_conflict(2, 1, "Q-DEMX0003", "DRAFT"),
                        invalid(
                            at("effectiveTo"),
                            "It is before the first day, 2026-12-02.",
                            "開始日(2026-12-02)より前の日付です。",
                        ),
                        invalid(
                            at("lines", "1", "id"),
                            "It is given twice.",
                            "同じものが重複しています。",
                        ),
                        not_found(at("lines", "2", "id"), foreign),
                        blank(at("lines", "2", "name")),
                        invalid(
                            at("discount"),
                            "The discount is more than what it is taken off.",
                            "値引きが元の金額を超えています。",
                        ),
                    ],
                ),
            ],
        )


def test_a_conflict_names_the_fields_and_carries_the_present_record(client: TestClient) -> None:
    call(client, "updateQuote", {"quoteId": EIGHT, "name": "New", "lines": []}, OFFER)
    call(client, "updateOpportunity", {"opportunityId": ROBOTS, "probability": 9}, DEAL)
    selection = """errors {
      code
      ... on OpportunityVersionError { changedFields opportunity { version probability } }
      ... on QuoteVersionError { changedFields quote { version name } }
    }"""

    def conflict(field: str, **given: Any) -> Any:
        (error,) = call(client, field, {**given, "expectedVersion": 1}, selection)["errors"]
        return error

    assert conflict("updateQuote", quoteId=EIGHT, name="Mine") == {
        "code": "VERSION_CONFLICT",
        "changedFields": ["lines", "name", "totalAmount"],
        "quote": {"version": 2, "name": "New"},
    }
    of_deal = {
        "code": "VERSION_CONFLICT",
        "changedFields": ["probability", "quotes"],
        "opportunity": {"version": 3, "probability": 9},
    }
    assert conflict("updateOpportunity", opportunityId=ROBOTS, probability=9) == of_deal
    assert conflict("closeQuotes", opportunityId=ROBOTS) == of_deal
    assert conflict("reopenOpportunity", opportunityId=ROBOTS) == of_deal


def test_who_when_and_from_where_is_on_record(client: TestClient) -> None:
    document = f"""mutation {{
      updateOpportunity(input: {{ opportunityId: "{STORES}", name: "New" }}) {{ errors {{ code }} }}
    }}"""
    post(client, document, headers={"X-Request-Id": "r" * 128, "X-Client-Name": "desk/2.0"})

    (event,) = ask(
        client,
        """{ events { nodes {
          type opportunity { id } opportunityVersion actor { name } client requestId occurredAt
          changes { field oldValue newValue version entityId event { type } }
        } } }""",
    )["events"]["nodes"]

    assert event == {
        "type": "OpportunityUpdated",
        "opportunity": {"id": STORES},
        "opportunityVersion": 2,
        "actor": {"name": "Aiko Tanaka"},
        "client": "desk/2.0",
        "requestId": "r" * 128,
        "occurredAt": "2026-11-22T17:23:00.123456Z",
        "changes": [
            {
                "field": "name",
                "oldValue": event["changes"][0]["oldValue"],
                "newValue": "New",
                "version": 2,
                "entityId": STORES,
                "event": {"type": "OpportunityUpdated"},
            }
        ],
    }
