"""closeOpportunity refused: every reason, all of them together, and nothing written."""

from starlette.testclient import TestClient

from server.app import create_app
from server.demo import DEMO_USER
from server.settings import Settings
from tests.api.demo import (
    BRIGHTSHELF,
    EIGHT,
    FOUR_LEASED,
    HARBOUR,
    LIGHTS_JA,
    NO_COMPETITOR,
    NO_OPPORTUNITY,
    NORTHWIND,
    ROBOTS,
    SERVICE,
    SIX,
    STORES,
    SYSTEM_JA,
)
from tests.api.refusals import (
    OF_LOST,
    OF_WON,
    Case,
    Error,
    active_quotes,
    already_closed,
    assert_refused,
    at,
    draft_quotes,
    forbidden_character,
    future,
    invalid,
    not_found,
    other_currency,
    too_long,
    version_conflict,
    wrong_reason,
)
from tests.api.requests import nothing_changes
from tests.conftest import LOCAL, NOW, execute

ENTITIES = ("opportunity", "close", "closedQuotes")
AMOUNT = at("actualRevenue", "amount")
ACTIVE = {FOUR_LEASED: "Q-DEMX0002", SIX: "Q-DEMX0001"}


def too_many_decimals(limit: int) -> Error:
    return invalid(
        AMOUNT, f"It has more than {limit} decimals.", f"小数点以下は {limit} 桁までです。"
    )


TOO_LARGE = invalid(
    AMOUNT, "It comes to more than 10000000000000.", "10000000000000 を超えています。"
)
NEGATIVE = invalid(AMOUNT, "It is less than 0.", "0 以上の値を指定してください。")


def test_the_rule_active_quotes_block_whether_won_or_lost(
    client: TestClient, database_url: str
) -> None:
    blocked = [active_quotes(ROBOTS, ACTIVE)]

    with nothing_changes(database_url):
        assert_refused(
            client,
            "closeOpportunity",
            ENTITIES,
            [
                ({"opportunityId": ROBOTS, "outcome": "WON"}, blocked),
                ({"opportunityId": ROBOTS, "outcome": "LOST"}, blocked),
                ({"opportunityId": ROBOTS, "outcome": "LOST", "closeOpenQuotes": False}, blocked),
                ({"opportunityId": ROBOTS, "outcome": "WON", "expectedVersion": 1}, blocked),
            ],
        )


def test_drafts_block_too_where_the_installation_says_so(database_url: str) -> None:
    settings = Settings(database_url=database_url, actor=DEMO_USER, drafts_block_closing=True)
    licences = {"quo_00000000000000000000000005": "Q-DEMX0005"}
    cases: list[Case] = [
        (
            {"opportunityId": ROBOTS, "outcome": "WON", "expectedVersion": 7},
            [
                version_conflict(7, 1),
                active_quotes(ROBOTS, ACTIVE),
                draft_quotes(ROBOTS, {EIGHT: "Q-DEMX0003"}),
            ],
        ),
        ({"opportunityId": SYSTEM_JA, "outcome": "LOST"}, [draft_quotes(SYSTEM_JA, licences)]),
    ]

    with (
        TestClient(create_app(settings, clock=lambda: NOW), LOCAL) as client,
        nothing_changes(database_url),
    ):
        assert_refused(client, "closeOpportunity", ENTITIES, cases)


def test_an_opportunity_that_isnt_there(client: TestClient, database_url: str) -> None:
    missing = (NO_OPPORTUNITY, SIX, "opp_1", "", "ocl_00000000000000000000000005")

    with nothing_changes(database_url):
        assert_refused(
            client,
            "closeOpportunity",
            ENTITIES,
            [
                (
                    {"opportunityId": each, "outcome": "WON", "competitorId": "?"},
                    [not_found(at("opportunityId"), each)],
                )
                for each in missing
            ],
        )


def test_a_closed_opportunity_stops_everything_else(client: TestClient, database_url: str) -> None:
    wrong = {
        "expectedVersion": 9,
        "statusReasonCode": "?",
        "actualCloseDate": "2027-01-01",
        "actualRevenue": {"amount": "-1", "currency": "XXX"},
        "competitorId": "?",
        "description": "x" * 2001,
        "closeOpenQuotes": True,
    }
    won, lost = already_closed("WON", 2, SERVICE), already_closed("LOST", 2, LIGHTS_JA)

    with nothing_changes(database_url):
        assert_refused(
            client,
            "closeOpportunity",
            ENTITIES,
            [
                ({"opportunityId": SERVICE, "outcome": "WON"}, [won]),
                ({"opportunityId": SERVICE, "outcome": "LOST", "expectedVersion": 2}, [won]),
                ({"opportunityId": SERVICE, "outcome": "LOST", **wrong}, [won]),
                ({"opportunityId": LIGHTS_JA, "outcome": "LOST"}, [lost]),
            ],
        )


def test_each_wrong_value(client: TestClient, database_url: str) -> None:
    def of(**given: object) -> dict[str, object]:
        return {"opportunityId": STORES, "outcome": "WON", **given}

    def revenue(amount: object, **currency: str) -> dict[str, object]:
        return of(actualRevenue={"amount": amount, **currency})

    with nothing_changes(database_url):
        assert_refused(
            client,
            "closeOpportunity",
            ENTITIES,
            [
                (of(expectedVersion=2), [version_conflict(2, 1)]),
                (of(actualCloseDate="2026-11-23"), [future(at("actualCloseDate"))]),
                (revenue("-0.01"), [NEGATIVE]),
                (revenue(-1), [NEGATIVE]),
                (revenue("0.001"), [too_many_decimals(2)]),
                (revenue("10000000000000.01"), [TOO_LARGE]),
                (revenue("9" * 30 + "." + "9" * 30), [TOO_LARGE]),
                (revenue(10**13 + 1), [TOO_LARGE]),
                (revenue("1", currency="USD"), [other_currency("USD", "EUR")]),
                (revenue("1", currency="eur"), [other_currency("eur", "EUR")]),
                (revenue("1", currency=""), [other_currency("", "EUR")]),
                (of(description="x" * 2001), [too_long(at("description"), 2000)]),
                (of(description="\0"), [forbidden_character(at("description"))]),
                (of(competitorId=NO_COMPETITOR), [not_found(at("competitorId"), NO_COMPETITOR)]),
                (of(competitorId=NORTHWIND), [not_found(at("competitorId"), NORTHWIND)]),
                (of(competitorId=""), [not_found(at("competitorId"), "")]),
            ],
        )


def test_amounts_have_the_decimals_of_their_currency(client: TestClient, database_url: str) -> None:
    def of(opportunity: str, amount: str) -> dict[str, object]:
        revenue = {"amount": amount}
        return {"opportunityId": opportunity, "outcome": "LOST", "actualRevenue": revenue}

    with nothing_changes(database_url):
        assert_refused(
            client,
            "closeOpportunity",
            ENTITIES,
            [
                (of(SYSTEM_JA, "0.5"), [too_many_decimals(0)]),
                (of(SYSTEM_JA, "1500.01"), [too_many_decimals(0)]),
                (of(HARBOUR, "0.0001"), [too_many_decimals(3)]),
            ],
        )


def test_reasons_that_dont_fit_the_outcome(client: TestClient, database_url: str) -> None:
    execute(database_url, "UPDATE status_reason SET is_active = false WHERE code = 'OUT_SOLD'")
    lost = OF_LOST[:1]

    with nothing_changes(database_url):
        assert_refused(
            client,
            "closeOpportunity",
            ENTITIES,
            [
                (
                    {"opportunityId": STORES, "outcome": outcome, "statusReasonCode": code},
                    [wrong_reason(code, outcome, *valid)],
                )
                for outcome, code, valid in (
                    ("WON", "CANCELED", OF_WON),
                    ("WON", "IN_PROGRESS", OF_WON),
                    ("WON", "won", OF_WON),
                    ("LOST", "WON", lost),
                    ("LOST", "LOST", lost),
                    ("LOST", "OUT_SOLD", lost),
                    ("LOST", "REVISED", lost),
                    ("LOST", "{given}", lost),
                    ("LOST", "", lost),
                )
            ],
        )


def test_all_reasons_come_together_in_the_order_of_the_rules(
    client: TestClient, database_url: str
) -> None:
    given = {
        "opportunityId": ROBOTS,
        "outcome": "LOST",
        "description": "🤝" * 2001,
        "competitorId": NO_COMPETITOR,
        "actualCloseDate": "2026-11-23",
        "actualRevenue": {"amount": "1.5", "currency": "JPY"},
        "statusReasonCode": "WON",
        "expectedVersion": 4,
    }
    findings = [
        version_conflict(4, 1),
        wrong_reason("WON", "LOST", *OF_LOST),
        too_many_decimals(0),
        other_currency("JPY", "USD"),
        future(at("actualCloseDate")),
        too_long(at("description"), 2000),
        not_found(at("competitorId"), NO_COMPETITOR),
    ]

    with nothing_changes(database_url):
        assert_refused(
            client,
            "closeOpportunity",
            ENTITIES,
            [
                (given, [*findings, active_quotes(ROBOTS, ACTIVE)]),
                ({**given, "closeOpenQuotes": True}, findings),
                (
                    {**given, "closeOpenQuotes": True, "competitorId": BRIGHTSHELF},
                    findings[:-1],
                ),
            ],
        )
