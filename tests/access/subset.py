"""A database that holds only what a viewer may see, and one with everybody's rows."""

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import Connection, delete, insert
from starlette.testclient import TestClient

from db.tables import metadata
from tests.differential.data import IndexedRows, Row
from tests.reads.asking import database_of, unguard


def replace_all(client: TestClient, rows: IndexedRows) -> None:
    """Make these rows all that the client's database holds."""

    def write(connection: Connection) -> None:
        unguard(connection)
        for table in reversed(metadata.sorted_tables):
            connection.execute(delete(table))
        for table in metadata.sorted_tables:
            for some in _parents_first(rows.tables[table.name]):
                connection.execute(insert(table), some)

    async def transaction() -> None:
        async with database_of(client).writer.begin() as connection:
            await connection.run_sync(write)

    assert client.portal is not None
    client.portal.call(transaction)


def _parents_first(rows: Iterable[Row]) -> Iterable[list[Row]]:
    """Rows that point at rows of the same table after those."""
    waiting, there = [*rows], set[str]()
    while waiting:
        ready = [row for row in waiting if _leads_to(row) <= there]
        waiting = [row for row in waiting if _leads_to(row) - there]
        there |= {row["id"] for row in ready if "id" in row}
        # What goes round in a circle can't be stored in any order.
        assert ready
        yield ready


def _leads_to(row: Mapping[str, Any]) -> set[str]:
    return {row[name] for name in ("parent_id", "manager_id") if row.get(name)} - {row.get("id")}
