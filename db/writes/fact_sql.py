"""The statements that load facts: a column a fact, its rows as JSON; each compiled once."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any, Final

from sqlalchemy import (
    FromClause,
    ScalarSelect,
    case,
    func,
    literal_column,
    select,
)
from sqlalchemy.engine import Dialect
from sqlmodel import SQLModel, col

from db.reads.criteria import Filter
from db.reads.searching import where
from db.reads.visibility import Visibility
from db.sql.binds import Statement, compile_statement, slot_name
from db.sql.dialects import Postgresql, ReadDialect, Sqlite
from db.sql.literals import integer
from db.tables import (
    EventRow,
    FieldChangeRow,
    Opportunity,
    OpportunityClose,
    OpportunityReopening,
    Quote,
    QuoteLine,
    StatusReason,
    User,
)
from db.writes.fact import Amount, Fact
from db.writes.fact_query import Shape
from db.writes.rate_fact_sql import RateQuery
from db.writes.records import LineRecord, OpportunityRecord, QuoteRecord, QuoteStanding
from domain.access import Access
from domain.actor import Actor

KEPT: Final = 2_000
"""Statements: a few for each mutation, times the kinds of access, of which keys can have many."""


class FactStatements:
    """The statements of one database, kept by the shapes of the facts that they load."""

    def __init__(self, engine: Dialect) -> None:
        self._engine = engine
        self._dialect: ReadDialect = Postgresql() if engine.name == "postgresql" else Sqlite()
        self._kept = lru_cache(KEPT)(self._compile)

    def get(self, facts: Sequence[Fact[Any]], actor: Actor) -> tuple[Statement, dict[str, Any]]:
        """The statement and its values."""
        shapes = tuple([fact.shape for fact in facts])
        compiled = self._kept if all(fact.is_kept for fact in facts) else self._compile
        statement = compiled(shapes, actor.access)
        values: dict[str, Any] = {"actor": actor.user_id, "lead": actor.lead}
        values |= {
            slot_name(site, slot): value
            for site, fact in enumerate(facts)
            for slot, value in enumerate(fact.values)
        }
        for fact in facts:
            values |= fact.named
        return statement, values

    def _compile(self, shapes: tuple[Shape, ...], access: Access) -> Statement:
        visibility = Visibility(access)
        columns = [
            self._json(_Query(self._dialect, site, visibility).write(shape)).label(f"fact_{site}")
            for site, shape in enumerate(shapes)
        ]
        return compile_statement(select(*columns), self._engine)

    def _json(self, rows: Any) -> ScalarSelect[Any]:
        """The rows as one text, in their order."""
        table = rows.subquery()
        if self._dialect.plans_ahead:
            array = func.json_agg(func.json_build_array(*table.c))
            return select(func.coalesce(array, literal_column("'[]'"))).scalar_subquery()
        array = func.json_group_array(func.json_array(*table.c))
        return select(array).select_from(table).scalar_subquery()


class _Query(RateQuery):
    """The rows of one fact of any kind."""

    def opportunity(self) -> Any:
        return self._opportunities(col(Opportunity.id) == self._value(0))

    def opportunities(self, amount: Amount) -> Any:
        return self._opportunities(self._among(_table(Opportunity).c.id, amount))

    def matching(self, filter_: Filter, limit: int) -> Any:
        row = _table(Opportunity).alias()
        matches = where(filter_, "Opportunity", row, self._site, self._dialect, self._visibility)
        return (
            select(row.c.id)
            .where(self._visibility.of("Opportunity", row), matches)
            .order_by(row.c.id)
            .limit(integer(limit))
            # SQLAlchemy would bind an offset 0 of its own on SQLite.
            .offset(integer(0))
        )

    def opportunity_of_quote(self) -> Any:
        return self._opportunities(col(Opportunity.id) == self._of_quote(col(Quote.opportunity_id)))

    def _opportunities(self, condition: Any) -> Any:
        distance = self._visibility.distance(_table(Opportunity).c.owner_id)
        *columns, last = OpportunityRecord._fields
        table = _table(Opportunity)
        written = [*(table.c[name] for name in columns), distance.label(last)]
        return select(*written).where(condition)

    def quote(self) -> Any:
        return _columns(Quote, QuoteRecord).where(col(Quote.id) == self._value(0))

    def quotes(self, amount: Amount) -> Any:
        of = _table(Quote).c.opportunity_id
        found = _newest_first(self._among(of, amount))
        return found.with_only_columns(of, *found.selected_columns)

    def quote_records(self) -> Any:
        return _newest_first(col(Quote.opportunity_id) == self._value(0), QuoteRecord)

    def siblings(self) -> Any:
        return _newest_first(col(Quote.opportunity_id) == self._of_quote(col(Quote.opportunity_id)))

    def revisions(self) -> Any:
        found = _columns(Quote, QuoteStanding).where(
            col(Quote.number) == self._of_quote(col(Quote.number))
        )
        return found.with_only_columns(col(Quote.revision), *found.selected_columns).order_by(
            col(Quote.revision)
        )

    def _of_quote(self, column: Any) -> Any:
        return select(column).where(col(Quote.id) == self._value(0)).scalar_subquery()

    def lines(self) -> Any:
        return (
            _columns(QuoteLine, LineRecord)
            .where(col(QuoteLine.quote_id) == self._value(0))
            .order_by(col(QuoteLine.position))
        )

    def count_of_quotes(self) -> Any:
        return (
            select(func.count())
            .select_from(Quote)
            .where(
                col(Quote.opportunity_id) == self._value(0),
                self._dialect.in_list(_table(Quote).c.state, slot_name(self._site, 1)),
            )
        )

    def reasons(self, state: str) -> Any:
        table = _table(StatusReason)
        columns = table.c.id, table.c.code, table.c.is_default, table.c.is_active
        found = table.c[state] == self._value(0)
        return select(*columns).where(found).order_by(table.c.position)

    def existing(self, model: type[SQLModel]) -> Any:
        """Those that are there, as far as the actor sees them."""
        table = _table(model)
        return select(table.c.id).where(
            self._dialect.in_list(table.c.id, slot_name(self._site, 0)),
            self._visibility.of(model.__name__, table),
        )

    def having(self, model: type[SQLModel], column: str) -> Any:
        table = _table(model)
        return select(table.c.id).where(table.c[column] == self._value(0))

    def distance_of(self) -> Any:
        """Of the user himself: how far away what he owns is."""
        users = _table(User)
        distance = self._visibility.distance(users.c.id)
        return select(distance.label("distance")).where(users.c.id == self._value(0))

    def record(self, model: type[SQLModel], *columns: str) -> Any:
        table = _table(model)
        return select(*(table.c[name] for name in columns)).where(table.c.id == self._value(0))

    def chain(self, model: type[SQLModel], column: str) -> Any:
        table = _table(model)
        step = select(table.c.id, table.c[column].label("next"))
        walk = step.where(table.c.id == self._value(0)).cte(f"chain_{self._site}", recursive=True)
        # UNION, which stops where it comes to a row for the second time.
        walk = walk.union(step.where(table.c.id == walk.c.next))
        return select(walk.c.id)

    def all_status_reasons(self) -> Any:
        columns = _table(StatusReason).c
        return select(
            columns.id,
            columns.version,
            columns.opportunity_state,
            columns.quote_state,
            columns.code,
            columns.position,
            columns.is_default,
            columns.is_active,
        ).order_by(columns.position, columns.id)

    def imported(self, model: type[SQLModel]) -> Any:
        columns = _table(model).c
        return select(columns.external_id, columns.id).where(
            columns.source == self._value(0),
            self._dialect.in_list(columns.external_id, slot_name(self._site, 1)),
        )

    def latest_close(self) -> Any:
        undone = select(OpportunityReopening).where(
            col(OpportunityReopening.close_id) == col(OpportunityClose.id)
        )
        return (
            select(col(OpportunityClose.id))
            .where(col(OpportunityClose.opportunity_id) == self._value(0), ~undone.exists())
            .order_by(col(OpportunityClose.closed_at).desc(), col(OpportunityClose.id).desc())
        )

    def closes(self) -> Any:
        key = col(OpportunityClose.id)
        return select(key).where(col(OpportunityClose.opportunity_id) == self._value(0))

    def opportunity_changes(self) -> Any:
        event, change = _table(EventRow), _table(FieldChangeRow)
        own = change.c.entity_id == event.c.opportunity_id
        of = event.c.opportunity_id
        return (
            select(
                of,
                event.c.opportunity_version,
                case((own, integer(1)), else_=integer(0)),
                change.c.field,
            )
            .select_from(event.outerjoin(change, change.c.event_id == event.c.id))
            .where(
                self._dialect.in_list(of, slot_name(self._site, 0)),
                event.c.opportunity_version > self._number(1),
            )
            .distinct()
        )

    def field_changes(self) -> Any:
        change = _table(FieldChangeRow)
        return (
            select(change.c.field)
            .where(change.c.entity_id == self._value(0), change.c.version > self._number(1))
            .distinct()
        )

    def quote_number(self) -> Any:
        return select(col(Quote.id)).where(col(Quote.number) == self._value(0))


def _table(model: type[SQLModel]) -> FromClause:
    table: FromClause = model.__table__  # type: ignore[attr-defined]
    return table


def _columns(model: type[SQLModel], record: type[Any]) -> Any:
    """The columns that a record names."""
    table = _table(model)
    return select(*[table.c[name] for name in record._fields])


def _newest_first(condition: Any, record: type[Any] = QuoteStanding) -> Any:
    return (
        _columns(Quote, record)
        .where(condition)
        .order_by(col(Quote.created_at).desc(), col(Quote.id).desc())
    )
