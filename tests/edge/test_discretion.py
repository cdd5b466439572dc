"""What callers are told of the schema, and of their own values, with and without introspection."""

from collections.abc import Iterator
from typing import Any

import pytest
from graphql import get_introspection_query
from starlette.testclient import TestClient

from server.app import create_app
from server.demo import DEMO_USER
from server.settings import Settings
from tests.conftest import LOCAL

SECRET = "hunter2"  # noqa: S105 - nobody's
NO_SCHEMA = "This installation doesn't tell its schema (CLINCH_INTROSPECTION)."


@pytest.fixture
def closed(database_url: str) -> Iterator[TestClient]:
    """The application as it is installed: without introspection."""
    settings = Settings(database_url=database_url, actor=DEMO_USER)
    with TestClient(create_app(settings), LOCAL) as opened:
        yield opened


def errors(client: TestClient, query: str, **variables: Any) -> list[Any]:
    response = client.post("/graphql", json={"query": query, "variables": variables})
    found: list[Any] = response.json()["errors"]
    return found


def messages(client: TestClient, query: str, **variables: Any) -> list[str]:
    return [each["message"] for each in errors(client, query, **variables)]


def test_the_schema_isnt_told(closed: TestClient) -> None:
    assert messages(closed, get_introspection_query()) == [NO_SCHEMA]
    assert messages(closed, '{ __type(name: "Quote") { name } viewer { name } }') == [NO_SCHEMA]
    assert messages(closed, "{ ...F } fragment F on Query { s: __schema { __typename } }") == [
        NO_SCHEMA
    ]
    (error,) = errors(closed, "{ __schema { description } }")
    assert error["extensions"] == {"code": "GRAPHQL_VALIDATION_FAILED"}
    answer = closed.post("/graphql", json={"query": "{ __typename viewer { __typename } }"})
    assert answer.json()["data"] == {"__typename": "Query", "viewer": {"__typename": "User"}}


def test_where_introspection_is_on_the_schema_is_told(client: TestClient) -> None:
    answer = client.post("/graphql", json={"query": get_introspection_query()})

    assert "errors" not in answer.json()


DOCUMENTS = [
    "{ viewer }",
    "{ viewr { id } }",
    '{ node(idd: "hunter2") { id } }',
    '{ node(id: "x") { ... on Oportunity { id } } }',
    '{ node(id: "x") { ... on Opportunty { id } ...F } } fragment F on Opportunityy { id }',
    "{ viewer @skp(if: true) { id } }",
    "query($a: Opportunityfilter) { opportunities(filter: $a) { totalCount } }",
    "{ opportunities(filter: {stat: {eq: hunter2}}) { totalCount } }",
    "{ opportunities(filter: {state: {eq: hunter2}}) { totalCount } }",
    "{ opportunities(filter: hunter2) { totalCount } }",
    '{ opportunities(first: "hunter2") { totalCount } }',
    '{ opportunities(filter: {createdAt: {gt: "hunter2"}}) { totalCount } }',
    '{ node(id: {a: "hunter2"}) { id } }',
    '{ node(id: "x") { opportunities { id } } }',
]


@pytest.mark.parametrize("document", DOCUMENTS)
def test_no_names_are_suggested_and_no_values_repeated(closed: TestClient, document: str) -> None:
    said = messages(closed, document)

    assert said
    for message in said:
        assert "Did you mean" not in message
        assert SECRET not in message
        assert message.endswith((".", '."', "object.")) or '"' in message, message


VARIABLES: list[Any] = [
    SECRET,
    {"state": {"eq": SECRET}},
    {"stat": SECRET},
    {"name": {"eq": [SECRET]}},
    {"name": {"eq": {"a": SECRET, "b\n": "found: , value: x"}}},
    {"createdAt": {"gt": SECRET}},
    {"createdAt": {"gt": "hunter2\nhunter2"}},
    {"state": {"eq": "it's hunter2"}},
    {"state": {"eq": "' does not exist in 'x: hunter2 Value '"}},
    {"state": {"eq": "hunter2\nValue 'hunter2"}},
    {"estimatedRevenue": {"eq": {"a": SECRET}}},
    {"id": {"eq": {"a": SECRET}}},
    {"and": SECRET},
    {"quotes": {"some": SECRET}},
]


@pytest.mark.parametrize("value", VARIABLES)
def test_no_variables_values_are_repeated(closed: TestClient, value: Any) -> None:
    document = "query($f: OpportunityFilter) { opportunities(filter: $f) { totalCount } }"

    (error,) = errors(closed, document, f=value)

    assert error["extensions"] == {"code": "BAD_USER_INPUT"}
    assert error["message"].startswith("Variable '$f' has invalid value")
    assert SECRET not in error["message"]


def test_a_message_without_its_value_is_still_a_sentence(closed: TestClient) -> None:
    document = """query($f: OpportunityFilter, $n: Int, $i: [ID!]!) {
      opportunities(filter: $f, first: $n) { totalCount } nodes(ids: $i) { id } }"""

    said = messages(
        closed, document, f={"state": {"eq": SECRET}}, n=SECRET, i=[SECRET, {"a": SECRET}]
    )

    assert said == [
        (
            "Variable '$f' has invalid value at .state.eq: The value does not exist in "
            "'OpportunityState' enum."
        ),
        "Variable '$n' has invalid value: Int cannot represent non-integer value.",
        "Variable '$i' has invalid value at [1]: ID cannot represent value.",
    ]
