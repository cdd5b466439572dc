"""Top-level errors: documents, operations and variables that are wrong, each with its code."""

import json
import re
from typing import Any

import pytest
from starlette.testclient import TestClient

from tests.api.demo import ROBOTS
from tests.api.requests import nothing_changes, post
from tests.costs import without_cost

CLOSE = """mutation($input: CloseOpportunityInput!) {
  closeOpportunity(input: $input) { errors { code } }
}"""
FIRST = "query($first: Int!) { opportunities(first: $first) { totalCount } }"

PYTHON = re.compile(
    r"(?<!')\b(None|True|False)\b(?!')|Undefined|<class|object at 0x|Traceback|Exception|"
    r"Decimal\(|datetime|GraphQLError|\.py\b|strawberry|sqlalchemy|\bint\(\)|\bdict\b|\bstr\b",
)
"""What only a program that is written in Python would say."""


def the_error(answer: Any) -> Any:
    """The one top-level error of an answer without data."""
    assert answer.get("data") is None
    (error,) = answer["errors"]
    assert not PYTHON.search(error["message"]), error["message"]
    return error


def codes(answer: Any) -> list[str]:
    assert answer.get("data") is None
    for error in answer["errors"]:
        assert not PYTHON.search(error["message"]), error["message"]
    return [error["extensions"]["code"] for error in answer["errors"]]


def test_a_document_that_cant_be_parsed(client: TestClient) -> None:
    documents = (
        *("{", "}", "query", "{ viewer { name }", "{ viewer(name } }", "{ opportunity(id: '1') }"),
        *('{ opportunity(id: "x) { id } }', "\x00", "{ viewer { name } } %", "倉"),
        "{" + "a {" * 10_000,
        "{ opportunities(filter: " + "{not: " * 10_000,
        "query(" + "$a: [" * 10_000,
    )

    for document in documents:
        error = the_error(post(client, document))
        assert error["extensions"] == {"code": "GRAPHQL_PARSE_FAILED"}
        assert error["message"].startswith("Syntax Error: ")
        assert error["locations"][0]["line"] == 1


def test_a_document_that_doesnt_fit_the_schema(client: TestClient, database_url: str) -> None:
    documents = {
        "{ viewer { nam } }": "Cannot query field 'nam' on type 'User'.",
        "{ viewer }": "Field 'viewer' of type 'User!' must have a selection of subfields. "
        "Did you mean 'viewer { ... }'?",
        "{ viewer { ...F } }": "Unknown fragment 'F'.",
        "{ viewer { name } } fragment F on User { name }": "Fragment 'F' is never used.",
        "query($a: Int) { viewer { name } }": "Variable '$a' is never used.",
        "{ opportunity(id: $a) { id } }": "Variable '$a' is not defined.",
        "{ opportunity { id } }": "Argument 'Query.opportunity(id:)' of type 'ID!' is required, "
        "but it was not provided.",
        "{ opportunities(first: 1.5) { totalCount } }": "Argument "
        "'Query.opportunities(first:)' has invalid value: Int cannot represent non-integer value: "
        "1.5",
        "{ opportunities(first: [1]) { totalCount } }": "Argument "
        "'Query.opportunities(first:)' has invalid value: Int cannot represent non-integer value: "
        "[1]",
        "{ opportunities(first: null, last: true) { totalCount } }": ""
        "Argument 'Query.opportunities(last:)' has invalid value: Int cannot represent "
        "non-integer value: true",
        "mutation { closeQuotes(input: null) { errors { code } } }": "Argument "
        "'Mutation.closeQuotes(input:)' has invalid value: Expected value of non-null type "
        "'CloseQuotesInput!' not to be null.",
        'mutation { closeQuotes(input: {opportunityId: "", dryRun: null}) { errors { code } } }': ""
        "Argument 'Mutation.closeQuotes(input:)' has invalid value at .dryRun: Expected value of "
        "non-null type 'Boolean!' not to be null.",
        "{ opportunityStatusReasons(state: OPENED) { id } }": "Argument "
        "'Query.opportunityStatusReasons(state:)' has invalid value: Value 'OPENED' does not exist "
        "in "
        "'OpportunityState' enum.",
        "subscription { events }": "The subscription operation is not supported by the schema.",
        "{ __schema { typo } }": "Cannot query field 'typo' on type '__Schema'.",
        "{ viewer @skip(if: 1) { name } }": "Argument '@skip(if:)' has invalid value: Boolean "
        "cannot represent a non boolean value: 1",
        "query($f: Int = 1.5) { opportunities(first: $f) { totalCount } }": "Variable '$f' has "
        "invalid default value: Int cannot represent non-integer value: 1.5",
        "{ viewer @skip { name } }": "Argument '@skip(if:)' of type 'Boolean!' is required, "
        "but it was not provided.",
        "{ opportunities(filter: {quotes: {some: {}, none: {}}}) { totalCount } }": ""
        "Argument 'Query.opportunities(filter:)' has invalid value at .quotes: Within OneOf Input "
        "Object type 'QuoteListFilter', exactly one field must be specified, "
        "and the value for that field must be non-null.",
    }

    with nothing_changes(database_url):
        for document, message in documents.items():
            error = the_error(post(client, document))
            assert error["message"] == message
            assert error["extensions"] == {"code": "GRAPHQL_VALIDATION_FAILED"}
            assert error["locations"]


@pytest.mark.parametrize(
    ("document", "place"),
    [
        ("{ opportunities(first: 0) { totalCount } }", "Argument 'Query.opportunities(first:)'"),
        (
            'mutation { closeQuotes(input: {expectedVersion: 0, opportunityId: ""}) { __typename}}',
            "Argument 'Mutation.closeQuotes(input:)'",
        ),
        ("query($n: Int = 0) { opportunities(first: $n) { totalCount } }", "Variable '$n'"),
    ],
)
@pytest.mark.parametrize("number", ["9" * 5000, "-" + "9" * 4301])
def test_a_number_of_too_many_digits_is_told_by_its_place(
    client: TestClient, document: str, place: str, number: str
) -> None:
    at = " at .expectedVersion" if "expectedVersion" in document else ""
    has = "has invalid default value" if "$n" in document else "has invalid value"

    error = the_error(post(client, re.sub(r"(?<![a-z])0", number, document)))

    assert error["message"] == f"{place} {has}{at}: The number has too many digits."
    assert error["extensions"] == {"code": "GRAPHQL_VALIDATION_FAILED"}
    assert error["locations"]


def test_every_validation_error_is_told_at_once(client: TestClient) -> None:
    document = "{ viewer { a b } opportunity { id } }"

    assert codes(post(client, document)) == ["GRAPHQL_VALIDATION_FAILED"] * 3
    assert codes(post(client, document)) == ["GRAPHQL_VALIDATION_FAILED"] * 3


def test_variables_that_cant_be_used_keep_the_useful_words(
    client: TestClient, database_url: str
) -> None:
    fine: dict[str, Any] = {"opportunityId": ROBOTS, "outcome": "LOST"}
    cases: list[tuple[str, dict[str, Any] | None, str]] = [
        (FIRST, None, "Expected a value of non-null type 'Int!' to be provided."),
        (FIRST, {"first": None}, "Expected value of non-null type 'Int!' not to be null."),
        (FIRST, {"first": "1"}, "Int cannot represent non-integer value: '1'"),
        (FIRST, {"first": 1.5}, "Int cannot represent non-integer value: 1.5"),
        (FIRST, {"first": True}, "Int cannot represent non-integer value: true"),
        (FIRST, {"first": [None]}, "Int cannot represent non-integer value: [null]"),
        (FIRST, {"first": "None"}, "Int cannot represent non-integer value: 'None'"),
        (
            FIRST,
            {"first": 2**31},
            "Int cannot represent non 32-bit signed integer value: 2147483648",
        ),
        (CLOSE, {"input": []}, "Expected value of type 'CloseOpportunityInput' to be an object, "),
        (
            CLOSE,
            {"input": {**fine, "outcome": "won"}},
            " at .outcome: Value 'won' does not exist in 'OpportunityOutcome' enum.",
        ),
        (CLOSE, {"input": {"outcome": "WON"}}, "to include required field 'opportunityId', found"),
        (
            CLOSE,
            {"input": {**fine, "dryrun": True}},
            f" found: {{'opportunityId': '{ROBOTS}', 'outcome': 'LOST', 'dryrun': true}}.",
        ),
        (
            CLOSE,
            {"input": {**fine, "dryRun": None}},
            " at .dryRun: Expected value of non-null type 'Boolean!' not to be null.",
        ),
        (
            CLOSE,
            {"input": {**fine, "closeOpenQuotes": "true"}},
            " at .closeOpenQuotes: Boolean cannot represent a non boolean value: 'true'",
        ),
        (
            CLOSE,
            {"input": {**fine, "description": {"it's": [None, True]}}},
            ' at .description: String cannot represent a non string value: {"it\'s": [null, true]}',
        ),
        (
            CLOSE,
            {"input": {**fine, "opportunityId": False}},
            " at .opportunityId: ID cannot represent value: false",
        ),
        (
            CLOSE,
            {"input": {**fine, "actualRevenue": {"amount": None}}},
            " at .actualRevenue.amount: Expected value of non-null type 'Decimal!' not to be null.",
        ),
    ]

    with nothing_changes(database_url):
        for document, variables, words in cases:
            error = the_error(post(client, document, variables))
            assert error["message"].startswith("Variable '$"), variables
            assert words in error["message"]
            assert error["extensions"] == {"code": "BAD_USER_INPUT"}
            assert error["locations"] == [{"line": 1, "column": document.index("$") + 1}]


def test_every_wrong_variable_is_told_at_once(client: TestClient) -> None:
    answer = post(client, CLOSE, {"input": {"expectedVersion": "x", "description": 1}})

    assert codes(answer) == ["BAD_USER_INPUT"] * 4


def test_variables_nested_without_end(client: TestClient) -> None:
    deep: Any = {}
    for _ in range(300):
        deep = {"not": deep}
    document = "query($f: OpportunityFilter) { opportunities(filter: $f) { totalCount } }"

    error = the_error(post(client, document, {"f": deep}))

    assert error["extensions"] == {"code": "LIMIT_EXCEEDED"}
    assert len(error["message"]) < 200


@pytest.mark.parametrize("kind", ["query", "mutation"])
def test_of_several_operations_one_has_to_be_named(
    client: TestClient, database_url: str, kind: str
) -> None:
    close = f'closeQuotes(input: {{opportunityId: "{ROBOTS}"}}) {{ errors {{ code }} }}'
    first = "viewer { name }" if kind == "query" else close
    document = f"{kind} A {{ {first} }} query B {{ viewer {{ id }} }}"

    with nothing_changes(database_url):
        unnamed = the_error(post(client, document))
        body = {"query": document, "operationName": "B"}
        named = without_cost(client.post("/graphql", json=body).json())

    assert unnamed["extensions"] == {"code": "OPERATION_RESOLUTION_FAILURE"}
    assert unnamed["message"] == (
        "The document has several operations: say which one by operationName."
    )
    assert named == {"data": {"viewer": {"id": "usr_00000000000000000000000001"}}}


def test_an_operation_that_isnt_in_the_document(client: TestClient) -> None:
    for document, name in (
        ("query A { viewer { name } }", "B"),
        ("query A { viewer { name } }", ""),
        ("query A { viewer { name } }", "\ud800"),
        ("{ viewer { name } }", "A"),
        ("query A { viewer { name } } query B { viewer { id } }", "C"),
    ):
        body = {"query": document, "operationName": name}
        headers = {"Content-Type": "application/json"}
        response = client.post("/graphql", content=json.dumps(body), headers=headers)
        assert response.status_code == 200
        error = the_error(response.json())
        assert error["extensions"] == {"code": "OPERATION_RESOLUTION_FAILURE"}


def test_an_argument_that_graphql_lets_through(client: TestClient) -> None:
    for arguments, message in (
        ("first: 101", "first is 101; it can be 0 to 100."),
        ("first: -1", "first is -1; it can be 0 to 100."),
        ("last: 2147483647", "last is 2147483647; it can be 0 to 100."),
        ("first: 1, last: 1", "Give first or last, not both."),
        ("filter: {}", "filter is empty; leave it out to match everything."),
        ("filter: {state: null}", "filter.state is null; leave it out."),
    ):
        document = f"{{ a: opportunities({arguments}) {{ totalCount }} }}"
        error = the_error(post(client, document))
        assert error["message"] == message
        assert error["path"] == ["a"]
        assert error["extensions"] == {"code": "BAD_USER_INPUT"}


def test_a_document_that_asks_for_too_much_is_refused_before_anything_is_done(
    client: TestClient, database_url: str
) -> None:
    wide = " ".join(f"a{n}: quotes {{ totalCount }}" for n in range(600))
    deep = "quotes { nodes { opportunity { " * 12 + "id" + " } } }" * 12

    with nothing_changes(database_url):
        for selection in (deep, wide):
            reading = f'{{ opportunity(id: "{ROBOTS}") {{ {selection} }} }}'
            error = the_error(post(client, reading))
            assert error["extensions"] == {"code": "LIMIT_EXCEEDED"}
            writing = f"""mutation {{ closeQuotes(input: {{opportunityId: "{ROBOTS}"}}) {{
              opportunity {{ {selection} }}
            }} }}"""
            error = the_error(post(client, writing))
            assert error["extensions"] == {"code": "LIMIT_EXCEEDED"}
