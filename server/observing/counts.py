"""What requests add up to: plain integers, as counting is part of every request."""

from bisect import bisect_left
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import repeat
from operator import attrgetter, sub
from typing import Any, Final, Self

from server.observing.exchange import Transport
from server.observing.record import OK, Record

SECONDS: Final = (
    0.001,
    0.0025,
    0.005,
    0.01,
    0.025,
    0.05,
    0.1,
    0.25,
    0.5,
    1.0,
    2.5,
    5.0,
    10.0,
    30.0,
)
COSTS: Final = (1.0, 5.0, 10.0, 50.0, 100.0, 500.0, 1000.0, 5000.0, 10_000.0, 50_000.0)
"""Upper bounds of the histograms' buckets."""

_KEY = attrgetter("transport", "kind", "code", "status", "cost", "refusals")
_STARTED, _ENDED = attrgetter("started"), attrgetter("ended")
_STATEMENTS, _DATABASE_SECONDS = attrgetter("statements"), attrgetter("database_seconds")


class Histogram:
    """How often a value was how large."""

    __slots__ = ("bounds", "counts", "sum")

    def __init__(self, bounds: tuple[float, ...]) -> None:
        self.bounds = bounds
        self.counts = [0] * (len(bounds) + 1)
        """For each bound, and for what is above all of them."""
        self.sum = 0.0

    def add(self, values: Sequence[float], times: int = 1) -> None:
        """Each of them so many times."""
        for bucket, number in Counter(map(bisect_left, repeat(self.bounds), values)).items():
            self.counts[bucket] += number * times
        self.sum += sum(values) * times

    def include(self, counts: Sequence[int], total: float) -> None:
        """What another has counted with the same bounds."""
        self.counts = [one + other for one, other in zip(self.counts, counts, strict=True)]
        self.sum += total


@dataclass(slots=True)
class Counts:
    """Of one process, since it began."""

    requests: Counter[tuple[Transport, str, str]] = field(default_factory=Counter)
    """By transport, kind (none where no operation is known) and code: each has few values, and a
    client can't make new ones. Those about GraphQL, and all that were refused before it was known.
    """
    statuses: Counter[int] = field(default_factory=Counter)
    """Every HTTP answer, health checks among them."""
    refusals: Counter[str] = field(default_factory=Counter)
    seconds: dict[str, Histogram] = field(default_factory=dict)
    costs: dict[str, Histogram] = field(default_factory=dict)
    """Both by kind, of operations."""
    statements: int = 0
    database_seconds: float = 0.0

    def __call__(self, records: Sequence[Record]) -> None:
        """Count requests: those that are alike at once, and times by columns, in Python's own C."""
        alike = Counter(map(_KEY, records))
        for (transport, kind, code, status, cost, refusals), number in alike.items():
            if kind is not None or code != OK:
                self.requests[transport, kind or "none", code] += number
            if status:
                self.statuses[status] += number
            if kind is not None:
                for refusal in refusals:
                    self.refusals[refusal] += number
                costs = self.costs.setdefault(kind, Histogram(COSTS))
                if cost is not None:
                    costs.add([cost], number)
        for kind in {key[1] for key in alike} - {None}:
            self._add(kind, [each for each in records if each.kind == kind])

    def plain(self) -> Mapping[str, Any]:
        """As JSON can have it."""
        return {
            "requests": [[*key, number] for key, number in self.requests.items()],
            "statuses": [[*each] for each in self.statuses.items()],
            "refusals": self.refusals,
            "seconds": {kind: [each.counts, each.sum] for kind, each in self.seconds.items()},
            "costs": {kind: [each.counts, each.sum] for kind, each in self.costs.items()},
            "statements": self.statements,
            "database_seconds": self.database_seconds,
        }

    def include(self, plain: Mapping[str, Any]) -> Self:
        """Add what another process has counted."""
        for *key, number in plain["requests"]:
            transport, kind, code = key
            self.requests[transport, kind, code] += number
        self.statuses.update(dict(plain["statuses"]))
        self.refusals.update(plain["refusals"])
        for kind, counted in plain["seconds"].items():
            self.seconds.setdefault(kind, Histogram(SECONDS)).include(*counted)
        for kind, counted in plain["costs"].items():
            self.costs.setdefault(kind, Histogram(COSTS)).include(*counted)
        self.statements += plain["statements"]
        self.database_seconds += plain["database_seconds"]
        return self

    def _add(self, kind: str, operations: Sequence[Record]) -> None:
        seconds = [*map(sub, map(_ENDED, operations), map(_STARTED, operations))]
        self.seconds.setdefault(kind, Histogram(SECONDS)).add(seconds)
        self.statements += sum(map(_STATEMENTS, operations))
        self.database_seconds += sum(map(_DATABASE_SECONDS, operations))
