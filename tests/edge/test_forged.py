"""Requests that a page of any site can have a browser send, without asking first, do nothing."""

import json
from http.client import HTTPConnection
from urllib.parse import urlencode

import pytest
from starlette.testclient import TestClient

from tests.api.demo import ROBOTS
from tests.api.requests import nothing_changes, stored
from tests.edge.conftest import Serve
from tests.edge.sockets import JSON, exchange

MUTATION = f'mutation {{ closeQuotes(input: {{opportunityId: "{ROBOTS}"}}) {{ __typename }} }}'
REQUEST = json.dumps({"query": MUTATION}).encode()
FORM = urlencode({"query": MUTATION}).encode()
PARTS = (
    b'--x\r\nContent-Disposition: form-data; name="operations"\r\n'
    b"Content-Type: application/json\r\n\r\n%b\r\n"
    b'--x\r\nContent-Disposition: form-data; name="map"\r\n\r\n{}\r\n--x--\r\n' % REQUEST
)
PLAIN_FORM = b'{"query": ' + json.dumps(MUTATION).encode() + b', "a": "="}\r\n'
"""What a form of enctype text/plain sends, whose one field is named so that it is JSON."""
REFUSED = (
    "BAD_REQUEST",
    "The request's Content-Type has to be application/json, in UTF-8.",
)

TYPES: tuple[tuple[bytes | None, bytes], ...] = (
    (None, REQUEST),
    (b"", REQUEST),
    (b"text/plain", REQUEST),
    (b"text/plain", PLAIN_FORM),
    (b"text/plain;charset=UTF-8", REQUEST),
    (b"text/plain; application/json", REQUEST),
    (b"text/plain;a=application/json", REQUEST),
    (b"text/plain, application/json", REQUEST),
    (b"application/json, text/plain", REQUEST),
    (b'text/plain; x="; application/json"', REQUEST),
    (b"application/x-www-form-urlencoded", FORM),
    (b"application/x-www-form-urlencoded", REQUEST),
    (b"application/x-www-form-urlencoded; application/json", REQUEST),
    (b"multipart/form-data; boundary=x", PARTS),
    (b"multipart/form-data; boundary=application/json", REQUEST),
    (b"application/json+x", REQUEST),
    (b"xapplication/json", REQUEST),
    (b"\tapplication/json\xa0", REQUEST),
)
SAFE = {b"text/plain", b"application/x-www-form-urlencoded", b"multipart/form-data"}


def request(content_type: bytes | None, body: bytes) -> bytes:
    """As a browser sends it for a page of another site."""
    named = b"" if content_type is None else b"Content-Type: %b\r\n" % content_type
    return (
        b"POST /graphql HTTP/1.1\r\nHost: localhost\r\nOrigin: https://evil.example\r\n"
        b"Sec-Fetch-Site: cross-site\r\n%bContent-Length: %d\r\n\r\n%b"
    ) % (named, len(body), body)


@pytest.fixture
def url(serve: Serve) -> str:
    """Of the database that is served."""
    folder = serve.args[0]  # type: ignore[attr-defined]
    return f"sqlite:///{folder / 'clinch.db'}"


def test_no_body_but_json_by_name_is_read(serve: Serve, url: str) -> None:
    with serve() as served, nothing_changes(url):
        for content_type, body in TYPES:
            answer = exchange(served.port, request(content_type, body))
            assert (answer.status, answer.error) == (415, REFUSED), content_type
            assert answer.headers["content-type"] == JSON
            assert "access-control-allow-origin" not in answer.headers
    assert {(each or b"").partition(b";")[0] for each, _ in TYPES} > SAFE


def test_two_content_types_are_no_way_around(serve: Serve, url: str) -> None:
    twice = b"text/plain\r\nContent-Type: application/json"

    with serve() as served, nothing_changes(url):
        answer = exchange(served.port, request(twice, REQUEST))

        assert (answer.status, answer.error) == (415, REFUSED)


def test_a_link_or_an_image_changes_nothing(serve: Serve, url: str) -> None:
    address = f"/graphql?{urlencode({'query': MUTATION})}"
    accepted = ("text/html,*/*;q=0.8", "image/*,*/*;q=0.8", "*/*", "application/json")

    with serve(CLINCH_GRAPHIQL="true", CLINCH_INTROSPECTION="true") as served, nothing_changes(url):
        for accept in accepted:
            connection = HTTPConnection("127.0.0.1", served.port, timeout=10)
            connection.request("GET", address, headers={"Accept": accept})
            answer = connection.getresponse()
            (error,) = json.loads(answer.read())["errors"]
            connection.close()
            assert (answer.status, answer.headers["allow"]) == (405, "POST")
            assert error["message"] == "GET is for queries; send a mutation by POST."


def test_no_header_turns_a_get_into_a_post(client: TestClient, database_url: str) -> None:
    names = ("X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override")

    with nothing_changes(database_url):
        for name in names:
            answer = client.get("/graphql", params={"query": MUTATION}, headers={name: "POST"})
            assert answer.status_code == 405
        assert client.head("/graphql", params={"query": MUTATION}).status_code == 405
        both = client.get("/graphql", params={"query": MUTATION, "_method": "POST"})
        assert both.status_code == 405


def test_the_same_by_json_is_done(serve: Serve, url: str) -> None:
    """So that all these are refused for what they are."""
    with serve() as served:
        before = stored(url)
        answer = exchange(served.port, request(b"application/json", REQUEST))

        assert answer.json["data"] == {"closeQuotes": {"__typename": "CloseQuotesPayload"}}
        assert stored(url) != before
