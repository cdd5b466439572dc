"""What requests add up to: plain integers, as counting is part of every request."""

from bisect import bisect_left
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, Self

from server.observing.exchange import Transport
from server.observing.record import Record

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


class Histogram:
    """How often a value was how large."""

    __slots__ = ("bounds", "counts", "sum")

    def __init__(self, bounds: tuple[float, ...]) -> None:
        self.bounds = bounds
        self.counts = [0] * (len(bounds) + 1)
        """For each bound, and for what is above all of them."""
        self.sum = 0.0

    def add(self, value: float) -> None:
        self.counts[bisect_left(self.bounds, value)] += 1
        self.sum += value

    def include(self, counts: Sequence[int], total: float) -> None:
        """What another has counted with the same bounds."""
        self.counts = [one + other for one, other in zip(self.counts, counts, strict=True)]
        self.sum += total


@dataclass(slots=True)
class Counts:
    """Of one process, since it began."""

    requests: dict[tuple[Transport, str, str], int] = field(default_factory=dict)
    """By transport, kind (none where no operation is known) and code: each has few values, and a
    client can't make new ones. Those about GraphQL, and all that were refused before it was known.
    """
    statuses: dict[int, int] = field(default_factory=dict)
    """Every HTTP answer, health checks among them."""
    refusals: dict[str, int] = field(default_factory=dict)
    seconds: dict[str, Histogram] = field(default_factory=dict)
    costs: dict[str, Histogram] = field(default_factory=dict)
    """Both by kind, of operations."""
    statements: int = 0
    database_seconds: float = 0.0

    def __call__(self, records: Sequence[Record]) -> None:
        """Count requests."""
        for record in records:
            self._add(record)

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
            self.requests[transport, kind, code] = (
                self.requests.get((transport, kind, code), 0) + number
            )
        self.statuses = dict(Counter(self.statuses) + Counter(dict(plain["statuses"])))
        self.refusals = dict(Counter(self.refusals) + Counter(plain["refusals"]))
        for kind, counted in plain["seconds"].items():
            self.seconds.setdefault(kind, Histogram(SECONDS)).include(*counted)
        for kind, counted in plain["costs"].items():
            self.costs.setdefault(kind, Histogram(COSTS)).include(*counted)
        self.statements += plain["statements"]
        self.database_seconds += plain["database_seconds"]
        return self

    def _add(self, record: Record) -> None:
        kind = record.kind
        if record.status:
            statuses = self.statuses
            statuses[record.status] = statuses.get(record.status, 0) + 1
        if kind is not None:
            seconds = self.seconds.get(kind)
            if seconds is None:
                seconds = self.seconds[kind] = Histogram(SECONDS)
                self.costs[kind] = Histogram(COSTS)
            seconds.add(record.seconds)
            if record.cost is not None:
                self.costs[kind].add(record.cost)
            self.statements += record.statements
            self.database_seconds += record.database_seconds
            for code in record.refusals:
                self.refusals[code] = self.refusals.get(code, 0) + 1
        elif record.code == "OK":
            return
        requests, key = self.requests, (record.transport, kind or "none", record.code)
        requests[key] = requests.get(key, 0) + 1
