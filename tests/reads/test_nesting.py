"""Whatever is nested in whatever, every record has its own related records and no others."""

from dataclasses import dataclass
from random import Random
from typing import Any

import pytest
from graphql import GraphQLField, get_named_type, get_nullable_type, is_list_type
from starlette.testclient import TestClient

from tests.reads.asking import ask
from tests.reads.row_oracle import (
    NODES,
    Rows,
    fields_of,
    related_id,
    related_ids,
    snake,
    table_of,
)

DEPTH = 5


@dataclass(frozen=True, slots=True)
class Branch:
    """A relation that is asked for, and what is asked of the records there."""

    key: str
    field: str
    kind: str
    size: int | None
    """Of a page."""
    is_list: bool
    branches: "tuple[Branch, ...]"

    def text(self) -> str:
        inner = f"{{ id {' '.join(branch.text() for branch in self.branches)} }}"
        if self.size is None:
            return f"{self.key}: {self.field} {inner}"
        page = f"nodes {inner} totalCount edges {{ node {inner} }}"
        return f"{self.key}: {self.field}(first: {self.size}) {{ {page} }}"


def relations(kind: str) -> dict[str, GraphQLField]:
    return {
        name: field
        for name, field in fields_of(kind).items()
        if get_named_type(field.type).name.removesuffix("Connection") in NODES
    }


def branches(random: Random, kind: str, depth: int) -> tuple[Branch, ...]:
    """Some of the relations of this kind, some of them twice."""
    if depth == 0 or not relations(kind):
        return ()
    chosen = random.choices([*relations(kind).items()], k=random.choice([1, 1, 2, 3]))
    return tuple(branch(random, f"k{n}", *each, depth) for n, each in enumerate(chosen))


def branch(random: Random, key: str, name: str, field: GraphQLField, depth: int) -> Branch:
    type_ = get_named_type(field.type).name
    kind = type_.removesuffix("Connection")
    size = random.choice([1, 2, 50]) if type_ != kind else None
    is_list = is_list_type(get_nullable_type(field.type))
    return Branch(key, name, kind, size, is_list, branches(random, kind, depth - 1))


def expected(rows: Rows, kind: str, id_: str | None, asked: tuple[Branch, ...]) -> Any:
    if id_ is None:
        return None
    row = rows.one(table_of(kind), "id", id_)
    assert row is not None
    return {"id": id_, **{each.key: expected_branch(rows, kind, row, each) for each in asked}}


def expected_branch(rows: Rows, kind: str, row: dict[str, Any], asked: Branch) -> Any:
    column = snake(asked.field)

    def record(id_: str | None) -> Any:
        return expected(rows, asked.kind, id_, asked.branches)

    if asked.size is not None:
        ids = related_ids(rows, kind, column, row)
        nodes = [record(each) for each in ids[: asked.size]]
        edges = [{"node": each} for each in nodes]
        return {"nodes": nodes, "totalCount": len(ids), "edges": edges}
    if asked.is_list:
        return [record(each) for each in related_ids(rows, kind, column, row)]
    return record(related_id(rows, kind, column, row))


@pytest.mark.parametrize("kind", NODES)
@pytest.mark.parametrize("seed", range(4))
def test_any_nesting_answers_with_the_records_that_belong(
    reader: TestClient, rows: Rows, kind: str, seed: int
) -> None:
    random = Random(seed)  # noqa: S311 - the same documents in each run
    asked = branches(random, kind, DEPTH)
    inner = " ".join(each.text() for each in asked)
    ids = [row["id"] for row in rows.tables[table_of(kind)]]

    found = ask(
        reader,
        f"query ($ids: [ID!]!) {{ nodes(ids: $ids) {{ ... on {kind} {{ id {inner} }} }} }}",
        ids=ids,
    )["nodes"]

    assert found == [expected(rows, kind, each, asked) for each in ids]
