"""Exact amounts: decimals of currencies, integers of ten-thousandths, rounding once."""

from decimal import ROUND_HALF_UP, Decimal, localcontext

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.money import (
    CURRENCIES,
    MAX_AMOUNT,
    MAX_UNITS,
    QUANTITY_SCALE,
    SCALE,
    decimals_of,
    line_base,
    scaled,
)

decimals = st.integers(min_value=0, max_value=SCALE)
amounts = st.integers(min_value=-MAX_AMOUNT, max_value=MAX_AMOUNT)


@pytest.mark.parametrize(
    ("currency", "expected"),
    [
        ("USD", 2),
        ("EUR", 2),
        ("JPY", 0),
        ("KRW", 0),
        ("KWD", 3),
        ("TND", 3),
        ("CLF", 4),
        ("UYW", 4),
        ("UYU", 2),
        ("CLP", 0),
    ],
)
def test_given_a_currency_then_it_has_its_decimals(currency: str, expected: int) -> None:
    assert currency in CURRENCIES
    assert decimals_of(currency) == expected


@pytest.mark.parametrize("code", ["usd", "USD ", "", "XXX", "XAU", "DEM", "HRK", "US", "USDT"])
def test_given_what_is_no_active_currency_then_it_is_not_among_them(code: str) -> None:
    assert code not in CURRENCIES


def test_every_currency_is_three_letters_and_has_at_most_four_decimals() -> None:
    assert all(code.isascii() and code.isupper() and len(code) == 3 for code in CURRENCIES)
    assert {decimals_of(code) for code in CURRENCIES} == {0, 2, 3, 4}


@pytest.mark.parametrize(
    ("number", "currency", "stored"),
    [
        ("20", "USD", 200_000),
        ("20.00", "USD", 200_000),
        ("20.000000", "USD", 200_000),
        ("2E+1", "USD", 200_000),
        ("0.01", "USD", 100),
        ("-0.01", "USD", -100),
        ("1500", "JPY", 15_000_000),
        ("1500.0", "JPY", 15_000_000),
        ("3.001", "KWD", 30_010),
        ("3.0001", "CLF", 30_001),
        ("10000000000000", "USD", 10**17),
        ("0.0", "JPY", 0),
        ("1." + "0" * 60, "USD", 10_000),
    ],
)
def test_given_a_number_that_fits_the_currency_then_it_is_stored_exactly(
    number: str, currency: str, stored: int
) -> None:
    assert scaled(Decimal(number), decimals_of(currency)) == stored


@pytest.mark.parametrize(
    ("number", "currency"),
    [
        ("0.001", "USD"),
        ("0.5", "JPY"),
        ("0.0001", "KWD"),
        ("0.00001", "CLF"),
        ("1." + "0" * 29 + "1", "USD"),
        ("1E-1000100", "USD"),
        ("9" * 30 + ".001", "USD"),
        ("NaN", "USD"),
        ("Infinity", "USD"),
    ],
)
def test_given_more_decimals_than_the_currency_has_then_there_is_no_amount(
    number: str, currency: str
) -> None:
    assert scaled(Decimal(number), decimals_of(currency)) is None


@settings(deadline=None)
@given(amount=amounts, decimals=decimals)
def test_given_any_amount_then_its_number_scales_back_to_it_or_is_refused(
    amount: int, decimals: int
) -> None:
    number = Decimal(amount).scaleb(-SCALE)
    fits = amount % 10 ** (SCALE - decimals) == 0

    assert scaled(number, decimals) == (amount if fits else None)


@settings(deadline=None)
@given(
    number=st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**30), max_value=10**30)
    | st.builds(
        lambda whole, part: Decimal(f"{whole}.{part}"),
        st.integers(min_value=0, max_value=10**30),
        st.text("0123456789", min_size=1, max_size=30),
    ),
    decimals=decimals,
)
def test_given_any_number_then_it_is_refused_or_stored_without_a_change(
    number: Decimal, decimals: int
) -> None:
    stored = scaled(number, decimals)

    with localcontext(prec=2000):
        rounded = number.quantize(Decimal(1).scaleb(-decimals))
        if stored is None:
            assert rounded != number
        else:
            assert rounded == number
            assert Decimal(stored) == number.scaleb(SCALE)


@pytest.mark.parametrize(
    ("quantity", "unit_price", "currency", "base"),
    [
        (1_000_000, 10_000, "USD", 10_000),
        (500_000, 100, "USD", 100),  # 0.5 x 0.01 = 0.005, half goes up
        (499_999, 100, "USD", 0),
        (1_500_000, 100, "USD", 200),
        (2_500_000, 10_000, "JPY", 30_000),
        (1_000, 10_000, "KWD", 10),
        (500, 10_000, "KWD", 10),
        (499, 10_000, "KWD", 0),
        (1, 10_000, "CLF", 0),
        (50, 10_000, "CLF", 1),
        (12_000_000, 7_666_700, "USD", 92_000_400),
        (10**18, 10**17, "KWD", 10**29),
        (10**18 - 1, 10**17 - 1, "CLF", 10**29 - 10**12 - 10**11),
    ],
)
def test_given_quantity_and_price_then_the_base_is_rounded_half_up_once(
    quantity: int, unit_price: int, currency: str, base: int
) -> None:
    assert line_base(quantity, unit_price, decimals_of(currency)) == base


@settings(deadline=None)
@given(
    quantity=st.integers(min_value=0, max_value=MAX_UNITS // 10 * 10**QUANTITY_SCALE),
    unit_price=st.integers(min_value=0, max_value=MAX_AMOUNT),
    decimals=decimals,
)
def test_given_any_quantity_and_price_then_the_base_is_what_exact_decimals_give(
    quantity: int, unit_price: int, decimals: int
) -> None:
    with localcontext(prec=80):
        exact = Decimal(quantity).scaleb(-QUANTITY_SCALE) * Decimal(unit_price).scaleb(-SCALE)
        rounded = exact.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)

        assert Decimal(line_base(quantity, unit_price, decimals)) == rounded.scaleb(SCALE)


@settings(deadline=None)
@given(unit_price=amounts.filter(lambda amount: amount >= 0))
def test_given_a_quantity_of_one_then_the_base_is_the_price(unit_price: int) -> None:
    assert line_base(10**QUANTITY_SCALE, unit_price, SCALE) == unit_price
