"""Tables as reads know them: columns with their types, and whether they can be null."""

from typing import Any

from sqlalchemy import ColumnClause, Table, TableClause, table


# Neither is the other's subclass: of `a == b` Python asks a subclass first, and writes `b = a`.
class _Known(ColumnClause[Any]):
    """A column that is never null; nor is what an alias, a view or a subquery has of it."""

    inherit_cache = True
    nullable = False


class _Nullable(ColumnClause[Any]):
    inherit_cache = True
    nullable = True


def lean(whole: Table) -> TableClause:
    """The table without keys and defaults: to alias the whole one costs five times as much."""
    return table(
        whole.name,
        *((_Nullable if each.nullable else _Known)(each.name, each.type) for each in whole.c),
    )
