"""setExchangeRate and exchangeRates over HTTP: what is written, refused and listed."""

from typing import Any

from starlette.testclient import TestClient

from tests.api.demo import HARBOUR
from tests.api.refusals import Error, Said, assert_refused, at, invalid, refusal
from tests.api.requests import ask, call, events, nothing_changes

SELECTION = "exchangeRate { id version currency baseCurrency validFrom rate } errors { code }"
FINE = {"currency": "KWD", "validFrom": "2026-05-01", "rate": "3.25"}
LIST = """query($currency: StringFilter, $first: Int, $after: String) {
  exchangeRates(currency: $currency, first: $first, after: $after) {
    nodes { currency baseCurrency validFrom rate } totalCount pageInfo { hasNextPage endCursor }
  }
}"""


def test_a_rate_is_set_replaced_listed_and_read_by_its_id(
    client: TestClient, database_url: str
) -> None:
    first = call(client, "setExchangeRate", FINE, SELECTION)
    second = call(client, "setExchangeRate", FINE | {"rate": "3.2500000001"}, SELECTION)

    rate = first["exchangeRate"]
    assert rate["id"].startswith("exr_")
    assert rate == {**FINE, "id": rate["id"], "version": 1, "baseCurrency": "USD"}
    assert second["exchangeRate"] == {**rate, "rate": "3.2500000001", "version": 2}
    assert second["errors"] == []
    document = "query($id: ID!) { node(id: $id) { ... on ExchangeRate { rate version } } }"
    found = ask(client, document, {"id": rate["id"]})
    assert found == {"node": {"rate": "3.2500000001", "version": 2}}
    assert events(database_url) == ["ExchangeRateSet", "ExchangeRateSet"]


def test_the_same_rate_again_is_no_change(client: TestClient, database_url: str) -> None:
    first = call(client, "setExchangeRate", FINE, SELECTION)

    with nothing_changes(database_url):
        again = {**FINE, "rate": "3.2500", "expectedVersion": 1}
        assert call(client, "setExchangeRate", again, SELECTION) == first


def test_a_rate_of_another_version_is_not_replaced(client: TestClient, database_url: str) -> None:
    first = call(client, "setExchangeRate", {**FINE, "expectedVersion": 0}, SELECTION)
    second = call(
        client, "setExchangeRate", {**FINE, "rate": "3.3", "expectedVersion": 1}, SELECTION
    )
    assert first["errors"] == second["errors"] == []

    with nothing_changes(database_url):
        assert_refused(
            client,
            "setExchangeRate",
            ("exchangeRate",),
            [
                ({**FINE, "expectedVersion": version}, [conflict(version, 2, second)])
                for version in (0, 1)
            ],
        )


def conflict(given: int, present: int, payload: Any) -> Error:
    return refusal(
        "RecordVersionError",
        "VERSION_CONFLICT",
        Said(
            f"It has changed since you read it: you expected version {given}, now it is {present}.",
            f"読み込み後に変更されています(指定: バージョン {given}、現在: {present})。",
        ),
        at("expectedVersion"),
        givenVersion=given,
        record={"id": payload["exchangeRate"]["id"]},
    )


def test_a_rate_that_is_not_there_has_no_version(client: TestClient, database_url: str) -> None:
    call(client, "setExchangeRate", FINE, SELECTION)
    missing = refusal(
        "NotFoundError",
        "NOT_FOUND",
        Said(
            "There is no exchange rate of KWD from 2026-05-02 on; the version of none is 0.",
            "KWD の 2026-05-02 からの為替レートはありません(バージョンは 0 です)。",
        ),
        at("expectedVersion"),
        missingId="KWD 2026-05-02",
    )

    with nothing_changes(database_url):
        given = {**FINE, "validFrom": "2026-05-02", "expectedVersion": 1}
        assert_refused(client, "setExchangeRate", ("exchangeRate",), [(given, [missing])])


def test_a_dry_run_answers_what_is_stored_and_writes_nothing(
    client: TestClient, database_url: str
) -> None:
    dry = {**FINE, "dryRun": True}
    with nothing_changes(database_url):
        assert call(client, "setExchangeRate", dry, SELECTION) == {
            "exchangeRate": None,
            "errors": [],
        }
    call(client, "setExchangeRate", FINE, SELECTION)
    with nothing_changes(database_url):
        payload = call(client, "setExchangeRate", dry | {"rate": "9"}, SELECTION)
    assert payload["exchangeRate"]["rate"] == "3.25"


def test_every_refusal(client: TestClient, database_url: str) -> None:
    cases: list[tuple[dict[str, Any], Error]] = [
        (
            {"currency": "USD"},
            invalid(
                at("currency"),
                "It is the base currency, whose rate is always 1.",
                "基準通貨のレートは常に 1 です。",
            ),
        ),
        *(
            (
                {"currency": code},
                invalid(
                    at("currency"),
                    "It isn't an ISO 4217 currency code, such as USD.",
                    "ISO 4217 の通貨コード(例: JPY)ではありません。",
                ),
            )
            for code in ("usd", "", "XAU", "\0", "KWD ")
        ),
        *(
            (
                {"rate": rate},
                invalid(at("rate"), "It isn't more than 0.", "0 より大きい値を指定してください。"),
            )
            for rate in ("0", "-1", "-0.0000000000001")
        ),
        (
            {"rate": "1.00000000001"},
            invalid(at("rate"), "It has more than 10 decimals.", "小数点以下は 10 桁までです。"),
        ),
        (
            {"rate": "100000000.1"},
            invalid(at("rate"), "It comes to more than 100000000.", "100000000 を超えています。"),
        ),
    ]

    with nothing_changes(database_url):
        assert_refused(
            client,
            "setExchangeRate",
            ("exchangeRate",),
            [
                *(({**FINE, **given}, [error]) for given, error in cases),
                ({**FINE, "currency": "USD", "rate": "0"}, [cases[0][1], cases[6][1]]),
            ],
        )


def test_rates_are_listed_latest_day_first_page_by_page_and_by_currency(client: TestClient) -> None:
    for currency, day, rate in (
        ("KWD", "2026-05-01", "3.25"),
        ("JPY", "0001-01-01", "0.0000000001"),
        ("JPY", "9999-12-31", "100000000"),
        ("EUR", "2026-05-02", "1.1"),
    ):
        call(
            client,
            "setExchangeRate",
            {"currency": currency, "validFrom": day, "rate": rate},
            SELECTION,
        )

    first = ask(client, LIST, {"first": 2})["exchangeRates"]
    rest = ask(client, LIST, {"after": first["pageInfo"]["endCursor"]})["exchangeRates"]
    yen = ask(client, LIST, {"currency": {"eq": "JPY"}})["exchangeRates"]

    listed = [*first["nodes"], *rest["nodes"]]
    assert [each["validFrom"] for each in listed] == [
        "9999-12-31",
        "2026-05-02",
        "2026-05-01",
        "0001-01-01",
    ]
    assert first["totalCount"] == 4
    assert first["pageInfo"]["hasNextPage"] is True
    assert yen["nodes"] == [listed[0], listed[3]]
    assert yen["nodes"][0]["rate"] == "100000000"
    assert yen["nodes"][1]["rate"] == "0.0000000001"


def test_a_close_says_its_rate(client: TestClient) -> None:
    given = {"opportunityId": HARBOUR, "outcome": "WON", "actualCloseDate": "2026-05-01"}
    selection = "close { exchangeRate baseCurrency } errors { code }"
    call(client, "setExchangeRate", FINE, SELECTION)

    payload = call(client, "closeOpportunity", given, selection)

    assert payload["close"] == {"exchangeRate": "3.25", "baseCurrency": "USD"}
