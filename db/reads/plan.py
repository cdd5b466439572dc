"""The read plan: a nested selection as frozen data, what to read and under which keys.

It holds no values, so that it can be kept for every later call of the same document. Where a call
has something to say (an id, a filter, a cursor), the plan has a numbered `site`; what the call
says there is a Criterion (see criteria.py).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

# ── what to read of one record ──────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Constant:
    """A value that the plan knows, as JSON."""

    key: str
    json: str


@dataclass(frozen=True, slots=True)
class Value:
    """A value of the record."""

    key: str
    name: str


@dataclass(frozen=True, slots=True)
class Money:
    """An amount with its currency; the members are `amount`, `currency` or constants."""

    key: str
    name: str
    members: "tuple[Constant | Value, ...]"


@dataclass(frozen=True, slots=True)
class One:
    """A related record, or null."""

    key: str
    name: str
    members: "Members"


@dataclass(frozen=True, slots=True)
class All:
    """All related records, in their own order; there are never many."""

    key: str
    name: str
    members: "Members"


@dataclass(frozen=True, slots=True)
class Facts:
    """What a decision needs to know of the record, for Python to finish the JSON.

    It is written as an object whose one key, FACTS_KEY, no client can ask for.
    """

    key: str
    number: int
    record: "tuple[tuple[str, Members], ...]"
    """Readings of the record itself, by name."""
    related: str
    """The relation whose records are facts too."""
    each: "tuple[tuple[str, Members], ...]"
    """Readings of each related record, by name."""


FACTS_KEY = "$facts"


@dataclass(frozen=True, slots=True)
class Page:
    """A connection: one page of the related records, or of all records if it is the root."""

    key: str
    name: str
    site: int
    parts: "tuple[PagePart, ...]"


Member = Constant | Value | Money | One | All | Facts | Page
Members = tuple[Member, ...]


@dataclass(frozen=True, slots=True)
class Cursor:
    """The record's place in the page's order."""

    key: str


@dataclass(frozen=True, slots=True)
class Node:
    """The record itself, in an edge."""

    key: str
    members: Members


@dataclass(frozen=True, slots=True)
class Edges:
    """The records with their cursors."""

    key: str
    members: tuple[Constant | Cursor | Node, ...]


@dataclass(frozen=True, slots=True)
class Nodes:
    """The records alone."""

    key: str
    members: Members


@dataclass(frozen=True, slots=True)
class Info:
    """Relay's PageInfo; the members are named after its fields."""

    key: str
    members: tuple[Constant | Value, ...]


@dataclass(frozen=True, slots=True)
class Total:
    """How many records match, cursors aside."""

    key: str


PagePart = Constant | Edges | Nodes | Info | Total

# ── where a read begins ─────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Record:
    """One record by its id; `choices` are the kinds it may be of, with what to read of each."""

    site: int
    choices: tuple[tuple[str, Members], ...]


@dataclass(frozen=True, slots=True)
class Records:
    """Records by their ids, in the order of the ids, null where there is none.

    Or, for a Search, all that match, in their kind's own order.
    """

    site: int
    choices: tuple[tuple[str, Members], ...]


@dataclass(frozen=True, slots=True)
class RootPage:
    """A page of all records of one kind."""

    kind: str
    page: Page


@dataclass(frozen=True, slots=True)
class Figures:
    """Sums over groups of records, for Python to make figures from; the call names the groups.

    They are facts, as of a record.
    """

    site: int
    number: int
    source: str
    """What they are made from."""
    sums: tuple[str, ...]
    """Which sums are needed."""
    records: "tuple[tuple[str, tuple[tuple[str, Members], ...]], ...]"
    """What to read of the records that are groups: readings by name, each by kind."""


@dataclass(frozen=True, slots=True)
class Given:
    """A value that the call brings as JSON."""

    site: int


@dataclass(frozen=True, slots=True)
class Document:
    """An object of several reads."""

    parts: "tuple[tuple[str, Root] | Constant, ...]"


Root = Record | Records | RootPage | Figures | Given | Document


@dataclass(frozen=True)
class Plan:
    """A read that can be kept: what to read, and how many sites a call has to speak to."""

    roots: tuple[Root, ...]
    """All of them are read by one statement, and see one moment."""
    sites: int
    finishing: Mapping[int, Any] = field(default_factory=dict, compare=False)
    """What Python needs to finish the JSON, by the number of the Facts; not the compiler's."""

    @cached_property
    def _hash(self) -> int:
        return hash((self.roots, self.sites))

    def __hash__(self) -> int:
        return self._hash
