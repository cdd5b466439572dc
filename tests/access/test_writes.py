"""What isn't seen is as what isn't there, also by filters, and for whoever comes again."""

import json
from collections.abc import Mapping
from typing import Any, Final

import pytest
from starlette.testclient import TestClient

from tests.access.cast import DEALS, SEES, VIEWERS
from tests.access.conftest import called
from tests.api.requests import nothing_changes
from tests.reads.asking import database_of
from tests.services.dump import changes, dump

SAM, PAT, FAR, BOSS = (VIEWERS[name] for name in ("sam", "pat", "far", "boss"))
ADMIN: Final = VIEWERS["admin"]
OF_SAM, OF_PAT, OF_FAR = (DEALS[name] for name in ("sam", "pat", "far"))
ERRORS: Final = "errors { code path ... on PermissionDeniedError { missingRight } }"

UNSEEN: Final[Mapping[str, Mapping[str, Any]]] = {
    "updateOpportunity": {"name": " ", "expectedVersion": 99, "statusReasonCode": "?"},
    "deleteOpportunity": {"expectedVersion": 99},
    "closeOpportunity": {"outcome": "LOST", "expectedVersion": 99, "statusReasonCode": "?"},
    "reopenOpportunity": {"statusReasonCode": "?", "expectedVersion": 99},
    "createQuote": {"name": " ", "lines": [], "discount": "7"},
    "closeQuotes": {"quoteIds": [OF_FAR.gone.id], "statusReasonCode": "?", "expectedVersion": 99},
    "updateQuote": {"name": " ", "expectedVersion": 99, "discount": "7"},
    "activateQuote": {"expectedVersion": 99},
    "reviseQuote": {"expectedVersion": 99},
    "winQuote": {"expectedVersion": 99, "closedOn": "2999-01-01"},
    "deleteQuote": {"expectedVersion": 99},
    "closeOpportunities": {"outcome": "LOST", "expectedVersions": [99, None]},
    "closeQuotesOfOpportunities": {"statusReasonCode": "?", "expectedVersions": [99, None]},
}
"""Calls that would be refused for much else, if what they are about were seen."""


def test_what_isnt_seen_is_answered_as_what_isnt_there(
    client: TestClient, database_url: str
) -> None:
    everything = """errors { __typename code message path remedies { mutation }
      ... on NotFoundError { missingId } }"""

    def answer(mutation: str, suffix: str) -> Any:
        ids = {"opp": f"opp_{suffix}", "quo": f"quo_{suffix}"}
        which = (
            {"ids": [ids["opp"], OF_SAM.open.id]}
            if mutation.endswith("Opportunities")
            else {"quoteId": ids["quo"]}
            if mutation.endswith("Quote") and mutation != "createQuote"
            else {"opportunityId": ids["opp"]}
        )
        given = {**which, **UNSEEN[mutation], "dryRun": True}
        return json.dumps(called(client, SAM, mutation, given, everything)).replace(suffix, "…")

    there, missing = OF_FAR.open.id[4:], "7zzzzzzzzzzzzzzzzzzzzzzzzz"
    assert OF_FAR.draft.id[4:] == there
    with nothing_changes(database_url):
        for mutation in UNSEEN:
            assert answer(mutation, there) == answer(mutation, missing), mutation


@pytest.mark.parametrize("mutation", ["closeOpportunities", "closeQuotesOfOpportunities"])
def test_by_a_filter_only_what_is_seen_is_looked_at_and_only_ones_own_is_changed(
    client: TestClient, mutation: str
) -> None:
    given: dict[str, Any] = {"filter": {"name": {"startsWith": "Open "}}, "policy": "EACH"}
    if mutation == "closeOpportunities":
        given |= {"outcome": "LOST", "closeOpenQuotes": True}
    right = "opportunities:close" if mutation == "closeOpportunities" else "quotes:write"
    selection = f"results {{ opportunityId status {ERRORS} }} {ERRORS}"
    assert client.portal is not None
    before = client.portal.call(dump, database_of(client))

    dry = called(client, SAM, mutation, {**given, "dryRun": True}, selection)
    unchanged = client.portal.call(dump, database_of(client)) == before
    done = called(client, SAM, mutation, given, selection)

    denied = [
        {"code": "PERMISSION_DENIED", "path": ["input", "filter"], "missingRight": f"{right}:team"}
    ]
    seen = sorted((DEALS[name].open.id, name) for name in SEES["sam"])
    assert unchanged
    assert dry == done
    assert done["results"] == [
        {
            "opportunityId": identifier,
            "status": "CLOSED" if name == "sam" else "FAILED",
            "errors": [] if name == "sam" else denied,
        }
        for identifier, name in seen
    ]
    assert done["errors"] == denied
    found = changes(before, client.portal.call(dump, database_of(client)))
    assert {*found.changed["opportunity"]} == {OF_SAM.open.id}
    ended = {each for each, values in found.changed["quote"].items() if "state" in values}
    assert ended == {OF_SAM.draft.id, OF_SAM.active.id}


def test_a_replay_shows_only_what_is_still_seen(client: TestClient) -> None:
    key = {"idempotencyKey": "once"}
    close = {"opportunityId": OF_SAM.open.id, "outcome": "LOST", "closeOpenQuotes": True, **key}
    selection = "opportunity { id } close { id } closedQuotes { id } errors { code }"
    many = {"ids": [OF_PAT.open.id, OF_SAM.again.id], "outcome": "WON", "policy": "EACH"}
    many_selection = """results { opportunityId status opportunity { id } close { id }
      errors { code ... on BlockingQuotesError { quotes { id } opportunity { id } }
        ... on NotFoundError { missingId } } }"""
    first = called(client, BOSS, "closeOpportunity", close, selection)
    first_many = called(
        client, BOSS, "closeOpportunities", {**many, "idempotencyKey": "many"}, many_selection
    )
    assert first["close"]
    assert len(first["closedQuotes"]) == 2
    assert [each["status"] for each in first_many["results"]] == ["FAILED", "CLOSED"]
    assert first_many["results"][0]["errors"][0]["quotes"] == [{"id": OF_PAT.active.id}]

    # The boss's people are somebody else's by now.
    for name in ("sam", "pat"):
        given = {"userId": VIEWERS[name].user_id, "managerId": VIEWERS["mona"].user_id}
        assert called(client, ADMIN, "updateUser", given, "errors { code }") == {"errors": []}
    assert client.portal is not None
    before = client.portal.call(dump, database_of(client))
    again = called(client, BOSS, "closeOpportunity", close, selection)
    again_many = called(
        client, BOSS, "closeOpportunities", {**many, "idempotencyKey": "many"}, many_selection
    )

    assert again == {"opportunity": None, "close": None, "closedQuotes": [], "errors": []}
    assert again_many["results"] == [
        {
            "opportunityId": OF_PAT.open.id,
            "status": "FAILED",
            "opportunity": None,
            "close": None,
            "errors": [{"code": "NOT_FOUND", "missingId": OF_PAT.open.id}],
        },
        {
            "opportunityId": OF_SAM.again.id,
            "status": "CLOSED",
            "opportunity": None,
            "close": None,
            "errors": [],
        },
    ]
    assert client.portal.call(dump, database_of(client)) == before


def test_a_key_that_lost_the_right_replays_nothing(client: TestClient, database_url: str) -> None:
    given = {"opportunityId": OF_SAM.again.id, "outcome": "LOST", "idempotencyKey": "once"}
    selection = f"opportunity {{ id }} {ERRORS}"
    assert called(client, SAM, "closeOpportunity", given, selection)["opportunity"]
    key = SAM.without("opportunities:close")

    with nothing_changes(database_url):
        answer = called(client, key, "closeOpportunity", given, selection)

    right = "opportunities:close"
    denied = {"code": "PERMISSION_DENIED", "path": ["input"], "missingRight": right}
    assert answer == {"opportunity": None, "errors": [denied]}
