"""GraphQL over HTTP: what a request has to be, and what answers one that isn't."""

from typing import Any
from urllib.parse import urlencode

from starlette.testclient import TestClient

from tests.api.demo import ROBOTS
from tests.api.requests import nothing_changes

JSON = {"Content-Type": "application/json"}
COST = {"cost": {"requested": 2, "limit": 100_000}}
VIEWER = {"data": {"viewer": {"name": "Aiko Tanaka"}}, "extensions": COST}
NO_JSON = "The request's body can't be read as JSON: "
NO_OBJECT = "The request's body has to be a JSON object in UTF-8."
EMPTY = "The request's body is empty; it has to be a JSON object in UTF-8."
BATCH = "Several requests in one body aren't supported: send them one by one."
TOO_DEEP = "it is nested too deeply."
NO_QUERY = "The request has no `query`."


def refused(response: Any, status: int = 400, code: str = "BAD_REQUEST") -> str:
    """The message of an answer that is one error and no data, as JSON."""
    assert response.status_code == status
    assert response.headers["content-type"] == "application/json; charset=utf-8"
    answer = response.json()
    assert [*answer] == ["errors"]
    (error,) = answer["errors"]
    assert error["extensions"] == {"code": code}
    message: str = error["message"]
    return message


def test_bodies_that_are_no_request(client: TestClient) -> None:
    bodies: dict[bytes, str] = {
        b"": EMPTY,
        b" ": EMPTY,
        b"{": f"{NO_JSON}Expecting property name enclosed in double quotes (line 1, column 2).",
        b'{"query": "{ viewer { name } }"} x': f"{NO_JSON}Extra data (line 1, column 34).",
        b"{'query': 1}": (
            f"{NO_JSON}Expecting property name enclosed in double quotes (line 1, column 2)."
        ),
        b"null": NO_OBJECT,
        b"1": NO_OBJECT,
        b'"{ viewer { name } }"': NO_OBJECT,
        b"true": NO_OBJECT,
        b'{"query": "\xff"}': f"{NO_JSON}it isn't UTF-8.",
        b'{"query": "{ viewer { name } }", "variables": {"x": NaN}}': f"{NO_JSON}NaN isn't JSON.",
        b'{"query": "{ viewer { name } }", "variables": {"x": -Infinity}}': (
            f"{NO_JSON}-Infinity isn't JSON."
        ),
        b'{"query": "{ viewer { name } }", "variables": {"x": ' + b"9" * 5000 + b"}}": (
            f"{NO_JSON}a number has too many digits."
        ),
        '{"query": "{ viewer { name } }"}'.encode("utf-16"): f"{NO_JSON}it isn't UTF-8.",
        b"[]": BATCH,
        b'[{"query": "{ viewer { name } }"}]': BATCH,
        b"[" * 100_000: NO_JSON + TOO_DEEP,
        b'{"variables": ' * 15_000: NO_JSON + TOO_DEEP,
        b"{}": NO_QUERY,
        b'{"query": null}': NO_QUERY,
        b'{"query": ""}': NO_QUERY,
        b'{"query": 1}': "`query` has to be a string.",
        b'{"query": "{ viewer { name } }", "variables": []}': "`variables` has to be an object.",
        b'{"query": "{ viewer { name } }", "variables": "{}"}': "`variables` has to be an object.",
        b'{"query": "{ viewer { name } }", "extensions": 1}': "`extensions` has to be an object.",
        b'{"query": "{ viewer { name } }", "operationName": ["A"]}': (
            "`operationName` has to be a string."
        ),
        b'{"documentId": 7}': "`documentId` has to be a string.",
        b'{"query": "{ a }", "query": "{ viewer { name } }"}': (
            f'{NO_JSON}the key "query" stands twice in one object.'
        ),
        b'{"query": "{ viewer { name } }", "variables": {"a": [{"b": 1, "b": 1}]}}': (
            f'{NO_JSON}the key "b" stands twice in one object.'
        ),
        b'{"\\ud800": 1, "\\ud800": 2}': (
            f'{NO_JSON}the key "\\ud800" stands twice in one object.'
        ),
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
        "application/json; charset=latin-1",
    )

    with nothing_changes(database_url):
        for type_ in types:
            response = client.post(
                "/graphql", content=f'{{"query": "{document}"}}', headers={"Content-Type": type_}
            )
            assert refused(response, 415) == (
                "The request's Content-Type has to be application/json, in UTF-8."
            )
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

    for accept in ("application/json", "text/html, */*;q=0.8", "*/*"):
        answer = get(
            client, accept, query=document, operationName="A", variables=variables, extensions="{}"
        )
        assert answer.json() == {"data": {"opportunity": {"state": "OPEN"}}, "extensions": COST}
    assert get(client, query=document, operationName="B").json() == VIEWER


def test_a_mutation_by_get_is_refused(client: TestClient, database_url: str) -> None:
    close = f'closeQuotes(input: {{opportunityId: "{ROBOTS}"}}) {{ __typename }}'

    with nothing_changes(database_url):
        for document, name in (
            (f"mutation {{ {close} }}", None),
            (f"query A {{ viewer {{ name }} }} mutation B {{ {close} }}", "B"),
        ):
            parameters = {"query": document} | ({"operationName": name} if name else {})
            response = get(client, **parameters)
            assert refused(response, 405) == "GET is for queries; send a mutation by POST."
            assert response.headers["allow"] == "POST"
        several = get(client, query=f"query A {{ viewer {{ name }} }} mutation B {{ {close} }}")
    (error,) = several.json()["errors"]
    assert error["extensions"] == {"code": "OPERATION_RESOLUTION_FAILURE"}


def test_parameters_that_are_no_request(client: TestClient) -> None:
    fine = "{ viewer { name } }"
    must_be = "`variables` has to be an object."
    no_json = "The parameter {} can't be read as JSON: {}"

    assert refused(get(client)) == NO_QUERY
    assert refused(get(client, query="")) == NO_QUERY
    assert refused(get(client, query=fine, variables="x")) == no_json.format(
        "variables", "Expecting value (line 1, column 1)."
    )
    assert refused(get(client, query=fine, variables="[]")) == must_be
    assert refused(get(client, query=fine, variables="[" * 5000)) == no_json.format(
        "variables", TOO_DEEP
    )
    assert refused(get(client, query=fine, extensions="NaN")) == no_json.format(
        "extensions", "NaN isn't JSON."
    )
    assert refused(get(client, query=fine, variables='{"a":1,"a":2}')) == (
        no_json.format("variables", 'the key "a" stands twice in one object.')
    )
    twice = client.get("/graphql?query={a}&query={b}", headers={"Accept": "application/json"})
    assert refused(twice) == "The parameter query stands twice in the query string."
    no_text = client.get("/graphql?query=%ff", headers={"Accept": "application/json"})
    assert refused(no_text) == (
        "The query string has to be form-encoded UTF-8, with at most 100 parameters."
    )
    many = client.get("/graphql?" + "&a=" * 101, headers={"Accept": "application/json"})
    assert refused(many) == refused(no_text)
    assert get(client, query=fine, variables="", extensions="").json() == VIEWER


def test_other_methods_are_refused(client: TestClient) -> None:
    for method in ("PUT", "PATCH", "DELETE", "OPTIONS", "QUERY"):
        response = client.request(method, "/graphql")
        assert refused(response, 405) == f"GraphQL is asked by GET or POST, not by {method}."
        assert response.headers["allow"] == "GET, HEAD, POST"


def test_head_is_get_without_a_body(client: TestClient) -> None:
    got = client.head("/graphql?query={viewer{name}}")

    assert got.status_code == 200
    assert got.headers["content-type"] == "application/json; charset=utf-8"


def test_an_answer_that_the_client_doesnt_take_isnt_given(
    client: TestClient, database_url: str
) -> None:
    close = f'closeQuotes(input: {{opportunityId: "{ROBOTS}"}}) {{ __typename }}'
    with nothing_changes(database_url):
        for accept in ("text/html", "application/json;q=0", "text/event-stream"):
            response = client.post(
                "/graphql", json={"query": f"mutation {{ {close} }}"}, headers={"Accept": accept}
            )
            assert refused(response, 406) == (
                "The answer is application/json or application/graphql-response+json, and Accept "
                "takes neither."
            )


PLAIN = "application/json"
STRICT = "application/graphql-response+json"


def test_a_request_error_has_the_status_that_its_media_type_has(client: TestClient) -> None:
    requests = {
        "{": "GRAPHQL_PARSE_FAILED",
        "{ nobody }": "GRAPHQL_VALIDATION_FAILED",
        "query($id: ID!) { node(id: $id) { id } }": "BAD_USER_INPUT",
        "query A { viewer { name } } query B { viewer { name } }": "OPERATION_RESOLUTION_FAILURE",
    }

    for document, code in requests.items():
        for accept, status in ((PLAIN, 200), (STRICT, 400)):
            response = client.post("/graphql", json={"query": document}, headers={"Accept": accept})
            assert response.status_code == status
            assert response.headers["content-type"] == f"{accept}; charset=utf-8"
            assert [*response.json()] == ["errors"]
            assert {each["extensions"]["code"] for each in response.json()["errors"]} == {code}


def test_an_answer_is_in_the_media_type_that_is_liked_best(client: TestClient) -> None:
    for accept in (PLAIN, STRICT):
        response = client.post(
            "/graphql", json={"query": "{ viewer { name } }"}, headers={"Accept": accept}
        )
        assert (response.status_code, response.json()) == (200, VIEWER)
        assert response.headers["content-type"] == f"{accept}; charset=utf-8"
        assert response.headers["vary"] == "Accept, Accept-Language, Authorization"
        assert response.headers["cache-control"] == "no-store"


def test_an_answer_to_get_is_kept_by_its_tag(client: TestClient) -> None:
    first = get(client, query="{ viewer { name } }")
    again = client.get(
        "/graphql?query={ viewer { name } }", headers={"If-None-Match": first.headers["etag"]}
    )
    other = client.get(
        "/graphql?query={ viewer { id } }", headers={"If-None-Match": first.headers["etag"]}
    )
    wrong = get(client, query="{ nobody }")

    assert first.headers["cache-control"] == "private, no-cache"
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["etag"] == first.headers["etag"]
    assert other.status_code == 200
    assert (wrong.headers["cache-control"], wrong.headers.get("etag")) == ("no-store", None)
