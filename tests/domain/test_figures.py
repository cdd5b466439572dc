"""How figures are rounded: exactly, once, half away from zero."""

from decimal import ROUND_HALF_UP, Context, Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.reads.exact_sums import LIMB, joined
from domain.figures import VALUE_UNIT, average_days, median_days, money, percent, rounded

EXACT = Context(prec=200, rounding=ROUND_HALF_UP)


@given(st.integers(-(10**40), 10**40), st.integers(0, 40), st.integers(1, 10**6), st.integers(0, 6))
def test_given_any_quotient_then_it_is_rounded_as_decimals_are(
    numerator: int, twos: int, odd: int, decimals: int
) -> None:
    denominator = odd * 2**twos

    text = rounded(numerator, denominator, decimals)

    distance = abs(Fraction(text) - Fraction(numerator, denominator))
    half = Fraction(1, 2 * 10**decimals)
    assert distance <= half
    if distance == half:
        assert abs(Fraction(text)) > abs(Fraction(numerator, denominator))
    assert len(text.partition(".")[2]) == decimals
    assert not text.startswith("-0") or Fraction(text) != 0


@given(st.integers(-(10**30), 10**30), st.sampled_from([("JPY", 0), ("USD", 2), ("KWD", 3)]))
def test_given_a_value_then_it_has_the_currency_s_decimals(
    value: int, currency: tuple[str, int]
) -> None:
    code, decimals = currency
    exact = Decimal(value).scaleb(-14, EXACT)
    expected = exact.quantize(Decimal(1).scaleb(-decimals), context=EXACT)

    assert Decimal(money(value, code)) == expected
    assert VALUE_UNIT == 10**14


@pytest.mark.parametrize(
    ("part", "whole", "said"),
    [
        (4238, 6711, "63.15"),
        (1, 3, "33.33"),
        (2, 3, "66.67"),
        (1, 8, "12.50"),
        (1, 20_000, "0.01"),
        (1, 20_001, "0.00"),
        (-1, 20_000, "-0.01"),
        (-1, 20_001, "0.00"),
        (7, 7, "100.00"),
        (0, 7, "0.00"),
        (0, 0, None),
    ],
)
def test_percents(part: int, whole: int, said: str | None) -> None:
    assert percent(part, whole) == said


def test_days_of_none_are_unknown() -> None:
    assert average_days(0, 0) is None
    assert median_days(0, 0) is None
    assert average_days(10, 3) == "3.33"
    assert median_days(91, 2) == "45.50"
    assert median_days(-1, 2) == "-0.50"


def test_weighted_values_are_in_hundredths() -> None:
    assert money(5 * 10**13, "USD", parts=100) == "0.01"
    assert money(49 * 10**12, "USD", parts=100) == "0.00"


@given(st.lists(st.integers(-(10**20), 10**20), max_size=5))
def test_limbs_are_put_together_whatever_they_are(limbs: list[int]) -> None:
    assert joined(limbs) == sum(limb * LIMB**place for place, limb in enumerate(limbs))
