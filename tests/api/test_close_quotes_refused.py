"""closeQuotes refused: every reason, all of them together, and nothing written."""

from typing import Any

from starlette.testclient import TestClient

from tests.api.demo import (
    LAMPS_JA,
    LICENCES_JA,
    LIGHTS_JA,
    NO_OPPORTUNITY,
    NO_QUOTE,
    PILOT,
    ROBOTS,
    SERVICE,
    SIX,
    STORES,
)
from tests.api.refusals import (
    OF_CLOSED,
    Error,
    Said,
    assert_refused,
    at,
    forbidden_character,
    future,
    invalid,
    not_found,
    not_open,
    refusal,
    too_long,
    version_conflict,
    wrong_reason,
)
from tests.api.requests import nothing_changes
from tests.conftest import execute

ENTITIES = ("opportunity", "closedQuotes")
NULL = invalid(
    at("quoteIds"),
    "Leave it out or give a value: null says neither.",
    "null は指定できません。省略するか、値を指定してください。",
)


def quote_not_open(index: int, number: str, state: str, opportunity: str) -> Error:
    said = Said(
        f"The quote can't be closed: it is {state}.", f"見積は {state} のため、クローズできません。"
    )
    quote = {"number": number, "version": 1, "state": state, "opportunity": {"name": opportunity}}
    path = at("quoteIds", str(index))
    return refusal("QuoteStateError", "QUOTE_NOT_OPEN", said, path, quote=quote)


def of_other(index: int, number: str, state: str, opportunity: str) -> Error:
    said = Said("The quote belongs to another opportunity.", "この見積は別の営業案件のものです。")
    quote = {"number": number, "version": 1, "state": state, "opportunity": {"name": opportunity}}
    path = at("quoteIds", str(index))
    return refusal("QuoteStateError", "QUOTE_OF_OTHER_OPPORTUNITY", said, path, quote=quote)


def test_an_opportunity_that_isnt_there(client: TestClient, database_url: str) -> None:
    missing = (NO_OPPORTUNITY, SIX, "opp_1", "", "1", "オポ", "opp_" + "é" * 26, ROBOTS.upper())

    with nothing_changes(database_url):
        assert_refused(
            client,
            "closeQuotes",
            ENTITIES,
            [({"opportunityId": each}, [not_found(at("opportunityId"), each)]) for each in missing],
        )


def test_a_closed_opportunity_stops_everything_else(client: TestClient, database_url: str) -> None:
    wrong = {
        "quoteIds": None,
        "expectedVersion": 9,
        "statusReasonCode": "?",
        "closedOn": "2027-01-01",
        "description": "x" * 2001,
    }
    won, lost = not_open("WON", 2, SERVICE), not_open("LOST", 2, LIGHTS_JA)

    with nothing_changes(database_url):
        assert_refused(
            client,
            "closeQuotes",
            ENTITIES,
            [
                ({"opportunityId": SERVICE}, [won]),
                ({"opportunityId": SERVICE, "quoteIds": []}, [won]),
                ({"opportunityId": SERVICE, **wrong}, [won]),
                ({"opportunityId": LIGHTS_JA, "quoteIds": [LAMPS_JA, SIX]}, [lost]),
            ],
        )


def test_each_wrong_value(client: TestClient, database_url: str) -> None:
    cases: list[tuple[dict[str, Any], Error]] = [
        ({"expectedVersion": 2}, version_conflict(2, 1)),
        ({"expectedVersion": 0}, version_conflict(0, 1)),
        ({"expectedVersion": -(2**31)}, version_conflict(-(2**31), 1)),
        ({"closedOn": "2026-11-23"}, future(at("closedOn"))),
        ({"closedOn": "9999-12-31"}, future(at("closedOn"))),
        ({"description": "x" * 2001}, too_long(at("description"), 2000)),
        ({"description": "a\0b"}, forbidden_character(at("description"))),
        ({"quoteIds": None}, NULL),
    ]

    with nothing_changes(database_url):
        assert_refused(
            client,
            "closeQuotes",
            ENTITIES,
            [({"opportunityId": ROBOTS, **given}, [error]) for given, error in cases],
        )


def test_reasons_that_cant_be_chosen(client: TestClient, database_url: str) -> None:
    # REVISED is the system's own; a retired reason is none that can be chosen.
    execute(
        database_url,
        "UPDATE status_reason SET is_active = false "
        "WHERE quote_state = 'CLOSED' AND code = 'CANCELED'",
    )
    codes = ("REVISED", "CANCELED", "lost", "LOST ", "WON", "IN_PROGRESS", "OUT_SOLD", "?", "")

    with nothing_changes(database_url):
        assert_refused(
            client,
            "closeQuotes",
            ENTITIES,
            [
                (
                    {"opportunityId": ROBOTS, "statusReasonCode": code},
                    [wrong_reason(code, "CLOSED", *OF_CLOSED[:1])],
                )
                for code in codes
            ],
        )


def test_quotes_that_cant_be_closed(client: TestClient, database_url: str) -> None:
    pilot = "Q-DEMX0004", "WON", "Warehouse automation"
    licences = "Q-DEMX0005", "DRAFT", "生産管理システムの更新"

    with nothing_changes(database_url):
        assert_refused(
            client,
            "closeQuotes",
            ENTITIES,
            [
                ({"opportunityId": ROBOTS, "quoteIds": quotes}, errors)
                for quotes, errors in (
                    ([PILOT], [quote_not_open(0, *pilot)]),
                    ([SIX, PILOT], [quote_not_open(1, *pilot)]),
                    ([LICENCES_JA], [of_other(0, *licences)]),
                    ([NO_QUOTE], [not_found(at("quoteIds", "0"), NO_QUOTE)]),
                    ([ROBOTS], [not_found(at("quoteIds", "0"), ROBOTS)]),
                    ([""], [not_found(at("quoteIds", "0"), "")]),
                    (
                        [NO_QUOTE, SIX, PILOT, LICENCES_JA, PILOT],
                        [
                            not_found(at("quoteIds", "0"), NO_QUOTE),
                            quote_not_open(2, *pilot),
                            of_other(3, *licences),
                            quote_not_open(4, *pilot),
                        ],
                    ),
                )
            ],
        )


def test_all_reasons_come_together_in_the_order_of_the_rules(
    client: TestClient, database_url: str
) -> None:
    given = {
        "opportunityId": STORES,
        "quoteIds": [SIX],
        "description": "\0",
        "closedOn": "2026-11-23",
        "statusReasonCode": "REVISED",
        "expectedVersion": 3,
    }
    findings = [
        version_conflict(3, 1),
        wrong_reason("REVISED", "CLOSED", *OF_CLOSED),
        future(at("closedOn")),
        forbidden_character(at("description")),
    ]
    six = of_other(0, "Q-DEMX0001", "ACTIVE", "Warehouse automation")

    with nothing_changes(database_url):
        assert_refused(
            client,
            "closeQuotes",
            ENTITIES,
            [(given, [*findings, six]), ({**given, "quoteIds": None}, [*findings, NULL])],
        )
