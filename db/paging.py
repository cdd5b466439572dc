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
from db.plan import Constant, Cursor, Edges, Info, Members, Node, Nodes, Page, Total
from db.searching import beyond, order_columns, ordering


class ObjectWriter(Protocol):
    """Writes one record as JSON."""

    @property
    def dialect(self) -> ReadDialect: ...
    @property
    def max_page(self) -> int: ...
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
        table = self.table.alias()
        bounds = [
            beyond(bound, self.order, table, self.page.site, backward=backward)
            for bound, backward in ((self.shape.after, False), (self.shape.before, True))
            if bound is not None
        ]
        limit = self.limit + literal_column("1") if self.informed else self.limit
        found = self.ordered(select(table).where(self.matching(table), *bounds), table)
        if self.parent is None and self.writer.dialect.plans_ahead:
            # A bound limit is unknown when a plan for all calls is made, which takes it for a
            # tenth of the table then; a constant bound above it says what a page is.
            most = found.limit(integer(self.writer.max_page + 1)).offset(integer(0)).subquery()
            return self.ordered(select(most), most).limit(limit).offset(integer(0)).subquery()
        # SQLAlchemy would bind an offset 0 of its own on SQLite.
        return self.of_parent(found.limit(limit).offset(integer(0))).subquery()

    def ordered(self, found: Select[Any], row: Row) -> Select[Any]:
        """From the end that the page is counted from."""
        return found.order_by(*ordering(self.order, row, backward=self.shape.backward))

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
            columns += [
                func.row_number().over(order_by=nearest_first).label("rank"),
                func.count().over().label("found"),
                self.writer.text(self.cursor(rows)).label("cursor"),
            ]
        shown = select(*columns[1:] or columns).select_from(rows)
        return shown.order_by(*ordering(self.order, rows)).subquery()

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
        other = self.table.alias()
        there = beyond(bound, self.order, other, self.page.site, backward=backward, inclusive=True)
        # Nearest first, as the page is read: an EXISTS may be looked for through the whole table.
        nearest = (
            select(literal_column("1", BigInteger()))
            .where(self.matching(other), there)
            .order_by(*ordering(self.order, other, backward=backward))
            .limit(literal_column("1"))
            .offset(literal_column("0"))
        )
        return self.of_parent(nearest).scalar_subquery().is_not(None)

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
