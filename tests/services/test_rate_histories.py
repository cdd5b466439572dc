"""Any exchange rates set in any order, each step compared with a model: what a day's rate was."""

import asyncio
import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from hypothesis import event, given
from hypothesis import strategies as st

from db.database import Database
from db.writes.unit_of_work import UnitOfWork
from domain.rates import PAR
from domain.refusals import RateNotFound, RecordVersionConflict, Refused
from services.rates import (
    RateCommand,
    RatesWereSet,
    RateWasSet,
    set_exchange_rate,
    set_exchange_rates,
)
from services.settings import BusinessSettings
from tests.differential.examples import examples
from tests.services.calls import act
from tests.services.dump import dump
from tests.services.shared import database_url  # noqa: F401

Key = tuple[str, str, date]
"""Base currency, currency, day."""
History = defaultdict[Key, list[int]]
"""Each day's rates in their order: as many as the version says."""

BASES = st.sampled_from(["USD", "EUR"])
DAYS = st.tuples(st.sampled_from(["JPY", "KWD"]), st.dates(date(2026, 1, 30), date(2026, 2, 2)))
RATES = st.integers(1, 3)


@dataclass(frozen=True, slots=True)
class File:
    """Rates that are set together."""

    base: str
    rates: Mapping[tuple[str, date], int]

    async def script(self, work: UnitOfWork) -> object:
        commands: dict[tuple[str, ...], RateCommand] = {
            (str(place),): RateCommand(*day, Decimal(rate))
            for place, (day, rate) in enumerate(self.rates.items())
        }
        return await set_exchange_rates(work, BusinessSettings(base_currency=self.base), commands)

    def expected(self, _known: History, _outcome: object) -> object:
        return RatesWereSet()


@dataclass(frozen=True, slots=True)
class Single:
    """One rate, of which a version may be expected."""

    base: str
    day: tuple[str, date]
    rate: int
    version: int | None

    @property
    def rates(self) -> Mapping[tuple[str, date], int]:
        return {self.day: self.rate}

    async def script(self, work: UnitOfWork) -> object:
        command = RateCommand(*self.day, Decimal(self.rate))
        business = BusinessSettings(base_currency=self.base)
        return await set_exchange_rate(work, business, command, self.version)

    def expected(self, known: History, outcome: object) -> object:
        """The outcome as it has to be; only the id is taken from the one that there was."""
        present = len(known[self.base, *self.day])
        path = ("input", "expectedVersion")
        if self.version in {None, present}:
            assert isinstance(outcome, RateWasSet)
            return RateWasSet(outcome.rate_id)
        assert self.version is not None
        if not present:
            return Refused((RateNotFound(path, *self.day),))
        assert isinstance(outcome, Refused)
        (reason,) = outcome.reasons
        assert isinstance(reason, RecordVersionConflict)
        changed = ("rate",) if present > max(1, self.version) else ()
        conflict = RecordVersionConflict(path, reason.record_id, self.version, present, changed)
        return Refused((conflict,))


FILES = st.builds(File, BASES, st.dictionaries(DAYS, RATES, max_size=8))
SINGLES = st.builds(Single, BASES, DAYS, RATES, st.none() | st.integers(0, 3))
STEPS = st.lists(st.tuples(FILES | SINGLES, st.sampled_from([False, False, True])), max_size=12)


async def told(database: Database) -> Mapping[Key, Sequence[int]]:
    """Each day's rates in their order, by its row and by what events say of it."""
    tables = await dump(database)
    events: defaultdict[str, int] = defaultdict(int)
    for row in tables["event"].values():
        events[json.loads(row["payload"]).get("exchangeRateId", "")] += 1
    changed: defaultdict[str, list[Any]] = defaultdict(list)
    for row in tables["field_change"].values():
        changed[row["entity_id"]].append(
            (row["version"], row["field"], int(row["old_value"]), int(row["new_value"]))
        )
    histories = dict[Key, Sequence[int]]()
    for row in tables["exchange_rate"].values():
        steps = sorted(changed[row["id"]])
        rates = [step[2] for step in steps] + [row["rate"] // PAR]
        assert steps == [
            (version, "rate", rates[version - 2], rates[version - 1])
            for version in range(2, row["version"] + 1)
        ]
        assert events[row["id"]] == row["version"]
        histories[row["base_currency"], row["currency"], row["valid_from"]] = rates
    return histories


async def follow(database: Database, steps: Sequence[tuple[File | Single, bool]]) -> None:
    async with database.writer.begin() as connection:
        await connection.exec_driver_sql("DELETE FROM exchange_rate")
    known = History(list)
    for step, dry_run in steps:
        outcome = await act(database, step.script, dry_run=dry_run)

        assert outcome == step.expected(known, outcome)
        event(type(outcome).__name__)
        if not dry_run and not isinstance(outcome, Refused):
            for day, rate in step.rates.items():
                history = known[step.base, *day]
                if history[-1:] != [rate]:
                    history.append(rate)
    assert await told(database) == {key: each for key, each in known.items() if each}


def test_given_any_history_then_versions_and_events_are_those_of_the_model(
    database_url: str,  # noqa: F811
) -> None:
    with asyncio.Runner() as runner:
        database = Database(database_url)

        @examples(60, share=0.2)
        @given(STEPS)
        def check(steps: list[tuple[File | Single, bool]]) -> None:
            runner.run(follow(database, steps))

        runner.run(database.__aenter__())
        try:
            check()
        finally:
            runner.run(database.__aexit__(None, None, None))
