"""Orders, and which rows lie beyond a cursor in one."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, UnaryExpression, and_, false, or_, true, tuple_

from db.reads.catalog import Row
from db.reads.criteria import Bound, Order
from db.sql.binds import placeholder, slot_name


def ordering(
    order: Sequence[Order], row: Row, *, backward: bool = False, plain: bool = False
) -> list[UnaryExpression[Any]]:
    """ORDER BY terms: nulls last in both directions, ties by id in the last one's direction.

    If plain, nothing is said of nulls: among rows that have none it needn't be.
    """
    terms: list[UnaryExpression[Any]] = []
    for field, descending in _with_id(order):
        column = row.c[field]
        term = column.desc() if descending != backward else column.asc()
        if nullable(column) and not plain:
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
    values = _values(bound, columns, site)
    directions = {descending for _, descending in fields}
    if len(directions) == 1 and not any(map(nullable, columns)):
        return _beyond_row(
            columns, values, less=(True in directions) != backward, inclusive=inclusive
        )
    steps: list[ColumnElement[bool]] = []
    equal: list[ColumnElement[bool]] = []
    for (_, descending), column, value in zip(fields, columns, values, strict=True):
        steps.append(and_(*equal, _past(column, value, descending=descending, backward=backward)))
        equal.append(column.is_(None) if value is None else column == value)
    if inclusive:
        steps.append(and_(*equal))
    return or_(*steps)


def beyond_in_half(
    bound: Bound,
    order: Order,
    row: Row,
    site: int,
    *,
    unknown: bool,
    backward: bool,
    inclusive: bool = False,
) -> ColumnElement[bool] | None:
    """The same of an order by one field, where it is known or where it isn't; None for no rows."""
    columns = [row.c[order.field], row.c.id]
    values = _values(bound, columns, site)
    less = order.descending != backward
    if unknown and values[0] is None:
        return _beyond_row(columns[1:], values[1:], less=less, inclusive=inclusive)
    if unknown or values[0] is None:
        # The unknown ones follow all that are known.
        return true() if unknown != backward else None
    return _beyond_row(columns, values, less=less, inclusive=inclusive)


def _values(
    bound: Bound, columns: Sequence[ColumnElement[Any]], site: int
) -> list[ColumnElement[Any] | None]:
    return [
        None if slot is None else placeholder(slot_name(site, slot), column.type)
        for slot, column in zip(bound.slots, columns, strict=True)
    ]


def _beyond_row(
    columns: Sequence[ColumnElement[Any]],
    values: Sequence[ColumnElement[Any] | None],
    *,
    less: bool,
    inclusive: bool,
) -> ColumnElement[bool]:
    """One comparison of rows, which an index on these columns answers by itself."""
    left, right = tuple_(*columns), tuple_(*values)
    if less:
        return left <= right if inclusive else left < right
    return left >= right if inclusive else left > right


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
