"""How the tests of the reads ask: over HTTP, and rows that are written past the API."""

import json
from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import Any

from sqlalchemy import Connection, delete, insert, text
from sqlmodel import SQLModel
from starlette.testclient import TestClient

from db.database import Database
from db.tables import metadata
from tests.costs import without_cost

KINDS = ("sqlite", "postgresql")
Clients = Mapping[str, TestClient]
"""The same application on each kind of database."""

OPPORTUNITIES = """query ($filter: OpportunityFilter, $orderBy: [OpportunityOrder!],
    $first: Int, $after: String, $last: Int, $before: String) {
  opportunities(filter: $filter, orderBy: $orderBy,
    first: $first, after: $after, last: $last, before: $before) {
    nodes { id } pageInfo { hasNextPage hasPreviousPage endCursor } totalCount
  }
}"""
"""A page of opportunities with every argument that it takes."""

STOCK = {"users", "status_reason"}
"""The tables that a migration writes to."""


def post(
    client: TestClient,
    query: str,
    variables: Mapping[str, Any] | None = None,
    **headers: str,
) -> Any:
    """The answer to a document, without what it cost.

    Half a surrogate pair goes out as JSON's escape.
    """
    body = json.dumps({"query": query, "variables": variables})
    response = client.post(
        "/graphql", content=body, headers={"Content-Type": "application/json", **headers}
    )
    return without_cost(response.json())


def ask(client: TestClient, query: str, **variables: Any) -> Any:
    """The data that a document is answered with; there has to be no error."""
    answer = post(client, query, variables)
    assert "errors" not in answer, answer["errors"]
    return answer["data"]


def ask_both(clients: Clients, query: str, **variables: Any) -> Any:
    """The data, which has to be the same on both databases."""
    first, second = (ask(clients[kind], query, **variables) for kind in KINDS)
    assert first == second
    return first


def refusal(client: TestClient, query: str, **variables: Any) -> tuple[str, str]:
    """The code and the message of the one error that a document is answered with."""
    answer = post(client, query, variables)
    (error,) = answer["errors"]
    assert answer.get("data") is None
    return error["extensions"]["code"], error["message"]


def database_of(client: TestClient) -> Database:
    """The database that the application has open."""
    opened: Database = client.app.state.application.database  # type: ignore[attr-defined]
    return opened


def store(client: TestClient, rows: Sequence[SQLModel]) -> None:
    """Write rows, parents before children, in the application's own database."""

    def write(connection: Connection) -> None:
        for model, some in groupby(rows, type):
            table = model.__table__  # type: ignore[attr-defined]
            connection.execute(insert(table), [row.model_dump() for row in some])

    _run(client, write)


APPEND_ONLY = (
    "audit_entry",
    *("event", "field_change"),
    *("opportunity_close", "opportunity_reopening", "quote_close"),
)


def unguard(connection: Connection) -> None:
    """Let what is append-only be deleted, for tests that bring their own rows."""
    if connection.dialect.name == "postgresql":
        for table in APPEND_ONLY:
            connection.execute(text(f"ALTER TABLE {table} DISABLE TRIGGER USER"))
        return
    triggers = text("SELECT name FROM sqlite_master WHERE type = 'trigger'")
    for name in connection.scalars(triggers).all():
        connection.execute(text(f"DROP TRIGGER {name}"))


def empty(client: TestClient) -> None:
    """Delete all rows but those that the migrations wrote, and the users."""

    def clear(connection: Connection) -> None:
        unguard(connection)
        for table in reversed(metadata.sorted_tables):
            if table.name not in STOCK:
                connection.execute(delete(table))

    _run(client, clear)


def _run(client: TestClient, work: Any) -> None:
    async def transaction() -> None:
        async with database_of(client).writer.begin() as connection:
            await connection.run_sync(work)

    # The application's connections belong to its event loop.
    assert client.portal is not None
    client.portal.call(transaction)
