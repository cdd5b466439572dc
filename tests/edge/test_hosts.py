"""The names that the server answers to: whatever else leads here is refused, in JSON."""

import pytest

from tests.edge.conftest import Serve
from tests.edge.sockets import TYPENAME, Answer, exchange
from tests.server.commands import Served

REFUSED = (
    "BAD_REQUEST",
    "This server doesn't answer to that name: see CLINCH_ALLOWED_HOSTS.",
)
ANSWERED = (
    *(b"localhost", b"localhost:8000", b"LocalHost:1", b"127.0.0.1", b"127.0.0.1:80"),
    *(b"[::1]", b"[::1]:8000"),
)
OTHERS = (
    *(b"evil.example", b"localhost.evil.example", b"evil.example:80", b"localhost.", b""),
    *(b"evil.example/localhost", b"localhost@evil.example", b"localhost:80@evil.example"),
    *(b"localhost:80:80", b"localhost:x", b"localhost:", b"localhost,evil.example", b"::1"),
    *(b"127.0.0.1.evil.example", b"127.1", b"0.0.0.0", b"*", b"localhost\xb2", b"[::1", b"[::]"),
    *(b"localhost\tx", b"evil.example#localhost", b"http://localhost"),
)


def ask(port: int, *headers: bytes, target: bytes = b"/graphql") -> Answer:
    """A mutation's way in, by a request of exactly these headers."""
    lines = (
        b"POST %b HTTP/1.1" % target,
        *headers,
        b"Content-Type: application/json",
        b"Content-Length: %d" % len(TYPENAME),
    )
    return exchange(port, b"\r\n".join(lines) + b"\r\n\r\n" + TYPENAME)


@pytest.mark.parametrize("host", ANSWERED)
def test_its_own_names_are_answered_with_any_port(served: Served, host: bytes) -> None:
    answer = ask(served.port, b"Host: " + host)

    assert answer.json["data"] == {"__typename": "Query"}


@pytest.mark.parametrize("host", OTHERS)
def test_other_names_are_not(served: Served, host: bytes) -> None:
    answer = ask(served.port, b"Host: " + host)

    assert (answer.status, answer.error) == (421, REFUSED)


@pytest.mark.parametrize(
    "target",
    [
        *(b"/", b"/health/live", b"/health/ready", b"/static/a.js", b"/nowhere", b"/metrics"),
        b"/graphql?query={__typename}",
    ],
)
def test_nothing_else_is_told_to_other_names_either(served: Served, target: bytes) -> None:
    answer = ask(served.port, b"Host: evil.example", target=target)

    assert (answer.status, answer.error) == (421, REFUSED)


def test_no_name_is_not_its_name(served: Served) -> None:
    answer = ask(served.port)

    assert (answer.status, answer.error) == (421, REFUSED)


@pytest.mark.parametrize(
    "hosts",
    [
        (b"Host: localhost", b"Host: evil.example"),
        (b"Host: evil.example", b"Host: localhost"),
        (b"Host: localhost", b"HOST: localhost"),
    ],
)
def test_two_names_are_none(served: Served, hosts: tuple[bytes, ...]) -> None:
    answer = ask(served.port, *hosts)

    assert (answer.status, answer.error) == (421, REFUSED)


def test_of_a_whole_address_as_target_the_header_says_the_name(served: Served) -> None:
    own, other = b"http://localhost/graphql", b"http://evil.example/graphql"

    for target in (own, other):
        refused = ask(served.port, b"Host: evil.example", target=target)
        assert (refused.status, refused.error) == (421, REFUSED)
    answer = ask(served.port, b"Host: localhost", target=own)
    assert answer.json["data"] == {"__typename": "Query"}


FORWARDED = (
    b"X-Forwarded-Host: localhost",
    b"Forwarded: host=localhost",
    b"X-Host: localhost",
    b"X-Original-Host: localhost",
)


@pytest.mark.parametrize("forwarded", FORWARDED)
@pytest.mark.parametrize("proxies", ["", "127.0.0.1"])
def test_what_forwards_a_name_is_not_believed(serve: Serve, forwarded: bytes, proxies: str) -> None:
    with serve(CLINCH_TRUSTED_PROXIES=proxies) as served:
        refused = ask(served.port, b"Host: evil.example", forwarded)
        other = forwarded.replace(b"localhost", b"evil.example")
        answer = ask(served.port, b"Host: localhost", other)

    assert (refused.status, refused.error) == (421, REFUSED)
    assert answer.json["data"] == {"__typename": "Query"}


def test_any_name_is_answered_where_that_is_set(serve: Serve) -> None:
    with serve(CLINCH_ALLOWED_HOSTS="*") as served:
        for host in (b"evil.example", b""):
            answer = ask(served.port, b"Host: " + host)
            assert answer.json["data"] == {"__typename": "Query"}
        root = exchange(served.port, b"GET / HTTP/1.1\r\nHost: evil.example\r\n\r\n")
        assert root.headers["location"] == "/graphql"
