"""What callers have used lately, counted by a sliding window: in this process, or in Redis."""

import time
from collections import OrderedDict
from collections.abc import Callable
from math import ceil
from typing import Final, NamedTuple

from limits.aio.storage import RedisStorage

WINDOW: Final = 60
"""Seconds that a limit is for."""
CALLERS: Final = 100_000
"""The most callers that are remembered of a window."""


class Usage(NamedTuple):
    """What a caller has used in this window, and in the one before.

    The one before counts less and less, so that nothing comes back at once, and no two windows'
    limits can be used within a moment where they meet.
    """

    previous: int
    previous_left: float
    """Seconds until nothing of the window before counts any more, at most WINDOW."""
    current: int
    current_left: float
    """Seconds until nothing of this window counts any more: WINDOW to twice that."""

    @property
    def total(self) -> int:
        return int(self.previous * self.previous_left / WINDOW) + self.current

    def wait(self, limit: int, cost: int) -> int:
        """Whole seconds, at least 1, until so much more fits in the limit."""
        room = limit - cost - self.current
        if room >= 0:
            seconds = self.previous_left - WINDOW * (room + 1) / max(self.previous, 1)
        else:
            # Not in this window: when it is the one before, and has faded enough.
            faded = min(WINDOW, WINDOW * (limit - cost + 1) / self.current)
            seconds = self.current_left - faded
        return max(1, ceil(seconds))

    def reset(self) -> int:
        """Whole seconds until nothing counts any more."""
        left = self.current_left if self.current else self.previous_left if self.previous else 0
        return ceil(left)


class OwnCounts:
    """The counts of this process's callers.

    Neither of the memory stores of `limits` serves: each looks through all callers at every hit,
    and keeps as many as there come. This one takes the same time for a million, and of more
    callers than it remembers it forgets those who came first. Whoever can come from so many
    addresses has as many limits anyway.
    """

    def __init__(self, callers: int = CALLERS, clock: Callable[[], float] = time.time) -> None:
        self._callers = callers
        self._clock = clock
        self._window = 0
        self._current: OrderedDict[str, int] = OrderedDict()
        self._previous: OrderedDict[str, int] = OrderedDict()

    def __len__(self) -> int:
        return len(self._current) + len(self._previous)

    def take(self, caller: str, limit: int, cost: int) -> tuple[bool, Usage]:
        """Whether it fits, and what is used then; what doesn't fit isn't counted."""
        now = self._clock()
        window = int(now // WINDOW)
        if window != self._window:
            self._turn(window)
        left = (window + 1) * WINDOW - now
        previous, current = self._previous.get(caller, 0), self._current.get(caller, 0)
        fits = int(previous * left / WINDOW) + current + cost <= limit
        if fits:
            if not current and len(self._current) >= self._callers:
                self._current.popitem(last=False)
            current += cost
            self._current[caller] = current
        return fits, Usage(previous, left if previous else 0.0, current, left + WINDOW)

    def _turn(self, window: int) -> None:
        following = window == self._window + 1
        self._previous = self._current if following else OrderedDict()
        self._current = OrderedDict()
        self._window = window


class SharedCounts:
    """The counts of all processes' callers, in Redis: two keys a caller for two minutes."""

    def __init__(self, storage: RedisStorage) -> None:
        self._storage = storage

    async def take(self, caller: str, limit: int, cost: int) -> tuple[bool, Usage]:
        """As OwnCounts; what the storage raises if Redis doesn't answer."""
        fits = await self._storage.acquire_sliding_window_entry(caller, limit, WINDOW, cost)
        return fits, Usage(*await self._storage.get_sliding_window(caller, WINDOW))
