"""Exchange rates: what one unit of a currency is worth in the base currency, exactly."""

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final

RATE_SCALE: Final = 10
"""Rates are stored in 10⁻¹⁰, as many decimals as Dynamics 365 has."""
MAX_RATE_UNITS: Final = 10**8
MAX_RATE: Final = MAX_RATE_UNITS * 10**RATE_SCALE
PAR: Final = 10**RATE_SCALE
"""The base currency's own rate."""


@dataclass(frozen=True, slots=True)
class DatedRate:
    """A currency's rate from this day on, until there is a later one; in 10⁻¹⁰."""

    currency: str
    valid_from: date
    rate: int


class Rates:
    """What is known of some currencies' rates."""

    def __init__(self, base: str, dated: Iterable[DatedRate]) -> None:
        self.base = base
        self._dated: dict[str, list[tuple[date, int]]] = {}
        for each in dated:
            self._dated.setdefault(each.currency, []).append((each.valid_from, each.rate))
        for known in self._dated.values():
            known.sort()

    def on(self, currency: str, day: date) -> int | None:
        """The latest rate not after this day; 1 for the base currency, None if there is none."""
        if currency == self.base:
            return PAR
        known = self._dated.get(currency, [])
        before = bisect_right(known, day, key=lambda dated: dated[0])
        return known[before - 1][1] if before else None
