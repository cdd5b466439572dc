"""How much a caller may use in a minute, as HTTP and WebSockets tell it."""

from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import pytest
from starlette.testclient import TestClient

from server.app import create_app
from server.demo import DEMO_USER
from server.limits.rate_limits import READING_COST
from server.settings import Settings
from tests.api.demo import ROBOTS
from tests.api.requests import nothing_changes
from tests.conftest import LOCAL, NOW

LIMIT = 1_000
PAGE = "{ opportunities(first: 100) { nodes { quotes(first: 3) { nodes { id } } } } }"
PAGE_COSTS = 502
SMALL = "{ viewer { id } }"
SMALL_COSTS = 2


@pytest.fixture
def limited(database_url: str) -> Iterator[TestClient]:
    settings = Settings(database_url=database_url, actor=DEMO_USER, rate_limit=LIMIT)
    with TestClient(create_app(settings, clock=lambda: NOW), LOCAL) as opened:
        yield opened


def ask(client: TestClient, query: str) -> Any:
    return client.post("/graphql", json={"query": query})


def test_what_is_left_is_said_and_what_is_too_much_is_refused(
    limited: TestClient, database_url: str
) -> None:
    first, new, small = [ask(limited, query) for query in (PAGE, SMALL, SMALL)]
    close = f'mutation {{ closeQuotes(input: {{opportunityId: "{ROBOTS}"}}) {{ __typename }} }}'

    with nothing_changes(database_url):
        refused = ask(limited, PAGE)
        while (answer := ask(limited, "{ nobody }")).status_code == 200:
            pass
        changed = ask(limited, close)

    cost = first.json()["extensions"]["cost"]["requested"]
    assert cost == PAGE_COSTS
    assert first.headers["ratelimit-limit"] == str(LIMIT)
    assert first.headers["ratelimit-remaining"] == str(LIMIT - PAGE_COSTS)
    left = LIMIT - PAGE_COSTS - READING_COST
    assert new.headers["ratelimit-remaining"] == str(left)
    assert small.headers["ratelimit-remaining"] == str(left - SMALL_COSTS)
    for each in (refused, answer, changed):
        assert each.status_code == 429
        assert [*each.json()] == ["errors"]
        (error,) = each.json()["errors"]
        assert error["extensions"] == {"code": "RATE_LIMITED"}
        assert 1 <= int(each.headers["retry-after"]) <= 120


def test_documents_that_arent_known_cost_what_reading_takes(limited: TestClient) -> None:
    long = f"{{ viewer {{ id }} }} # {'x' * 40_000}"

    left = [
        int(ask(limited, query).headers["ratelimit-remaining"]) for query in (SMALL, long, long)
    ]

    costs = [before - after for before, after in pairwise([LIMIT, *left])]
    assert costs == [READING_COST, len(long) // 100, SMALL_COSTS]


def test_documents_that_are_too_dear_arent_read_for_nothing(limited: TestClient) -> None:
    answers = [ask(limited, f"{PAGE} # {number}") for number in range(15)]

    assert [each.status_code for each in answers] == [200] + [429] * 14
    # One was answered; of the others each was charged for having been read, as long as that went.
    left = [int(each.headers["ratelimit-remaining"]) for each in answers]
    assert left[:7] == [498, 398, 298, 198, 98, 98, 0]


def test_what_is_known_and_too_dear_costs_nothing(limited: TestClient) -> None:
    answers = [ask(limited, PAGE) for _ in range(15)]

    assert [each.status_code for each in answers] == [200] + [429] * 14
    assert {each.headers["ratelimit-remaining"] for each in answers} == {str(LIMIT - PAGE_COSTS)}


DEEP = b'{"query": "{ __typename }", "variables": {"a": ' + b"[" * 40 + b"]" * 40 + b"}}"
UNKNOWN = b'{"extensions": {"persistedQuery": {"version": 1, "sha256Hash": "%s"}}}' % (b"a" * 64)


@pytest.mark.parametrize(
    "body", [b"null", b"{", b"[" * 100_000, DEEP, UNKNOWN, b'{"query": "{"}', b'{"query": 1}']
)
def test_what_cant_be_understood_isnt_free(limited: TestClient, body: bytes) -> None:
    def send() -> int:
        headers = {"Content-Type": "application/json"}
        return limited.post("/graphql", content=body, headers=headers).status_code

    statuses = [send() for _ in range(15)]

    # Each costs a tenth of the limit.
    assert set(statuses[:10]) <= {200, 400}
    assert set(statuses[11:]) == {429}
    # Nor does anything else of his come through, until something is back.
    assert ask(limited, SMALL).status_code == 429


def test_a_query_string_that_cant_be_understood_isnt_free(limited: TestClient) -> None:
    statuses = [limited.get("/graphql?variables=%5B").status_code for _ in range(15)]

    assert set(statuses[:10]) == {400}
    assert set(statuses[11:]) == {429}


def test_another_address_has_a_limit_of_its_own(limited: TestClient) -> None:
    other = TestClient(limited.app, LOCAL, client=("192.0.2.7", 50000))
    # In the application's own event loop: another one mustn't touch its connections.
    other.portal = limited.portal
    ask(limited, PAGE)

    assert ask(limited, PAGE).status_code == 429
    assert ask(other, PAGE).headers["ratelimit-remaining"] == str(LIMIT - PAGE_COSTS)


def test_operations_of_a_socket_count_too(limited: TestClient) -> None:
    def answer(socket: Any, number: int) -> Any:
        socket.send_json({"type": "subscribe", "id": str(number), "payload": {"query": PAGE}})
        return socket.receive_json()

    with limited.websocket_connect("ws://localhost/graphql", ["graphql-transport-ws"]) as socket:
        socket.send_json({"type": "connection_init"})
        assert socket.receive_json() == {"type": "connection_ack"}
        first = answer(socket, 1)
        assert socket.receive_json() == {"type": "complete", "id": "1"}
        second = answer(socket, 2)

    assert first["type"] == "next"
    assert second["type"] == "error"
    assert second["payload"][0]["extensions"] == {"code": "RATE_LIMITED"}
