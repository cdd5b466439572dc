"""Every field that the database writes can be read of every record, and says what is stored."""

from typing import Any

import pytest
from graphql import (
    GraphQLField,
    get_named_type,
    get_nullable_type,
    is_leaf_type,
    is_list_type,
    is_object_type,
)
from starlette.testclient import TestClient

from tests.reads.asking import ask
from tests.reads.row_oracle import (
    NODES,
    TYPES,
    Rows,
    fields_of,
    leaf,
    money,
    related_id,
    related_ids,
    snake,
    table_of,
)

WRITTEN_BY_PYTHON = {
    *(
        name
        for name in TYPES
        if name.endswith(("Error", "Payload", "Result")) and name != "UserError"
    ),
    *("Query", "Mutation", "CloseReadiness", "Remedy", "ErrorCodeDescription"),
    *("CloseMetrics", "PipelineMetrics", "GroupKey", "Share", "Days", "RevenueGap"),
}
PARTS_OF_PAGES = {
    "PageInfo",
    *(f"{kind}{part}" for kind in NODES for part in ("Connection", "Edge")),
}


def selection(kind: str) -> str:
    """Every field of the type; of what it leads to, every scalar of pages and money, else ids."""
    return " ".join(f"{name} {sub_selection(field)}" for name, field in fields_of(kind).items())


def sub_selection(field: GraphQLField) -> str:
    named = get_named_type(field.type)
    if is_leaf_type(named):
        return ""
    if named.name in {"Money", "PageInfo"}:
        return f"{{ __typename {' '.join(fields_of(named.name))} }}"
    if named.name == "CloseReadiness":
        return "{ __typename canClose blockers { code } }"
    if named.name in PARTS_OF_PAGES:
        return f"{{ __typename {selection(named.name)} }}"
    return "{ __typename id }"


def expected(rows: Rows, kind: str, row: dict[str, Any]) -> dict[str, Any]:
    return {
        "__typename": kind,
        **{
            name: expected_field(rows, kind, name, field, row)
            for name, field in fields_of(kind).items()
        },
    }


def expected_field(
    rows: Rows, kind: str, name: str, field: GraphQLField, row: dict[str, Any]
) -> Any:
    named, column = get_named_type(field.type), snake(name)
    if is_leaf_type(named):
        return leaf(rows, kind, column, row)
    if named.name == "Money":
        found = money(row, column)
        return found and {"__typename": "Money", **found}
    if named.name == "CloseReadiness":
        return readiness(rows, row)
    if named.name.endswith("Connection"):
        other = named.name.removesuffix("Connection")
        return connection(other, related_ids(rows, kind, column, row))
    if is_list_type(get_nullable_type(field.type)):
        return [reference(named.name, each) for each in related_ids(rows, kind, column, row)]
    return reference(named.name, related_id(rows, kind, column, row))


def reference(kind: str, identifier: str | None) -> dict[str, str] | None:
    return identifier and {"__typename": kind, "id": identifier}  # type: ignore[return-value]


def readiness(rows: Rows, row: dict[str, Any]) -> dict[str, Any]:
    states = {quote["state"] for quote in rows.where("quote", "opportunity_id", row["id"])}
    codes = []
    if row["state"] != "OPEN":
        codes = ["OPPORTUNITY_ALREADY_CLOSED"]
    elif "ACTIVE" in states:
        codes = ["OPPORTUNITY_HAS_ACTIVE_QUOTES"]
    blockers = [{"code": code} for code in codes]
    return {"__typename": "CloseReadiness", "canClose": not codes, "blockers": blockers}


def connection(kind: str, ids: list[str]) -> dict[str, Any]:
    """All of it is one page here; a cursor is compared by where it stands."""
    nodes = [reference(kind, each) for each in ids]
    return {
        "__typename": f"{kind}Connection",
        "edges": [{"__typename": f"{kind}Edge", "node": node} for node in nodes],
        "nodes": nodes,
        "pageInfo": {"__typename": "PageInfo", "hasNextPage": False, "hasPreviousPage": False},
        "totalCount": len(ids),
    }


def without_cursors(answer: Any) -> Any:
    """The answer, once its cursors are seen to be those of the edges."""
    if isinstance(answer, list):
        return [without_cursors(each) for each in answer]
    if not isinstance(answer, dict):
        return answer
    if "pageInfo" in answer:
        cursors = [edge["cursor"] for edge in answer["edges"]]
        assert len(set(cursors)) == len(cursors)
        ends = (cursors[0], cursors[-1]) if cursors else (None, None)
        assert (answer["pageInfo"]["startCursor"], answer["pageInfo"]["endCursor"]) == ends
    return {
        key: without_cursors(value)
        for key, value in answer.items()
        if not key.lower().endswith("cursor")
    }


@pytest.mark.parametrize("kind", NODES)
def test_every_field_of_every_record_says_what_is_stored(
    reader: TestClient, rows: Rows, kind: str
) -> None:
    all_fields = f"__typename ... on {kind} {{ {selection(kind)} }}"
    query = f"query ($id: ID!) {{ node(id: $id) {{ {all_fields} }} }}"
    stored = rows.tables[table_of(kind)]
    assert stored

    for row in stored:
        answer = ask(reader, query, id=row["id"])["node"]

        assert without_cursors(answer) == expected(rows, kind, row)


@pytest.mark.parametrize("kind", NODES)
def test_every_field_has_a_value_in_some_record(reader: TestClient, rows: Rows, kind: str) -> None:
    query = (
        f"query ($ids: [ID!]!) {{ nodes(ids: $ids) {{ ... on {kind} {{ {selection(kind)} }} }} }}"
    )

    records = ask(reader, query, ids=[row["id"] for row in rows.tables[table_of(kind)]])["nodes"]

    assert {name for record in records for name, value in record.items() if value is not None} == {
        *fields_of(kind)
    }


def test_no_type_is_left_out() -> None:
    objects = {
        name for name, type_ in TYPES.items() if is_object_type(type_) and not name.startswith("__")
    }

    assert objects - WRITTEN_BY_PYTHON - PARTS_OF_PAGES == {*NODES, "Money"}
