"""reopenOpportunity over HTTP: what it writes, what it answers, and what it refuses."""

from typing import Any

from starlette.testclient import TestClient

from tests.api.demo import LIGHTS_JA, NO_OPPORTUNITY, ROBOTS, SERVICE, SIX
from tests.api.refusals import (
    OF_OPEN,
    assert_refused,
    at,
    not_found,
    version_conflict,
    wrong_reason,
)
from tests.api.requests import ask, call, call_literally, events, nothing_changes
from tests.conftest import execute

NOW = "2026-11-22T17:23:00.123456Z"
SELECTION = """
  opportunity {
    version state statusReason { code } stage actualRevenue { amount } actualCloseDate updatedAt
    quotes { nodes { number state version } }
  }
  close {
    id outcome statusReason { code } actualRevenue { amount currency } actualCloseDate
    stageAtClose reopenedAt reopenedBy { name }
  }
  wasOpen
  errors { code }
"""
CLOSE = {
    "id": "ocl_00000000000000000000000005",
    "outcome": "WON",
    "statusReason": {"code": "WON"},
    "actualRevenue": {"amount": "9200.00", "currency": "USD"},
    "actualCloseDate": "2026-04-17",
    "stageAtClose": "CLOSE",
    "reopenedAt": NOW,
    "reopenedBy": {"name": "Aiko Tanaka"},
}


def test_a_won_one_is_open_again_and_the_record_of_its_close_stays(
    client: TestClient, database_url: str
) -> None:
    payload = call(client, "reopenOpportunity", {"opportunityId": SERVICE}, SELECTION)

    assert payload == {
        "opportunity": {
            "version": 3,
            "state": "OPEN",
            "statusReason": {"code": "IN_PROGRESS"},
            "stage": "CLOSE",
            "actualRevenue": None,
            "actualCloseDate": None,
            "updatedAt": NOW,
            "quotes": {"nodes": [{"number": "Q-DEMX0006", "state": "WON", "version": 1}]},
        },
        "close": CLOSE,
        "wasOpen": False,
        "errors": [],
    }
    assert events(database_url) == ["OpportunityReopened"]


def test_a_lost_one_can_be_opened_on_hold(client: TestClient) -> None:
    given = {"opportunityId": LIGHTS_JA, "statusReasonCode": "ON_HOLD", "expectedVersion": 2}

    payload = call_literally(client, "reopenOpportunity", given, SELECTION)

    assert payload["opportunity"]["statusReason"] == {"code": "ON_HOLD"}
    assert payload["opportunity"]["quotes"]["nodes"] == [
        {"number": "Q-DEMX0007", "state": "CLOSED", "version": 1}
    ]
    assert payload["close"]["outcome"] == "LOST"
    assert payload["wasOpen"] is False


def test_an_open_one_stays_as_it_is_and_the_answer_says_so(
    client: TestClient, database_url: str
) -> None:
    given = {
        "opportunityId": ROBOTS,
        "statusReasonCode": None,
        "expectedVersion": None,
    }
    selection = """opportunity { version state statusReason { code } } close { id } wasOpen
                   errors { code }"""
    untouched: dict[str, Any] = {
        "opportunity": {"version": 1, "state": "OPEN", "statusReason": {"code": "IN_PROGRESS"}},
        "close": None,
        "wasOpen": True,
        "errors": [],
    }

    with nothing_changes(database_url):
        for more in ({}, {"statusReasonCode": "ON_HOLD"}, {"expectedVersion": 1}, {"dryRun": True}):
            assert call(client, "reopenOpportunity", {**given, **more}, selection) == untouched


def test_a_dry_run_answers_what_is_stored_and_writes_nothing(
    client: TestClient, database_url: str
) -> None:
    with nothing_changes(database_url):
        payload = call(
            client, "reopenOpportunity", {"opportunityId": SERVICE, "dryRun": True}, SELECTION
        )

    assert payload == {
        "opportunity": {
            "version": 2,
            "state": "WON",
            "statusReason": {"code": "WON"},
            "stage": "CLOSE",
            "actualRevenue": {"amount": "9200.00"},
            "actualCloseDate": "2026-04-17",
            "updatedAt": "2026-04-17T09:00:00Z",
            "quotes": {"nodes": [{"number": "Q-DEMX0006", "state": "WON", "version": 1}]},
        },
        "close": {**CLOSE, "reopenedAt": None, "reopenedBy": None},
        "wasOpen": False,
        "errors": [],
    }


def test_a_reopened_one_can_be_closed_otherwise(client: TestClient) -> None:
    call(client, "reopenOpportunity", {"opportunityId": SERVICE}, "errors { code }")
    given = {"opportunityId": SERVICE, "outcome": "LOST", "expectedVersion": 3}

    call(client, "closeOpportunity", given, "errors { code }")

    document = f'{{ opportunity(id: "{SERVICE}") {{ state closes {{ outcome reopenedAt }} }} }}'
    assert ask(client, document)["opportunity"] == {
        "state": "LOST",
        "closes": [{"outcome": "LOST", "reopenedAt": None}, {"outcome": "WON", "reopenedAt": NOW}],
    }


def test_every_refusal(client: TestClient, database_url: str) -> None:
    execute(database_url, "UPDATE status_reason SET is_active = false WHERE code = 'ON_HOLD'")
    of_open = OF_OPEN[:1]
    missing = (NO_OPPORTUNITY, SIX, "opp_", "")

    with nothing_changes(database_url):
        assert_refused(
            client,
            "reopenOpportunity",
            ("opportunity", "close", "wasOpen"),
            [
                *(
                    (
                        {"opportunityId": each, "expectedVersion": 9},
                        [not_found(at("opportunityId"), each)],
                    )
                    for each in missing
                ),
                (
                    {"opportunityId": SERVICE, "expectedVersion": 1},
                    [version_conflict(1, 2, "WON")],
                ),
                # Also where there would be nothing to do.
                ({"opportunityId": ROBOTS, "expectedVersion": 2}, [version_conflict(2, 1)]),
                *(
                    (
                        {"opportunityId": LIGHTS_JA, "statusReasonCode": code},
                        [wrong_reason(code, "OPEN", *of_open)],
                    )
                    for code in ("ON_HOLD", "OPEN", "CANCELED", "in_progress", "")
                ),
                (
                    {"opportunityId": ROBOTS, "statusReasonCode": "LOST"},
                    [wrong_reason("LOST", "OPEN", *of_open)],
                ),
                (
                    {"opportunityId": SERVICE, "statusReasonCode": "WON", "expectedVersion": 3},
                    [version_conflict(3, 2, "WON"), wrong_reason("WON", "OPEN", *of_open)],
                ),
            ],
        )
