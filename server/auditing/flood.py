"""How much of a flood is put on record one by one; what is more is counted."""

from collections import Counter
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final

WINDOW: Final = timedelta(minutes=1)


class Flood:
    """Lets so many entries through in a minute, of each source and in all."""

    def __init__(self, each: int, in_all: int | None = None) -> None:
        self._each, self._in_all = each, in_all
        self._since: datetime | None = None
        self._admitted: Counter[str] = Counter()
        self._more: Counter[str] = Counter()

    def admits(self, source: str, now: datetime) -> bool:
        """Whether one more is let through; if not, it is counted."""
        if self._since is None:
            self._since = now
        if self._admitted[source] >= self._each:
            self._more[source] += 1
        elif self._in_all is not None and self._admitted.total() >= self._in_all:
            # All the others together: a flood may come from more sources than can be told apart.
            self._more[""] += 1
        else:
            self._admitted[source] += 1
            return True
        return False

    def is_over(self, now: datetime) -> bool:
        """Whether the minute is, so that what was more can be told; a clock may be set back."""
        return self._since is not None and not timedelta() <= now - self._since < WINDOW

    def end(self) -> Mapping[str, int]:
        """How many more there were of each source, and of all the others by no name."""
        more, self._more = self._more, Counter()
        self._since = None
        self._admitted.clear()
        return more
