"""May an exchange rate be set: what is wrong with it, and with the version that is expected."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from domain.inspection import Inspection
from domain.refusals import Path, Problem, RateNotFound

Day = tuple[str, date]
"""What a rate is found by: its currency, and the first day it is valid."""


@dataclass(frozen=True, slots=True)
class RateFacts:
    """A rate as it stands, in 10⁻¹⁰."""

    id: str
    version: int
    rate: int


def settle_rate(
    inspection: Inspection, path: Path, currency: str, rate: Decimal, base_currency: str
) -> int:
    """The rate in 10⁻¹⁰; the base currency has none but 1."""
    if currency == base_currency:
        inspection.fault((*path, "currency"), Problem.BASE_CURRENCY)
    else:
        inspection.currency((*path, "currency"), currency)
    return inspection.rate((*path, "rate"), rate)


def inspect_rate_version(
    inspection: Inspection,
    day: Day,
    expected: int | None,
    present: RateFacts | None,
    changed_fields: tuple[str, ...] = (),
) -> None:
    """Another version than the present is a finding. 0 is expected of a rate that isn't there."""
    if present is not None:
        inspection.record_version(present.id, expected, present.version, changed_fields)
    elif expected:
        inspection.findings.append(RateNotFound(("input", "expectedVersion"), *day))
