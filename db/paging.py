"""One page of records as a Relay connection: the rows, their cursors, what lies beyond."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Select,
    Table,
    case,
    func,
    literal_column,
    or_,
    select,
    union_all,
)

from db.binds import placeholder, slot_name
from db.catalog import CATALOG, Row
from db.criteria import Bound, Order, Search
from db.dialects import ReadDialect
from db.json_sql import (
    Json,
    Pieces,
    cursor_value,
    json_object,
    listed,
    or_null,
    quoted,
)
from db.literals import integer, word
from db.ordering import beyond, beyond_in_half, nullable, order_columns, ordering
from db.plan import Constant, Cursor, Edges, Info, Members, Node, Nodes, Page, Total, Value


class ObjectWriter(Protocol):
    """Writes one record as JSON."""

    @property
    def dialect(self) -> ReadDialect: ...
    def object(self, kind: str, row: Row, members: Members) -> Pieces: ...
    def text(self, json: Json) -> ColumnElement[str]: ...


def order_signature(kind: str, order: Sequence[Order]) -> str:
    """The kind of record and the order that a cursor belongs to, in a word."""
    return f"{kind}:" + ",".join(f"{each.field}{'-' if each.descending else '+'}" for each in order)


def write_page(
    writer: ObjectWriter,
    page: Page,
    kind: str,
    shape: Search,
    matching: Callable[[Row], ColumnElement[bool]],
    parent: Row | None,
) -> ColumnElement[str]:
    """The connection as JSON; `matching` are its rows, which belong to the parent, if any."""
    return _PageWriter(writer, page, kind, shape, matching, parent).written()


@dataclass(frozen=True, slots=True)
class Side:
    """The rows after a bound, or before it if backward; with the bound's own, if inclusive."""

    bound: Bound
    backward: bool
    inclusive: bool = False


@dataclass(slots=True)
class _PageWriter:
    """Writes one connection.

    One row more than asked for is read where PageInfo wants to know of it. Rank 1 is the row
    next to the end that the page is counted from.
    """

    writer: ObjectWriter
    page: Page
    kind: str
    shape: Search
    matching: Callable[[Row], ColumnElement[bool]]
    parent: Row | None

    @property
    def table(self) -> Table:
        return CATALOG[self.kind].table

    @property
    def order(self) -> Sequence[Order]:
        return self.shape.order or CATALOG[self.kind].order

    @property
    def limit(self) -> ColumnElement[int]:
        return placeholder(slot_name(self.page.site, self.shape.limit or 0), BigInteger())

    @property
    def informed(self) -> bool:
        return any(isinstance(part, Info) for part in self.page.parts)

    def of_parent(self, found: Select[Any]) -> Select[Any]:
        return found if self.parent is None else found.correlate(self.parent)

    def written(self) -> ColumnElement[str]:
        items = self.items()
        members: list[tuple[str, Json]] = []
        for number, part in enumerate(self.page.parts):
            match part:
                case Constant(key, json):
                    members.append((key, json))
                case Nodes(key, _) | Edges(key, _):
                    within = items.c.rank <= self.limit if self.informed else None
                    members.append((key, ("[", listed(items.c[f"part_{number}"], within), "]")))
                case Info(key, _):
                    members.append((key, self.info(part, items)))
                case Total(key):
                    members.append((key, self.total()))
        whole = select(self.writer.text(json_object(members)))
        counted = all(isinstance(part, Constant | Total) for part in self.page.parts)
        return (whole if counted else whole.select_from(items)).scalar_subquery()

    def rows(self) -> Row:
        """The page's rows, bounded by the cursors and the limit."""
        bounds = [
            Side(bound, backward)
            for bound, backward in ((self.shape.after, False), (self.shape.before, True))
            if bound is not None
        ]
        limit = self.limit + integer(1) if self.informed else self.limit
        return self.nearest(bounds, backward=self.shape.backward, limit=limit).subquery()

    def nearest(
        self, bounds: Sequence[Side], *, backward: bool, limit: ColumnElement[int]
    ) -> Select[Any]:
        """The rows within the bounds, from one end of the order, so many at most."""
        splits = len(self.order) == 1 and nullable(self.table.c[self.order[0].field])
        if self.parent is not None or not splits:
            table = self.table.alias()
            conditions = [self.within(side, table) for side in bounds]
            found = select(table).where(self.matching(table), *conditions)
            ordered = found.order_by(*ordering(self.order, table, backward=backward))
            return self.of_parent(self.limited(ordered, backward, limit))
        # An index answers for the rows that have a value, and for those that have none; in one
        # condition it would be looked through to the page.
        halves = [self.half(unknown, bounds, backward, limit) for unknown in (False, True)]
        both = union_all(*(select(half.subquery()) for half in halves if half is not None))
        rows = both.subquery()
        return (
            select(rows)
            .order_by(*ordering(self.order, rows, backward=backward))
            .limit(limit)
            .offset(integer(0))
        )

    def half(
        self, unknown: bool, bounds: Sequence[Side], backward: bool, limit: ColumnElement[int]
    ) -> Select[Any] | None:
        """The nearest rows of those that have no value in the order's field, or of the others."""
        (order,), table = self.order, self.table.alias()
        conditions = [
            beyond_in_half(
                side.bound,
                order,
                table,
                self.page.site,
                unknown=unknown,
                backward=side.backward,
                inclusive=side.inclusive,
            )
            for side in bounds
        ]
        if any(condition is None for condition in conditions):
            return None
        column = table.c[order.field]
        found = select(table).where(
            self.matching(table),
            column.is_(None) if unknown else column.is_not(None),
            *(condition for condition in conditions if condition is not None),
        )
        ordered = found.order_by(*ordering(self.order, table, backward=backward, plain=True))
        return self.limited(ordered, backward, limit)

    def limited(
        self, ordered: Select[Any], backward: bool, limit: ColumnElement[int]
    ) -> Select[Any]:
        if self.parent is None and self.shape.at_most and self.writer.dialect.plans_ahead:
            # A plan for all calls doesn't know the limit and takes it for a tenth of the table,
            # so that PostgreSQL would rather plan every call anew; this tells it.
            most = ordered.limit(integer(self.shape.at_most + 1)).offset(integer(0)).subquery()
            ordered = select(most).order_by(*ordering(self.order, most, backward=backward))
        # SQLAlchemy would bind an offset 0 of its own on SQLite.
        return ordered.limit(limit).offset(integer(0))

    def within(self, side: Side, row: Row) -> ColumnElement[bool]:
        return beyond(
            side.bound,
            self.order,
            row,
            self.page.site,
            backward=side.backward,
            inclusive=side.inclusive,
        )

    def items(self) -> Row:
        """Each row as the texts that the parts ask for, in the order that the client sees."""
        rows = self.rows()
        columns: list[ColumnElement[Any]] = [literal_column("1").label("one")]
        for number, part in enumerate(self.page.parts):
            match part:
                case Nodes(_, members):
                    item = self.writer.object(self.kind, rows, members)
                    columns.append(self.writer.text(item).label(f"part_{number}"))
                case Edges():
                    columns.append(self.writer.text(self.edge(part, rows)).label(f"part_{number}"))
        if self.informed:
            nearest_first = ordering(self.order, rows, backward=self.shape.backward)
            rank, found = func.row_number().over(order_by=nearest_first), func.count().over()
            columns += [
                rank.label("rank"),
                found.label("found"),
                *self.end_cursor(rows, rank, found),
            ]
        shown = select(*columns[1:] or columns).select_from(rows)
        if self.shape.backward or not self.writer.dialect.keeps_order:
            shown = shown.order_by(*ordering(self.order, rows))
        return shown.subquery()

    def end_cursor(
        self, rows: Row, rank: ColumnElement[int], found: ColumnElement[int]
    ) -> list[ColumnElement[Any]]:
        """The cursors of those rows that PageInfo wants them of: they are dear."""
        asked = {
            member.name
            for part in self.page.parts
            if isinstance(part, Info)
            for member in part.members
            if isinstance(member, Value)
        }
        nearest, farthest = ("start_cursor", "end_cursor")[:: -1 if self.shape.backward else 1]
        wanted: list[ColumnElement[bool]] = []
        if nearest in asked:
            wanted.append(rank == integer(1))
        if farthest in asked:
            wanted += [rank == self.limit, rank == found]
        if not wanted:
            return []
        return [case((or_(*wanted), self.writer.text(self.cursor(rows)))).label("cursor")]

    def edge(self, edges: Edges, rows: Row) -> Pieces:
        members: list[tuple[str, Json]] = []
        for member in edges.members:
            match member:
                case Constant(key, json):
                    members.append((key, json))
                case Cursor(key):
                    members.append((key, self.cursor(rows)))
                case Node(key, of_node):
                    members.append((key, self.writer.object(self.kind, rows, of_node)))
        return json_object(members)

    def total(self) -> ColumnElement[Any]:
        """How many match, cursors aside."""
        counted = self.table.alias()
        count = select(func.count()).select_from(counted).where(self.matching(counted))
        return self.of_parent(count).scalar_subquery()

    def info(self, part: Info, items: Row) -> Pieces:
        """PageInfo: more rows than the limit on the side it counts to, rows past a cursor."""
        more = func.count() > self.limit
        first: ColumnElement[int] = literal_column("1")
        last = case((items.c.found > self.limit, self.limit), else_=items.c.found)
        backward = self.shape.backward
        ways: dict[str, Callable[[], str | ColumnElement[Any]]] = {
            "has_next_page": lambda: _truth(
                None if backward else more, self.past(self.shape.before, backward=False)
            ),
            "has_previous_page": lambda: _truth(
                more if backward else None, self.past(self.shape.after, backward=True)
            ),
            "start_cursor": lambda: self.end(items, last if backward else first),
            "end_cursor": lambda: self.end(items, first if backward else last),
        }
        return json_object(
            [(m.key, m.json if isinstance(m, Constant) else ways[m.name]()) for m in part.members]
        )

    def past(self, bound: Bound | None, *, backward: bool) -> ColumnElement[bool] | None:
        """Whether there are rows at the cursor or past it; None without a cursor."""
        if bound is None:
            return None
        there = Side(bound, backward, inclusive=True)
        # Nearest first, as the page is read: an EXISTS may be looked for through the whole table.
        nearest = self.nearest([there], backward=backward, limit=integer(1)).subquery()
        found = select(literal_column("1", BigInteger())).select_from(nearest)
        return self.of_parent(found).scalar_subquery().is_not(None)

    def cursor(self, row: Row) -> Json:
        """The order's name and the row's values in it, in hexadecimal so that nobody reads them."""
        dialect = self.writer.dialect
        pieces: list[str | ColumnElement[Any]] = [f'["{order_signature(self.kind, self.order)}"']
        for column in order_columns(self.order, row):
            value = cursor_value(dialect, column)
            pieces += [",", *(value if isinstance(value, tuple) else (value,))]
        text = self.writer.text((*pieces, "]"))
        return quoted(dialect.hexadecimal(text), nullable=False)

    def end(self, items: Row, wanted: ColumnElement[Any]) -> ColumnElement[str]:
        """The cursor of the row with this rank."""
        rank = items.c.rank
        return or_null(func.max(items.c.cursor).filter(rank == wanted, rank <= self.limit))


def _truth(*conditions: ColumnElement[bool] | None) -> ColumnElement[str] | str:
    given = [condition for condition in conditions if condition is not None]
    if not given:
        return "false"
    return case((or_(*given), word("true")), else_=word("false"))
