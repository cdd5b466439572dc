"""A mapping of bounded size: what was used last stays."""

from collections import OrderedDict
from collections.abc import Callable, Collection
from threading import RLock
from typing import Generic, TypeVar

K = TypeVar("K")
V = TypeVar("V")


class Bounded(Generic[K, V]):
    """Forgets the least recently used while the sizes are more than the limit.

    Looked into several times a request, where a library's classes in Python cost too much;
    and on SQLite by the writing thread, too.
    """

    __slots__ = ("_kept", "_lock", "limit", "size", "size_of")

    def __init__(self, limit: int, size_of: Callable[[V], int] = lambda _: 1) -> None:
        self.limit = limit
        self.size = 0
        self.size_of = size_of
        self._kept: OrderedDict[K, V] = OrderedDict()
        self._lock = RLock()

    def __len__(self) -> int:
        return len(self._kept)

    def get(self, key: K) -> V | None:
        """The value, used now; None if it isn't there."""
        with self._lock:
            found = self._kept.get(key)
            if found is not None:
                self._kept.move_to_end(key)
            return found

    def put(self, key: K, value: V) -> None:
        """Keep it, unless it is too large by itself."""
        size = self.size_of(value)
        with self._lock:
            self.pop(key)
            if size > self.limit:
                return
            self._kept[key] = value
            self.size += size
            while self.size > self.limit:
                self.pop(next(iter(self._kept)))

    def pop(self, key: K) -> V | None:
        """Take it out."""
        with self._lock:
            found = self._kept.pop(key, None)
            if found is not None:
                self.size -= self.size_of(found)
            return found

    def values(self) -> Collection[V]:
        """All that is kept, the least recently used first."""
        return self._kept.values()
