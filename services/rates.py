"""Set exchange rates: what is there for the same currency and day is replaced."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from db.ids import new_id
from db.tables import ExchangeRate
from db.writes.rate_facts import rates_between
from db.writes.unit_of_work import UnitOfWork
from domain.events import ExchangeRateSet
from domain.inspection import Inspection
from domain.refusals import Path, Refused
from domain.setting_rates import Day, RateFacts, inspect_rate_version, settle_rate
from services.history import differences
from services.master_data import changed_since
from services.settings import BusinessSettings

KIND = ExchangeRate.__name__


@dataclass(frozen=True, slots=True)
class RateCommand:
    """A rate as the caller gives it: units of the base currency for one of this."""

    currency: str
    valid_from: date
    rate: Decimal

    @property
    def day(self) -> Day:
        return self.currency, self.valid_from


@dataclass(frozen=True, slots=True)
class RateWasSet:
    """setExchangeRate succeeded."""

    rate_id: str


@dataclass(frozen=True, slots=True)
class RatesWereSet:
    """All of them are set."""


async def set_exchange_rate(
    work: UnitOfWork,
    settings: BusinessSettings,
    command: RateCommand,
    expected_version: int | None = None,
) -> RateWasSet | Refused:
    """One rate, as a client sets it; a version of 0 is expected of one that isn't there."""
    present = await _present(work, settings, [command])
    inspection = Inspection()
    known = present.get(command.day)
    changed = await changed_since(work, known.id, expected_version, known.version) if known else ()
    inspect_rate_version(inspection, command.day, expected_version, known, changed)
    rates = _settled(inspection, settings, {("input",): command})
    if inspection.findings:
        return Refused(tuple(inspection.findings))
    (rate_id,) = _write(work, settings, present, rates)
    return RateWasSet(rate_id)


async def set_exchange_rates(
    work: UnitOfWork, settings: BusinessSettings, commands: Mapping[Path, RateCommand]
) -> RatesWereSet | Refused:
    """All of these or none, an event each; the refusals' paths begin with the command's own.

    No two of them are for the same currency and day. Closes keep the rate that they were made
    with.
    """
    inspection = Inspection()
    rates = _settled(inspection, settings, commands)
    if inspection.findings:
        return Refused(tuple(inspection.findings))
    if rates:
        _write(work, settings, await _present(work, settings, commands.values()), rates)
    return RatesWereSet()


async def _present(
    work: UnitOfWork, settings: BusinessSettings, commands: Collection[RateCommand]
) -> Mapping[Day, RateFacts]:
    """The rates that are there already. All are locked, for one that isn't there has no id."""
    await work.lock(KIND)
    days = [each.valid_from for each in commands]
    currencies = [each.currency for each in commands]
    (present,) = await work.load(
        rates_between(settings.base_currency, currencies, min(days), max(days))
    )
    return present


def _settled(
    inspection: Inspection, settings: BusinessSettings, commands: Mapping[Path, RateCommand]
) -> Mapping[Day, int]:
    base = settings.base_currency
    return {
        each.day: settle_rate(inspection, path, each.currency, each.rate, base)
        for path, each in commands.items()
    }


def _write(
    work: UnitOfWork,
    settings: BusinessSettings,
    present: Mapping[Day, RateFacts],
    rates: Mapping[Day, int],
) -> list[str]:
    """Those that are new and those that are others than before; the ids of all."""
    ids = {day: present[day].id if day in present else new_id(KIND) for day in rates}
    new = [day for day in rates if day not in present]
    other = [day for day in rates if day in present and present[day].rate != rates[day]]
    if new:
        rows = [
            {"id": ids[day], "currency": day[0], "valid_from": day[1], "rate": rates[day]}
            for day in new
        ]
        work.insert_each(ExchangeRate, rows, base_currency=settings.base_currency)
    if other:
        work.update_each(ExchangeRate, {ids[day]: {"rate": rates[day]} for day in other})
    for day in new:
        work.record(ExchangeRateSet(ids[day]))
    for day in other:
        changes = [*differences(present[day], {"rate": rates[day]})]
        work.record(ExchangeRateSet(ids[day]), changes=changes)
    return [*ids.values()]
