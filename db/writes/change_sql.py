"""The statements that write: compiled once for each shape, however many rows there are."""

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from typing import Any, Self

from sqlalchemy import (
    ARRAY,
    BigInteger,
    ColumnElement,
    Enum,
    Table,
    Text,
    cast,
    delete,
    func,
    insert,
    literal_column,
    select,
    update,
)
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeEngine

from db.sql.binds import Statement, compile_statement, placeholder, slot_name, slot_of
from db.sql.dialects import Sqlite
from db.sql.literals import integer
from db.writes.changes import NEXT, VERSION, Change, Delete, Insert, Update, Values

Shape = tuple[Hashable, ...]


@dataclass(frozen=True, slots=True)
class _Statement:
    """SQL, and for each of its places which value goes there and how it is written."""

    sql: str
    slots: tuple[int, ...]
    writers: tuple[Callable[[Any], Any] | None, ...]

    @classmethod
    def of(cls, compiled: Statement) -> Self:
        return cls(
            compiled.sql,
            tuple([slot_of(name) for name in compiled.names]),
            tuple([compiled.writers.get(name) for name in compiled.names]),
        )

    def arguments(self, values: Sequence[Any]) -> Sequence[Any]:
        return [
            values[slot] if write is None else write(values[slot])
            for slot, write in zip(self.slots, self.writers, strict=True)
        ]


class ChangeStatements:
    """Those of one database."""

    def __init__(self, engine: Dialect) -> None:
        self._engine = engine
        self._kept: dict[Shape, _Statement] = {}

    def together(self, changes: Sequence[Change]) -> tuple[str, Sequence[Any]]:
        """On PostgreSQL: one statement that writes a batch; the rows of an insert are arrays.

        In which order its parts are done isn't said, and doesn't matter: a row's CHECKs look at
        that row alone, and foreign keys are looked at, and cascade, when all of them are done.
        """
        shape: list[Hashable] = []
        values: list[Any] = []
        for change in changes:
            if isinstance(change, Insert):
                scalars, arrays = change.scalars(), change.arrays()
                shape += (change.table, "insert", *scalars, "each", *arrays)
                values += scalars.values()
                values += arrays.values()
            elif isinstance(change, Delete):
                shape += (change.table, "delete", change.column)
                values.append(change.ids)
            else:
                single = len(change.ids) == 1
                scalars, arrays = change.scalars(), change.arrays()
                shape += (change.table, single, *scalars, "each", *arrays)
                values.append(change.ids[0] if single else change.ids)
                values += arrays.values()
                values += scalars.values()
        statement = self._prepared(tuple(shape), lambda: _together(changes))
        return statement.sql, statement.arguments(values)

    def single(self, change: Change) -> tuple[str, Sequence[Sequence[Any]]]:
        """On SQLite: a statement, and what it is run with, once or as often as there are rows."""
        rows: list[Values]
        match change:
            case Insert():
                rows = [{**change.common, **row} for row in change.rows]
            case Update(_, ids, common, ()):
                rows = [{"id": ids, **common}]
            case Update(_, ids, common, each):
                pairs = zip(ids, each, strict=True)
                rows = [{"id": [identifier], **common, **row} for identifier, row in pairs]
            case Delete():
                rows = [{change.column: change.ids}]
        shape: Shape = (change.table, type(change).__name__, *rows[0])
        statement = self._prepared(shape, lambda: _single(change, rows[0]))
        return statement.sql, [statement.arguments([*row.values()]) for row in rows]

    def _prepared(self, shape: Shape, write: Callable[[], Any]) -> _Statement:
        found = self._kept.get(shape)
        if found is None:
            compiled = compile_statement(write(), self._engine)
            found = self._kept[shape] = _Statement.of(compiled)
        return found


def _column_type(column: Any) -> TypeEngine[Any]:
    type_: TypeEngine[Any] = column.type
    return type_


def _plain_type(column: Any) -> TypeEngine[Any]:
    """Words are texts to asyncpg, which needn't be looked up before they are sent."""
    return Text() if isinstance(column.type, Enum) else _column_type(column)


class _Slots:
    """Placeholders, numbered in the order in which they are asked for."""

    def __init__(self, type_of: Any, next_of: Callable[[Table], Any]) -> None:
        self.type_of = type_of
        self._next_of = next_of
        self._next = 0

    def name(self) -> str:
        self._next += 1
        return slot_name(0, self._next - 1)

    def of(self, table: Table, values: Values) -> dict[str, Any]:
        """By column; what the database gives takes a number, too, as it is among the values."""
        placeholders = {
            name: placeholder(self.name(), self.type_of(table.c[name])) for name in values
        }
        given = {name: self._next_of(table) for name in values if values[name] is NEXT}
        return {**placeholders, **given}

    def arrays(self, table: Table, names: Any) -> list[Any]:
        return [
            placeholder(self.name(), _Array(self.type_of(table.c[name]), dimensions=1))
            for name in names
        ]


class _Array(ARRAY[Any]):
    """An array whose items the driver takes as they are."""

    def bind_processor(self, dialect: Dialect) -> None:
        """None to be done."""


def _one_more(table: Table) -> Any:
    """On SQLite, where one writes after another: one more than any before."""
    position = func.coalesce(func.max(table.c.position), literal_column("0"))
    return select(position + literal_column("1")).scalar_subquery()


def _transaction(_table: Table) -> Any:
    """On PostgreSQL: the transaction's id. Those that are still under way aren't read yet."""
    return cast(cast(func.pg_current_xact_id(), Text), BigInteger)


def _single(change: Change, row: Values) -> Any:
    slots = _Slots(_column_type, _one_more)
    if isinstance(change, Insert):
        return insert(change.table).values(slots.of(change.table, row))
    if isinstance(change, Delete):
        key = change.table.c[change.column]
        return delete(change.table).where(Sqlite().in_list(key, slots.name()))
    rows = Sqlite().in_list(change.table.c.id, slots.name())
    names = [name for name in row if name != "id"]
    return _update(change.table, slots.of(change.table, dict.fromkeys(names)), rows)


def _together(changes: Sequence[Change]) -> Any:
    slots = _Slots(_plain_type, _transaction)
    whole: Any = select(literal_column("1"))
    for number, change in enumerate(changes):
        if isinstance(change, Insert):
            part = _insert(change, slots)
        elif isinstance(change, Delete):
            ids = func.any(placeholder(slots.name(), _Array(Text())))
            part = delete(change.table).where(change.table.c[change.column] == ids)
        else:
            part = _change_rows(change, slots)
        whole = whole.add_cte(part.cte(f"change_{number}"))
    return whole


def _insert(change: Insert, slots: _Slots) -> Any:
    scalars = slots.of(change.table, change.scalars())
    names = list(change.arrays())
    if not names:
        return insert(change.table).values(scalars)
    arrays = slots.arrays(change.table, names)
    given = func.unnest(*arrays).table_valued(*names).render_derived(name="given")
    rows = select(*scalars.values(), *[given.c[name] for name in names])
    return insert(change.table).from_select([*scalars, *names], rows)


def _change_rows(change: Update, slots: _Slots) -> Any:
    key, names = change.table.c.id, list(change.arrays())
    if len(change.ids) == 1:
        rows = key == placeholder(slots.name(), key.type)
    elif not names:
        rows = key == func.any(placeholder(slots.name(), _Array(Text())))
    else:
        arrays = slots.arrays(change.table, ["id", *names])
        each = func.unnest(*arrays).table_valued("id", *names).render_derived(name="given")
        rows = key == each.c.id
        values = {name: each.c[name] for name in names}
        return _update(change.table, {**values, **slots.of(change.table, change.scalars())}, rows)
    return _update(change.table, slots.of(change.table, change.scalars()), rows)


def _update(table: Table, values: Values, rows: ColumnElement[bool]) -> Any:
    raised = {VERSION: table.c[VERSION] + integer(1)} if VERSION in table.c else {}
    return update(table).values({**raised, **values}).where(rows)
