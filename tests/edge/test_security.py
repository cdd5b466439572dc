"""What every answer tells browsers: each kind's headers, exactly, as `clinch serve` sends them."""

import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from http.client import HTTPConnection
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from server.app import create_app
from server.demo import DEMO_USER
from server.graphiql import POLICY, graphiql_page
from server.settings import Settings
from tests.conftest import LOCAL
from tests.edge.conftest import Serve
from tests.edge.sockets import exchange
from tests.server.commands import Served, serving

NOTHING = "default-src 'none'; frame-ancestors 'none'"
EVERYWHERE = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-resource-policy": "same-origin",
}
ON_PAGES = {"x-frame-options": "DENY", "cross-origin-opener-policy": "same-origin"}
DIFFERENT = {
    *("date", "content-length", "x-request-id", "etag"),
    *("ratelimit-remaining", "ratelimit-reset", "retry-after"),
}
"""Headers whose values differ from answer to answer, and tell browsers nothing of safety."""
JSON = "application/json; charset=utf-8"
STRICT = "application/graphql-response+json"
NEGOTIATED = {"content-type": JSON, "vary": "Accept, Accept-Language, Authorization"}
REFUSED = {**NEGOTIATED, "cache-control": "no-store"}
UNREAD = {**REFUSED, "connection": "close"}
"""Refused before the body was read: its rest isn't waited for."""
ANSWERED = {**REFUSED, "ratelimit-limit": "600000"}
TYPENAME = b'{"query": "{ __typename }"}'
FILE = f"/static/{next(iter(graphiql_page().files))}"
"""There wherever GraphiQL comes from."""


@dataclass(frozen=True, slots=True)
class Kind:
    """A request, the status of its answer, and what its headers are beside those of all answers."""

    status: int
    own: Mapping[str, str]
    method: str = "GET"
    path: str = "/graphql"
    sent: Mapping[str, str] = field(default_factory=dict)
    body: bytes | None = None
    policy: str = NOTHING

    @property
    def expected(self) -> list[tuple[str, str]]:
        every = {**EVERYWHERE, "content-security-policy": self.policy, **self.own}
        return sorted(every.items())


def posted(status: int, own: Mapping[str, str], body: bytes = TYPENAME, **sent: str) -> Kind:
    headers = {"Content-Type": "application/json"}
    headers |= {name.replace("_", "-"): value for name, value in sent.items()}
    return Kind(status, own, "POST", sent=headers, body=body)


KINDS = {
    "an answer": posted(200, ANSWERED),
    "an answer to GET": Kind(
        200, {**ANSWERED, "cache-control": "private, no-cache"}, path="/graphql?query={__typename}"
    ),
    "a request error": posted(200, ANSWERED, b'{"query": "{"}'),
    "a strict request error": posted(
        400,
        {**ANSWERED, "content-type": f"{STRICT}; charset=utf-8"},
        b'{"query": "{"}',
        Accept=STRICT,
    ),
    "a body that is no JSON": posted(400, ANSWERED, b"{"),
    "a mutation by GET": Kind(
        405, {**ANSWERED, "allow": "POST"}, path="/graphql?query=mutation{closeQuotes(input:"
        "{opportunityId:%22%22}){__typename}}"
    ),
    "a method that GraphQL has no use for": Kind(
        405, {**REFUSED, "allow": "GET, HEAD, POST"}, "DELETE"
    ),
    "a preflight where no origins are listed": Kind(
        405, {**REFUSED, "allow": "GET, HEAD, POST"}, "OPTIONS",
        sent={"Origin": "https://a.example", "Access-Control-Request-Method": "POST"},
    ),
    "a media type that can't be": posted(406, UNREAD, Accept="text/csv"),
    "a large body": Kind(
        413, UNREAD, "POST",
        sent={"Content-Type": "application/json", "Content-Length": "300000"},
    ),
    "a form": posted(415, UNREAD, Content_Type="application/x-www-form-urlencoded"),
    "another name": posted(421, REFUSED, Host="evil.example"),
    "GraphiQL's page": Kind(
        200,
        {
            **ON_PAGES,
            "content-type": "text/html; charset=utf-8",
            "cache-control": "no-cache",
            "vary": "Accept",
        },
        sent={"Accept": "text/html,*/*;q=0.8"}, policy=graphiql_page().policy,
    ),
    "a file": Kind(
        200,
        {
            "content-type": "text/css; charset=utf-8"
            if FILE.endswith(".css")
            else "text/javascript; charset=utf-8",
            "cache-control": "public, max-age=31536000, immutable",
        },
        path=FILE,
    ),
    "a file that isn't there": Kind(404, REFUSED, path="/static/nothing.js"),
    "/health/live": Kind(
        200, {"content-type": "application/json", "cache-control": "no-store"}, path="/health/live"
    ),
    "/health/ready": Kind(
        200, {"content-type": "application/json", "cache-control": "no-store"}, path="/health/ready"
    ),
    "/metrics": Kind(
        200,
        {"content-type": "text/plain; version=0.0.4; charset=utf-8", "cache-control": "no-store"},
        path="/metrics", sent={"Accept": "text/plain"},
    ),
    "the root": Kind(307, {"location": "/graphql"}, path="/"),
    "an unknown path": Kind(404, REFUSED, path="/nowhere"),
    "a method that a path has no use for": Kind(
        405, {**REFUSED, "allow": "GET, HEAD"}, "POST", "/health/live"
    ),
}  # fmt: skip


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> Iterator[Served]:
    """With all that it can serve."""
    folder = tmp_path_factory.mktemp("served")
    shutil.copyfile(sqlite_template, folder / "clinch.db")
    settings = {"GRAPHIQL": "true", "INTROSPECTION": "true", "METRICS": "true", "ACTOR": DEMO_USER}
    with serving(folder, **{f"CLINCH_{name}": value for name, value in settings.items()}) as served:
        yield served


def answer_to(port: int, kind: Kind) -> tuple[int, list[tuple[str, str]]]:
    """The status, and all headers but those that differ."""
    connection = HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        connection.request(kind.method, kind.path, kind.body, dict(kind.sent))
        answer = connection.getresponse()
        answer.read()
        return answer.status, told(answer.getheaders())
    finally:
        connection.close()


def told(headers: list[tuple[str, str]]) -> list[tuple[str, str]]:
    lower = [(name.lower(), value) for name, value in headers]
    return sorted((name, value) for name, value in lower if name not in DIFFERENT)


@pytest.mark.parametrize("name", KINDS)
def test_each_kind_of_answer_has_these_headers_and_no_others(running: Served, name: str) -> None:
    kind = KINDS[name]

    status, headers = answer_to(running.port, kind)

    assert (status, headers) == (kind.status, kind.expected)


def test_nothing_may_be_loaded_into_an_answer_and_only_our_own_into_graphiql() -> None:
    assert POLICY == (
        "default-src 'self'; script-src 'self'; "
        "style-src 'self' 'sha256-nzTgYzXYDNe6BAHiiI7NNlfK8n/auuOAhh2t92YvuXo='; "
        "font-src data:; img-src data:; object-src 'none'; base-uri 'none'; form-action 'none'; "
        "frame-ancestors 'none'"
    )


def test_what_isnt_http_is_refused_with_the_same_headers(running: Served) -> None:
    answer = exchange(running.port, b"GET /\xff HTTP/1.1\r\n\r\n")

    expected = Kind(400, {"content-type": JSON, "cache-control": "no-store", "connection": "close"})
    assert answer.status == 400
    assert told([*answer.headers.items()]) == expected.expected


def test_who_has_nothing_left_is_refused_with_the_same_headers(serve: Serve) -> None:
    kind = posted(429, {**REFUSED, "ratelimit-limit": "1000"})
    dear = posted(200, {}, b'{"query": "{ opportunities(first: 99) { nodes { name stage } } }"}')

    with serve(CLINCH_RATE_LIMIT="1000") as served:
        for _ in range(20):
            status, headers = answer_to(served.port, dear)
            if status != 200:
                break

    assert (status, headers) == (429, kind.expected)


def test_a_fault_is_answered_with_the_same_headers(database_url: str) -> None:
    app = create_app(Settings(database_url=database_url, actor=DEMO_USER))
    with TestClient(app, LOCAL) as client:
        del app.state.application
        answer = client.post("/graphql", json={"query": "{ viewer { name } }"})

    assert answer.status_code == 500
    assert answer.json()["errors"][0]["extensions"]["code"] == "INTERNAL_SERVER_ERROR"
    assert "application" not in answer.text
    assert told([*answer.headers.items()]) == Kind(500, REFUSED).expected
