"""One thing that a transaction script loads: what is asked for, and how the answer is read."""

from collections.abc import Callable, Hashable, Iterable, Mapping
from typing import Any, Generic, Literal, NamedTuple, TypeVar

import orjson

T = TypeVar("T")

Amount = Literal["one", "several"]
Rows = list[list[Any]]
"""What the database answers a fact with, each row's columns in order."""


class Fact(NamedTuple, Generic[T]):
    """One thing to load: its statement's shape, the values for it, how the answer is read."""

    shape: tuple[Hashable, ...]
    values: tuple[Any, ...]
    read_rows: Callable[[Rows], T]
    named: Mapping[str, Any] = {}
    """Values that go by names of their own."""
    is_kept: bool = True
    """Whether its statement is one of few."""

    def read(self, column: str) -> T:
        return self.read_rows(orjson.loads(column))


def one_or_several(ids: Iterable[str]) -> tuple[Amount, str | list[str]]:
    """One is looked for by itself, which costs a database less than a list of one."""
    listed = list(ids)
    return ("one", listed[0]) if len(listed) == 1 else ("several", listed)
