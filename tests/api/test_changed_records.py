"""What was changed of master data, status reasons and rates: in events, and in conflicts."""

from typing import Any

from starlette.testclient import TestClient

from tests.api.demo import AIKO, NORTHWIND
from tests.api.requests import ask, call

OUT_SOLD = "srs_00000000000000000000000005"
CANCELED = "srs_00000000000000000000000004"
EVENTS = "{ events { nodes { type changes { entityId version field oldValue newValue } } } }"
CONFLICT = """errors { code path ... on RecordVersionError {
  givenVersion changedFields
  record { id ... on Account { version } ... on StatusReason { version } }
} }"""


def happened(client: TestClient) -> list[Any]:
    found: list[Any] = ask(client, EVENTS)["events"]["nodes"]
    return found


def test_an_amount_is_told_with_its_currency(client: TestClient) -> None:
    revenue = {"amount": "1500", "currency": "JPY"}
    given = {"accountId": NORTHWIND, "name": "North", "annualRevenue": revenue}
    call(client, "updateAccount", given, "errors { code }")
    revenue = {"amount": "1500", "currency": "USD"}
    call(client, "updateAccount", {"accountId": NORTHWIND, "annualRevenue": revenue}, "__typename")

    first, second = (event["changes"] for event in happened(client))

    named, valued = first
    assert (named["field"], named["newValue"], named["version"]) == ("name", "North", 2)
    of_account = {"entityId": NORTHWIND, "field": "annualRevenue"}
    assert valued == {**of_account, "version": 2, "oldValue": None, "newValue": "1500 JPY"}
    changed = {"oldValue": "1500 JPY", "newValue": "1500.00 USD"}
    assert second == [{**of_account, "version": 3, **changed}]


def test_a_conflict_names_what_was_changed_since(client: TestClient) -> None:
    call(client, "updateAccount", {"accountId": NORTHWIND, "name": "North"}, "__typename")
    call(client, "updateAccount", {"accountId": NORTHWIND, "sector": "ships"}, "__typename")
    given = {"accountId": NORTHWIND, "sector": "air", "expectedVersion": 2}

    refused = call(client, "updateAccount", given, CONFLICT)

    assert refused["errors"] == [
        {
            "code": "VERSION_CONFLICT",
            "path": ["input", "expectedVersion"],
            "givenVersion": 2,
            "changedFields": ["sector"],
            "record": {"id": NORTHWIND, "version": 3},
        }
    ]


def test_a_new_default_is_told_of_both_reasons(client: TestClient) -> None:
    call(client, "setDefaultStatusReason", {"statusReasonId": OUT_SOLD}, "__typename")
    given = {"statusReasonId": CANCELED, "expectedVersion": 1}

    refused = call(client, "retireStatusReason", given, CONFLICT)

    (event,) = happened(client)
    assert event == {
        "type": "DefaultStatusReasonSet",
        "changes": [
            told(CANCELED, "isDefault", "true", "false"),
            told(OUT_SOLD, "isDefault", "false", "true"),
        ],
    }
    (conflict,) = refused["errors"]
    assert conflict["changedFields"] == ["isDefault"]
    assert conflict["record"] == {"id": CANCELED, "version": 2}


def test_a_reason_that_retires_or_gets_another_label_is_told(client: TestClient) -> None:
    given = {"userId": AIKO, "name": "Aiko", "managerId": None}
    call(client, "updateUser", given, "errors { code }")
    call(client, "retireStatusReason", {"statusReasonId": OUT_SOLD}, "errors { code }")
    given = {"statusReasonId": OUT_SOLD, "labelEn": "Lost"}
    call(client, "renameStatusReason", given, "errors { code }")

    changes = [event["changes"] for event in happened(client)]

    assert [each["newValue"] for each in changes[0]] == ["Aiko"]
    assert changes[1] == [told(OUT_SOLD, "isActive", "true", "false")]
    assert [each["field"] for each in changes[2]] == ["labelEn"]


def test_a_rate_that_is_replaced_is_told(client: TestClient) -> None:
    given = {"currency": "KWD", "validFrom": "2026-05-01"}
    selection = "exchangeRate { id } errors { code }"
    first = call(client, "setExchangeRate", {**given, "rate": "3.25"}, selection)
    call(client, "setExchangeRate", {**given, "rate": "3.2500000001"}, selection)
    rate_id = first["exchangeRate"]["id"]
    record = "record { ... on ExchangeRate { id version rate } }"

    refused = call(
        client,
        "setExchangeRate",
        {**given, "rate": "3", "expectedVersion": 1},
        f"errors {{ code ... on RecordVersionError {{ givenVersion changedFields {record} }} }}",
    )

    assert happened(client) == [
        {"type": "ExchangeRateSet", "changes": []},
        {
            "type": "ExchangeRateSet",
            "changes": [told(rate_id, "rate", "3.25", "3.2500000001")],
        },
    ]
    assert refused["errors"] == [
        {
            "code": "VERSION_CONFLICT",
            "givenVersion": 1,
            "changedFields": ["rate"],
            "record": {"id": rate_id, "version": 2, "rate": "3.2500000001"},
        }
    ]


def told(record: str, field: str, old: str, new: str) -> dict[str, Any]:
    version = {"entityId": record, "version": 2, "field": field}
    return {**version, "oldValue": old, "newValue": new}
