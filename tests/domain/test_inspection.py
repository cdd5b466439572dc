"""Checks of single values, each at its boundaries."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from domain.inspection import Inspection
from domain.refusals import (
    InvalidInput,
    OpportunityVersionConflict,
    Problem,
    QuoteVersionConflict,
    Refusal,
)

HERE = ("input", "field")
VERSION = ("input", "expectedVersion")
TODAY = date(2026, 11, 22)


def wrong(problem: Problem, limit: str = "") -> list[Refusal]:
    return [InvalidInput(HERE, problem, limit)]


def test_given_several_faults_then_they_are_kept_in_order() -> None:
    inspection = Inspection()

    inspection.fault(HERE, Problem.NULL)
    inspection.fault(("input", "other"), Problem.OUT_OF_RANGE, "0-100")

    assert inspection.findings == [
        InvalidInput(HERE, Problem.NULL, ""),
        InvalidInput(("input", "other"), Problem.OUT_OF_RANGE, "0-100"),
    ]


# ── versions ────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("given", [None, 3])
def test_given_no_version_or_the_present_one_then_nothing_is_found(given: int | None) -> None:
    inspection = Inspection()

    inspection.opportunity_version("opp_1", given, 3)
    inspection.quote_version("quo_1", given, 3)

    assert inspection.findings == []


@pytest.mark.parametrize("given", [0, -3, 2, 4])
def test_given_any_other_version_then_it_is_a_conflict(given: int) -> None:
    inspection = Inspection()

    inspection.opportunity_version("opp_1", given, 3)
    inspection.quote_version("quo_1", given, 3)

    assert inspection.findings == [
        OpportunityVersionConflict(VERSION, "opp_1", given, 3),
        QuoteVersionConflict(VERSION, "quo_1", given, 3),
    ]


# ── text ────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("name", "name"),
        ("  a  b \n", "a  b"),
        ("\u3000全角\u3000", "全角"),
        ("12345", "12345"),
        ("𠮷𠮷𠮷𠮷𠮷", "𠮷𠮷𠮷𠮷𠮷"),
        ("  12345  ", "12345"),
        ("\u200b", "\u200b"),
    ],
)
def test_given_text_of_up_to_five_code_points_then_it_is_trimmed_and_kept(
    given: str, kept: str
) -> None:
    inspection = Inspection()

    assert inspection.required_text(HERE, given, 5) == kept
    assert inspection.optional_text(HERE, given, 5) == kept
    assert inspection.findings == []


@pytest.mark.parametrize("given", ["123456", "𠮷𠮷𠮷𠮷𠮷𠮷", " 123456 ", "e\u0301" * 3])
def test_given_six_code_points_then_it_is_too_long(given: str) -> None:
    required, optional = Inspection(), Inspection()

    required.required_text(HERE, given, 5)
    optional.optional_text(HERE, given, 5)

    assert required.findings == optional.findings == wrong(Problem.TOO_LONG, "5")


@pytest.mark.parametrize("given", ["", " ", "\t\n\u3000"])
def test_given_blank_text_then_it_is_refused_where_required_and_nothing_where_not(
    given: str,
) -> None:
    required, optional = Inspection(), Inspection()

    assert required.required_text(HERE, given, 5) == ""
    assert required.findings == wrong(Problem.BLANK)
    assert optional.optional_text(HERE, given, 5) is None
    assert optional.findings == []


@pytest.mark.parametrize("given", ["\0", "a\0", "\ud800", "𠮷\udc00", "123456\0"])
def test_given_a_character_that_cannot_be_stored_then_that_alone_is_found(given: str) -> None:
    required, optional = Inspection(), Inspection()

    required.required_text(HERE, given, 5)
    optional.optional_text(HERE, given, 5)

    assert required.findings == optional.findings == wrong(Problem.FORBIDDEN_CHARACTER)


def test_given_no_text_then_nothing_is_kept_and_nothing_found() -> None:
    inspection = Inspection()

    assert inspection.optional_text(HERE, None) is None
    assert inspection.findings == []


@pytest.mark.parametrize(("length", "problems"), [(2000, 0), (2001, 1)])
def test_given_a_description_then_2000_code_points_are_its_limit(
    length: int, problems: int
) -> None:
    inspection = Inspection()

    inspection.optional_text(HERE, "𠮷" * length)

    assert inspection.findings == wrong(Problem.TOO_LONG, "2000") * problems


# ── numbers ─────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("given", "currency", "stored"),
    [
        (None, "USD", None),
        ("0", "USD", 0),
        ("-0.00", "USD", 0),
        ("0.01", "USD", 100),
        ("19.90", "USD", 199_000),
        ("1", "JPY", 10_000),
        ("0.001", "KWD", 10),
        ("0.0001", "CLF", 1),
        ("9999999999999.99", "USD", 99_999_999_999_999_900),
        ("10000000000000", "USD", 100_000_000_000_000_000),
        ("10000000000000.000", "USD", 100_000_000_000_000_000),
    ],
)
def test_given_an_amount_then_it_is_stored_in_ten_thousandths(
    given: str | None, currency: str, stored: int | None
) -> None:
    inspection = Inspection()

    number = None if given is None else Decimal(given)

    assert inspection.amount(HERE, number, currency) == stored
    assert inspection.findings == []


@pytest.mark.parametrize(
    ("given", "currency", "problem", "limit"),
    [
        ("-0.01", "USD", Problem.NEGATIVE, ""),
        ("-0.001", "USD", Problem.NEGATIVE, ""),
        ("-Infinity", "USD", Problem.NEGATIVE, ""),
        ("0.001", "USD", Problem.TOO_MANY_DECIMALS, "2"),
        ("0.1", "JPY", Problem.TOO_MANY_DECIMALS, "0"),
        ("0.0001", "KWD", Problem.TOO_MANY_DECIMALS, "3"),
        ("0.00001", "CLF", Problem.TOO_MANY_DECIMALS, "4"),
        ("1." + "0" * 29 + "1", "USD", Problem.TOO_MANY_DECIMALS, "2"),
        ("10000000000000.01", "USD", Problem.TOO_LARGE, "10000000000000"),
        ("1E+999999", "USD", Problem.TOO_LARGE, "10000000000000"),
        ("Infinity", "USD", Problem.TOO_LARGE, "10000000000000"),
    ],
)
def test_given_an_amount_out_of_bounds_then_it_is_refused_with_the_bound(
    given: str, currency: str, problem: Problem, limit: str
) -> None:
    inspection = Inspection()

    assert inspection.amount(HERE, Decimal(given), currency) == 0
    assert inspection.findings == wrong(problem, limit)


@pytest.mark.parametrize(
    ("given", "stored"),
    [
        ("1", 1_000_000),
        ("0.000001", 1),
        ("2.5", 2_500_000),
        ("1000000000000", 10**18),
        ("3.000000000", 3_000_000),
    ],
)
def test_given_a_quantity_then_it_is_stored_in_millionths(given: str, stored: int) -> None:
    inspection = Inspection()

    assert inspection.quantity(HERE, Decimal(given)) == stored
    assert inspection.findings == []


@pytest.mark.parametrize(
    ("given", "problem", "limit"),
    [
        ("0", Problem.NOT_POSITIVE, ""),
        ("-0.000001", Problem.NOT_POSITIVE, ""),
        ("0.0000001", Problem.TOO_MANY_DECIMALS, "6"),
        ("1." + "0" * 29 + "1", Problem.TOO_MANY_DECIMALS, "6"),
        ("1000000000000.000001", Problem.TOO_LARGE, "1000000000000"),
    ],
)
def test_given_a_quantity_out_of_bounds_then_it_is_refused_with_the_bound(
    given: str, problem: Problem, limit: str
) -> None:
    inspection = Inspection()

    assert inspection.quantity(HERE, Decimal(given)) == 0
    assert inspection.findings == wrong(problem, limit)


# ── currencies and dates ────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(("code", "problems"), [("USD", 0), ("JPY", 0), ("usd", 1), ("", 1)])
def test_given_a_currency_then_it_is_refused_unless_iso_4217_lists_it(
    code: str, problems: int
) -> None:
    inspection = Inspection()

    assert inspection.currency(HERE, code) == code
    assert inspection.findings == wrong(Problem.UNKNOWN_CURRENCY) * problems


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        (None, TODAY),
        (TODAY, TODAY),
        (TODAY - timedelta(days=1), TODAY - timedelta(days=1)),
        (date.min, date.min),
    ],
)
def test_given_no_date_or_one_up_to_today_then_it_is_kept(given: date | None, kept: date) -> None:
    inspection = Inspection()

    assert inspection.past_date(HERE, given, TODAY) == kept
    assert inspection.findings == []


@pytest.mark.parametrize("given", [TODAY + timedelta(days=1), date.max])
def test_given_a_later_date_than_today_then_it_is_refused_with_today(given: date) -> None:
    inspection = Inspection()

    inspection.past_date(HERE, given, TODAY)

    assert inspection.findings == wrong(Problem.FUTURE_DATE, "2026-11-22")
