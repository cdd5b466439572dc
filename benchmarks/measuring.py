"""Rounds in turn, A B C A B C …, and the medians of what they came to."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks import checking, load, targets
from benchmarks.arena import Fighter
from benchmarks.cases import Case, Samples
from benchmarks.load import Load
from benchmarks.processes import Running
from benchmarks.rounds import Figures, Round
from benchmarks.targets import Pool

Results = dict[str, dict[str, Figures]]
"""By case, then by contender."""


@dataclass(frozen=True, slots=True)
class Rounds:
    """How long and how often."""

    seconds: int
    count: int

    @property
    def warming_seconds(self) -> int:
        """Long enough for connections, statements and machine code to be made."""
        return min(self.seconds, 3)


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
        return self._measure(case, Round.run_long_enough)

    def write(self, case: Case, pool: Pool) -> dict[str, Figures]:
        """A case that changes a pool, which is put back after every round."""

        def run(each: Round, seconds: int) -> tuple[Load, Figures]:
            done, figures = each.run(seconds)
            self._put_back(each.fighter, case, pool, done)
            return done, figures

        return self._measure(case, run)

    def _put_back(self, fighter: Fighter, case: Case, pool: Pool, done: Load) -> None:
        assert fighter.store is not None
        quiet_seconds = max(0.3, 3 * done.p99_ms / 1000)
        events = targets.changed(fighter.store, pool, quiet_seconds)
        if not done.requests <= events <= done.requests + case.connections:
            message = (
                f"{fighter.contender.name} answered {done.requests} calls of {case.name}, and "
                f"{events} changed something; there are {targets.COUNT} to be changed."
            )
            raise RuntimeError(message)
        targets.restore(fighter.store, pool)

    def _measure(
        self, case: Case, run: Callable[[Round, int], tuple[Load, Figures]]
    ) -> dict[str, Figures]:
        rounds = [self._round(fighter, case) for fighter in self.fighters]
        found: dict[str, list[Figures]] = {each.contender.name: [] for each in self.fighters}
        for each in rounds:
            self.say(f"{case.title}: warming up {each.fighter.contender.name}")
            run(each, self.rounds.warming_seconds)
        for number in range(1, self.rounds.count + 1):
            for each in rounds:
                name = each.fighter.contender.name
                self.say(f"{case.title}: round {number} of {self.rounds.count}, {name}")
                done, figures = run(each, self.rounds.seconds)
                if not done.requests:
                    message = f"{name} answered nothing of {case.name}."
                    raise RuntimeError(message)
                found[name].append(figures)
        return {name: _medians(figures) for name, figures in found.items()}

    def _round(self, fighter: Fighter, case: Case) -> Round:
        file = self.folder / f"{fighter.contender.name}-{case.name}.bodies"
        load.write_bodies(file, checking.bodies(fighter, case, case.variables(self.samples)))
        return Round(fighter, self.postgres, file, case.connections)


def _medians(figures: Sequence[Figures]) -> Figures:
    def middle(name: str) -> Any:
        values = [getattr(each, name) for each in figures]
        return None if None in values else median(values)

    return Figures(*(middle(name) for name in Figures.__slots__))
