"""Records as WITH clauses, for a database whose parser can't nest them in place."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import CTE, ColumnClause, ColumnElement, select
from sqlalchemy.sql.visitors import iterate

from db.reads.catalog import Row


def view(
    table: Row, terms: Iterable[ColumnElement[Any]], item: ColumnElement[Any], seen: Any
) -> CTE:
    """A WITH clause: the item of every record, and the columns that these terms ask for.

    SQLite's parser has a stack of 100 entries, which selects nested in one another would fill
    after five records. A view's text stands beside its user's; SQLite puts it in place when it
    plans ("flattening"), so it costs nothing and takes the same indexes.
    """
    columns = {
        part.name: part
        for term in terms
        for part in iterate(term)
        if isinstance(part, ColumnClause) and part.table is table
    }
    return select(*columns.values(), item).where(seen).cte()
