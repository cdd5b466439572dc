"""One page of records as a Relay connection: the rows, their cursors, what lies beyond."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from sqlalchemy import (
    ColumnElement,
    case,
    func,
    or_,
    select,
)

from db.reads.catalog import Row
from db.reads.columns import columns_of
from db.reads.criteria import Order, Search
from db.reads.ordering import order_columns, ordering
from db.reads.page_rows import PageRows
from db.reads.plan import (
    Constant,
    Cursor,
    Edges,
    Info,
    Member,
    Members,
    Node,
    Nodes,
    Page,
    PagePart,
    Total,
    Value,
)
from db.sql.dialects import ReadDialect
from db.sql.json_sql import (
    Json,
    Pieces,
    cursor_value,
    json_object,
    listed,
    or_null,
    quoted,
)
from db.sql.literals import integer, word


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
    rows = PageRows(writer.dialect, kind, page.site, shape, matching, parent)
    return _PageWriter(writer, page, rows).written()


@dataclass(slots=True)
class _PageWriter:
    """Writes one connection.

    One row more than asked for is read where PageInfo wants to know of it. Rank 1 is the row
    next to the end that the page is counted from.
    """

    writer: ObjectWriter
    page: Page
    rows: PageRows

    @property
    def limit(self) -> ColumnElement[int]:
        return self.rows.limit

    @property
    def backward(self) -> bool:
        return self.rows.shape.backward

    @property
    def informed(self) -> bool:
        return any(isinstance(part, Info) for part in self.page.parts)

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
                    members.append((key, self.rows.total()))
        whole = select(self.writer.text(json_object(members)))
        # What aggregates nothing would be written once for each row.
        aggregates = any(map(self.aggregates, self.page.parts))
        return (whole.select_from(items) if aggregates else whole).scalar_subquery()

    def aggregates(self, part: PagePart) -> bool:
        """Whether the part is written of the page's rows."""
        if isinstance(part, Info):
            further = "has_previous_page" if self.backward else "has_next_page"
            named = {member.name for member in part.members if isinstance(member, Value)}
            return not named.isdisjoint({further, "start_cursor", "end_cursor"})
        return isinstance(part, Nodes | Edges)

    def items(self) -> Row:
        """Each row as the texts that the parts ask for, in the order that the client sees."""
        if (
            self.writer.dialect.keeps_order
            and self.rows.come_by_index
            and not (self.informed or self.backward)
        ):
            return self.rows.written(self.texts)
        rows = self.rows.shown(columns_of(self.rows.kind, self.members()), one_more=self.informed)
        columns = self.texts(rows)
        if self.informed:
            nearest_first = ordering(self.rows.order, rows, backward=self.backward)
            rank, found = func.row_number().over(order_by=nearest_first), func.count().over()
            columns += [rank.label("rank"), found.label("found")]
            columns += self.end_cursor(rows, rank, found)
        shown = select(*columns).select_from(rows)
        if self.backward or not self.writer.dialect.keeps_order:
            shown = shown.order_by(*ordering(self.rows.order, rows))
        return shown.subquery()

    def texts(self, rows: Row) -> list[ColumnElement[Any]]:
        """What the parts ask for of a row; a constant if that is nothing."""
        columns: list[ColumnElement[Any]] = []
        for number, part in enumerate(self.page.parts):
            match part:
                case Nodes(_, members):
                    item = self.writer.object(self.rows.kind, rows, members)
                    columns.append(self.writer.text(item).label(f"part_{number}"))
                case Edges():
                    columns.append(self.writer.text(self.edge(part, rows)).label(f"part_{number}"))
        return columns or [integer(1).label("one")]

    def members(self) -> Iterator[Member]:
        """What is read of each row."""
        for part in self.page.parts:
            match part:
                case Nodes(_, members):
                    yield from members
                case Edges(_, members):
                    for member in members:
                        if isinstance(member, Node):
                            yield from member.members

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
        nearest, farthest = ("start_cursor", "end_cursor")[:: -1 if self.backward else 1]
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
                    members.append((key, self.writer.object(self.rows.kind, rows, of_node)))
        return json_object(members)

    def info(self, part: Info, items: Row) -> Pieces:
        """PageInfo: more rows than the limit on the side it counts to, rows past a cursor."""
        more = func.count() > self.limit
        first = integer(1)
        last = case((items.c.found > self.limit, self.limit), else_=items.c.found)
        backward = self.backward
        ways: dict[str, Callable[[], str | ColumnElement[Any]]] = {
            "has_next_page": lambda: _truth(
                None if backward else more, self.rows.past(self.rows.shape.before, backward=False)
            ),
            "has_previous_page": lambda: _truth(
                more if backward else None, self.rows.past(self.rows.shape.after, backward=True)
            ),
            "start_cursor": lambda: self.end(items, last if backward else first),
            "end_cursor": lambda: self.end(items, first if backward else last),
        }
        return json_object(
            [(m.key, m.json if isinstance(m, Constant) else ways[m.name]()) for m in part.members]
        )

    def cursor(self, row: Row) -> Json:
        """The order's name and the row's values in it, in hexadecimal so that nobody reads them."""
        dialect = self.writer.dialect
        pieces: list[str | ColumnElement[Any]] = [
            f'["{order_signature(self.rows.kind, self.rows.order)}"'
        ]
        for column in order_columns(self.rows.order, row):
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
