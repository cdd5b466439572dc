"""Pages of listed origins may call, over HTTP and WebSockets; those of all others may not."""

from collections.abc import Iterator
from typing import Any

import pytest
from starlette.testclient import TestClient
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect
from websockets.typing import Origin, Subprotocol

from server.app import EXPOSED, create_app
from server.demo import DEMO_USER
from server.settings import Settings
from tests.conftest import LOCAL
from tests.costs import without_cost
from tests.edge.conftest import Serve
from tests.edge.sockets import JSON

ORIGINS = ("http://localhost:*", "https://app.example.com", "http://[::1]:*")
ALLOWED = (
    *("http://localhost:5173", "http://localhost:1", "http://[::1]:3000"),
    "https://app.example.com",
)
FOREIGN = (
    *("https://evil.example", "null", "*", "", "http://localhost", "http://localhost:"),
    *("http://localhost:x", "http://localhost.evil.com:80", "http://localhost:80.evil.com"),
    *("http://localhost:80@evil.com", "http://localhost:80/", "http://localhost:80/x"),
    *("https://localhost:443", "http://evil.com?http://localhost:80", "http://127.0.0.1:80"),
    *("xhttp://localhost:80", "http://localhost:80 http://evil.com", "http://localhost.evil.com"),
    *("http://app.example.com", "https://app.example.com:443", "https://app.example.com.evil.com"),
    *("https://appxexample.com", "https://evil-app.example.com", "HTTPS://APP.EXAMPLE.COM"),
    *("https://app.example.com,https://evil.com", "http://localhost:*", "http://[::1]"),
)
ASKED = (
    "Origin, Access-Control-Request-Method, Access-Control-Request-Headers, "
    "Access-Control-Request-Private-Network"
)
"""What the answer to a preflight differs by."""
REFUSED = (
    "A page of this origin may not send this here: GET and POST are for the origins of "
    "CLINCH_CORS_ORIGINS."
)


@pytest.fixture
def listed(database_url: str) -> Iterator[TestClient]:
    settings = Settings(database_url=database_url, actor=DEMO_USER, cors_origins=ORIGINS)
    with TestClient(create_app(settings), LOCAL) as opened:
        yield opened


def call(client: TestClient, origin: str) -> Any:
    body = {"query": "{ viewer { name } }"}
    return client.post("/graphql", json=body, headers={"Origin": origin})


def preflight(client: TestClient, origin: str, method: str = "POST", path: str = "/graphql") -> Any:
    asked = {
        "Origin": origin,
        "Access-Control-Request-Method": method,
        "Access-Control-Request-Headers": "content-type,idempotency-key,x-client-name",
    }
    return client.options(path, headers=asked)


def of_cors(answer: Any) -> dict[str, str]:
    """What an answer tells browsers of other origins."""
    return {
        name: value
        for name, value in answer.headers.items()
        if name.startswith("access-control-") or name == "vary"
    }


@pytest.mark.parametrize("origin", ALLOWED)
def test_a_listed_origin_may_call(listed: TestClient, origin: str) -> None:
    answer = call(listed, origin)
    before = preflight(listed, origin)

    assert without_cost(answer.json()) == {"data": {"viewer": {"name": "Aiko Tanaka"}}}
    assert of_cors(answer) == {
        "access-control-allow-origin": origin,
        "access-control-expose-headers": ", ".join(EXPOSED),
        "vary": "Accept, Accept-Language, Authorization, Origin",
    }
    assert before.status_code == 200
    assert of_cors(before) == {
        "access-control-allow-origin": origin,
        "access-control-allow-methods": "GET, POST",
        "access-control-allow-headers": "content-type,idempotency-key,x-client-name",
        "access-control-max-age": "600",
        "vary": ASKED,
    }


@pytest.mark.parametrize("origin", [*FOREIGN, "http://localhost:80\n"])
def test_no_other_origin_may(listed: TestClient, origin: str) -> None:
    answer = call(listed, origin)
    before = preflight(listed, origin)

    assert of_cors(answer) == {
        "access-control-expose-headers": ", ".join(EXPOSED),
        "vary": "Accept, Accept-Language, Authorization, Origin",
    }
    assert_refused(before)


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "HEAD", "post", "*", ""])
def test_listed_origins_may_send_no_other_methods(listed: TestClient, method: str) -> None:
    before = preflight(listed, ALLOWED[0], method)

    assert_refused(before)


def test_listed_origins_may_reach_no_other_network_through_us(listed: TestClient) -> None:
    asked = {
        "Origin": ALLOWED[0],
        "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Private-Network": "true",
    }

    assert_refused(listed.options("/graphql", headers=asked))


def assert_refused(before: Any) -> None:
    """A preflight that no browser takes for a permission, and that says why."""
    assert before.status_code == 400
    assert of_cors(before) == {"vary": ASKED}
    assert before.headers["content-type"] == JSON
    extensions = {"code": "BAD_REQUEST"}
    assert before.json() == {"errors": [{"message": REFUSED, "extensions": extensions}]}


def test_an_answer_without_an_origin_differs_by_it_all_the_same(listed: TestClient) -> None:
    answer = listed.post("/graphql", json={"query": "{ viewer { name } }"})

    assert of_cors(answer) == {"vary": "Accept, Accept-Language, Authorization, Origin"}


def test_a_page_may_read_why_it_was_refused(listed: TestClient) -> None:
    for content_type, status in (("text/plain", 415), ("application/json", 400)):
        answer = listed.post(
            "/graphql", content="{", headers={"Origin": ALLOWED[0], "Content-Type": content_type}
        )
        assert answer.status_code == status
        assert answer.headers["access-control-allow-origin"] == ALLOWED[0]


def test_nobody_may_unless_origins_are_listed(client: TestClient) -> None:
    for origin in (*ALLOWED, *FOREIGN):
        assert of_cors(call(client, origin)) == {"vary": "Accept, Accept-Language, Authorization"}
        before = preflight(client, origin)
        assert (before.status_code, of_cors(before)) == (
            405,
            {"vary": "Accept, Accept-Language, Authorization"},
        )


# ── sockets ─────────────────────────────────────────────────────────────────────────────────────

SOCKETS = Subprotocol("graphql-transport-ws")


def test_sockets_are_for_the_same_origins_and_our_own(serve: Serve) -> None:
    with serve(CLINCH_CORS_ORIGINS=",".join(ORIGINS)) as served:
        url = f"ws://127.0.0.1:{served.port}/graphql"
        own = f"http://127.0.0.1:{served.port}"

        def opened(origin: str | None) -> Any:
            named = None if origin is None else Origin(origin)
            return connect(url, subprotocols=[SOCKETS], origin=named, open_timeout=10)

        for origin in (None, own, *ALLOWED):
            with opened(origin) as socket:
                socket.send('{"type": "connection_init"}')
                assert socket.recv(timeout=20) == '{"type":"connection_ack"}'
        look_alikes = (f"{own}0", f"{own}@evil.example", f"{own}.evil.example")
        for origin in (*FOREIGN, *look_alikes):
            with pytest.raises(InvalidStatus) as caught, opened(origin):
                pass
            assert caught.value.response.status_code == 403, origin
            assert "Server" not in caught.value.response.headers


def test_without_a_list_sockets_are_for_our_own_origin_alone(serve: Serve) -> None:
    with serve() as served:
        url = f"ws://127.0.0.1:{served.port}/graphql"
        for origin in (*ALLOWED, *FOREIGN):
            with (
                pytest.raises(InvalidStatus) as caught,
                connect(url, subprotocols=[SOCKETS], origin=Origin(origin), open_timeout=10),
            ):
                pass
            assert caught.value.response.status_code == 403, origin
