"""Filters, orders and cursors' bounds as SQL conditions."""

from collections.abc import Sequence
from typing import Any, Final, assert_never

from sqlalchemy import (
    ColumnElement,
    Text,
    UnaryExpression,
    and_,
    exists,
    false,
    func,
    literal_column,
    not_,
    or_,
    select,
    true,
    tuple_,
)

from db.binds import placeholder, slot_name
from db.catalog import CATALOG, Row
from db.criteria import And, Bound, Compare, Filter, IsNull, Not, Or, Order, Related
from db.dialects import ReadDialect

ESCAPE: Final = "\\"
EVERYTHING: Final = And(())


def like_pattern(folded: str, *, anywhere: bool) -> str:
    """A LIKE pattern that finds just this text: % and _ mean themselves."""
    escaped = (
        folded.replace(ESCAPE, ESCAPE * 2).replace("%", ESCAPE + "%").replace("_", ESCAPE + "_")
    )
    return f"%{escaped}%" if anywhere else f"{escaped}%"


def where(
    condition: Filter, kind: str, row: Row, site: int, dialect: ReadDialect
) -> ColumnElement[bool]:
    """The condition on this row."""
    match condition:
        case And(filters):
            return and_(true(), *(where(each, kind, row, site, dialect) for each in filters))
        case Or(filters):
            return or_(false(), *(where(each, kind, row, site, dialect) for each in filters))
        case Not(inner):
            return _complement(where(inner, kind, row, site, dialect))
        case IsNull(field, wanted):
            column = row.c[field]
            return column.is_(None) if wanted else column.is_not(None)
        case Compare():
            return _compare(condition, kind, row, site, dialect)
        case Related(name, quantifier, inner):
            relation = CATALOG[kind].relations[name]
            other = CATALOG[relation.kind].table.alias()
            matches = where(inner, relation.kind, other, site, dialect)
            found = exists(
                select(literal_column("1"))
                .select_from(other)
                .where(
                    relation.join(row, other),
                    _complement(matches) if quantifier == "every" else matches,
                )
                .correlate(row)
            )
            return found if quantifier == "some" else not_(found)
        case _:
            assert_never(condition)


def _complement(condition: ColumnElement[bool]) -> ColumnElement[bool]:
    """True wherever the condition isn't, unknown included: no row is in neither half."""
    return not_(func.coalesce(condition, false()))


def _compare(
    compare: Compare, kind: str, row: Row, site: int, dialect: ReadDialect
) -> ColumnElement[bool]:
    catalog = CATALOG[kind]
    if compare.field in catalog.borrowed:
        relation_name, column = catalog.borrowed[compare.field]
        relation = catalog.relations[relation_name]
        other = CATALOG[relation.kind].table.alias()
        inner = _compare(
            Compare(column, compare.operator, compare.slot),
            relation.kind,
            other,
            site,
            dialect,
        )
        return exists(
            select(literal_column("1"))
            .select_from(other)
            .where(relation.join(row, other), inner)
            .correlate(row)
        )
    name = slot_name(site, compare.slot)
    column_ = row.c[compare.field]
    match compare.operator:
        case "in":
            return dialect.in_list(column_, name)
        case "contains" | "startsWith":
            folded = (
                row.c[catalog.folded[compare.field]]
                if compare.field in catalog.folded
                # Codes and numbers are ASCII by construction: lower() folds them.
                else func.lower(column_)
            )
            return folded.like(placeholder(name, Text()), escape=ESCAPE)
    value: ColumnElement[Any] = placeholder(name, column_.type)
    match compare.operator:
        case "eq":
            return column_ == value
        case "gt":
            return column_ > value
        case "gte":
            return column_ >= value
        case "lt":
            return column_ < value
        case "lte":
            return column_ <= value
    raise AssertionError(compare.operator)


def ordering(
    order: Sequence[Order], row: Row, *, backward: bool = False
) -> list[UnaryExpression[Any]]:
    """ORDER BY terms: nulls last in both directions, ties by id in the last one's direction."""
    terms: list[UnaryExpression[Any]] = []
    for field, descending in _with_id(order):
        column = row.c[field]
        term = column.desc() if descending != backward else column.asc()
        if nullable(column):
            term = term.nulls_first() if backward else term.nulls_last()
        terms.append(term)
    return terms


def order_columns(order: Sequence[Order], row: Row) -> list[ColumnElement[Any]]:
    """The columns whose values make a cursor, the id last."""
    return [row.c[field] for field, _ in _with_id(order)]


def beyond(
    bound: Bound,
    order: Sequence[Order],
    row: Row,
    site: int,
    *,
    backward: bool,
    inclusive: bool = False,
) -> ColumnElement[bool]:
    """The rows after the bound in this order; before it, if backward."""
    fields = _with_id(order)
    columns = [row.c[field] for field, _ in fields]
    values: list[ColumnElement[Any] | None] = [
        None if slot is None else placeholder(slot_name(site, slot), column.type)
        for slot, column in zip(bound.slots, columns, strict=True)
    ]
    directions = {descending for _, descending in fields}
    if len(directions) == 1 and not any(map(nullable, columns)):
        # One comparison of rows, which an index on these columns answers by itself.
        left, right = tuple_(*columns), tuple_(*values)
        if (True in directions) != backward:
            return left <= right if inclusive else left < right
        return left >= right if inclusive else left > right
    steps: list[ColumnElement[bool]] = []
    equal: list[ColumnElement[bool]] = []
    for (_, descending), column, value in zip(fields, columns, values, strict=True):
        steps.append(and_(*equal, _past(column, value, descending=descending, backward=backward)))
        equal.append(column.is_(None) if value is None else column == value)
    if inclusive:
        steps.append(and_(*equal))
    return or_(*steps)


def _past(
    column: ColumnElement[Any],
    value: ColumnElement[Any] | None,
    *,
    descending: bool,
    backward: bool,
) -> ColumnElement[bool]:
    """Whether one column is past the value, nulls being last."""
    if value is None:
        return column.is_not(None) if backward else false()
    past = column < value if descending != backward else column > value
    return past if backward or not nullable(column) else or_(past, column.is_(None))


def _with_id(order: Sequence[Order]) -> list[tuple[str, bool]]:
    fields = [(each.field, each.descending) for each in order]
    return [*fields, ("id", fields[-1][1] if fields else False)]


def nullable(column: ColumnElement[Any]) -> bool:
    """Whether the column can be null; a column of a view or a subquery knows too."""
    return bool(getattr(column, "nullable", True))
