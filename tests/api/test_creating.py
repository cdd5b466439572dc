"""createOpportunity over HTTP: what it writes, its defaults, and what it refuses."""

from typing import Any

import pytest
from starlette.testclient import TestClient

from tests.api.demo import AIKO, BEN, NO_ACCOUNT, NOBODY, NORTHWIND, ROBOTS
from tests.api.refusals import (
    Error,
    assert_refused,
    at,
    blank,
    forbidden_character,
    invalid,
    not_found,
    too_long,
)
from tests.api.requests import ask, call, call_literally, events, nothing_changes

NOW = "2026-11-22T17:23:00.123456Z"
SELECTION = """
  opportunity {
    id version name description account { id } owner { id } product { id }
    state statusReason { code } stage rating probability
    currency estimatedRevenue { amount currency } estimatedCloseDate
    actualRevenue { amount } actualCloseDate startedOn createdAt updatedAt source externalId
    quotes { totalCount } closes { id } closeReadiness { canClose }
  }
  errors { code }
"""
UNKNOWN_CURRENCY = invalid(
    at("currency"),
    "It isn't an ISO 4217 currency code, such as USD.",
    "ISO 4217 の通貨コード(例: JPY)ではありません。",
)
OUT_OF_RANGE = invalid(
    at("probability"), "It isn't in the range 0-100.", "0-100 の範囲で指定してください。"
)


def created(payload: Any, **differing: Any) -> dict[str, Any]:
    """The payload of a creation with nothing but a name and a currency, but for what differs."""
    identifier = payload["opportunity"]["id"]
    assert identifier.startswith("opp_")
    assert len(identifier) == 30
    opportunity = {
        "id": identifier,
        "version": 1,
        "name": "Depot",
        "description": None,
        "account": None,
        "owner": {"id": AIKO},
        "product": None,
        "state": "OPEN",
        "statusReason": {"code": "IN_PROGRESS"},
        "stage": "QUALIFY",
        "rating": None,
        "probability": None,
        "currency": "JPY",
        "estimatedRevenue": None,
        "estimatedCloseDate": None,
        "actualRevenue": None,
        "actualCloseDate": None,
        "startedOn": "2026-11-22",
        "createdAt": NOW,
        "updatedAt": NOW,
        "source": None,
        "externalId": None,
        "quotes": {"totalCount": 0},
        "closes": [],
        "closeReadiness": {"canClose": True},
        **differing,
    }
    return {"opportunity": opportunity, "errors": []}


def test_a_name_and_a_currency_are_enough(client: TestClient, database_url: str) -> None:
    payload = call(client, "createOpportunity", {"name": "  Depot ", "currency": "JPY"}, SELECTION)

    assert payload == created(payload)
    assert events(database_url) == ["OpportunityCreated"]
    document = f'{{ opportunity(id: "{payload["opportunity"]["id"]}") {{ name version }} }}'
    assert ask(client, document) == {"opportunity": {"name": "Depot", "version": 1}}


def test_null_says_the_same_as_leaving_out(client: TestClient) -> None:
    optional = (
        *("accountId", "ownerId", "description", "estimatedRevenue", "estimatedCloseDate"),
        *("startedOn", "probability", "rating", "stage"),
    )
    given = {"name": "Depot", "currency": "JPY", **dict.fromkeys(optional)}

    for payload in (
        call(client, "createOpportunity", given, SELECTION),
        call_literally(client, "createOpportunity", given, SELECTION),
    ):
        assert payload == created(payload)


def test_everything_can_be_given(client: TestClient) -> None:
    given = {
        "name": "Ünïcode 倉庫 🤝",
        "currency": "KWD",
        "accountId": NORTHWIND,
        "ownerId": BEN,
        "description": "  two\nlines  ",
        "estimatedRevenue": "0.125",
        "estimatedCloseDate": "2031-02-28",
        "startedOn": "0001-01-02",
        "probability": 100,
        "rating": "COLD",
        "stage": "CLOSE",
    }

    payload = call_literally(client, "createOpportunity", given, SELECTION)

    same = ("name", "currency", "estimatedCloseDate", "startedOn", "probability", "rating", "stage")
    assert payload == created(
        payload,
        **{name: given[name] for name in same},
        account={"id": NORTHWIND},
        owner={"id": BEN},
        description="two\nlines",
        estimatedRevenue={"amount": "0.125", "currency": "KWD"},
    )


def test_every_refusal(client: TestClient, database_url: str) -> None:
    fine: dict[str, Any] = {"name": "Depot", "currency": "USD"}
    cases: list[tuple[dict[str, Any], Error]] = [
        ({"name": ""}, blank(at("name"))),
        ({"name": " \t\n\u3000\u00a0"}, blank(at("name"))),
        ({"name": "x" * 301}, too_long(at("name"), 300)),
        ({"name": "a\0"}, forbidden_character(at("name"))),
        *(
            ({"currency": code}, UNKNOWN_CURRENCY)
            for code in ("usd", "XXX", "XAU", "US", "USD ", "", "\uff35\uff33\uff24", "EURO", "DEM")
        ),
        ({"accountId": NO_ACCOUNT}, not_found(at("accountId"), NO_ACCOUNT)),
        ({"accountId": ROBOTS}, not_found(at("accountId"), ROBOTS)),
        ({"accountId": ""}, not_found(at("accountId"), "")),
        ({"ownerId": NOBODY}, not_found(at("ownerId"), NOBODY)),
        ({"ownerId": "?"}, not_found(at("ownerId"), "?")),
        ({"description": "x" * 2001}, too_long(at("description"), 2000)),
        (
            {"estimatedRevenue": "-1"},
            invalid(at("estimatedRevenue"), "It is less than 0.", "0 以上の値を指定してください。"),
        ),
        (
            {"estimatedRevenue": "1.001"},
            invalid(
                at("estimatedRevenue"),
                "It has more than 2 decimals.",
                "小数点以下は 2 桁までです。",
            ),
        ),
        (
            {"estimatedRevenue": "10000000000001"},
            invalid(
                at("estimatedRevenue"),
                "It comes to more than 10000000000000.",
                "10000000000000 を超えています。",
            ),
        ),
        ({"probability": -1}, OUT_OF_RANGE),
        ({"probability": 101}, OUT_OF_RANGE),
        ({"probability": 2**31 - 1}, OUT_OF_RANGE),
    ]
    together = {
        "probability": 101,
        "description": "\0",
        "currency": "?",
        "ownerId": "?",
        "accountId": "?",
        "name": " ",
    }
    all_of_them = [
        blank(at("name")),
        not_found(at("accountId"), "?"),
        not_found(at("ownerId"), "?"),
        UNKNOWN_CURRENCY,
        forbidden_character(at("description")),
        OUT_OF_RANGE,
    ]

    with nothing_changes(database_url):
        assert_refused(
            client,
            "createOpportunity",
            ("opportunity",),
            [
                *(({**fine, **given}, [error]) for given, error in cases),
                (together, all_of_them),
            ],
        )


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
def test_the_first_and_the_last_day_there_are(client: TestClient, day: str) -> None:
    given = {"name": "x", "currency": "USD", "startedOn": day, "estimatedCloseDate": day}

    payload = call(
        client, "createOpportunity", given, "opportunity { startedOn estimatedCloseDate }"
    )

    assert payload["opportunity"] == {"startedOn": day, "estimatedCloseDate": day}
