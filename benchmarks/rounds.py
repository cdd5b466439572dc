"""One round against one server: the load, what it cost, and the wait until the server is idle."""

import time
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from benchmarks import load
from benchmarks.arena import Fighter
from benchmarks.load import Load
from benchmarks.processes import Running, tail
from benchmarks.usage import cpu_seconds, cpu_seconds_of_tree

_LONGEST_SECONDS: Final = 32
_IDLING_SECONDS: Final = 60
_GLANCE_SECONDS: Final = 0.15
_IDLE_SHARE: Final = 0.1
"""A server without requests has timers and no more."""


@dataclass(frozen=True, slots=True)
class Figures:
    """What a contender reached in one case."""

    rate: float
    p50_ms: float
    p99_ms: float
    cpu_ms: float
    """The server's, a request."""
    database_ms: float | None
    """PostgreSQL's, a request."""


@dataclass(frozen=True, slots=True)
class Round:
    """What is sent to whom."""

    fighter: Fighter
    postgres: Running
    bodies: Path
    connections: int

    def run(self, seconds: int) -> tuple[Load, Figures]:
        """The load for so long."""
        fighter = self.fighter
        fighter.process.check()
        before = self._used()
        try:
            done = load.run(fighter.url, self.bodies, self.connections, seconds)
        except RuntimeError as error:
            message = f"{fighter.contender.name}: {error}\n{tail(fighter.process.log)}"
            raise RuntimeError(message) from None
        after = self._used()
        _wait_until_idle(fighter)
        cpu, database = (
            (then - first) * 1000 / max(done.requests, 1)
            for first, then in zip(before, after, strict=True)
        )
        on_postgres = fighter.contender.database == "PostgreSQL"
        return done, Figures(
            done.rate, done.p50_ms, done.p99_ms, cpu, database if on_postgres else None
        )

    def run_long_enough(self, seconds: int) -> tuple[Load, Figures]:
        """A longer one if hardly a request got through it: what changes nothing can be repeated."""
        while True:
            done, figures = self.run(seconds)
            if done.requests >= 2 * self.connections or seconds >= _LONGEST_SECONDS:
                return done, figures
            seconds *= 2

    def _used(self) -> tuple[float, float]:
        return cpu_seconds(self.fighter.pid), cpu_seconds_of_tree(self.postgres.process.pid)


def _wait_until_idle(fighter: Fighter) -> None:
    """The load leaves while calls are under way; they would take the next one's core."""
    deadline = time.monotonic() + _IDLING_SECONDS
    while time.monotonic() < deadline:
        used = cpu_seconds(fighter.pid)
        time.sleep(_GLANCE_SECONDS)
        if cpu_seconds(fighter.pid) - used <= _IDLE_SHARE * _GLANCE_SECONDS:
            return
