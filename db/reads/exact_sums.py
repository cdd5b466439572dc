"""Sums of products that 64 bits don't hold: each limb is added up by itself."""

from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy import ColumnElement, func

from db.sql.literals import integer, quotient, remainder

LIMB: Final = 10**9
"""Of an amount and of a rate the upper parts are below this too, so no product is beyond 10¹⁸."""

Number = ColumnElement[Any]


def limbs(amount: Number, rate: Number) -> list[Number]:
    """The product as limbs, lowest first; null if one of them is.

    They aren't carried over, so each is a few times the limb at most: ten thousand million rows
    can be added up. Both databases divide towards zero, so they hold of negative amounts too.
    """
    low, high = _low(amount), _high(amount)
    low_rate, high_rate = _low(rate), _high(rate)
    lowest, highest = low * low_rate, high * high_rate
    one, other = low * high_rate, high * low_rate
    return [
        _low(lowest),
        _high(lowest) + _low(one) + _low(other),
        _high(one) + _high(other) + _low(highest),
        _high(highest),
    ]


def total(number: Number) -> Number:
    """The sum over a group's rows; of none it is 0."""
    return func.coalesce(func.sum(number), integer(0))


def joined(sums: Sequence[int]) -> int:
    """The number whose limbs these are."""
    number = 0
    for limb in reversed(sums):
        number = number * LIMB + limb
    return number


def _low(number: Number) -> Number:
    return remainder(number, LIMB)


def _high(number: Number) -> Number:
    return quotient(number, LIMB)
