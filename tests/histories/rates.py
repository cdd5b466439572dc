"""Histories of exchange rates: each by itself, and whole files of them."""

import asyncio
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, Final

from hypothesis import strategies as st
from hypothesis.stateful import invariant, rule
from sqlalchemy import delete, select
from sqlmodel import col

from db.database import Database
from db.tables import ExchangeRate, FieldChangeRow
from domain.rates import PAR
from domain.refusals import RateNotFound, Refusal, Refused
from services.rates import RateCommand, RatesWereSet, RateWasSet, set_exchange_rates
from services.settings import BusinessSettings
from tests.histories.keys import keyed_rule
from tests.histories.machine import DRY_RUN, OFF_BY, Machine
from tests.histories.stored import events_after
from tests.histories.versions import VERSION, Versioned
from tests.services.calls import act, setting_rate

BASE: Final = st.sampled_from(["USD", "EUR"])
DAY: Final = st.tuples(
    st.sampled_from(["JPY", "KWD"]), st.dates(date(2026, 1, 31), date(2026, 2, 2))
)
RATE: Final = st.integers(1, 3)

Day = tuple[str, date]


@dataclass(slots=True)
class Rate(Versioned):
    """What the model knows of a rate."""

    rate: int = 0
    changes: list[tuple[str, str, str]] = field(default_factory=list)
    """Which field from what to what, version by version."""

    @property
    def standing(self) -> tuple[Any, ...]:
        return (self.id, self.rate, self.version, self.changes)

    def move(self, rate: int) -> bool:
        """It is this one from now on; whether it was another."""
        if rate == self.rate:
            return False
        self.changes.append(("rate", str(self.rate), str(rate)))
        self.rate = rate
        self.changed("rate")
        return True


class RateHistory(Machine):
    """Few rates, so that most are there already."""

    def __init__(self, runner: asyncio.Runner, database: Database) -> None:
        super().__init__(runner, database)
        self.rates: dict[tuple[str, Day], Rate] = {}
        runner.run(_emptied(database))

    @keyed_rule(RateWasSet, base=BASE, day=DAY, rate=RATE, off_by=OFF_BY, dry_run=DRY_RUN)
    def set_rate(
        self, *, base: str, day: Day, rate: int, off_by: int | None, dry_run: bool
    ) -> None:
        known = self.rates.get((base, day))
        version = None if off_by is None else (known.version if known else 0) + off_by
        command = RateCommand(*day, Decimal(rate))
        outcome = self.run(
            setting_rate(self.database, command, version, base=base, dry_run=dry_run)
        )

        refusals: list[Refusal] = [*known.conflicts(version)] if known else []
        if known is None and version:
            refusals.append(RateNotFound(VERSION, *day))
        if refusals:
            assert outcome == Refused(tuple(refusals))
            return
        assert isinstance(outcome, RateWasSet)
        assert known is None or outcome.rate_id == known.id
        if not dry_run:
            self.set(base, day, rate, outcome.rate_id)

    @rule(base=BASE, rates=st.dictionaries(DAY, RATE, max_size=6), dry_run=DRY_RUN)
    def set_file(self, base: str, rates: dict[Day, int], *, dry_run: bool) -> None:
        commands: dict[tuple[str, ...], RateCommand] = {
            (str(place),): RateCommand(*day, Decimal(rate))
            for place, (day, rate) in enumerate(rates.items())
        }
        business = BusinessSettings(base_currency=base)
        outcome = self.run(
            act(
                self.rows,
                lambda work: set_exchange_rates(work, business, commands),
                dry_run=dry_run,
            )
        )

        assert outcome == RatesWereSet()
        if not dry_run:
            for day, rate in rates.items():
                self.set(base, day, rate)

    def set(self, base: str, day: Day, rate: int, rate_id: str = "") -> None:
        known = self.rates.get((base, day))
        if known is None:
            self.rates[base, day] = Rate(rate_id, rate=rate)
        if known is None or known.move(rate):
            self.told.append("ExchangeRateSet")

    @invariant()
    def what_is_stored_is_what_the_model_says(self) -> None:
        run, rows = self.runner.run, self.rows
        found = run(_stored(rows))
        for day, rate in self.rates.items():
            # Who sets a file isn't told the ids; once they are known, they stay.
            rate.id = rate.id or found[day][0]
        assert found == {day: rate.standing for day, rate in self.rates.items()}
        assert run(events_after(rows, self.last_event)) == self.told


async def _emptied(database: Database) -> None:
    """Without the rates of the history before."""
    async with database.writer.begin() as connection:
        await connection.execute(delete(ExchangeRate))


async def _stored(database: Database) -> dict[tuple[str, Day], tuple[Any, ...]]:
    """How all rates stand, each as its model's `standing`."""
    change = select(
        col(FieldChangeRow.field), col(FieldChangeRow.old_value), col(FieldChangeRow.new_value)
    ).order_by(col(FieldChangeRow.version))
    found = {}
    async with database.reader.connect() as connection:
        for row in (await connection.execute(select(*ExchangeRate.__table__.c))).all():  # type: ignore[attr-defined]
            of_rate = change.where(col(FieldChangeRow.entity_id) == row.id)
            changes = [tuple(each) for each in (await connection.execute(of_rate)).all()]
            day = row.currency, row.valid_from
            found[row.base_currency, day] = (row.id, row.rate // PAR, row.version, changes)
    return found
