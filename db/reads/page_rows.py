"""Which rows a page has: matching, within its cursors, from one end of the order, so many."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Select,
    Subquery,
    TableClause,
    false,
    func,
    literal_column,
    select,
    union_all,
)

from db.reads.catalog import CATALOG, Row
from db.reads.criteria import Bound, Order, Search
from db.reads.ordering import beyond, beyond_in_half, nullable, ordering
from db.reads.searching import EVERYTHING
from db.sql.binds import placeholder, slot_name
from db.sql.dialects import ReadDialect
from db.sql.literals import integer


@dataclass(frozen=True, slots=True)
class Side:
    """The rows after a bound, or before it if backward; with the bound's own, if inclusive."""

    bound: Bound
    backward: bool
    inclusive: bool = False


@dataclass(frozen=True, slots=True)
class PageRows:
    """The rows of one page; `matching` says which are in the list, its parent's if it has one."""

    dialect: ReadDialect
    kind: str
    site: int
    shape: Search
    matching: Callable[[Row], ColumnElement[bool]]
    parent: Row | None

    @property
    def table(self) -> TableClause:
        return CATALOG[self.kind].table

    @property
    def order(self) -> Sequence[Order]:
        return self.shape.order or CATALOG[self.kind].order

    @property
    def limit(self) -> ColumnElement[int]:
        """How many the client asked for."""
        return placeholder(slot_name(self.site, self.shape.limit or 0), BigInteger())

    def of_parent(self, found: Select[Any]) -> Select[Any]:
        return found if self.parent is None else found.correlate(self.parent)

    def total(self) -> ColumnElement[Any]:
        """How many match, cursors aside."""
        counted = self.table.alias()
        count = select(func.count()).select_from(counted).where(self.matching(counted))
        return self.of_parent(count).scalar_subquery()

    @property
    def bounds(self) -> Sequence[Side]:
        """The client's cursors."""
        given = ((self.shape.after, False), (self.shape.before, True))
        return [Side(bound, backward) for bound, backward in given if bound is not None]

    @property
    def splits(self) -> bool:
        """Whether the rows that have no value in the order's one field are looked for apart."""
        single = len(self.order) == 1 and self.parent is None
        return single and nullable(self.table.c[self.order[0].field])

    @property
    def come_by_index(self) -> bool:
        """Whether no more rows are looked at than are shown: an index has them in this order."""
        is_own = self.order == CATALOG[self.kind].order
        is_indexed = is_own or (len(self.order) == 1 and self.parent is None)
        return is_indexed and not self.splits and self.shape.filter == EVERYTHING

    def written(self, write: Callable[[Row], Sequence[ColumnElement[Any]]]) -> Row:
        """What is written of each of the page's rows, where they are."""
        table = self.table.alias()
        conditions = [self._within(side, table) for side in self.bounds]
        found = select(*write(table)).select_from(table)
        found = found.where(self.matching(table), *conditions)
        ordered = found.order_by(*ordering(self.order, table, backward=self.shape.backward))
        return self.of_parent(ordered.limit(self.limit).offset(integer(0))).subquery()

    def shown(self, columns: Iterable[str], *, one_more: bool) -> Row:
        """The page's rows with these columns, and with one row more, to know whether there is."""
        limit = self.limit + integer(1) if one_more else self.limit
        needed = {"id", *columns, *(order.field for order in self.order)}
        # In the table's own order, whatever the selection's is: one statement for both.
        names = [column.name for column in self.table.c if column.name in needed]
        return self._nearest(names, self.bounds, self.shape.backward, limit).subquery()

    def past(self, bound: Bound | None, *, backward: bool) -> ColumnElement[bool] | None:
        """Whether there are rows at the cursor or past it; None without a cursor."""
        if bound is None:
            return None
        there = Side(bound, backward, inclusive=True)
        # Nearest first, as the page is read: an EXISTS may be looked for through the whole table.
        names = {"id", *(order.field for order in self.order)}
        nearest = self._nearest(sorted(names), [there], backward, integer(1)).subquery()
        found = select(literal_column("1", BigInteger())).select_from(nearest)
        return self.of_parent(found).scalar_subquery().is_not(None)

    def _nearest(
        self,
        names: Sequence[str],
        bounds: Sequence[Side],
        backward: bool,
        limit: ColumnElement[int],
    ) -> Select[Any]:
        """The rows within the bounds, from one end of the order, so many at most."""
        if not self.splits:
            table = self.table.alias()
            conditions = [self._within(side, table) for side in bounds]
            found = select(*(table.c[name] for name in names)).where(
                self.matching(table), *conditions
            )
            ordered = found.order_by(*ordering(self.order, table, backward=backward))
            return self.of_parent(self._limited(ordered, backward, limit))
        # An index answers for the rows that have a value, and for those that have none; in one
        # condition it would be looked through to the page. The second ones fill the page up.
        parts: list[Subquery] = []
        for unknown in (backward, not backward):
            left = limit
            for part in parts:
                left = limit - select(func.count()).select_from(part).scalar_subquery()
            half = self._half(unknown, names, bounds, backward, left)
            if half is not None:
                parts.append(half.subquery())
        if not parts:
            # One cursor has a value and the other none: nothing lies between them.
            table = self.table.alias()
            return select(*(table.c[name] for name in names)).where(false())
        both = union_all(*map(select, parts))
        rows = both.subquery()
        return (
            select(rows)
            .order_by(*ordering(self.order, rows, backward=backward))
            .limit(limit)
            .offset(integer(0))
        )

    def _half(
        self,
        unknown: bool,
        names: Sequence[str],
        bounds: Sequence[Side],
        backward: bool,
        limit: ColumnElement[int],
    ) -> Select[Any] | None:
        """The nearest rows of those that have no value in the order's field, or of the others."""
        (order,), table = self.order, self.table.alias()
        conditions = [
            beyond_in_half(
                side.bound,
                order,
                table,
                self.site,
                unknown=unknown,
                backward=side.backward,
                inclusive=side.inclusive,
            )
            for side in bounds
        ]
        if any(condition is None for condition in conditions):
            return None
        column = table.c[order.field]
        found = select(*(table.c[name] for name in names)).where(
            self.matching(table),
            column.is_(None) if unknown else column.is_not(None),
            *(condition for condition in conditions if condition is not None),
        )
        ordered = found.order_by(*ordering(self.order, table, backward=backward, plain=True))
        return self._limited(ordered, backward, limit)

    def _limited(
        self, ordered: Select[Any], backward: bool, limit: ColumnElement[int]
    ) -> Select[Any]:
        if self.parent is None and self.shape.at_most and self.dialect.plans_ahead:
            # A plan for all calls doesn't know the limit and takes it for a tenth of the table,
            # so that PostgreSQL would rather plan every call anew; this tells it.
            most = ordered.limit(integer(self.shape.at_most + 1)).offset(integer(0)).subquery()
            ordered = select(most).order_by(*ordering(self.order, most, backward=backward))
        # SQLAlchemy would bind an offset 0 of its own on SQLite.
        return ordered.limit(limit).offset(integer(0))

    def _within(self, side: Side, row: Row) -> ColumnElement[bool]:
        return beyond(
            side.bound,
            self.order,
            row,
            self.site,
            backward=side.backward,
            inclusive=side.inclusive,
        )
