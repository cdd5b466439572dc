"""A plan and the shapes of a call's criteria become one statement that returns finished JSON."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, assert_never

from sqlalchemy import ColumnElement, Select, Text, and_, case, func, or_, select, true
from sqlalchemy.engine import Dialect

from db.reads.catalog import CATALOG, Kind, Relation, Row
from db.reads.criteria import ById, ByIds, Grouped, Nothing, Oneself, Search, Shape
from db.reads.figures import write_figures
from db.reads.ordering import nullable, ordering
from db.reads.paging import write_page
from db.reads.plan import (
    FACTS_KEY,
    All,
    Constant,
    Document,
    Facts,
    Figures,
    Given,
    Member,
    Members,
    Money,
    One,
    Page,
    Plan,
    Record,
    Records,
    Root,
    RootPage,
    Value,
)
from db.reads.searching import where
from db.reads.views import view
from db.reads.visibility import ACTOR, Visibility
from db.sql.binds import Statement, compile_statement, placeholder, slot_name
from db.sql.dialects import Postgresql, ReadDialect, Sqlite
from db.sql.json_sql import (
    NULL,
    Json,
    Pieces,
    decimal_text,
    json_list,
    json_object,
    json_value,
    money_text,
    or_null,
    quoted,
    truth,
    written,
)
from db.types import ID


def compile_plan(
    plan: Plan, shapes: Sequence[Shape], engine: Dialect, visibility: Visibility
) -> Statement:
    """One statement of one row: a column a root, its answer as UTF-8 JSON, NULL for no record."""
    dialect: ReadDialect = Postgresql() if engine.name == "postgresql" else Sqlite()
    sql = _Writer(dialect, shapes, visibility)
    answers = [
        dialect.utf8(sql.root(root)).label(f"root_{number}")
        for number, root in enumerate(plan.roots)
    ]
    return compile_statement(select(*answers), engine)


@dataclass(frozen=True, slots=True)
class _Writer:
    """Writes the SQL expression of each part of a plan."""

    dialect: ReadDialect
    shapes: Sequence[Shape]
    visibility: Visibility

    def root(self, root: Root) -> ColumnElement[Any]:
        match root:
            case Record(site, choices):
                return self._record(self.shapes[site], site, choices)
            case Records(site, choices):
                return self._records(self.shapes[site], site, choices)
            case RootPage(kind, page):
                absent = isinstance(self.shapes[page.site], Nothing)
                return NULL if absent else self._page(page, kind, None)
            case Figures(site):
                shape = self.shapes[site]
                if isinstance(shape, Nothing):
                    return NULL
                assert isinstance(shape, Grouped)
                return self.text(write_figures(self, root, shape, self.visibility))
            case Given(site):
                absent = isinstance(self.shapes[site], Nothing)
                return NULL if absent else placeholder(slot_name(site, 0), Text())
            case Document(parts):
                return self.text(
                    json_object(
                        (part.key, part.json)
                        if isinstance(part, Constant)
                        else (part[0], or_null(self.root(part[1])))
                        for part in parts
                    )
                )

    def _record(
        self, shape: Shape, site: int, choices: Sequence[tuple[str, Members]]
    ) -> ColumnElement[Any]:
        if isinstance(shape, Nothing):
            return NULL
        if isinstance(shape, Oneself):
            kind, wanted = "User", ACTOR
        else:
            assert isinstance(shape, ById)
            kind, wanted = shape.kind, placeholder(slot_name(site, 0), ID)
        row = CATALOG[kind].table.alias()
        return (
            select(self.text(self.object(kind, row, dict(choices)[kind])))
            .where(row.c.id == wanted, self.visibility.of(kind, row))
            .scalar_subquery()
        )

    def _records(
        self, shape: Shape, site: int, choices: Sequence[tuple[str, Members]]
    ) -> ColumnElement[Any]:
        if isinstance(shape, Search):
            ((kind, members),) = choices
            row = CATALOG[kind].table.alias()
            return self.text(
                json_list(
                    select(self.text(self.object(kind, row, members)).label("item"))
                    .where(
                        self.visibility.of(kind, row),
                        where(shape.filter, kind, row, site, self.dialect, self.visibility),
                    )
                    .order_by(*ordering(CATALOG[kind].order, row))
                )
            )
        if isinstance(shape, Nothing):
            return NULL
        assert isinstance(shape, ByIds)
        wanted = self.dialect.numbered(slot_name(site, 0))
        found = [
            select(self.text(self.object(kind, row, members)))
            .where(row.c.id == wanted.c.value, self.visibility.of(kind, row))
            .correlate(wanted)
            .scalar_subquery()
            for kind, members in choices
            if kind in shape.kinds
            for row in (CATALOG[kind].table.alias(),)
        ]
        item = func.coalesce(*found, NULL) if found else NULL
        listed = select(item.label("item")).select_from(wanted).order_by(wanted.c.key)
        if shape.only_found:
            listed = listed.where(or_(*(each.is_not(None) for each in found)))
        return self.text(json_list(listed))

    def text(self, json: Json) -> ColumnElement[str]:
        """Any JSON as one expression."""
        if isinstance(json, ColumnElement):
            return json
        return written(self.dialect, json if isinstance(json, tuple) else (json,))

    def object(self, kind: str, row: Row, members: Members) -> Pieces:
        """One record as a JSON object."""
        return json_object((member.key, self._member(kind, row, member)) for member in members)

    def _member(self, kind: str, row: Row, member: Member) -> Json:
        catalog = CATALOG[kind]
        match member:
            case Constant(_, json):
                return json
            case Value(_, name) | Money(_, name) if not self.visibility.sees_field(kind, name):
                return NULL
            case Value(_, name):
                return self._value(kind, row, name)
            case Money(_, name, members):
                return self._money(catalog, row, name, members)
            case One(_, name, members):
                relation = catalog.relations[name]
                write = partial(self.object, relation.kind, members=members)
                if relation.column and not self.visibility.sees_field(kind, relation.column):
                    return NULL
                return or_null(self._related(kind, relation, row, write).scalar_subquery())
            case All(_, name, members):
                relation = catalog.relations[name]
                write = partial(self.object, relation.kind, members=members)
                return json_list(self._related(kind, relation, row, write, ordered=True))
            case Page():
                relation = catalog.relations[member.name]
                return self._page(member, relation.kind, (kind, relation, row))
            case Facts():
                return self._facts(kind, row, member)
            case _:
                assert_never(member)

    def _value(self, kind: str, row: Row, name: str) -> Json:
        catalog = CATALOG[kind]
        if name in catalog.computed:
            return or_null(self.dialect.json_string(catalog.computed[name](row)))
        if name in catalog.flags:
            return truth(catalog.flags[name](row))
        if name in catalog.borrowed:
            relation_name, column = catalog.borrowed[name]
            relation = catalog.relations[relation_name]
            other = CATALOG[relation.kind].table.alias()
            found = (
                select(self.text(json_value(self.dialect, other.c[column])))
                .where(relation.join(row, other))
                .correlate(row)
            )
            return or_null(found.scalar_subquery())
        if name in catalog.scaled:
            number = row.c[name]
            return quoted(decimal_text(number, catalog.scaled[name]), nullable=nullable(number))
        return json_value(self.dialect, self.visibility.value(kind, row, name))

    def _money(
        self, catalog: Kind, row: Row, name: str, members: Sequence[Constant | Value]
    ) -> Json:
        amount, currency = row.c[name], row.c[catalog.money[name]]
        texts: dict[str, Json] = {
            "amount": quoted(money_text(amount, currency), nullable=False),
            "currency": quoted(currency, nullable=False),
        }
        whole = json_object(
            (m.key, m.json if isinstance(m, Constant) else texts[m.name]) for m in members
        )
        known = [column.is_not(None) for column in (amount, currency) if nullable(column)]
        return case((and_(*known), self.text(whole)), else_=NULL) if known else whole

    def _related(
        self,
        parent: str,
        relation: Relation,
        row: Row,
        write: Callable[[Row], Pieces],
        *,
        ordered: bool = False,
    ) -> Select[Any]:
        """The JSON texts of the records that belong to this one."""
        kind, table = relation.kind, CATALOG[relation.kind].table.alias()
        item = self.text(write(table)).label("item")
        seen = self.visibility.related(parent, relation, table)

        def terms(other: Row) -> list[ColumnElement[Any]]:
            order = ordering(relation.order or CATALOG[kind].order, other) if ordered else []
            return [relation.join(row, other), *order]

        if self.dialect.nests_in_views:
            other = view(table, terms(table), item, seen)
            found = select(other.c.item)
            belongs, *order = terms(other)
        else:
            found = select(item).where(seen)
            belongs, *order = terms(table)
        return found.where(belongs).correlate(row).order_by(*order)

    def _facts(self, kind: str, row: Row, facts: Facts) -> Pieces:
        relation = CATALOG[kind].relations[facts.related]

        def each(other: Row) -> Pieces:
            return json_object(
                (name, self.object(relation.kind, other, m)) for name, m in facts.each
            )

        record = json_object((name, self.object(kind, row, m)) for name, m in facts.record)
        related = json_list(self._related(kind, relation, row, each, ordered=True))
        inner = json_object(
            (("number", str(facts.number)), ("record", record), ("related", related))
        )
        return json_object(((FACTS_KEY, inner),))

    def _page(
        self, page: Page, kind: str, within: tuple[str, Relation, Row] | None
    ) -> ColumnElement[str]:
        """A page of all records, or `within` a record of a kind, by one of its relations."""
        shape = self.shapes[page.site]
        assert isinstance(shape, Search)

        def matching(row: Row) -> ColumnElement[bool]:
            if within is None:
                position = CATALOG[kind].position
                belongs = true() if position is None else self.dialect.settled(row.c[position])
                seen = self.visibility.of(kind, row)
            else:
                parent_kind, relation, parent = within
                belongs = relation.join(parent, row)
                seen = self.visibility.related(parent_kind, relation, row)
            wanted = where(shape.filter, kind, row, page.site, self.dialect, self.visibility)
            return and_(belongs, seen, wanted)

        return write_page(self, page, kind, shape, matching, within and within[2])
