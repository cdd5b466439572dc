"""GraphQL over HTTP: what a request has to be, and what answers one that isn't."""

from typing import Any
from urllib.parse import urlencode

from starlette.testclient import TestClient

from tests.api.demo import ROBOTS
from tests.api.requests import nothing_changes

JSON = {"Content-Type": "application/json"}
VIEWER = {"data": {"viewer": {"name": "Aiko Tanaka"}}}
NO_JSON = "Unable to parse request body as JSON"
NO_OBJECT = "The request's body has to be a JSON object in UTF-8."
TOO_DEEP = "The request is nested too deeply."
NO_QUERY = "No GraphQL query found in the request"


def refused(response: Any, status: int = 400, code: str = "BAD_REQUEST") -> str:
    """The message of an answer that is one error and no data, as JSON."""
    assert response.status_code == status
    assert response.headers["content-type"] == "application/json"
    answer = response.json()
    assert [*answer] == ["errors"]
    (error,) = answer["errors"]
    assert error["extensions"] == {"code": code}
    message: str = error["message"]
    return message


def test_bodies_that_are_no_request(client: TestClient) -> None:
    must_be = "must be an object or null, if provided."
    bodies: dict[bytes, str] = {
        b"": NO_JSON,
        b" ": NO_JSON,
        b"{": NO_JSON,
        b'{"query": "{ viewer { name } }"} x': NO_JSON,
        b"{'query': '{ viewer { name } }'}": NO_JSON,
        b"null": NO_OBJECT,
        b"1": NO_OBJECT,
        b'"{ viewer { name } }"': NO_OBJECT,
        b"true": NO_OBJECT,
        b'{"query": "\xff"}': NO_OBJECT,
        b'{"query": "{ viewer { name } }", "variables": {"x": NaN}}': NO_OBJECT,
        b'{"query": "{ viewer { name } }", "variables": {"x": -Infinity}}': NO_OBJECT,
        b'{"query": "{ viewer { name } }", "variables": {"x": ' + b"9" * 5000 + b"}}": NO_OBJECT,
        b"[]": "Batching is not enabled",
        b'[{"query": "{ viewer { name } }"}]': "Batching is not enabled",
        b"[" * 100_000: TOO_DEEP,
        b'{"variables": ' * 100_000: TOO_DEEP,
        b"{}": NO_QUERY,
        b'{"query": null}': NO_QUERY,
        b'{"query": ""}': NO_QUERY,
        b'{"query": 1}': "The GraphQL operation's `query` must be a string or null, if provided.",
        b'{"query": "{ viewer { name } }", "variables": []}': f"The GraphQL operation's "
        f"`variables` {must_be}",
        b'{"query": "{ viewer { name } }", "variables": "{}"}': f"The GraphQL operation's "
        f"`variables` {must_be}",
        b'{"query": "{ viewer { name } }", "extensions": 1}': f"The GraphQL operation's "
        f"`extensions` {must_be}",
        b'{"query": "{ viewer { name } }", "operationName": ["A"]}': "The GraphQL operation's "
        "`operationName` must be a string or null.",
    }

    for body, message in bodies.items():
        response = client.post("/graphql", content=body, headers=JSON)
        assert refused(response) == message, body[:60]


def test_bodies_that_are_a_request(client: TestClient) -> None:
    bodies = (
        b'{"query": "{ viewer { name } }"}',
        (
            b'{"query": "{ viewer { name } }", "variables": null, "operationName": null, '
            b'"extensions": null}'
        ),
        (
            b'{"query": "query A { viewer { name } }", "operationName": "A", "unknown": 1, '
            b'"extensions": {"a": 1}, "variables": {"more": [1.5e300, {}]}}'
        ),
        '{"query": "{ viewer { name } } # 倉庫"}'.encode(),
    )

    for body in bodies:
        response = client.post("/graphql", content=body, headers=JSON)
        assert (response.status_code, response.json()) == (200, VIEWER)


def test_content_types_other_than_json_are_refused(client: TestClient, database_url: str) -> None:
    document = f'mutation {{ closeQuotes(input: {{opportunityId: "{ROBOTS}"}}) {{ __typename }} }}'
    types = (
        *("text/plain", "application/graphql", "application/x-www-form-urlencoded", "", "*/*"),
        *("text/plain; application/json", "multipart/form-data; boundary=x"),
    )

    with nothing_changes(database_url):
        for type_ in types:
            response = client.post(
                "/graphql", content=f'{{"query": "{document}"}}', headers={"Content-Type": type_}
            )
            assert refused(response) == "Unsupported content type"
    response = client.post(
        "/graphql",
        content='{"query": "{ viewer { name } }"}',
        headers={"Content-Type": "application/json; charset=utf-8"},
    )
    assert response.json() == VIEWER


def get(client: TestClient, accept: str = "application/json", **parameters: str) -> Any:
    return client.get(f"/graphql?{urlencode(parameters)}", headers={"Accept": accept})


def test_a_query_may_be_asked_by_get(client: TestClient) -> None:
    document = "query A($id: ID!) { opportunity(id: $id) { state } } query B { viewer { name } }"
    variables = f'{{"id": "{ROBOTS}"}}'

    for accept in ("application/json", "text/html", "*/*"):
        answer = get(
            client, accept, query=document, operationName="A", variables=variables, extensions="{}"
        )
        assert answer.json() == {"data": {"opportunity": {"state": "OPEN"}}}
    assert get(client, query=document, operationName="B").json() == VIEWER


def test_a_mutation_by_get_is_refused(client: TestClient, database_url: str) -> None:
    close = f'closeQuotes(input: {{opportunityId: "{ROBOTS}"}}) {{ __typename }}'

    with nothing_changes(database_url):
        for document, name in (
            (f"mutation {{ {close} }}", None),
            (f"query A {{ viewer {{ name }} }} mutation B {{ {close} }}", "B"),
        ):
            parameters = {"query": document} | ({"operationName": name} if name else {})
            message = refused(get(client, **parameters))
            assert message == "mutations are not allowed when using GET"
        several = get(client, query=f"query A {{ viewer {{ name }} }} mutation B {{ {close} }}")
    (error,) = several.json()["errors"]
    assert error["extensions"] == {"code": "OPERATION_RESOLUTION_FAILURE"}


def test_parameters_that_are_no_request(client: TestClient) -> None:
    fine = "{ viewer { name } }"
    must_be = "The GraphQL operation's `variables` must be an object or null, if provided."

    assert refused(get(client)) == NO_QUERY
    assert refused(get(client, query="")) == NO_QUERY
    assert refused(get(client, query=fine, variables="x")) == NO_JSON
    assert refused(get(client, query=fine, variables="[]")) == must_be
    assert refused(get(client, query=fine, variables="")) == must_be
    assert refused(get(client, query=fine, variables="[" * 5000)) == TOO_DEEP
    assert refused(get(client, query=fine, extensions="NaN")) == NO_OBJECT


def test_other_methods_are_refused(client: TestClient) -> None:
    for method in ("PUT", "PATCH", "DELETE", "OPTIONS"):
        response = client.request(method, "/graphql")
        assert refused(response, 405) == "GraphQL only supports GET and POST requests."
