"""A plan and the shapes of a call's criteria become one statement that returns finished JSON."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, assert_never

from sqlalchemy import (
    ColumnElement,
    Select,
    Text,
    and_,
    case,
    func,
    select,
    true,
)
from sqlalchemy.engine import Dialect

from db.binds import placeholder, slot_name
from db.catalog import CATALOG, Kind, Relation, Row
from db.criteria import ById, ByIds, Criterion, Nothing, Search, Shape
from db.dialects import Postgresql, ReadDialect, Sqlite
from db.json_sql import (
    NULL,
    decimal_text,
    json_list,
    json_object,
    json_value,
    money_text,
    or_null,
    quoted,
)
from db.paging import write_page
from db.plan import (
    FACTS_KEY,
    All,
    Constant,
    Document,
    Facts,
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
from db.searching import ordering, where
from db.types import ID

Json = str | ColumnElement[Any]


@dataclass(frozen=True, slots=True)
class Statement:
    """SQL in the driver's own spelling, and how to lay out the values for it."""

    sql: str
    names: tuple[str, ...]
    writers: Mapping[str, Callable[[Any], Any]]

    def arguments(self, values: Mapping[str, Any]) -> tuple[Any, ...]:
        """The values in the statement's order, as the driver wants them."""
        write = self.writers
        return tuple(
            write[name](values[name]) if name in write else values[name] for name in self.names
        )


def named_values(criteria: Sequence[Criterion], actor_id: str, locale: str) -> dict[str, Any]:
    """Every value that a statement of these criteria can ask for, by name."""
    values: dict[str, Any] = {"actor": actor_id, "locale": locale}
    for site, criterion in enumerate(criteria):
        for slot, value in enumerate(criterion.values):
            values[slot_name(site, slot)] = value
    return values


def compile_plan(plan: Plan, shapes: Sequence[Shape], engine: Dialect) -> Statement:
    """One statement whose only row and column is the answer as UTF-8 JSON; NULL for no record."""
    dialect: ReadDialect = Postgresql() if engine.name == "postgresql" else Sqlite()
    answer = _Writer(dialect, shapes).root(plan.root)
    compiled = select(dialect.utf8(answer)).compile(
        dialect=engine, compile_kwargs={"render_postcompile": True}
    )
    writers = {
        name: writer
        for name, bind in compiled.binds.items()
        if (writer := bind.type.dialect_impl(engine).bind_processor(engine)) is not None
    }
    return Statement(str(compiled), tuple(compiled.positiontup or ()), writers)


def visible(kind: str, row: Row) -> ColumnElement[bool]:
    """What the actor may see of a kind: the one place for access rules; so far, everything."""
    del kind, row
    return true()


@dataclass(frozen=True, slots=True)
class _Writer:
    """Writes the SQL expression of each part of a plan."""

    dialect: ReadDialect
    shapes: Sequence[Shape]

    def root(self, root: Root) -> ColumnElement[Any]:
        match root:
            case Record(site, choices):
                return self._record(self.shapes[site], site, choices)
            case Records(site, choices):
                return self._records(self.shapes[site], site, choices)
            case RootPage(kind, page):
                return self._page(page, kind, None, None)
            case Given(site):
                absent = isinstance(self.shapes[site], Nothing)
                return NULL if absent else placeholder(slot_name(site, 0), Text())
            case Document(parts):
                return json_object(
                    [
                        (part.key, part.json)
                        if isinstance(part, Constant)
                        else (part[0], or_null(self.root(part[1])))
                        for part in parts
                    ]
                )

    def _record(
        self, shape: Shape, site: int, choices: Sequence[tuple[str, Members]]
    ) -> ColumnElement[Any]:
        if isinstance(shape, Nothing):
            return NULL
        assert isinstance(shape, ById)
        wanted = placeholder(slot_name(site, 0), ID)
        members = dict(choices)[shape.kind]
        row = CATALOG[shape.kind].table.alias()
        return (
            select(self.object(shape.kind, row, members))
            .where(row.c.id == wanted, visible(shape.kind, row))
            .scalar_subquery()
        )

    def _records(
        self, shape: Shape, site: int, choices: Sequence[tuple[str, Members]]
    ) -> ColumnElement[Any]:
        if isinstance(shape, Search):
            ((kind, members),) = choices
            row = CATALOG[kind].table.alias()
            return json_list(
                select(self.object(kind, row, members))
                .where(
                    visible(kind, row),
                    where(shape.filter, kind, row, site, self.dialect),
                )
                .order_by(*ordering(CATALOG[kind].order, row))
            )
        if isinstance(shape, Nothing):
            return NULL
        assert isinstance(shape, ByIds)
        wanted = self.dialect.numbered(slot_name(site, 0))
        found = [
            select(self.object(kind, row, members))
            .where(row.c.id == wanted.c.value, visible(kind, row))
            .correlate(wanted)
            .scalar_subquery()
            for kind, members in choices
            if kind in shape.kinds
            for row in (CATALOG[kind].table.alias(),)
        ]
        item = func.coalesce(*found, NULL) if found else NULL
        return json_list(select(item.label("item")).select_from(wanted).order_by(wanted.c.key))

    def object(self, kind: str, row: Row, members: Members) -> ColumnElement[str]:
        """One record as a JSON object."""
        return json_object([(member.key, self._member(kind, row, member)) for member in members])

    def _member(self, kind: str, row: Row, member: Member) -> Json:
        catalog = CATALOG[kind]
        match member:
            case Constant(_, json):
                return json
            case Value(_, name):
                return self._value(catalog, row, name)
            case Money(_, name, members):
                return self._money(catalog, row, name, members)
            case One(_, name, members):
                relation = catalog.relations[name]
                return or_null(self._related(relation, row, members).scalar_subquery())
            case All(_, name, members):
                return self._all(catalog.relations[name], row, members)
            case Page():
                relation = catalog.relations[member.name]
                return self._page(member, relation.kind, relation, row)
            case Facts():
                return self._facts(kind, row, member)
            case _:
                assert_never(member)

    def _value(self, catalog: Kind, row: Row, name: str) -> ColumnElement[Any]:
        if name in catalog.computed:
            return or_null(self.dialect.json_string(catalog.computed[name](row)))
        if name in catalog.borrowed:
            relation_name, column = catalog.borrowed[name]
            relation = catalog.relations[relation_name]
            other = CATALOG[relation.kind].table.alias()
            found = (
                select(json_value(self.dialect, other.c[column]))
                .where(relation.join(row, other))
                .correlate(row)
            )
            return or_null(found.scalar_subquery())
        if name in catalog.scaled:
            return quoted(decimal_text(row.c[name], catalog.scaled[name]), nullable=False)
        return json_value(self.dialect, row.c[name])

    def _money(
        self, catalog: Kind, row: Row, name: str, members: Sequence[Constant | Value]
    ) -> ColumnElement[Any]:
        amount, currency = row.c[name], row.c[catalog.money[name]]
        written: dict[str, ColumnElement[str]] = {
            "amount": quoted(money_text(amount, currency), nullable=False),
            "currency": quoted(currency, nullable=False),
        }
        whole = json_object(
            [(m.key, m.json if isinstance(m, Constant) else written[m.name]) for m in members]
        )
        return case((amount.is_not(None), whole), else_=NULL) if amount.nullable else whole

    def _related(
        self,
        relation: Relation,
        row: Row,
        members: Members,
        *,
        ordered: bool = False,
    ) -> Select[Any]:
        other = CATALOG[relation.kind].table.alias()
        item = self.object(relation.kind, other, members).label("item")
        return self._select_related(relation, row, other, item, ordered=ordered)

    def _select_related(
        self,
        relation: Relation,
        row: Row,
        other: Row,
        item: ColumnElement[Any],
        *,
        ordered: bool,
    ) -> Select[Any]:
        found = (
            select(item)
            .where(relation.join(row, other), visible(relation.kind, other))
            .correlate(row)
        )
        return found.order_by(*ordering(CATALOG[relation.kind].order, other)) if ordered else found

    def _all(self, relation: Relation, row: Row, members: Members) -> ColumnElement[str]:
        return json_list(self._related(relation, row, members, ordered=True))

    def _facts(self, kind: str, row: Row, facts: Facts) -> ColumnElement[str]:
        relation = CATALOG[kind].relations[facts.related]
        other = CATALOG[relation.kind].table.alias()
        item = json_object([(name, self.object(relation.kind, other, m)) for name, m in facts.each])
        each = self._select_related(relation, row, other, item.label("item"), ordered=True)
        record = json_object([(name, self.object(kind, row, m)) for name, m in facts.record])
        inner = json_object(
            [
                ("number", str(facts.number)),
                ("record", record),
                ("related", json_list(each)),
            ]
        )
        return json_object([(FACTS_KEY, inner)])

    def _page(
        self, page: Page, kind: str, relation: Relation | None, parent: Row | None
    ) -> ColumnElement[str]:
        shape = self.shapes[page.site]
        assert isinstance(shape, Search)

        def matching(row: Row) -> ColumnElement[bool]:
            belongs = true() if relation is None or parent is None else relation.join(parent, row)
            return and_(
                belongs,
                visible(kind, row),
                where(shape.filter, kind, row, page.site, self.dialect),
            )

        return write_page(self, page, kind, shape, matching, parent)
