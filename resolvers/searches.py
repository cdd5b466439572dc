"""Arguments of lists (filter, order, page) become a Search: its shape, and its values."""

import math
import string
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import Enum
from fractions import Fraction
from typing import Any, Final

from db.reads.catalog import CATALOG, Kind
from db.reads.criteria import (
    And,
    Bound,
    Compare,
    Criterion,
    Filter,
    Flag,
    Grouped,
    IsNull,
    Not,
    Or,
    Order,
    Related,
    Search,
)
from db.reads.cursors import BadCursorError, read_cursor
from db.reads.searching import after_prefix, like_pattern
from domain.money import SCALE
from domain.text import fold, is_storable
from resolvers.faults import bad_user_input
from resolvers.names import snake_case

DEFAULT_PAGE: Final = 20
ROUND: Final = (10, 100, 1000)
"""What sizes of pages are rounded up to, for as many statements."""
BY: Final = frozenset({"name", "currency"})
"""Columns that lists without a filter are searched by."""
MAX_FILTER_DEPTH: Final = 12
MAX_CONDITIONS: Final = 200
MAX_LIST: Final = 1000
MAX_TEXT: Final = 1000
"""Characters to search for: folded to UTF-8 they are less than SQLite's LIKE can take."""
_ASCII_UPPER: Final = str.maketrans(string.ascii_lowercase, string.ascii_uppercase)
_INT64: Final = 2**63 - 1
_NEVER: Final = -(2**63)
"""A number that no amount is: stored amounts are bounded far above it."""


def search(arguments: Mapping[str, Any], kind: str, max_page: int) -> Criterion:
    """The criterion of a connection with these coerced arguments; BAD_USER_INPUT if they clash."""
    return _Search(kind).page(arguments, max_page)


def grouped(arguments: Mapping[str, Any], kind: str, by: tuple[str, ...]) -> Criterion:
    """The criterion of figures over records of a kind; BAD_USER_INPUT if the filter is wrong."""
    builder, given = _Search(kind), arguments.get("filter")
    condition = And(()) if given is None else builder.object(given, kind, ("filter",), 0)
    return Criterion(Grouped(condition, by), tuple(builder.values))


def matching(arguments: Mapping[str, Any], kind: str) -> Criterion:
    """The criterion of a whole list: `arguments` is a filter."""
    builder = _Search(kind)
    condition = builder.object(arguments, kind, (), 0) if arguments else And(())
    return Criterion(Search(condition), tuple(builder.values))


def condition(
    arguments: Mapping[str, Any], kind: str, path: tuple[str, ...]
) -> tuple[Filter, tuple[Any, ...]]:
    """A filter that is given at this path, and its values."""
    builder = _Search(kind)
    return builder.object(arguments, kind, path, 0), tuple(builder.values)


@dataclass(slots=True)
class _Search:
    kind: str
    values: list[Any] = field(default_factory=list)
    conditions: int = 0

    def slot(self, value: Any) -> int:
        self.values.append(value)
        return len(self.values) - 1

    def page(self, arguments: Mapping[str, Any], max_page: int) -> Criterion:
        given = {name: value for name, value in arguments.items() if value is not None}
        condition: Filter = And(())
        if "filter" in given:
            condition = self.object(given["filter"], self.kind, ("filter",), 0)
        for name in BY.intersection(given):
            condition = self.operators(given[name], self.kind, name, (name,))
        first, last = given.get("first"), given.get("last")
        if first is not None and last is not None:
            message = "Give first or last, not both."
            raise bad_user_input(message)
        name, size = ("first", first) if last is None else ("last", last)
        size = min(DEFAULT_PAGE, max_page) if size is None else size
        if not 0 <= size <= max_page:
            message = f"{name} is {size}; it can be 0 to {max_page}."
            raise bad_user_input(message)
        order = _order(self.kind, given.get("orderBy", ()))
        limit = self.slot(size)
        after = self.bound(given.get("after"), "after", order)
        before = self.bound(given.get("before"), "before", order)
        rounded = next(number for number in ROUND if size <= number)
        at_most = rounded if _is_even(condition) else None
        shape = Search(condition, order, limit, at_most, last is not None, after, before)
        return Criterion(shape, tuple(self.values))

    def bound(self, cursor: str | None, name: str, order: tuple[Order, ...]) -> Bound | None:
        if cursor is None:
            return None
        try:
            values = read_cursor(cursor, self.kind, order or CATALOG[self.kind].order)
        except BadCursorError as error:
            message = f"{name}: {error}"
            raise bad_user_input(message) from None
        return Bound(tuple(None if value is None else self.slot(value) for value in values))

    def object(
        self, fields: Mapping[str, Any], kind: str, path: tuple[str, ...], depth: int
    ) -> Filter:
        """A filter object: all of its fields have to match."""
        if depth > MAX_FILTER_DEPTH:
            message = f"{_at(path)} is nested more than {MAX_FILTER_DEPTH} deep."
            raise bad_user_input(message)
        if not fields:
            message = f"{_at(path)} is empty; leave it out to match everything."
            raise bad_user_input(message)
        parts = tuple(
            self.part(name, operand, kind, (*path, name), depth) for name, operand in fields.items()
        )
        return parts[0] if len(parts) == 1 else And(parts)

    def part(self, name: str, operand: Any, kind: str, path: tuple[str, ...], depth: int) -> Filter:
        if operand is None:
            message = f"{_at(path)} is null; leave it out."
            raise bad_user_input(message)
        if name in {"and", "or"}:
            if not operand:
                message = f"{_at(path)} is empty; leave it out to match everything."
                raise bad_user_input(message)
            filters = tuple(
                self.object(each, kind, (*path, str(index)), depth + 1)
                for index, each in enumerate(operand)
            )
            return And(filters) if name == "and" else Or(filters)
        if name == "not":
            return Not(self.object(operand, kind, path, depth + 1))
        field_name = snake_case(name)
        relation = CATALOG[kind].relations.get(field_name)
        if relation is not None and relation.column is not None:
            # One record: what is said of it is said directly.
            return Related(field_name, "some", self.object(operand, relation.kind, path, depth + 1))
        if relation is not None:
            ((quantifier, inner),) = operand.items()
            deeper = self.object(inner, relation.kind, (*path, quantifier), depth + 1)
            return Related(field_name, quantifier, deeper)
        if isinstance(operand, bool):
            self.count()
            return Flag(field_name, operand)
        return self.operators(operand, kind, field_name, path)

    def count(self) -> None:
        """One more condition."""
        self.conditions += 1
        if self.conditions > MAX_CONDITIONS:
            message = f"The filter has more than {MAX_CONDITIONS} conditions."
            raise bad_user_input(message)

    def operators(
        self, operand: Mapping[str, Any], kind: str, name: str, path: tuple[str, ...]
    ) -> Filter:
        """The operators on one field: all of them have to match."""
        if not operand:
            message = f"{_at(path)} is empty; leave it out to match everything."
            raise bad_user_input(message)
        parts: list[Filter] = []
        for operator, value in operand.items():
            self.count()
            where = (*path, operator)
            if value is None:
                message = f"{_at(where)} is null; leave it out."
                raise bad_user_input(message)
            if operator == "isNull":
                parts.append(IsNull(name, wanted=value))
            else:
                bound = _operand(value, operator, where)
                parts += self.comparison(bound, operator, CATALOG[kind], name)
        return parts[0] if len(parts) == 1 else And(tuple(parts))

    def comparison(self, bound: Any, operator: str, kind: Kind, name: str) -> Iterator[Compare]:
        """One operator on one field, so that an index can answer it."""
        folded = kind.folded.get(name)
        if operator == "startsWith" and (folded or name in kind.upper):
            # Not LIKE, which takes no index on SQLite and not every plan's on PostgreSQL.
            prefix = fold(bound) if folded else fold(bound).translate(_ASCII_UPPER)
            yield Compare(folded or name, "gte", self.slot(prefix))
            end = after_prefix(prefix)
            if end is not None:
                yield Compare(folded or name, "lt", self.slot(end))
            return
        if operator in {"contains", "startsWith"}:
            # Codes and numbers have no folded copy, they are compared as lower() ASCII.
            bound = like_pattern(fold(bound), anywhere=operator == "contains")
        elif folded and operator in {"eq", "in"}:
            # It is the folded copy that has an index.
            copies = [fold(each) for each in bound] if operator == "in" else fold(bound)
            yield Compare(folded, operator, self.slot(copies))
        yield Compare(name, operator, self.slot(bound))


def _is_even(condition: Filter) -> bool:
    """Whether one plan does for all values; not where they say how much of a table matches."""
    match condition:
        case And(filters):
            return all(map(_is_even, filters))
        case Compare(_, operator, _):
            return operator in {"eq", "in"}
    return False


def _operand(value: Any, operator: str, path: tuple[str, ...]) -> Any:
    """The operand as the database compares it."""
    match value:
        case list():
            if len(value) > MAX_LIST:
                message = f"{_at(path)} has more than {MAX_LIST} entries."
                raise bad_user_input(message)
            return [_operand(each, "eq", path) for each in value]
        case Enum():
            return value.value
        case Decimal():
            return _amount(value, operator)
        case str():
            if not is_storable(value):
                message = f"{_at(path)} has U+0000 or half of a surrogate pair; no text has."
                raise bad_user_input(message)
            if operator in {"contains", "startsWith"}:
                if not value:
                    message = f"{_at(path)} is empty; leave it out to match everything."
                    raise bad_user_input(message)
                if len(value) > MAX_TEXT:
                    message = f"{_at(path)} has more than {MAX_TEXT} characters."
                    raise bad_user_input(message)
    return value


def _amount(number: Decimal, operator: str) -> int:
    """A number as the ten-thousandths that give the same comparison."""
    # A fraction is exact; arithmetic with Decimals would round to 28 digits.
    exact = Fraction(number) * 10**SCALE
    if operator == "eq":
        return int(exact) if exact.denominator == 1 and abs(exact) <= _INT64 else _NEVER
    whole = math.floor(exact) if operator in {"gt", "lte"} else math.ceil(exact)
    return max(-_INT64, min(_INT64, whole))


def _order(kind: str, terms: Iterable[Mapping[str, Any]]) -> tuple[Order, ...]:
    """A field counts where it is named first: after that, its records are equal in it."""
    orders: dict[str, Order] = {}
    for term in terms:
        name = str(term["field"].value).lower()
        column = CATALOG[kind].folded.get(name, name)
        orders.setdefault(column, Order(column, term["direction"].value == "DESC"))
    return tuple(orders.values())


def _at(path: tuple[str, ...]) -> str:
    return ".".join(path) or "The filter"
