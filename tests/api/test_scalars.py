"""Date, DateTime and Decimal are strict: one spelling each, as literal, variable and default."""

import json
from collections.abc import Iterable
from typing import Any

import pytest
from starlette.testclient import TestClient

from tests.api.demo import STORES
from tests.api.requests import ask, call, nothing_changes, post

PLACES = {
    "Decimal": "'Mutation.closeOpportunity(input:)' has invalid value at .actualRevenue.amount",
    "Date": "'Mutation.closeOpportunity(input:)' has invalid value at .actualCloseDate",
    "DateTime": "'Query.opportunities(filter:)' has invalid value at .createdAt.gte",
}
TYPES = {
    "Decimal": (
        "actualRevenue: {amount: %s}",
        (
            'Write an exact decimal number as a string, such as "1234.50": at most 30 digits '
            "before and after the point, no exponent, no object."
        ),
    ),
    "Date": (
        "actualCloseDate: %s",
        'Write a calendar date as a string, such as "2026-11-22".',
    ),
    "DateTime": (
        "createdAt: {gte: %s}",
        (
            "Write an instant as an RFC 3339 string with an offset and at most six decimals of a "
            'second, such as "2026-11-22T17:23:00Z".'
        ),
    ),
}

DECIMALS: tuple[Any, ...] = (
    *("NaN", "nan", "sNaN", "Infinity", "-Infinity", "inf", "1e3", "1E3", "1e999999", "1e-3"),
    *("", " ", "1 ", " 1", "\n1", "1\n", "1.", ".5", ".", "-", "--1", "+1", "1,5", "1,000.00"),
    *("1_000", "0x10", "0b1", "१२", "\uff11\uff12", "1\u0660", "²", "$1", "1 USD", "1.2.3"),
    *("9" * 31, "0." + "1" * 31, "9" * 100_000, "null", "true"),
    *(1.5, 0.1, 1e3, 1.0, -0.0, True, False, [1], ["1"], {}, {"amount": "1"}, 10**30, 10**4000),
)
DATES: tuple[Any, ...] = (
    *("2026-02-30", "2026-13-01", "2026-00-10", "2026-01-00", "2026-04-31", "2025-02-29"),
    *("0000-01-01", "10000-01-01", "-2026-01-01", "+2026-01-01", "026-01-01", "26-01-01"),
    *("2026-W10-1", "2026-W10", "2026-060", "20260101", "2026-1-1", "2026/01/01", "01.02.2026"),
    *("2026-01-01T00:00:00Z", "2026-01-01 ", " 2026-01-01", "2026-01-01\n", "today", ""),
    *("\uff12\uff10\uff12\uff16-01-01", "٢٠٢٦-٠١-٠١", "2026\u201301\u201301"),  # noqa: RUF001
    *(20260101, 1760000000, 2026.5, True, ["2026-01-01"], {"year": 2026}),
)
INSTANTS: tuple[Any, ...] = (
    *("2026-01-01T00:00:00", "2026-01-01T00:00:00.5", "2026-01-01", "2026-01-01T00:00Z"),
    *("2026-01-01 00:00:00Z", "2026-01-01T000000Z", "20260101T000000Z", "2026-W01-1T00:00:00Z"),
    *("2026-01-01T24:00:00Z", "2026-01-01T23:60:00Z", "2026-01-01T23:59:60Z"),
    *("2026-02-30T00:00:00Z", "0000-01-01T00:00:00Z", "2026-01-01T00:00:00,5Z"),
    *("2026-01-01T00:00:00.1234567Z", "2026-01-01T00:00:00.Z", "2026-01-01T00:00:00 Z"),
    *("2026-01-01T00:00:00+01", "2026-01-01T00:00:00+0100", "2026-01-01T00:00:00+24:00"),
    *("2026-01-01T00:00:00+01:60", "2026-01-01T00:00:00+01:00:30", "2026-01-01T00:00:00 UTC"),
    *("2026-01-01T00:00:00[Europe/Berlin]", "2026-01-01T00:00:00Z\n", "now", ""),
    *("0001-01-01T00:00:00+00:01", "9999-12-31T23:59:59-00:01"),
    *("\uff12\uff10\uff12\uff16-01-01T00:00:00Z", 1760000000, 1.76e9, True, [], {}),
)


def document(kind: str, value: str) -> str:
    """A document that would use a value of this kind, and would write nothing."""
    field = TYPES[kind][0] % value
    if kind == "DateTime":
        return f"{{ opportunities(filter: {{{field}}}) {{ totalCount }} }}"
    given = f'opportunityId: "{STORES}", outcome: WON, dryRun: true, {field}'
    return f"mutation {{ closeOpportunity(input: {{{given}}}) {{ errors {{ code }} }} }}"


def with_variable(kind: str, default: str = "") -> str:
    operation, _, rest = document(kind, "$value").partition("{")
    return f"{operation or 'query '}($value: {kind}!{default}) {{{rest}"


def literals(values: Iterable[Any]) -> list[str]:
    """The values as GraphQL writes them, and names that aren't values."""
    written = [json.dumps(value) for value in values if not isinstance(value, dict)]
    return [*written, "{}", '{amount: "1"}', "NaN", "Infinity", "NOW", "[[]]", "9" * 5000]


@pytest.mark.parametrize(
    ("kind", "values"), [("Decimal", DECIMALS), ("Date", DATES), ("DateTime", INSTANTS)]
)
def test_every_other_spelling_is_refused(
    client: TestClient, database_url: str, kind: str, values: tuple[Any, ...]
) -> None:
    message = TYPES[kind][1]

    with nothing_changes(database_url):
        for value in values:
            error = the_error(post(client, with_variable(kind), {"value": value}))
            assert error["message"] == f"Variable '$value' has invalid value: {message}", value
            assert error["extensions"] == {"code": "BAD_USER_INPUT"}
        for written in literals(values):
            error = the_error(post(client, document(kind, written)))
            assert error["message"] == f"Argument {PLACES[kind]}: {message}", written
            assert error["extensions"] == {"code": "GRAPHQL_VALIDATION_FAILED"}
            column = document(kind, "\0").index("\0") + 1
            assert error["locations"] == [{"line": 1, "column": column}]
        for written in literals(values):
            error = the_error(post(client, with_variable(kind, f" = {written}")))
            assert error["message"] == f"Variable '$value' has invalid default value: {message}"
            assert error["extensions"] == {"code": "GRAPHQL_VALIDATION_FAILED"}
            column = with_variable(kind, " = \0").index("\0") + 1
            assert error["locations"] == [{"line": 1, "column": column}]


def the_error(answer: Any) -> Any:
    """The one error of an answer that has no data."""
    assert answer.get("data") is None
    (error,) = answer["errors"]
    return error


def test_the_right_spellings_are_understood_exactly(client: TestClient) -> None:
    for given, amount in (
        ("0", "0.000"),
        ("-0", "0.000"),
        ("-0.000", "0.000"),
        ("00012.50", "12.500"),
        ("9007199254740993.001", None),
        ("9007199254740.993", "9007199254740.993"),
        ("0.125" + "0" * 27, "0.125"),
        (7, "7.000"),
        (10**13, "10000000000000.000"),
    ):
        harbour = {"opportunityId": "opp_00000000000000000000000004"}
        closing = {**harbour, "outcome": "LOST", "actualRevenue": {"amount": given}}
        selection = "close { actualRevenue { amount } } errors { message }"
        payload = call(client, "closeOpportunity", closing, selection)
        if amount is None:
            assert payload["errors"] == [{"message": "It comes to more than 10000000000000."}]
        else:
            assert payload["close"]["actualRevenue"] == {"amount": amount}
        call(client, "reopenOpportunity", harbour, "errors { code }")


def test_instants_are_the_same_however_their_offset_is_written(client: TestClient) -> None:
    # ROBOTS was created at 2026-09-14T09:00:00Z, and three opportunities after it.
    counting = (
        "query($at: DateTime!) { opportunities(filter: {createdAt: {gte: $at}}) { totalCount } }"
    )

    for at, count in (
        ("2026-09-14T09:00:00Z", 4),
        ("2026-09-14t09:00:00z", 4),
        ("2026-09-14T09:00:00.000000Z", 4),
        ("2026-09-14T09:00:00.000001Z", 3),
        ("2026-09-14T18:00:00+09:00", 4),
        ("2026-09-14T18:00:00.000001+09:00", 3),
        ("2026-09-13T09:01:00-23:59", 4),
        ("2026-09-14T09:00:00-00:00", 4),
        ("0001-01-01T00:00:00Z", 6),
        ("9999-12-31T23:59:59.999999Z", 0),
    ):
        assert ask(client, counting, {"at": at}) == {"opportunities": {"totalCount": count}}, at
