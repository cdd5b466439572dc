"""Unknown paths, and methods that a path isn't asked by: refused in JSON as everything else."""

import pytest
from starlette.testclient import TestClient

from tests.api.requests import nothing_changes
from tests.edge.sockets import JSON, exchange
from tests.server.commands import Served

NOTHING_THERE = "There is nothing at this path. GraphQL is at /graphql."
UNKNOWN = (
    *("/nowhere", "/graphql/", "/Graphql", "/graphql/x", "//graphql", "/health", "/health/live/"),
    *("/health/", "/static", "/static/", "/static/nothing.js", "/static/../pyproject.toml"),
    *("/metrics", "/graphql;a=b", "/%67raphql/", "/.env", "/favicon.ico", "/%E5%80%89%00"),
)
MUTATION = 'mutation { closeQuotes(input: {opportunityId: ""}) { __typename } }'


@pytest.mark.parametrize("path", UNKNOWN)
@pytest.mark.parametrize("method", ["GET", "POST", "DELETE", "OPTIONS"])
def test_an_unknown_path_is_refused(served: Served, method: str, path: str) -> None:
    request = f"{method} {path} HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n\r\n"
    known_to_some = path.startswith("/static/") and method != "GET"

    answer = exchange(served.port, request.encode())

    if known_to_some:
        message = f"This path is asked by GET, HEAD, not by {method}."
        assert (answer.status, answer.error) == (405, ("BAD_REQUEST", message))
    else:
        assert (answer.status, answer.error) == (404, ("BAD_REQUEST", NOTHING_THERE))
        assert "allow" not in answer.headers
    assert answer.headers["cache-control"] == "no-store"


@pytest.mark.parametrize("path", ["/", "/health/live", "/health/ready", "/static/a.js"])
@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "OPTIONS", "QUERY"])
def test_a_method_that_a_path_is_not_asked_by_is_refused(
    client: TestClient, method: str, path: str
) -> None:
    answer = client.request(method, path)

    message = f"This path is asked by GET, HEAD, not by {method}."
    assert answer.status_code == 405
    assert answer.headers["allow"] == "GET, HEAD"
    assert answer.headers["content-type"] == JSON
    assert answer.json() == {
        "errors": [{"message": message, "extensions": {"code": "BAD_REQUEST"}}]
    }


@pytest.mark.parametrize("path", ["/nowhere", "/static/nothing.js"])
def test_head_is_told_the_same_without_a_body(served: Served, path: str) -> None:
    got = exchange(served.port, f"GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
    request = f"HEAD {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
    head = exchange(served.port, request.encode())

    assert (head.status, head.body) == (404, b"")
    for name in ("content-type", "content-length", "cache-control", "content-security-policy"):
        assert head.headers[name] == got.headers[name]


def test_a_mutation_that_misses_the_path_does_nothing(
    client: TestClient, database_url: str
) -> None:
    with nothing_changes(database_url):
        for path in ("/", "/graphql/", "/nowhere", "/health/live"):
            answer = client.post(path, json={"query": MUTATION}, follow_redirects=False)
            assert answer.status_code in {404, 405}, path
