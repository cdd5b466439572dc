"""A whole run: the reads on the data set itself, the writes on a copy of it."""

import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final, cast

from rich.status import Status

from benchmarks import checking, load, targets
from benchmarks.arena import Fighter, fighting
from benchmarks.cache import DATABASE, Data
from benchmarks.cases import Case, Kind, Samples
from benchmarks.contenders import Contender
from benchmarks.databases import Postgresql, Sqlite, Store
from benchmarks.measuring import Bench, Results, Rounds
from benchmarks.ready import write_answers

if TYPE_CHECKING:
    from benchmarks.targets import Pool

COPY: Final = "bench_writes"
IDS: Final = 500
"""Opportunities that the single reads rotate over, from all of the data set."""


@dataclass(frozen=True, slots=True)
class Run:
    """What is measured, and on what."""

    data: Data
    contenders: Sequence[Contender]
    cases: Sequence[Case]
    rounds: Rounds
    status: Status
    scratch: Path

    def results(self) -> Results:
        """Everything, case by case."""
        with self.status:
            return {**self._reads(), **self._writes()}

    def _taking_part(self, kind: Kind) -> tuple[list[Case], list[Contender]]:
        cases = [case for case in self.cases if case.kind == kind]
        return cases, [each for each in self.contenders if kind in each.kinds]

    def _reads(self) -> Results:
        cases, contenders = self._taking_part("read")
        if not cases:
            return {}
        stores: dict[str, Store] = {
            "PostgreSQL": self.data.postgresql,
            "SQLite": self.data.sqlite,
        }
        found = self.data.postgresql.rows("SELECT id FROM opportunity ORDER BY id")
        samples = Samples([row[0] for row in found[:: max(len(found) // IDS, 1)]], [], [])
        answering = [each for each in contenders if each.database]
        ready = [each for each in contenders if not each.database]
        answers = self.scratch / "answers"
        with fighting(answering, stores, self.scratch, answers) as fighters:
            self._prepare(fighters[0], cases, samples, answers)
            with fighting(ready, {}, self.scratch, answers) as others:
                bench = self._bench([*fighters, *others], samples)
                for case in cases:
                    self.status.update(f"{case.title}: comparing the answers")
                    checking.compare_reads(bench.fighters, case, case.variables(samples))
                return {case.name: bench.read(case) for case in cases}

    def _prepare(
        self, fighter: Fighter, cases: Sequence[Case], samples: Samples, answers: Path
    ) -> None:
        """The bytes that are ready-made: the first contender's."""
        known: dict[bytes, bytes] = {}
        for case in cases:
            variables = case.variables(samples)
            theirs = checking.bodies(fighter, case, variables)
            for own, each in zip(theirs, variables, strict=True):
                known[load.body(case.document, each)] = load.post(fighter.url, own)
        write_answers(answers, known)

    def _writes(self) -> Results:
        cases, contenders = self._taking_part("write")
        if not cases:
            return {}
        self.status.update("making copies of the data set to write to")
        samples = Samples([], targets.ids("close-quotes"), targets.ids("close-opportunity"))
        with (
            copies(self.data, contenders, self.scratch) as stores,
            fighting(contenders, stores, self.scratch, self.scratch / "answers") as fighters,
        ):
            bench = self._bench(fighters, samples)
            for case in cases:
                self.status.update(f"{case.title}: comparing what is answered and written")
                checking.compare_writes(
                    fighters, case, cast("Pool", case.name), case.variables(samples)
                )
            return {case.name: bench.write(case, cast("Pool", case.name)) for case in cases}

    def _bench(self, fighters: Sequence[Fighter], samples: Samples) -> Bench:
        return Bench(
            fighters,
            self.data.postgres.process,
            samples,
            self.rounds,
            self.scratch,
            self.status.update,
        )


@contextmanager
def copies(
    data: Data, contenders: Sequence[Contender], scratch: Path
) -> Iterator[dict[str, Store]]:
    """Databases to write to: the data set as it was built stays as it is."""
    used = {each.database for each in contenders}
    maintenance = Postgresql(data.postgres.url("postgres"))
    drop = f"DROP DATABASE IF EXISTS {COPY} WITH (FORCE)"
    file = scratch / "writes.db"
    stores: dict[str, Store] = {}
    try:
        if "PostgreSQL" in used:
            maintenance.execute_alone(
                drop, f"CREATE DATABASE {COPY} TEMPLATE {DATABASE} STRATEGY file_copy"
            )
            store = Postgresql(data.postgres.url(COPY))
            targets.create(store)
            store.execute_alone((Path(__file__).parent / "peers" / "functions.sql").read_text())
            stores["PostgreSQL"] = store
        if "SQLite" in used:
            shutil.copyfile(data.sqlite.file, file)
            stores["SQLite"] = Sqlite(file)
            targets.create(stores["SQLite"])
        yield stores
    finally:
        maintenance.execute_alone(drop)
