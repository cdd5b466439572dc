"""Figures over many opportunities: exact until they are rounded, once, half up."""

from typing import Final

from domain.money import SCALE, decimals_of
from domain.rates import RATE_SCALE

PERCENT_DECIMALS: Final = 2
DAY_DECIMALS: Final = 2
VALUE_UNIT: Final = 10 ** (SCALE + RATE_SCALE)
"""Sums of amounts times rates count one part in so many of the base currency's unit."""


def rounded(numerator: int, denominator: int, decimals: int) -> str:
    """The quotient with so many decimals; a half goes away from 0, as a person rounds."""
    unit = 10**decimals
    scaled = (2 * abs(numerator) * unit + denominator) // (2 * denominator)
    whole, fraction = divmod(scaled, unit)
    sign = "-" if numerator < 0 and scaled else ""
    return f"{sign}{whole}" + (f".{fraction:0{decimals}}" if decimals else "")


def money(value: int, currency: str, *, parts: int = 1) -> str:
    """A sum of values, each in so many parts, with exactly the currency's decimals."""
    return rounded(value, parts * VALUE_UNIT, decimals_of(currency))


def percent(part: int, whole: int) -> str | None:
    """The part in percent of the whole; None of nothing."""
    return rounded(100 * part, whole, PERCENT_DECIMALS) if whole else None


def average_days(total: int, n: int) -> str | None:
    """Their average; None of none."""
    return rounded(total, n, DAY_DECIMALS) if n else None


def median_days(middle: int, n: int) -> str | None:
    """Their median, of which `middle` is twice as much; None of none."""
    return rounded(middle, 2, DAY_DECIMALS) if n else None
