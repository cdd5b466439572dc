"""Golden cases: a query, its SQL on each database, and its answer, side by side.

Each folder in `golden/` is a case: `query.graphql`, the variables and the headers if it has any,
the SQL for each database, the answer for both. With CLINCH_TEST_WRITE_GOLDEN=1 the SQL and the
answers are written anew; read the difference before you commit it.
"""

import json
import os
from pathlib import Path
from typing import Any

import pytest
from graphql import FieldNode, OperationDefinitionNode, parse
from starlette.testclient import TestClient

from server.schema import SCHEMA
from tests.conftest import recorded
from tests.reads.asking import database_of, post

CASES = sorted((Path(__file__).parent / "golden").iterdir())
WRITES = os.environ.get("CLINCH_TEST_WRITE_GOLDEN") == "1"
WRITTEN_BY_PYTHON = {"__typename", "errorCodes"}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_case(reader: TestClient, case: Path) -> None:
    query = (case / "query.graphql").read_text()
    database = database_of(reader)

    with recorded(database) as statements:
        answer = post(reader, query, _json(case / "variables.json"), **_json(case / "headers.json"))

    assert list(answer) == ["data"]
    sql = "\n\n".join(f"{_tidy(statement)};" for statement in statements) + "\n"
    _compare(case / f"{database.dialect.name}.sql", sql)
    _compare(case / "answer.json", json.dumps(answer, indent=2, ensure_ascii=False) + "\n")
    assert len(statements) == (1 if _root_fields(query) & set(answer["data"]) else 0)


def test_every_root_field_has_a_case() -> None:
    asked: set[str] = set()
    for case in CASES:
        asked |= set(_root_nodes((case / "query.graphql").read_text()).values())

    query_type = SCHEMA._schema.query_type
    assert query_type is not None
    assert asked == {*query_type.fields, "__typename"}


def _json(path: Path) -> Any:
    return json.loads(path.read_text()) if path.exists() else {}


def _tidy(statement: str) -> str:
    return "\n".join(line.strip() for line in statement.splitlines())


def _compare(path: Path, text: str) -> None:
    if WRITES:
        path.write_text(text)
    assert path.read_text() == text


def _root_nodes(query: str) -> dict[str, str]:
    """The root fields' names by their keys."""
    (operation,) = (
        each for each in parse(query).definitions if isinstance(each, OperationDefinitionNode)
    )
    return {
        (node.alias or node.name).value: node.name.value
        for node in operation.selection_set.selections
        if isinstance(node, FieldNode)
    }


def _root_fields(query: str) -> set[str]:
    """The keys of the root fields that the statement reads."""
    return {key for key, name in _root_nodes(query).items() if name not in WRITTEN_BY_PYTHON}
