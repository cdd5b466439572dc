"""Rounds in turn, A B C A B C …, and what each came to: rates, latencies, CPU a request."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks import checking, load, targets
from benchmarks.arena import Fighter
from benchmarks.cases import Case, Samples
from benchmarks.load import Load
from benchmarks.processes import Running, cpu_seconds, cpu_seconds_of_tree, tail
from benchmarks.targets import Pool


@dataclass(frozen=True, slots=True)
class Figures:
    """One contender's medians of one case."""

    rate: float
    p50_ms: float
    p99_ms: float
    cpu_ms: float
    """The server's, a request."""
    database_ms: float | None
    """PostgreSQL's, a request."""


Results = dict[str, dict[str, Figures]]
"""By case, then by contender."""


@dataclass(frozen=True, slots=True)
class Rounds:
    """How long and how often."""

    seconds: int
    count: int


@dataclass(frozen=True, slots=True)
class Bench:
    """Measures the cases on contenders that run."""

    fighters: Sequence[Fighter]
    postgres: Running
    samples: Samples
    rounds: Rounds
    folder: Path
    say: Callable[[str], None]

    def read(self, case: Case) -> dict[str, Figures]:
        """A case that changes nothing."""
        files = self._files(case)
        for fighter in self.fighters:
            self._load(fighter, case, files, self._warming_seconds)
        return self._measure(case, files, lambda _fighter, _load: None)

    def write(self, case: Case, pool: Pool) -> dict[str, Figures]:
        """A case that changes a pool, which is put back after every round."""

        def put_back(fighter: Fighter, done: Load) -> None:
            assert fighter.store is not None
            events = targets.changed(fighter.store, pool)
            if not done.requests <= events <= done.requests + case.connections:
                message = (
                    f"{fighter.contender.name} answered {done.requests} calls of {case.name}, and "
                    f"{events} changed something; there are {targets.COUNT} to be changed."
                )
                raise RuntimeError(message)
            targets.restore(fighter.store, pool)

        files = self._files(case)
        for fighter in self.fighters:
            put_back(fighter, self._load(fighter, case, files, self._warming_seconds))
        return self._measure(case, files, put_back)

    @property
    def _warming_seconds(self) -> int:
        """Long enough for connections, statements and machine code to be made."""
        return min(self.rounds.seconds, 2)

    def _files(self, case: Case) -> dict[str, Path]:
        files: dict[str, Path] = {}
        for fighter in self.fighters:
            file = self.folder / f"{fighter.contender.name}-{case.name}.bodies"
            load.write_bodies(file, checking.bodies(fighter, case, case.variables(self.samples)))
            files[fighter.contender.name] = file
        return files

    def _measure(
        self, case: Case, files: dict[str, Path], after: Callable[[Fighter, Load], None]
    ) -> dict[str, Figures]:
        found: dict[str, list[Figures]] = {}
        for number in range(1, self.rounds.count + 1):
            for fighter in self.fighters:
                name = fighter.contender.name
                self.say(f"{case.title}: round {number} of {self.rounds.count}, {name}")
                done, figures = self._round(fighter, case, files)
                found.setdefault(name, []).append(figures)
                after(fighter, done)
        return {name: _medians(figures) for name, figures in found.items()}

    def _round(self, fighter: Fighter, case: Case, files: dict[str, Path]) -> tuple[Load, Figures]:
        fighter.process.check()
        on_postgres = fighter.contender.database == "PostgreSQL"
        before = cpu_seconds(fighter.pid), cpu_seconds_of_tree(self.postgres.process.pid)
        done = self._load(fighter, case, files, self.rounds.seconds)
        after = cpu_seconds(fighter.pid), cpu_seconds_of_tree(self.postgres.process.pid)
        cpu, database = (
            (then - first) * 1000 / done.requests for first, then in zip(before, after, strict=True)
        )
        return done, Figures(
            done.rate, done.p50_ms, done.p99_ms, cpu, database if on_postgres else None
        )

    def _load(self, fighter: Fighter, case: Case, files: dict[str, Path], seconds: int) -> Load:
        bodies = files[fighter.contender.name]
        try:
            return load.run(fighter.url, bodies, case.connections, seconds)
        except RuntimeError as error:
            message = f"{fighter.contender.name}: {error}\n{tail(fighter.process.log)}"
            raise RuntimeError(message) from None


def _medians(figures: Sequence[Figures]) -> Figures:
    def middle(name: str) -> Any:
        values = [getattr(each, name) for each in figures]
        return None if None in values else median(values)

    return Figures(*(middle(name) for name in Figures.__slots__))
