"""Calls about many: every reason of every item once, and calls that can't be meant as a whole."""

from typing import Any

import pytest
from starlette.testclient import TestClient

from domain.lifecycle import OpportunityOutcome, QuoteState
from server.app import create_app
from server.demo import DEMO_USER
from server.settings import Settings
from tests.api.batches import (
    CLOSE,
    CLOSE_QUOTES,
    close_many,
    counts,
    put,
    statuses,
)
from tests.api.demo import (
    BRIGHTSHELF,
    NO_COMPETITOR,
    NO_OPPORTUNITY,
    ROBOTS,
    SIX,
    STORES,
    SYSTEM_JA,
)
from tests.api.requests import call, nothing_changes
from tests.conftest import LOCAL, NOW
from tests.factories import closed, opportunity, quote

MANY = [CLOSE, CLOSE_QUOTES]
EACH = {"policy": "EACH"}


def reasons(payload: Any) -> list[tuple[str, str]]:
    """What is refused, and where in the input."""
    return [(each["code"], "/".join(each["path"][1:])) for each in payload["errors"]]


def test_every_reason_of_every_item_is_said_once(client: TestClient, database_url: str) -> None:
    """In the order of the items; what is wrong with the input is wrong with all of them."""
    blocked, other = opportunity(), opportunity(currency="JPY")
    over, close = closed(OpportunityOutcome.WON)
    put(client, blocked, other, over, close, quote(blocked, QuoteState.ACTIVE))
    given = {
        "ids": [blocked.id, NO_OPPORTUNITY, other.id, over.id],
        "expectedVersions": [9, 1, None, 1],
        "statusReasonCode": "NOPE",
        "actualRevenue": {"amount": "1.5", "currency": "USD"},
        "actualCloseDate": "2026-11-23",
        "competitorId": NO_COMPETITOR,
        "description": "\0",
        **EACH,
    }

    with nothing_changes(database_url):
        answer = close_many(client, CLOSE, given)

    alike = [
        ("INVALID_STATUS_REASON", "statusReasonCode"),
        ("INVALID_INPUT", "actualCloseDate"),
        ("INVALID_INPUT", "description"),
        ("NOT_FOUND", "competitorId"),
    ]
    assert [reasons(row) for row in answer["results"]] == [
        [("VERSION_CONFLICT", "expectedVersions/0"), *alike,
         ("OPPORTUNITY_HAS_ACTIVE_QUOTES", "ids/0")],
        [("NOT_FOUND", "ids/1")],
        [alike[0], ("CURRENCY_MISMATCH", "actualRevenue/currency"), *alike[1:]],
        [("OPPORTUNITY_ALREADY_CLOSED", "ids/3")],
    ]  # fmt: skip
    assert reasons(answer) == [
        ("VERSION_CONFLICT", "expectedVersions/0"),
        *alike,
        ("OPPORTUNITY_HAS_ACTIVE_QUOTES", "ids/0"),
        ("NOT_FOUND", "ids/1"),
        ("CURRENCY_MISMATCH", "actualRevenue/currency"),
        ("OPPORTUNITY_ALREADY_CLOSED", "ids/3"),
    ]
    assert counts(answer) == (0, 0, 4)


def test_an_amount_fits_some_currencies(client: TestClient) -> None:
    deals = [opportunity(currency=currency) for currency in ("EUR", "JPY", "KWD", "JPY")]
    put(client, *deals)
    given = {"ids": [deal.id for deal in deals], "actualRevenue": {"amount": "1.5"}, **EACH}

    answer = close_many(client, CLOSE, given)

    assert statuses(answer) == ["CLOSED", "FAILED", "CLOSED", "FAILED"]
    (error,) = answer["errors"]
    assert error["message"] == "It has more than 0 decimals."
    amounts = [row["close"] and row["close"]["actualRevenue"] for row in answer["results"]]
    assert amounts == [{"amount": "1.50"}, None, {"amount": "1.500"}, None]


def test_each_has_its_own_other_currency(client: TestClient) -> None:
    deals = [opportunity(currency=currency) for currency in ("EUR", "JPY", "USD", "JPY")]
    put(client, *deals)
    revenue = {"amount": "2", "currency": "USD"}
    given = {"ids": [deal.id for deal in deals], "actualRevenue": revenue, **EACH}

    answer = close_many(client, CLOSE, given)

    assert statuses(answer) == ["FAILED", "FAILED", "CLOSED", "FAILED"]
    assert [each["message"] for each in answer["errors"]] == [
        "The amount is in USD, the opportunity in EUR.",
        "The amount is in USD, the opportunity in JPY.",
    ]


def test_versions_that_others_have_changed_are_told_with_what_was(client: TestClient) -> None:
    def deal(name: str) -> str:
        given = {"name": name, "currency": "USD"}
        made = call(client, "createOpportunity", given, "opportunity { id }")
        return str(made["opportunity"]["id"])

    named, quoted, same, both = map(deal, "abcd")
    for each, changed in (
        (named, {"name": "A"}),
        (both, {"name": "D"}),
        (both, {"stage": "CLOSE"}),
    ):
        call(client, "updateOpportunity", {"opportunityId": each, **changed}, "errors { code }")
    for each in (quoted, both):
        offer = {"opportunityId": each, "name": "Offer", "lines": []}
        call(client, "createQuote", offer, "errors { code }")
    given = {"ids": [both, named, quoted, same, both[:-1]], "outcome": "WON", **EACH}
    versions = {"expectedVersions": [2, 1, 1, 1, 1]}
    selection = """errors { code path ... on OpportunityVersionError {
      givenVersion changedFields opportunity { name version } } }"""

    answer = call(client, CLOSE, {**given, **versions}, f"results {{ status {selection} }}")

    def conflict(place: int, expected: int, changed: list[str], name: str, version: int) -> Any:
        return {
            "status": "FAILED",
            "errors": [{
                "code": "VERSION_CONFLICT",
                "path": ["input", "expectedVersions", str(place)],
                "givenVersion": expected,
                "changedFields": changed,
                "opportunity": {"name": name, "version": version},
            }],
        }  # fmt: skip

    assert answer["results"][:4] == [
        conflict(0, 2, ["quotes", "stage"], "D", 4),
        conflict(1, 1, ["name"], "A", 2),
        conflict(2, 1, ["quotes"], "b", 2),
        {"status": "CLOSED", "errors": []},
    ]
    assert answer["results"][4]["errors"] == [{"code": "NOT_FOUND", "path": ["input", "ids", "4"]}]


def test_drafts_block_each_where_the_installation_says_so(database_url: str) -> None:
    settings = Settings(database_url=database_url, actor=DEMO_USER, drafts_block_closing=True)
    with TestClient(create_app(settings, clock=lambda: NOW), LOCAL) as client:
        drafted, fine = opportunity(), opportunity()
        put(client, drafted, fine, quote(drafted))
        given = {"ids": [drafted.id, fine.id], **EACH}

        refused = close_many(client, CLOSE, {**given, "dryRun": True})
        along = close_many(client, CLOSE, {**given, "closeOpenQuotes": True})

    assert statuses(refused) == ["FAILED", "CLOSED"]
    assert reasons(refused) == [("OPPORTUNITY_HAS_DRAFT_QUOTES", "ids/0")]
    assert statuses(along) == ["CLOSED", "CLOSED"]


def test_words_are_the_readers(client: TestClient) -> None:
    given = {"ids": [ROBOTS, NO_OPPORTUNITY, STORES], "expectedVersions": [None, None, 7], **EACH}

    answer = close_many(client, CLOSE, given, "ja")
    mistaken = close_many(client, CLOSE, {"ids": [STORES, STORES]}, "ja")

    words = [
        "有効な見積(2 件)がある間は、営業案件をクローズできません。",
        f"ID {NO_OPPORTUNITY} に該当するものはありません。",
        "読み込み後に変更されています(指定: バージョン 7、現在: 1)。",
    ]
    assert [each["message"] for each in answer["errors"]] == words
    assert [each["message"] for row in answer["results"] for each in row["errors"]] == words
    assert [each["message"] for each in mistaken["errors"]] == ["同じものが重複しています。"]


HALF = "\udfff"
UTF_8: list[str] = ["", "opp_1", SIX, BRIGHTSHELF, ROBOTS.upper(), "\0", "x" * 100_000, "🤖" * 30]


@pytest.mark.parametrize("field", MANY)
def test_what_is_no_id_is_the_items_own_mistake(client: TestClient, field: str) -> None:
    halves = ["\ud800", f"opp_{HALF:0>26}"]
    given = {"ids": [*UTF_8, SYSTEM_JA, *halves], **EACH}

    answer = close_many(client, field, given)

    places = [*range(len(UTF_8)), len(UTF_8) + 1, len(UTF_8) + 2]
    assert reasons(answer) == [("NOT_FOUND", f"ids/{place}") for place in places]
    assert counts(answer) == (1, 0, len(places))
    shown = [row["opportunityId"] for row in answer["results"]]
    assert shown == [*UTF_8, SYSTEM_JA, "?", f"opp_{'?':0>26}"]
