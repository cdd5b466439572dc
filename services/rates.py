"""Set exchange rates: what is there for the same currency and day is replaced."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from db.ids import new_id
from db.tables import ExchangeRate
from db.writes.facts import rate_id_of
from db.writes.unit_of_work import UnitOfWork
from domain.inspection import Inspection
from domain.refusals import Path, Problem, Refused
from services.settings import BusinessSettings

KEY = ("base_currency", "currency", "valid_from")


@dataclass(frozen=True, slots=True)
class RateCommand:
    """A rate as the caller gives it: units of the base currency for one of this."""

    currency: str
    valid_from: date
    rate: Decimal


@dataclass(frozen=True, slots=True)
class RateWasSet:
    """setExchangeRate succeeded."""

    rate_id: str


@dataclass(frozen=True, slots=True)
class RatesWereSet:
    """All of them are set."""


async def set_exchange_rate(
    work: UnitOfWork, settings: BusinessSettings, command: RateCommand
) -> RateWasSet | Refused:
    """One rate, as a client sets it."""
    outcome = await set_exchange_rates(work, settings, {("input",): command})
    if isinstance(outcome, Refused):
        return outcome
    # Looked for afterwards: the row that was there keeps its id, whoever was faster.
    (rate_id,) = await work.load(
        rate_id_of(settings.base_currency, command.currency, command.valid_from)
    )
    return RateWasSet(rate_id)


async def set_exchange_rates(
    work: UnitOfWork, settings: BusinessSettings, commands: Mapping[Path, RateCommand]
) -> RatesWereSet | Refused:
    """All of these or none; the refusals' paths begin with the command's own.

    No two of them are for the same currency and day. Closes keep the rate that they were made
    with, and there is no event: nothing has happened to an opportunity.
    """
    inspection = Inspection()
    rows = [
        {
            "id": new_id("ExchangeRate"),
            "currency": _currency(inspection, (*path, "currency"), command.currency, settings),
            "valid_from": command.valid_from,
            "rate": inspection.rate((*path, "rate"), command.rate),
        }
        for path, command in commands.items()
    ]
    if inspection.findings:
        return Refused(tuple(inspection.findings))
    if rows:
        work.put_each(ExchangeRate, rows, KEY, base_currency=settings.base_currency)
    return RatesWereSet()


def _currency(inspection: Inspection, path: Path, code: str, settings: BusinessSettings) -> str:
    if code == settings.base_currency:
        inspection.fault(path, Problem.BASE_CURRENCY)
        return code
    return inspection.currency(path, code)
