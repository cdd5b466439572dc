"""One page of records as a Relay connection: the rows, their cursors, what lies beyond."""

from collections.abc import Callable, Sequence
from typing import Any, Protocol

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Text,
    case,
    exists,
    func,
    literal_column,
    or_,
    select,
)

from db.binds import placeholder, slot_name
from db.catalog import CATALOG, Row
from db.dialects import ReadDialect
from db.json_sql import cursor_value, json_object, listed, or_null, quoted, word
from db.plan import (
    Constant,
    Cursor,
    Edges,
    Info,
    Members,
    Nodes,
    Order,
    Page,
    Search,
    Total,
)
from db.searching import beyond, order_columns, ordering


class ObjectWriter(Protocol):
    """Writes one record as JSON."""

    @property
    def dialect(self) -> ReadDialect: ...
    def object(self, kind: str, row: Row, members: Members) -> ColumnElement[str]: ...


def order_signature(order: Sequence[Order]) -> str:
    """The order that a cursor belongs to, in a word."""
    return ",".join(f"{each.field}{'-' if each.descending else '+'}" for each in order)


def write_page(
    writer: ObjectWriter,
    page: Page,
    kind: str,
    shape: Search,
    matching: Callable[[Row], ColumnElement[bool]],
    parent: Row | None,
) -> ColumnElement[str]:
    """The connection as JSON.

    One row more than asked for is read where PageInfo wants to know of it. Rank 1 is the row
    next to the end that the page is counted from.
    """
    catalog = CATALOG[kind]
    order = shape.order or catalog.order
    informed = any(isinstance(part, Info) for part in page.parts)
    limit = placeholder(slot_name(page.site, shape.limit or 0), BigInteger())

    table = catalog.table.alias()
    bounds = [
        beyond(bound, order, table, page.site, backward=backward)
        for bound, backward in ((shape.after, False), (shape.before, True))
        if bound is not None
    ]
    limited = (
        select(table)
        .where(matching(table), *bounds)
        .order_by(*ordering(order, table, backward=shape.backward))
        .limit(limit + literal_column("1") if informed else limit)
        # SQLAlchemy would bind a 0 of its own here on SQLite.
        .offset(literal_column("0"))
    )
    rows = (limited if parent is None else limited.correlate(parent)).subquery()

    columns: list[ColumnElement[Any]] = []
    for number, part in enumerate(page.parts):
        match part:
            case Nodes(_, members):
                columns.append(
                    writer.object(kind, rows, members).label(f"part_{number}")
                )
            case Edges(_, members):
                columns.append(
                    json_object(
                        [
                            (m.key, m.json)
                            if isinstance(m, Constant)
                            else (m.key, _cursor(writer.dialect, order, rows))
                            if isinstance(m, Cursor)
                            else (m.key, writer.object(kind, rows, m.members))
                            for m in members
                        ]
                    ).label(f"part_{number}")
                )
    if informed:
        rank = func.row_number().over(
            order_by=ordering(order, rows, backward=shape.backward)
        )
        columns += [
            rank.label("rank"),
            func.count().over().label("found"),
            _cursor(writer.dialect, order, rows).label("cursor"),
        ]
    items = (
        select(*(columns or [literal_column("1").label("one")]))
        .select_from(rows)
        .order_by(*ordering(order, rows))
        .subquery()
    )
    within = items.c.rank <= limit if informed else None

    def total() -> ColumnElement[Any]:
        counted = catalog.table.alias()
        count = select(func.count()).select_from(counted).where(matching(counted))
        return (count if parent is None else count.correlate(parent)).scalar_subquery()

    def lies_beyond(backward: bool) -> ColumnElement[bool] | None:
        bound = shape.before if not backward else shape.after
        if bound is None:
            return None
        other = catalog.table.alias()
        past = beyond(bound, order, other, page.site, backward=backward, inclusive=True)
        found = (
            select(literal_column("1", BigInteger()))
            .select_from(other)
            .where(matching(other), past)
        )
        return exists(found if parent is None else found.correlate(parent))

    def info(part: Info) -> ColumnElement[str]:
        more = func.count() > limit
        first_rank: ColumnElement[int] = literal_column("1")
        last_rank = case((items.c.found > limit, limit), else_=items.c.found)
        ends = (last_rank, first_rank) if shape.backward else (first_rank, last_rank)
        ways: dict[str, Callable[[], str | ColumnElement[Any]]] = {
            "has_next_page": lambda: _truth(
                None if shape.backward else more, lies_beyond(False)
            ),
            "has_previous_page": lambda: _truth(
                more if shape.backward else None, lies_beyond(True)
            ),
            "start_cursor": lambda: _end(items.c.cursor, ends[0], items.c.rank, limit),
            "end_cursor": lambda: _end(items.c.cursor, ends[1], items.c.rank, limit),
        }
        return json_object(
            [
                (m.key, m.json if isinstance(m, Constant) else ways[m.name]())
                for m in part.members
            ]
        )

    written: list[tuple[str, str | ColumnElement[Any]]] = []
    uses_items = False
    for number, part in enumerate(page.parts):
        match part:
            case Constant(key, json):
                written.append((key, json))
            case Nodes(key, _) | Edges(key, _):
                uses_items = True
                written.append((key, listed(items.c[f"part_{number}"], within)))
            case Info(key, _):
                uses_items = True
                written.append((key, info(part)))
            case Total(key):
                written.append((key, total()))
    whole = select(json_object(written))
    return (whole.select_from(items) if uses_items else whole).scalar_subquery()


def _cursor(
    dialect: ReadDialect, order: Sequence[Order], row: Row
) -> ColumnElement[str]:
    """The order's name and the row's values in it, in hexadecimal so that nobody reads them."""
    values = [cursor_value(dialect, column) for column in order_columns(order, row)]
    template = '["' + order_signature(order) + '"' + ",%s" * len(values) + "]"
    text = func.format(word(template), *values, type_=Text())
    return quoted(dialect.hexadecimal(text), nullable=False)


def _end(
    cursor: ColumnElement[Any],
    wanted: ColumnElement[Any],
    rank: ColumnElement[Any],
    limit: ColumnElement[Any],
) -> ColumnElement[str]:
    return or_null(func.max(cursor).filter(rank == wanted, rank <= limit))


def _truth(*conditions: ColumnElement[bool] | None) -> ColumnElement[str] | str:
    given = [condition for condition in conditions if condition is not None]
    if not given:
        return "false"
    return case((or_(*given), word("true")), else_=word("false"))
