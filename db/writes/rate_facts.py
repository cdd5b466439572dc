"""What transaction scripts load of exchange rates."""

from collections.abc import Iterable, Mapping
from datetime import date

from db.writes.fact import Fact, Rows, one_or_several
from domain.money import CURRENCIES
from domain.rates import DatedRate
from domain.setting_rates import Day, RateFacts


def rates_at_close(
    opportunity_ids: Iterable[str], base: str, day: date
) -> Fact[tuple[DatedRate, ...]]:
    """The latest rates of opportunities' currencies that aren't after a day, where there are."""
    amount, ids = one_or_several(opportunity_ids)
    return Fact(("rates_at_close", amount), (ids, base, day), _rates)


def rates_of(base: str, currencies: Iterable[str]) -> Fact[tuple[DatedRate, ...]]:
    """All rates of these currencies."""
    return Fact(("rates",), (base, sorted({*currencies} - {base}), date.min, date.max), _rates)


def rates_between(
    base: str, currencies: Iterable[str], first: date, last: date
) -> Fact[Mapping[Day, RateFacts]]:
    """The rates of these currencies whose own day is one of these, by currency and day."""
    # What is no code isn't asked for: not every text is one to a database.
    known = sorted(CURRENCIES.intersection(currencies))
    return Fact(("rates",), (base, known, first, last), _rates_by_day)


def _rates(rows: Rows) -> tuple[DatedRate, ...]:
    return tuple([DatedRate(code, date.fromisoformat(day), rate) for code, day, *_, rate in rows])


def _rates_by_day(rows: Rows) -> Mapping[Day, RateFacts]:
    return {(code, date.fromisoformat(day)): RateFacts(*facts) for code, day, *facts in rows}
