"""Figures in Python, by the contract alone: fractions, no limbs, no windows, no SQL."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal, localcontext
from fractions import Fraction
from statistics import median
from typing import Any

DECIMALS = {"JPY": 0, "USD": 2, "KWD": 3}


@dataclass(frozen=True, slots=True)
class Closed:
    """A close that stands, with its opportunity; amounts in units, None where unknown."""

    won: bool
    actual: Fraction | None
    planned: Fraction | None
    rate: Fraction | None
    started: date
    planned_day: date | None
    day: date
    keys: tuple[str | None, ...] = ()


@dataclass(frozen=True, slots=True)
class Open:
    """An open opportunity."""

    planned: Fraction | None
    rate: Fraction | None
    probability: int | None
    keys: tuple[str | None, ...] = ()


def said(number: Fraction, decimals: int) -> str:
    """The number as a person rounds it."""
    with localcontext(prec=400, rounding=ROUND_HALF_UP):
        exact = Decimal(number.numerator) / Decimal(number.denominator)
        found = exact.quantize(Decimal(1).scaleb(-decimals))
    return f"{abs(found) if found == 0 else found:f}"


def closes(rows: Sequence[Closed], base: str = "USD") -> dict[str, Any]:
    """The figures of one group of closes."""
    won = [each for each in rows if each.won]
    lost = [each for each in rows if not each.won]
    won_values = _values([(each.actual, each.rate) for each in won])
    lost_values = _values([(each.planned, each.rate) for each in lost])
    both = [each for each in won if each.planned is not None and each.actual is not None]
    gaps = _values([(_less(each.actual, each.planned), each.rate) for each in both])
    planned = _values([(each.planned, each.rate) for each in both])
    value = sum(won_values), sum(lost_values)
    return {
        "count": len(rows),
        "won": len(won),
        "lost": len(lost),
        "wonValue": _money(won_values, base),
        "lostValue": _money(lost_values, base),
        "withoutRate": sum(each.rate is None for each in rows),
        "winRate": {"n": len(rows), "percent": _percent(len(won), len(rows))},
        "winRateByValue": {
            "n": len(won_values) + len(lost_values),
            "percent": _percent(value[0], sum(value)),
        },
        "daysToClose": _days([(each.day - each.started).days for each in rows]),
        "daysLate": _days(
            [(each.day - each.planned_day).days for each in rows if each.planned_day is not None]
        ),
        "revenueGap": {
            "n": len(gaps),
            "percent": _percent(sum(gaps), sum(planned)),
            "value": _money(gaps, base),
        },
    }


def pipeline(rows: Sequence[Open], base: str = "USD") -> dict[str, Any]:
    """The figures of one group of open opportunities."""
    weighted = [
        (each.planned and each.planned * each.probability / 100, each.rate)
        for each in rows
        if each.probability is not None
    ]
    return {
        "count": len(rows),
        "value": _money(_values([(each.planned, each.rate) for each in rows]), base),
        "weightedValue": _money(_values(weighted), base),
        "withoutRate": sum(each.rate is None for each in rows),
    }


def by_group(rows: Sequence[Any], figures: Callable[[Sequence[Any]], Any]) -> Mapping[Any, Any]:
    """The figures of each group, by its keys."""
    groups = defaultdict(list)
    for each in rows:
        groups[each.keys].append(each)
    return {keys: figures(group) for keys, group in groups.items()}


def _values(pairs: Sequence[tuple[Fraction | None, Fraction | None]]) -> list[Fraction]:
    return [amount * rate for amount, rate in pairs if amount is not None and rate is not None]


def _less(one: Fraction | None, other: Fraction | None) -> Fraction:
    assert one is not None
    assert other is not None
    return one - other


def _money(values: Sequence[Fraction], base: str) -> dict[str, str]:
    return {"amount": said(sum(values, Fraction(0)), DECIMALS[base]), "currency": base}


def _percent(part: Fraction | int, whole: Fraction | int) -> str | None:
    return said(100 * Fraction(part) / Fraction(whole), 2) if whole else None


def _days(days: Sequence[int]) -> dict[str, Any]:
    return {
        "n": len(days),
        "average": said(Fraction(sum(days), len(days)), 2) if days else None,
        "median": said(Fraction(str(median(days))), 2) if days else None,
    }
