"""createQuote over HTTP: what it writes, how it adds up, and what it refuses."""

from typing import Any

from starlette.testclient import TestClient

from tests.api.demo import HARBOUR, NO_OPPORTUNITY, SERVICE, SIX, STORES, SYSTEM_JA
from tests.api.refusals import (
    Error,
    assert_refused,
    at,
    blank,
    forbidden_character,
    invalid,
    not_found,
    not_open,
    too_long,
)
from tests.api.requests import call, call_literally, events, nothing_changes

NOW = "2026-11-22T17:23:00.123456Z"
SELECTION = """
  quote {
    id version number revision name state statusReason { code }
    opportunity { id version updatedAt } currency effectiveFrom effectiveTo
    discount { amount } freight { amount } tax { amount } totalAmount { amount currency }
    closedOn close { id } createdAt updatedAt
    lines {
      position name quantity unitPrice { amount } discount { amount } tax { amount }
      amount { amount currency }
    }
  }
  errors { code }
"""
TOO_LARGE = ("It comes to more than 10000000000000.", "10000000000000 を超えています。")
ABOVE_BASE = (
    "The discount is more than what it is taken off.",
    "値引きが元の金額を超えています。",
)


def line(**differing: Any) -> dict[str, Any]:
    return {"name": "Robot", "quantity": "1", "unitPrice": "10", **differing}


def money(amount: str) -> dict[str, str]:
    return {"amount": amount}


def test_a_quote_without_lines_is_an_empty_draft(client: TestClient, database_url: str) -> None:
    given = {"opportunityId": HARBOUR, "name": " Crane ", "lines": []}

    payload = call(client, "createQuote", given, SELECTION)

    quote = payload["quote"]
    assert quote["id"].startswith("quo_")
    assert len(quote["number"]) == 10
    assert payload == {
        "quote": {
            "id": quote["id"],
            "version": 1,
            "number": quote["number"],
            "revision": 1,
            "name": "Crane",
            "state": "DRAFT",
            "statusReason": {"code": "IN_PROGRESS"},
            "opportunity": {"id": HARBOUR, "version": 2, "updatedAt": NOW},
            "currency": "KWD",
            "effectiveFrom": None,
            "effectiveTo": None,
            "discount": money("0.000"),
            "freight": money("0.000"),
            "tax": money("0.000"),
            "totalAmount": {"amount": "0.000", "currency": "KWD"},
            "closedOn": None,
            "close": None,
            "createdAt": NOW,
            "updatedAt": NOW,
            "lines": [],
        },
        "errors": [],
    }
    assert events(database_url) == ["QuoteCreated"]


def test_everything_can_be_given_and_is_added_up_exactly(client: TestClient) -> None:
    given = {
        "opportunityId": STORES,
        "name": "Tills",
        "effectiveFrom": "2026-11-22",
        "effectiveTo": "2026-11-22",
        "lines": [
            {"name": "Half up", "quantity": "0.5", "unitPrice": "0.01"},
            {"name": "Half up", "quantity": "0.333333", "unitPrice": "1.5"},
            {
                "name": "Till 🧾",
                "quantity": "3.000001",
                "unitPrice": "1000000.00",
                "discount": "3000001.00",
                "tax": "0.01",
            },
        ],
        "discount": "0.52",
        "freight": "7.5",
    }

    payload = call_literally(client, "createQuote", given, SELECTION)

    quote = payload["quote"]
    assert [each["amount"]["amount"] for each in quote["lines"]] == ["0.01", "0.50", "0.01"]
    assert quote["lines"][2] == {
        "position": 3,
        "name": "Till 🧾",
        "quantity": "3.000001",
        "unitPrice": money("1000000.00"),
        "discount": money("3000001.00"),
        "tax": money("0.01"),
        "amount": {"amount": "0.01", "currency": "EUR"},
    }
    assert quote["discount"] == money("0.52")
    assert quote["freight"] == money("7.50")
    assert quote["tax"] == money("0.01")
    assert quote["totalAmount"] == {"amount": "7.50", "currency": "EUR"}
    assert quote["effectiveFrom"] == quote["effectiveTo"] == "2026-11-22"


def test_null_says_the_same_as_leaving_out(client: TestClient) -> None:
    optional = ("effectiveFrom", "effectiveTo", "discount", "freight")
    given = {
        "opportunityId": SYSTEM_JA,
        "name": "x",
        "lines": [line(discount=None, tax=None)],
        **dict.fromkeys(optional),
    }

    payload = call(client, "createQuote", given, SELECTION)

    assert payload["errors"] == []
    assert payload["quote"]["totalAmount"] == {"amount": "10", "currency": "JPY"}


def test_500_lines_are_possible_and_501_are_not(client: TestClient, database_url: str) -> None:
    given: dict[str, Any] = {"opportunityId": STORES, "name": "x", "lines": [line()] * 500}
    more = {**given, "lines": [line()] * 501}
    words = ("A quote has at most 500 lines.", "見積の明細は 500 行までです。")

    with nothing_changes(database_url):
        # As a literal it would be more tokens than a document may have.
        cases = [(more, [invalid(at("lines"), *words)])]
        assert_refused(client, "createQuote", ("quote",), cases, literally=False)
    payload = call(
        client, "createQuote", given, "quote { totalAmount { amount } lines { position } }"
    )

    assert payload["quote"]["totalAmount"] == money("5000.00")
    assert [each["position"] for each in payload["quote"]["lines"]] == [*range(1, 501)]


def test_every_refusal(client: TestClient, database_url: str) -> None:
    fine: dict[str, Any] = {"opportunityId": STORES, "name": "x", "lines": [line()]}
    of_line = at("lines", "0")
    negative = ("It is less than 0.", "0 以上の値を指定してください。")
    not_positive = ("It isn't more than 0.", "0 より大きい値を指定してください。")
    cents = ("It has more than 2 decimals.", "小数点以下は 2 桁までです。")
    lines: list[tuple[dict[str, Any], Error]] = [
        ({"name": " "}, blank((*of_line, "name"))),
        ({"name": "🤝" * 301}, too_long((*of_line, "name"), 300)),
        ({"name": "\0"}, forbidden_character((*of_line, "name"))),
        ({"quantity": "0"}, invalid((*of_line, "quantity"), *not_positive)),
        ({"quantity": "-1"}, invalid((*of_line, "quantity"), *not_positive)),
        (
            {"quantity": "0.0000001"},
            invalid(
                (*of_line, "quantity"),
                "It has more than 6 decimals.",
                "小数点以下は 6 桁までです。",
            ),
        ),
        ({"unitPrice": "-0.01"}, invalid((*of_line, "unitPrice"), *negative)),
        ({"unitPrice": "0.001"}, invalid((*of_line, "unitPrice"), *cents)),
        ({"unitPrice": "10000000000001"}, invalid((*of_line, "unitPrice"), *TOO_LARGE)),
        ({"discount": "-1"}, invalid((*of_line, "discount"), *negative)),
        ({"tax": "0.123"}, invalid((*of_line, "tax"), *cents)),
    ]
    quotes: list[tuple[dict[str, Any], Error]] = [
        *(({"opportunityId": each}, not_found(at("opportunityId"), each)) for each in ("?", SIX)),
        ({"opportunityId": NO_OPPORTUNITY}, not_found(at("opportunityId"), NO_OPPORTUNITY)),
        ({"opportunityId": SERVICE, "name": ""}, not_open("WON", 2, SERVICE)),
        ({"name": ""}, blank(at("name"))),
        ({"name": "x" * 301}, too_long(at("name"), 300)),
        (
            {"effectiveFrom": "2026-11-22", "effectiveTo": "2026-11-21"},
            invalid(
                at("effectiveTo"),
                "It is before the first day, 2026-11-22.",
                "開始日(2026-11-22)より前の日付です。",
            ),
        ),
        ({"discount": "10.01"}, invalid(at("discount"), *ABOVE_BASE)),
        ({"discount": "-1"}, invalid(at("discount"), *negative)),
        ({"freight": "1.234"}, invalid(at("freight"), *cents)),
        ({"lines": [line(unitPrice="9999999999999")] * 2}, invalid(at("lines"), *TOO_LARGE)),
        *(({"lines": [line(**given)]}, error) for given, error in lines),
    ]
    together = {
        "name": "",
        "effectiveFrom": "2026-02-02",
        "effectiveTo": "2026-02-01",
        "lines": [line(), line(quantity=0, name="")],
        "freight": -1,
    }
    all_of_them = [
        blank(at("name")),
        invalid(
            at("effectiveTo"),
            "It is before the first day, 2026-02-02.",
            "開始日(2026-02-02)より前の日付です。",
        ),
        blank(at("lines", "1", "name")),
        invalid(at("lines", "1", "quantity"), *not_positive),
        invalid(at("freight"), *negative),
    ]

    with nothing_changes(database_url):
        assert_refused(
            client,
            "createQuote",
            ("quote",),
            [
                *(({**fine, **given}, [error]) for given, error in quotes),
                ({**fine, **together}, all_of_them),
            ],
        )


def test_a_lines_discount_above_its_base_is_one_error(
    client: TestClient, database_url: str
) -> None:
    given = {"opportunityId": STORES, "name": "x", "lines": [line(), line(discount="20.01")]}
    error = invalid(at("lines", "1", "discount"), *ABOVE_BASE)

    with nothing_changes(database_url):
        assert_refused(client, "createQuote", ("quote",), [(given, [error])])
