"""Deadlines that nearly everybody meets: looked at together, so that none costs a timer."""

import asyncio
from time import monotonic
from typing import Protocol


class Late(Protocol):
    """Somebody who waits for what has to come in time."""

    def late(self) -> None:
        """His time is up, and he is no longer looked at."""


class Deadlines:
    """Once every so many seconds, while anybody waits, those who are late are told so."""

    def __init__(self, every: float) -> None:
        self._every = every
        self._due: dict[Late, float] = {}
        self._looking = False

    def add(self, whose: Late, until: float) -> None:
        """He waits until then, by time.monotonic(); or a little longer, until the next look."""
        self._due[whose] = until
        if not self._looking:
            self._look_later()

    def discard(self, whose: Late) -> None:
        """He doesn't wait any more, if he did."""
        self._due.pop(whose, None)

    def _look_later(self) -> None:
        self._looking = True
        asyncio.get_running_loop().call_later(self._every, self._look)

    def _look(self) -> None:
        now = monotonic()
        for whose in [whose for whose, due in self._due.items() if due <= now]:
            # Whoever was told before may have ended his wait.
            if self._due.pop(whose, None) is not None:
                whose.late()
        self._looking = False
        if self._due:
            self._look_later()
