"""What a unit of work writes, as values: rows to insert, to update, to delete."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from sqlalchemy import Table
from sqlmodel import SQLModel

NEXT: Final = object()
"""A value that the database gives: the transaction's place among all, see change_sql.py."""
VERSION: Final = "version"
"""What every update raises by one, where a table has it: opportunities and quotes do."""
Values = Mapping[str, Any]
"""By column."""


@dataclass(frozen=True, slots=True)
class Insert:
    """Rows of one table: what is the same in all of them, and what isn't."""

    table: Table
    common: Values
    rows: list[Values]

    def scalars(self) -> Values:
        """What is bound once."""
        first = self.rows[0]
        if len(self.rows) == 1:
            return {**self.common, **first}
        return {**self.common, **{name: NEXT for name in first if first[name] is NEXT}}

    def arrays(self) -> Mapping[str, list[Any]]:
        """What is bound for each row."""
        if len(self.rows) == 1:
            return {}
        first = self.rows[0]
        return {name: [row[name] for row in self.rows] for name in first if first[name] is not NEXT}


@dataclass(frozen=True, slots=True)
class Update:
    """New values for the rows of these ids; each row's version, if it has one, rises by one."""

    table: Table
    ids: Sequence[str]
    common: Values
    rows: Sequence[Values] = ()
    """What isn't the same in all of them, for each of the ids."""

    def scalars(self) -> Values:
        """What is bound once."""
        return {**self.common, **self.rows[0]} if len(self.rows) == 1 else self.common

    def arrays(self) -> Mapping[str, list[Any]]:
        """What is bound for each row."""
        if len(self.rows) < 2:  # noqa: PLR2004 - one row has nothing that another hasn't
            return {}
        return {name: [row[name] for row in self.rows] for name in self.rows[0]}


@dataclass(frozen=True, slots=True)
class Delete:
    """The rows of these ids go; `column` is what holds them, if not the rows' own id."""

    table: Table
    ids: Sequence[str]
    column: str = "id"


Change = Insert | Update | Delete


class Queue:
    """Changes that wait to be written, in batches.

    A batch is what one statement can do on PostgreSQL, whose parts don't see each other's rows: no
    table is in it twice. Rows that are inserted one by one are written together, before what came
    after the first of them; as tables point at each other in one direction, none of them misses
    its parents.
    """

    def __init__(self) -> None:
        self._batches: list[dict[Table, Change]] = []

    def insert(self, model: type[SQLModel], values: Values) -> None:
        table, defaults = _layout(model)
        row = {**defaults, **values}
        _check(table, defaults, row)
        last = self._batches[-1].get(table) if self._batches else None
        if isinstance(last, Insert) and not last.common:
            last.rows.append(row)
        else:
            self._add(Insert(table, {}, [row]))

    def insert_each(
        self,
        model: type[SQLModel],
        rows: Iterable[Values],
        common: Values,
    ) -> None:
        table, defaults = _layout(model)
        listed = list(rows)
        filled = {**defaults, **common}
        _check(table, defaults, {**filled, **listed[0]})
        self._add(
            Insert(
                table,
                {name: value for name, value in filled.items() if name not in listed[0]},
                listed,
            )
        )

    def update(
        self,
        model: type[SQLModel],
        ids: Sequence[str],
        common: Values,
        rows: Sequence[Values] = (),
    ) -> None:
        self._add(Update(_layout(model)[0], ids, common, rows))

    def delete(self, model: type[SQLModel], ids: Sequence[str], column: str) -> None:
        self._add(Delete(_layout(model)[0], ids, column))

    def _add(self, change: Change) -> None:
        if not self._batches or change.table in self._batches[-1]:
            self._batches.append({})
        self._batches[-1][change.table] = change

    def take(self) -> Iterable[Sequence[Change]]:
        """The batches in their order; the queue is empty afterwards."""
        if not self._batches:
            return ()
        batches, self._batches = self._batches, []
        return [tuple(batch.values()) for batch in batches]


def _check(table: Table, defaults: Values, row: Values) -> None:
    if len(row) != len(defaults):
        message = f"{table.name} has no column {', '.join(row.keys() - defaults.keys())}."
        raise TypeError(message)


@cache
def _layout(model: type[SQLModel]) -> tuple[Table, Values]:
    """A table, and what its columns hold that aren't given."""
    table: Table = model.__table__  # type: ignore[attr-defined]
    return table, {each.name: getattr(each.default, "arg", None) for each in table.columns}
