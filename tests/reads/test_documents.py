"""Documents are parsed, validated and planned once, and kept within bounds whatever comes."""

import pytest
from graphql import GraphQLSyntaxError
from starlette.testclient import TestClient

from resolvers.context import Application
from resolvers.documents import LEAST, NEWCOMERS, REGULARS, VARIANTS, Documents
from resolvers.limits import Limits
from server.schema import SCHEMA
from tests.reads.asking import ask, post

VIEWER = "{ viewer { id } }"


@pytest.fixture
def documents() -> Documents:
    return Documents(SCHEMA._schema, Limits())


def application_of(client: TestClient) -> Application:
    found: Application = client.app.state.application  # type: ignore[attr-defined]
    return found


def test_given_a_document_that_came_before_then_it_is_not_read_again(documents: Documents) -> None:
    first = documents.get(VIEWER)

    assert documents.get(VIEWER) is first
    assert documents.get(VIEWER) is first
    assert documents.get("{ viewer { name } }") is not first


def test_given_a_document_that_came_twice_then_a_flood_of_others_leaves_it_there(
    documents: Documents,
) -> None:
    regular, once = documents.get(VIEWER), documents.get("{ viewer { kind } }")
    documents.get(VIEWER)

    for number in range(2 * NEWCOMERS // LEAST):
        documents.get(f"{{ n{number}: viewer {{ id }} }}")

    assert documents.get(VIEWER) is regular
    assert documents.get("{ viewer { kind } }") is not once


def test_given_a_flood_of_any_sizes_then_what_is_kept_stays_within_its_bounds(
    documents: Documents,
) -> None:
    for number in range(60):
        text = f"{{ n{number}: viewer {{ id }} }} #" + "x" * (number * 1000)
        for _ in range(2):
            documents.get(text)

    assert documents.newcomers.size <= NEWCOMERS
    assert documents.regulars.size <= REGULARS
    assert documents.regulars.size > REGULARS // 2


def test_given_a_document_larger_than_all_that_is_kept_then_it_is_answered_and_not_kept(
    documents: Documents,
) -> None:
    text = VIEWER + "#" * NEWCOMERS

    assert documents.get(text).errors == []
    assert documents.get(text) is not documents.get(text)


def test_given_a_document_that_cannot_be_read_then_it_says_so_each_time(
    documents: Documents,
) -> None:
    for _ in range(2):
        with pytest.raises(GraphQLSyntaxError):
            documents.get("{ viewer {")
    assert [each.message for each in documents.get("{ nothing }").errors] == [
        "Cannot query field 'nothing' on type 'Query'."
    ]
    assert documents.get("{ nothing }").operation(None) is None


LONG = "9" * 5000
INVALID = [
    "{ nothing }",
    f"{{ opportunities(first: {LONG}) {{ totalCount }} }}",
    f"query($n: Int = {LONG}) {{ opportunities(first: $n) {{ totalCount }} }}",
    '{ opportunities(filter: {createdAt: {gt: "x"}}) { totalCount } }',
    "{ opportunities(filter: {state: {eq: NOWHERE}}) { totalCount } }",
    '{ opportunities(filter: {quotes: {some: {}, none: {}}, x: "y"}) { totalCount } }',
    "{ " + " ".join(f"n{number}" for number in range(15)) + " }",
    "{ ...A } fragment A on Query { ...B } fragment B on Query { ...A }",
    "{ " + "viewer { id } " * 15 + "viewer(x: 1) { id: name } }",
]


@pytest.mark.parametrize("text", INVALID)
def test_given_a_document_that_is_not_valid_then_its_errors_keep_no_call_alive(
    documents: Documents, text: str
) -> None:
    """A traceback would keep whatever was on the stack, as long as the document is kept."""
    errors = [*documents.get(text).errors]

    assert documents.get(text).errors == errors
    assert errors
    for error in errors:
        assert (error.__traceback__, error.__context__, error.__cause__) == (None, None, None)
        assert error.original_error is None


def test_given_such_a_document_over_http_then_its_errors_keep_no_call_alive_either(
    reader: TestClient,
) -> None:
    application = application_of(reader)
    for text in INVALID:
        answers = [post(reader, text) for _ in range(3)]

        assert answers == [answers[0]] * 3
        for error in application.documents.get(text).errors:
            assert (error.__traceback__, error.__context__, error.__cause__) == (None, None, None)


def test_given_other_values_then_neither_plan_nor_statement_is_made_again(
    reader: TestClient,
) -> None:
    application = application_of(reader)
    query = "query Twice($first: Int!) { users(first: $first) { nodes { email kind } } }"
    ask(reader, query, first=1)
    operation = application.documents.get(query).operation("Twice")
    assert operation is not None
    (planned,) = operation.plans.values()
    (statement,) = planned.statements.values()

    for size in range(1, 10):
        ask(reader, query, first=size)

    assert [*operation.plans.values()] == [planned]
    assert [*planned.statements.values()] == [statement]


def test_given_a_document_that_asks_too_much_then_it_is_refused_alike_each_time(
    reader: TestClient,
) -> None:
    query = "{ accounts { nodes " + "{ parent " * 25 + "{ id }" + " }" * 27
    answers = [post(reader, query) for _ in range(3)]

    assert answers == [answers[0]] * 3
    assert answers[0]["errors"][0]["extensions"] == {"code": "LIMIT_EXCEEDED"}


def test_given_sizes_of_pages_then_there_are_as_many_statements_as_round_numbers(
    reader: TestClient,
) -> None:
    application = application_of(reader)
    query = "query Sizes($first: Int!) { users(first: $first) { nodes { kind email } } }"

    for size in range(101):
        ask(reader, query, first=size)

    operation = application.documents.get(query).operation("Sizes")
    assert operation is not None
    (planned,) = operation.plans.values()
    assert len(planned.statements.values()) == 2


def test_given_documents_that_differ_in_their_literals_then_they_share_the_statement(
    reader: TestClient,
) -> None:
    application = application_of(reader)
    statements = []
    for number in range(3):
        query = f'{{ accounts(name: {{eq: "{number}"}}) {{ nodes {{ sector name }} }} }}'
        ask(reader, query)
        operation = application.documents.get(query).operation(None)
        assert operation is not None
        (planned,) = operation.plans.values()
        statements += planned.statements.values()

    assert statements == [statements[0]] * 3
    assert all(each is statements[0] for each in statements)


def test_given_switches_in_all_combinations_then_their_plans_are_bounded(
    reader: TestClient,
) -> None:
    names = [f"s{number}" for number in range(6)]
    variables = ", ".join(f"${name}: Boolean!" for name in names)
    fields = " ".join(f"{name}: name @include(if: ${name})" for name in names)
    query = f"query Switches({variables}) {{ viewer {{ id {fields} }} }}"

    for bits in range(2 ** len(names)):
        given = {name: bool(bits >> place & 1) for place, name in enumerate(names)}
        answer = ask(reader, query, **given)
        assert [*answer["viewer"]] == ["id", *(name for name in names if given[name])]

    operation = application_of(reader).documents.get(query).operation("Switches")
    assert operation is not None
    assert len(operation.plans.values()) == VARIANTS
