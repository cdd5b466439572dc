"""What the tests of the API share: calls over HTTP, and what is stored before and after them."""

import asyncio
import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine
from starlette.testclient import TestClient

from db.database import parse_url
from db.tables import metadata
from tests.costs import without_cost

ENUMS = {"kind", "opportunityState", "outcome", "quoteState", "rating", "stage"}
"""The input fields whose literals are names."""

Stored = Mapping[str, list[tuple[Any, ...]]]
"""Every table's rows, but for those of the audit."""


def post(
    client: TestClient,
    query: str,
    variables: Mapping[str, Any] | None = None,
    headers: Mapping[str, str] | None = None,
) -> Any:
    """The answer to a document, without what it cost.

    Half a surrogate pair goes out as the escape that JSON has.
    """
    body = json.dumps({"query": query, "variables": variables})
    sent = {"Content-Type": "application/json", **(headers or {})}
    response = client.post("/graphql", content=body, headers=sent)
    assert response.status_code == 200
    assert response.headers["content-type"] == "application/json; charset=utf-8"
    return without_cost(response.json())


def ask(
    client: TestClient, query: str, variables: Mapping[str, Any] | None = None, language: str = "en"
) -> Any:
    """The data of an answer that has no top-level errors."""
    answer = post(client, query, variables, {"Accept-Language": language})
    assert "errors" not in answer, answer
    return answer["data"]


def call(
    client: TestClient,
    field: str,
    given: Mapping[str, Any],
    selection: str,
    language: str = "en",
) -> Any:
    """The payload of a mutation whose input is a variable."""
    document = (
        f"mutation($input: {field[0].upper()}{field[1:]}Input!) "
        f"{{ {field}(input: $input) {{ {selection} }} }}"
    )
    return ask(client, document, {"input": given}, language)[field]


def call_literally(client: TestClient, field: str, given: Mapping[str, Any], selection: str) -> Any:
    """The payload of a mutation whose input is written in the document."""
    document = f"mutation {{ {field}(input: {literal(given)}) {{ {selection} }} }}"
    return ask(client, document)[field]


def literal(value: Any, name: str = "") -> str:
    """A value as GraphQL writes it; `name` is the input field's."""
    match value:
        case dict():
            return (
                "{" + ", ".join(f"{key}: {literal(each, key)}" for key, each in value.items()) + "}"
            )
        case list():
            return "[" + ", ".join(literal(each, name) for each in value) + "]"
        case str() if name in ENUMS:
            return value
        case _:
            return json.dumps(value)


def stored(url: str) -> Stored:
    """Every row of every table, read by SQL on a connection of its own."""

    async def read() -> Stored:
        engine = create_async_engine(parse_url(url))
        async with engine.connect() as connection:
            rows = {
                table.name: [
                    tuple(row)
                    for row in await connection.execute(
                        text(f"SELECT * FROM {table.name} ORDER BY {keys(table)}")
                    )
                ]
                for table in metadata.sorted_tables
                # Written later, by a task of its own.
                if table.name != "audit_entry"
            }
        await engine.dispose()
        return rows

    def keys(table: Any) -> str:
        return ", ".join(column.name for column in table.primary_key)

    return asyncio.run(read())


@contextmanager
def nothing_changes(url: str) -> Iterator[None]:
    """The whole database afterwards is what it was before."""
    before = stored(url)
    assert sum(len(rows) for rows in before.values()) > 30
    yield
    assert stored(url) == before


def events(url: str) -> list[str]:
    """The types of the events that are recorded, oldest first."""

    async def read() -> list[str]:
        engine = create_async_engine(parse_url(url))
        async with engine.connect() as connection:
            found = await connection.execute(text("SELECT type FROM event ORDER BY id"))
            types = [type_ for (type_,) in found]
        await engine.dispose()
        return types

    return asyncio.run(read())
