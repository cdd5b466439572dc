"""Exchange rates: which one is valid on a day, and which numbers are rates."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.inspection import Inspection
from domain.rates import MAX_RATE, PAR, DatedRate, Rates
from domain.refusals import InvalidInput, Problem

DAY = date(2026, 5, 1)
RATES = Rates(
    "USD",
    [
        DatedRate("JPY", DAY + timedelta(days=10), 3),
        DatedRate("JPY", DAY, 2),
        DatedRate("EUR", date(9999, 12, 31), 4),
        DatedRate("JPY", date(1, 1, 1), 1),
    ],
)


@pytest.mark.parametrize(
    ("day", "rate"),
    [
        (date(1, 1, 1), 1),
        (DAY - timedelta(days=1), 1),
        (DAY, 2),
        (DAY + timedelta(days=9), 2),
        (DAY + timedelta(days=10), 3),
        (date(9999, 12, 31), 3),
    ],
)
def test_the_latest_rate_not_after_the_day_is_valid(day: date, rate: int) -> None:
    assert RATES.on("JPY", day) == rate


@pytest.mark.parametrize("day", [date(1, 1, 1), DAY, date(9999, 12, 31)])
def test_the_base_currency_is_worth_one_on_any_day(day: date) -> None:
    assert RATES.on("USD", day) == PAR == 10_000_000_000


def test_a_currency_without_a_rate_by_that_day_has_none() -> None:
    assert RATES.on("EUR", date(9999, 12, 30)) is None
    assert RATES.on("EUR", date(9999, 12, 31)) == 4
    assert RATES.on("KWD", DAY) is None
    assert Rates("EUR", []).on("USD", DAY) is None


@given(st.dictionaries(st.dates(), st.integers(1, MAX_RATE)), st.dates())
def test_given_any_rates_then_it_is_the_one_of_the_latest_day(
    known: dict[date, int], day: date
) -> None:
    rates = Rates("USD", [DatedRate("JPY", each, rate) for each, rate in known.items()])

    not_after = [each for each in known if each <= day]

    assert rates.on("JPY", day) == (known[max(not_after)] if not_after else None)


# ── which numbers are rates ─────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("number", "rate"),
    [
        ("0.0000000001", 1),
        ("1", PAR),
        ("1.0000000000000000000000", PAR),
        ("0.0066334500", 66_334_500),
        ("99999999.9999999999", MAX_RATE - 1),
        ("100000000", MAX_RATE),
    ],
)
def test_a_rate_has_at_most_ten_decimals_and_is_stored_exactly(number: str, rate: int) -> None:
    inspection = Inspection()

    assert inspection.rate(("rate",), Decimal(number)) == rate
    assert inspection.findings == []


@pytest.mark.parametrize(
    ("number", "problem", "limit"),
    [
        ("0", Problem.NOT_POSITIVE, ""),
        ("-1", Problem.NOT_POSITIVE, ""),
        ("-0.00000000001", Problem.NOT_POSITIVE, ""),
        ("0.00000000001", Problem.TOO_MANY_DECIMALS, "10"),
        ("1.00000000001", Problem.TOO_MANY_DECIMALS, "10"),
        ("100000000.0000000001", Problem.TOO_LARGE, "100000000"),
        ("1" + "0" * 29, Problem.TOO_LARGE, "100000000"),
    ],
)
def test_any_other_number_is_none(number: str, problem: Problem, limit: str) -> None:
    inspection = Inspection()

    inspection.rate(("rate",), Decimal(number))

    assert inspection.findings == [InvalidInput(("rate",), problem, limit)]
