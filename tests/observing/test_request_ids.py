"""X-Request-Id: a client's own if it is a good one, else one of ours; in answer, line and event."""

import re
from collections.abc import Callable, Sequence
from typing import Any

import pytest
from httpx2 import Response
from starlette.testclient import TestClient

from tests.api.demo import STORES
from tests.api.requests import ask
from tests.observing.conftest import Lines
from tests.observing.serving import serving

VIEWER = "{ viewer { id } }"
RENAME = f"""mutation {{ updateOpportunity(input: {{opportunityId: "{STORES}", name: "Renamed"}}) {{
  errors {{ code }} }} }}"""
EVENTS = "{ events { nodes { type requestId } } }"
OURS = re.compile(r"[0-9a-f]{12}-[0-9a-f]+")

Logged = Callable[[], Lines]


def sent(client: TestClient, query: str, *ids: bytes) -> Response:
    headers = [(b"X-Request-Id", each) for each in ids]
    return client.post("/graphql", json={"query": query}, headers=headers)


def id_of(answer: Response) -> str:
    """The one that it has."""
    (found,) = answer.headers.get_list("x-request-id")
    return str(found)


@pytest.mark.parametrize("given", ["r-1", "x", "Aa0._-", "-", "r" * 128])
def test_a_good_one_is_in_the_answer_the_line_and_the_event(
    database_url: str, logged: Logged, given: str
) -> None:
    with serving(database_url) as client:
        answer = sent(client, RENAME, given.encode())
        events = ask(client, EVENTS)["events"]["nodes"]

    assert answer.json()["data"] == {"updateOpportunity": {"errors": []}}
    assert id_of(answer) == logged()[0]["requestId"] == given
    assert events[-1] == {"type": "OpportunityUpdated", "requestId": given}


@pytest.mark.parametrize(
    "given",
    [
        *(b"", b" ", b"r 1", b"r,1", b"r/1", b'"><script>', b"r" * 129, b"r" * 10_000),
        *(b"r\n", b"r\r\nSet-Cookie: a=b", b"\x1b[31m", "ä".encode(), "ä".encode("latin-1")),
    ],
)
def test_instead_of_a_bad_one_there_is_one_of_ours(
    database_url: str, logged: Logged, given: bytes
) -> None:
    with serving(database_url) as client:
        answer = sent(client, RENAME, given)
        events = ask(client, EVENTS)["events"]["nodes"]

    ours = id_of(answer)
    assert OURS.fullmatch(ours)
    assert logged()[0]["requestId"] == ours
    assert events[-1] == {"type": "OpportunityUpdated", "requestId": ours}


@pytest.mark.parametrize(("first", "second"), [(b"a", b"b"), (b"a", b"a"), (b"a", b"")])
def test_of_two_none_is_meant(
    database_url: str, logged: Logged, first: bytes, second: bytes
) -> None:
    with serving(database_url) as client:
        answers = [sent(client, VIEWER, *ids) for ids in ((first, second), (second, first))]

    ids = [id_of(each) for each in answers]
    assert all(map(OURS.fullmatch, ids)), ids
    assert [each["requestId"] for each in logged()] == ids


def test_no_two_requests_have_the_same_of_ours(database_url: str, logged: Logged) -> None:
    with serving(database_url) as client:
        ids = [id_of(sent(client, VIEWER)) for _ in range(20)]

    assert all(map(OURS.fullmatch, ids))
    assert len({*ids}) == 20
    assert len({each.partition("-")[0] for each in ids}) == 1
    assert [each["requestId"] for each in logged()] == ids


def every_kind(client: TestClient, headers: dict[str, str]) -> Sequence[Response]:
    """An answer of each status that there is without a proxy; the last is a fault."""
    query = {"query": VIEWER}
    long = {"query": "#" * 2000}
    etag = client.get("/graphql", params=query).headers["etag"]
    found = [
        client.post("/graphql", json=query, headers=headers),
        client.get("/graphql", params=query, headers={**headers, "If-None-Match": etag}),
        client.get("/", headers=headers, follow_redirects=False),
        client.get("/graphql", headers=headers),
        client.post("/graphql", json=query, headers={**headers, "Authorization": "Basic x"}),
        client.get("/nowhere", headers=headers),
        client.put("/graphql", json=query, headers=headers),
        client.get("/graphql", params=query, headers={**headers, "Accept": "image/png"}),
        client.post("/graphql", json=long, headers=headers),
        client.post("/graphql", content="{}", headers=headers),
        client.post("/graphql", json=query, headers={**headers, "Host": "evil.example"}),
        client.head("/health/live", headers=headers),
    ]
    del client.app.state.application  # type: ignore[attr-defined]
    return [
        *found,
        client.get("/health/ready", headers=headers),
        client.post("/graphql", json=query, headers=headers),
    ]


STATUSES = [200, 304, 307, 400, 401, 404, 405, 406, 413, 415, 421, 200, 503, 500]


def test_every_kind_of_answer_has_the_clients(database_url: str) -> None:
    with serving(database_url, max_body=1024) as client:
        answers = every_kind(client, {"X-Request-Id": "r-1"})

    assert [each.status_code for each in answers] == STATUSES
    assert {id_of(each) for each in answers} == {"r-1"}


def test_every_kind_of_answer_has_one_of_ours(database_url: str) -> None:
    with serving(database_url, max_body=1024) as client:
        answers = every_kind(client, {})

    assert [each.status_code for each in answers] == STATUSES
    ids = [id_of(each) for each in answers]
    assert all(map(OURS.fullmatch, ids))
    assert len({*ids}) == len(ids)


def test_a_refusal_for_the_rate_has_one(database_url: str) -> None:
    with serving(database_url, rate_limit=1000) as client:
        answers = [sent(client, "{ nobody }", b"r-1") for _ in range(11)]

    assert [each.status_code for each in answers] == [200] * 10 + [429]
    assert {id_of(each) for each in answers} == {"r-1"}


@pytest.mark.parametrize(("given", "expected"), [("r-1", re.compile("r-1")), ("r 1", OURS)])
def test_a_sockets_handshake_has_one(
    database_url: str, given: str, expected: re.Pattern[str]
) -> None:
    headers = {"X-Request-Id": given}
    with (
        serving(database_url) as client,
        client.websocket_connect(
            "ws://localhost/graphql", ["graphql-transport-ws"], headers=headers
        ) as socket,
    ):
        # Starlette declares that there are none.
        answered: Any = socket.extra_headers

    (found,) = [value.decode() for name, value in answered if name == b"x-request-id"]
    assert expected.fullmatch(found)
