"""Calls about many that are sent again with their key: the same results, errors and counts."""

from typing import Any

import pytest
from starlette.testclient import TestClient

from domain.lifecycle import OpportunityOutcome, QuoteState
from tests.api.batches import CLOSE, CLOSE_QUOTES, COUNTS, RECORDS, WHAT, put
from tests.api.demo import NO_OPPORTUNITY
from tests.api.keyed import REUSED, answer, replay_of
from tests.api.refusals import ERRORS
from tests.api.requests import call, nothing_changes
from tests.factories import closed, opportunity, quote

MANY = [CLOSE, CLOSE_QUOTES]
KEYED = {"policy": "EACH", "idempotencyKey": "a key"}


def send(client: TestClient, field: str, given: dict[str, Any]) -> Any:
    """The whole answer, with all that there is to select."""
    selection = f"results {{ opportunityId status {RECORDS[field]} {ERRORS} }} {COUNTS} {ERRORS}"
    return answer(client, field, {**WHAT[field], **given}, selection)


def codes(told: Any, field: str) -> list[str]:
    return [each["code"] for each in told["data"][field]["errors"]]


@pytest.mark.parametrize("field", MANY)
def test_a_partial_success_is_answered_again(
    client: TestClient, database_url: str, field: str
) -> None:
    fine, blocked, conflict = (opportunity() for _ in range(3))
    foreign = opportunity(currency="JPY")
    over, close = closed(OpportunityOutcome.LOST)
    active, draft = quote(blocked, QuoteState.ACTIVE), quote(fine)
    put(client, fine, blocked, conflict, foreign, over, close, active, draft)
    ids = [over.id, NO_OPPORTUNITY, fine.id, "\ud800", blocked.id, foreign.id, conflict.id, "\0"]
    given: dict[str, Any] = {"ids": ids, "expectedVersions": [None] * 6 + [9, None], **KEYED}
    if field == CLOSE:
        given["actualRevenue"] = {"amount": "5", "currency": "USD"}

    first = send(client, field, given)
    with nothing_changes(database_url):
        again = send(client, field, given)

    wrong = {
        CLOSE: ["OPPORTUNITY_ALREADY_CLOSED", "NOT_FOUND", "NOT_FOUND",
                "OPPORTUNITY_HAS_ACTIVE_QUOTES", "CURRENCY_MISMATCH"],
        CLOSE_QUOTES: ["OPPORTUNITY_NOT_OPEN", "NOT_FOUND", "NOT_FOUND"],
    }[field]  # fmt: skip
    assert codes(first, field) == [*wrong, "VERSION_CONFLICT", "NOT_FOUND"]
    assert again == replay_of(first["data"])


@pytest.mark.parametrize("field", MANY)
def test_a_filter_that_matched_then_is_answered_again(client: TestClient, field: str) -> None:
    deals = [opportunity(name="Mine", name_folded="mine") for _ in range(3)]
    put(client, *deals, *map(quote, deals))
    given = {"filter": {"name": {"eq": "Mine"}, "state": {"eq": "OPEN"}}, **KEYED}

    first = send(client, field, given)
    put(client, opportunity(name="Mine", name_folded="mine"))
    again = send(client, field, given)

    assert first["data"][field]["closedCount"] == len(deals)
    assert again == replay_of(first["data"])


@pytest.mark.parametrize("field", MANY)
def test_another_call_with_the_key_is_refused_whole(
    client: TestClient, database_url: str, field: str
) -> None:
    deals = [opportunity() for _ in range(2)]
    put(client, *deals)
    ids = [deal.id for deal in deals]
    given = {"ids": ids, **KEYED}
    send(client, field, given)
    others: list[dict[str, Any]] = [
        {"ids": ids[::-1]},
        {"ids": ids[:1]},
        {"policy": "ALL_OR_NOTHING"},
        {"expectedVersions": [None, None]},
        {"description": "x"},
    ]
    errors = "errors { __typename code message path remedies { mutation } }"

    with nothing_changes(database_url):
        for other in others:
            told = answer(
                client,
                field,
                {**WHAT[field], **given, **other},
                f"results {{ status }} {COUNTS} {errors}",
            )

            none = dict.fromkeys(("results", *COUNTS.split()))
            assert told == {"data": {field: {**none, "errors": [REUSED]}}}, other


@pytest.mark.parametrize("field", MANY)
def test_a_call_that_did_nothing_uses_up_no_key(
    client: TestClient, database_url: str, field: str
) -> None:
    deal = opportunity()
    put(client, deal, quote(deal))
    key = {"idempotencyKey": "a key"}
    refused: list[dict[str, Any]] = [
        {"ids": [NO_OPPORTUNITY], "policy": "EACH"},
        {"ids": [deal.id, NO_OPPORTUNITY]},
        {"ids": [deal.id, deal.id]},
        {"ids": [deal.id], "expectedVersions": [9], "policy": "EACH"},
        {"ids": [deal.id], "statusReasonCode": "NOPE", "policy": "EACH"},
        {"ids": [deal.id], "dryRun": True},
    ]

    with nothing_changes(database_url):
        for given in refused:
            told = send(client, field, {**given, **key})
            assert bool(codes(told, field)) != given.get("dryRun", False)
    first = send(client, field, {"ids": [deal.id], **key})

    assert first["data"][field]["closedCount"] == 1
    assert codes(first, field) == []


@pytest.mark.parametrize("field", MANY)
def test_one_that_was_refused_may_have_been_deleted_since(client: TestClient, field: str) -> None:
    """What the error told of isn't there any more, so it says that."""

    def deal(name: str) -> str:
        given = {"name": name, "currency": "USD"}
        made = call(client, "createOpportunity", given, "opportunity { id }")["opportunity"]
        offer = {"opportunityId": made["id"], "name": name, "lines": []}
        call(client, "createQuote", offer, "errors { code }")
        return str(made["id"])

    done, gone, kept = map(deal, "abc")
    given = {"ids": [done, gone, kept], "expectedVersions": [2, 9, 9], **KEYED}
    first = send(client, field, given)
    call(client, "deleteOpportunity", {"opportunityId": gone}, "errors { code }")

    again = send(client, field, given)

    assert codes(first, field) == ["VERSION_CONFLICT", "VERSION_CONFLICT"]
    missing = {
        "__typename": "NotFoundError",
        "code": "NOT_FOUND",
        "message": f"There is nothing with the id {gone}.",
        "path": ["input", "expectedVersions", "1"],
        "remedies": [],
        "missingId": gone,
    }
    told, before = again["data"][field], first["data"][field]
    assert told["errors"] == [missing, before["errors"][1]]
    assert told["results"] == [
        before["results"][0],
        {**before["results"][1], "errors": [missing]},
        before["results"][2],
    ]
    assert [told[each] for each in COUNTS.split()] == [1, 0, 2]
