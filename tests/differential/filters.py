"""Filters that are right and find something, mostly: each value comes once for each call."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tests.differential.choices import Choices
from tests.differential.data import IndexedRows
from tests.differential.literals import CALLS, Values
from tests.reads.filter_oracle import FIELDS
from tests.reads.row_oracle import NODES, table_of
from tests.reads.world import NAMES, SOURCES

WORDS = {
    ("Opportunity", "state"): ("OPEN", "WON", "LOST"),
    ("Opportunity", "stage"): ("PROPOSE", "QUALIFY", "DEVELOP", "CLOSE"),
    ("Opportunity", "rating"): ("HOT", "WARM", "COLD"),
    ("Quote", "state"): ("ACTIVE", "DRAFT", "CLOSED", "WON"),
    ("AuditEntry", "type"): ("SIGNED_IN", "SIGN_IN_REFUSED", "DENIED"),
}
TEXTS: Sequence[str] = (
    *("a", "ALPHA", "ß", "🤖", "北", "ｷ", "%", "_", "\\", "'", '"', "\n", "{}", "i"),
    *(*NAMES, "IN_PROGRESS", "LOST", "WON", "USD", "JPY", "KWD", "Q-A", "q-"),
)
IDS: Sequence[str] = ("", "opp_", "evt_00000000000000000000000001", "🤖", "null", "x" * 30)
POOLS: Mapping[str, Sequence[Any]] = {
    "text": TEXTS,
    "number": ("1.5", 0, 1, "1500", "0.9999", "-1", "10000000000000", "1.00000000001"),
    "day": ("2026-03-01", "0001-01-01", "2026-02-28", "9999-12-31", "2026-11-22"),
    "moment": (
        *("2026-03-01T12:00:00Z", "2026-03-01T21:00:00.000001+09:00", "1970-01-01T00:00:00Z"),
        *("2026-11-03T04:05:06.789Z", "9999-12-31T23:59:59.999999Z", "2026-11-04T00:00:00-03:30"),
    ),
}  # fmt: skip
OPERATORS: Mapping[str, Sequence[str]] = {
    "text": ("contains", "startsWith", "in", "eq"),
    "number": ("gte", "lt", "eq", "gt", "lte", "isNull"),
    "day": ("gte", "lt", "eq", "gt", "lte", "isNull"),
    "moment": ("gte", "lt", "gt", "lte"),
    "id": ("eq", "in", "isNull"),
    "word": ("eq", "in"),
}
QUANTIFIERS = ("some", "none", "every")


@dataclass(frozen=True, slots=True)
class Filters:
    """Makes filters and ids; a value's parts differ from call to call, its shape doesn't."""

    choices: Choices
    rows: IndexedRows

    def each(self, make: Callable[[], Any]) -> Values:
        """A value for each call."""
        return tuple(make() for _ in range(CALLS))

    def id(self, kind: str) -> str:
        """The id of a record of this kind; sometimes of none."""
        if self.choices.chance(10):
            return self.choices.one(IDS)
        wanted = self.choices.one(NODES) if kind == "Node" or self.choices.chance(5) else kind
        found = self.rows.tables[table_of(wanted)]
        identifier: str = self.choices.one(found)["id"] if found else IDS[0]
        return identifier

    def filter(self, kind: str, depth: int) -> Values:
        """One or two fields, or filters within filters."""
        names = self.choices.some([*FIELDS[kind]], 1, 2)
        if depth == 0 or kind == "AuditEntry" or self.choices.chance(50):
            return _objects({name: self.operand(kind, name) for name in names})
        inner = [self.filter(kind, depth - 1) for _ in range(self.choices.number(1, 2))]
        match self.choices.number(0, 3 if kind == "Opportunity" else 2):
            case 0:
                return _objects({"or": _lists(inner), names[0]: self.operand(kind, names[0])})
            case 1:
                return _objects({"and": _lists(inner)})
            case 2:
                return _objects({"not": inner[0]})
            case _:
                quantifier = self.choices.one(QUANTIFIERS)
                return _objects({"quotes": _objects({quantifier: self.filter("Quote", depth - 1)})})

    def by_name(self) -> Values:
        """A StringFilter."""
        return self.operand("Quote", "name")

    def operand(self, kind: str, name: str) -> Values:
        """One operator on this field, or two where that is allowed."""
        of = FIELDS[kind][name]
        if of == "flag":
            return self.each(lambda: self.choices.chance(50))
        several = 1 if of in {"id", "word"} else 2
        known = OPERATORS["id" if name == "rating" else of]
        operators = self.choices.some(known, 1, several)
        return _objects({each: self.values(kind, name, each) for each in operators})

    def values(self, kind: str, name: str, operator: str) -> Values:
        """An operator's own values."""
        if operator == "isNull":
            return self.each(lambda: self.choices.chance(50))
        if operator == "in":
            size = self.choices.number(0, 3)
            return self.each(lambda: [self.one(kind, name) for _ in range(size)])
        return self.each(lambda: self.one(kind, name))

    def one(self, kind: str, name: str) -> Any:
        """A value of this field."""
        of = FIELDS[kind][name]
        if of == "word":
            return self.choices.one(WORDS[kind, name])
        if name in {"source", "externalId"}:
            return self.choices.one([each for each in SOURCES if each] + ["006-107", "EXT-90"])
        if of == "id":
            return self.id({"id": kind}.get(name, _RELATED.get(name, "")))
        return self.choices.one(POOLS[of])


_RELATED = {
    "accountId": "Account", "contactId": "Contact", "ownerId": "User", "productId": "Product",
    "opportunityId": "Opportunity", "actorId": "User",
}  # fmt: skip


def _objects(fields: Mapping[str, Values]) -> Values:
    return tuple({name: each[n] for name, each in fields.items()} for n in range(CALLS))


def _lists(items: Sequence[Values]) -> Values:
    return tuple([each[n] for each in items] for n in range(CALLS))
