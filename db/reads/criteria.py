"""What a call brings to a plan's sites: shapes that decide the SQL, values that are bound."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from db.sql.binds import slot_name
from domain.actor import Actor


@dataclass(frozen=True, slots=True)
class Compare:
    """A field against one bound value; `operator` is the contract's word for it."""

    field: str
    operator: str
    slot: int


@dataclass(frozen=True, slots=True)
class IsNull:
    """A field that has no value, or has one."""

    field: str
    wanted: bool


@dataclass(frozen=True, slots=True)
class Flag:
    """A condition of the record's own that is true, or isn't."""

    field: str
    wanted: bool


@dataclass(frozen=True, slots=True)
class And:
    """All of these; of nothing it is true."""

    filters: "tuple[Filter, ...]"


@dataclass(frozen=True, slots=True)
class Or:
    """At least one of these."""

    filters: "tuple[Filter, ...]"


@dataclass(frozen=True, slots=True)
class Not:
    """Exactly the records that the other doesn't match, those with nulls included."""

    filter: "Filter"


@dataclass(frozen=True, slots=True)
class Related:
    """Some, none or every related record matches; `quantifier` is the contract's word."""

    relation: str
    quantifier: str
    filter: "Filter"


Filter = Compare | IsNull | Flag | And | Or | Not | Related


@dataclass(frozen=True, slots=True)
class Order:
    """One field to order by, nulls last in both directions."""

    field: str
    descending: bool


@dataclass(frozen=True, slots=True)
class Bound:
    """A cursor: the slots of its order values (None where the value is null), then of its id."""

    slots: tuple[int | None, ...]


@dataclass(frozen=True, slots=True)
class Nothing:
    """Nothing is asked for at this site in this call: null."""


@dataclass(frozen=True, slots=True)
class ById:
    """The record of this kind whose id is slot 0."""

    kind: str


@dataclass(frozen=True, slots=True)
class Oneself:
    """The user who asks."""


@dataclass(frozen=True, slots=True)
class ByIds:
    """Records of these kinds whose ids are the list in slot 0."""

    kinds: tuple[str, ...]
    only_found: bool = False
    """Whether there is nothing, instead of null, for those that aren't there or aren't seen."""


@dataclass(frozen=True, slots=True)
class Search:
    """Matching records in an order; `limit` is the slot of the size, from the end if backward."""

    filter: Filter
    order: tuple[Order, ...] = ()
    limit: int | None = None
    at_most: int | None = None
    """A round number that the size isn't above, where one plan does for all sizes and values."""
    backward: bool = False
    after: Bound | None = None
    before: Bound | None = None


@dataclass(frozen=True, slots=True)
class Grouped:
    """Matching records in groups, by what the contract calls these."""

    filter: Filter
    by: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Json:
    """The JSON text in slot 0."""


Shape = Nothing | ById | Oneself | ByIds | Search | Grouped | Json


@dataclass(frozen=True, slots=True)
class Criterion:
    """A site's shape in this call, and the values for its slots."""

    shape: Shape
    values: tuple[Any, ...] = ()


def named_values(criteria: Sequence[Criterion], actor: Actor, locale: str) -> dict[str, Any]:
    """Every value that a statement of these criteria can ask for, by name."""
    values: dict[str, Any] = {"actor": actor.user_id, "lead": actor.lead, "locale": locale}
    for site, criterion in enumerate(criteria):
        for slot, value in enumerate(criterion.values):
            values[slot_name(site, slot)] = value
    return values
