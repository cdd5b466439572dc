"""Who is signed in acts, over HTTP and WebSockets; who isn't gets nothing."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import timedelta
from time import time
from typing import Any

import pytest
from starlette.testclient import TestClient
from starlette.websockets import WebSocketDisconnect

from domain.access import Role
from domain.actor import UserKind
from server.app import create_app
from server.demo import DEMO_USER
from server.settings import Settings
from tests.acting import BEN
from tests.api.requests import nothing_changes
from tests.conftest import LOCAL, NOW, execute
from tests.costs import without_cost
from tests.reads.asking import database_of
from tests.services.dump import dump
from tests.sign_in.conftest import RSA
from tests.sign_in.provider import AIKO, AUDIENCE, Provider, signer

VIEWER = "{ viewer { id name email role } }"
NEW: Any = {"name": "Mio Sato", "email": "mio@example.com", "realm_access": {"roles": []}}
CHALLENGE = 'Bearer error="invalid_token"'


@dataclass
class Clock:
    """Stands still until it is moved."""

    passed: timedelta = field(default_factory=timedelta)

    def __call__(self) -> Any:
        return NOW + self.passed


Start = Callable[..., TestClient]


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def start(database_url: str, steady: Provider, clock: Clock) -> Iterator[Start]:
    """Starts the application with the provider; Ben is known to it as AIKO's subject."""
    with ExitStack() as stack:

        def started(**settings: Any) -> TestClient:
            given: dict[str, Any] = {
                "database_url": database_url,
                "oidc_issuer": steady.issuer,
                "oidc_audience": (AUDIENCE,),
                "oidc_roles_claim": "realm_access.roles",
                **settings,
            }
            app = create_app(Settings(**given), clock=clock)
            return stack.enter_context(TestClient(app, LOCAL, raise_server_exceptions=False))

        execute(database_url, f"UPDATE users SET subject = '{AIKO}' WHERE id = '{BEN}'")
        yield started


def bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


def viewer(client: TestClient, headers: dict[str, str] | None = None) -> Any:
    answer = client.post("/graphql", json={"query": VIEWER}, headers=headers or {})
    assert answer.status_code == 200
    return without_cost(answer.json())["data"]["viewer"]


def refused(client: TestClient, headers: Any = None, status: int = 401) -> tuple[str, str | None]:
    """The words and the challenge; nothing else is said."""
    answer = client.post("/graphql", json={"query": VIEWER}, headers=headers or {})
    assert answer.status_code == status
    ((message, code),) = [
        (each["message"], each["extensions"]["code"]) for each in answer.json()["errors"]
    ]
    assert answer.json() == {"errors": [{"message": message, "extensions": {"code": code}}]}
    assert code == ("BAD_REQUEST" if status == 400 else "UNAUTHENTICATED")
    return message, answer.headers.get("www-authenticate")


# ── who it is ───────────────────────────────────────────────────────────────────────────────────


def test_a_token_is_its_users(start: Start, steady: Provider) -> None:
    client = start()

    ben = viewer(client, bearer(steady.token()))

    assert ben == {
        "id": BEN,
        "name": "Ben Carter",
        "email": "user2@example.com",
        "role": "SALESPERSON",
    }
    assert viewer(client, {"authorization": f"bearer  {steady.token()}"}) == ben


def test_a_role_of_the_provider_counts_instead_of_the_users(
    start: Start, steady: Provider, database_url: str
) -> None:
    client = start(oidc_roles=(("boss", Role.ADMINISTRATOR), ("audit", Role.READER)))
    document = 'mutation { createCompetitor(input: {name: "X"}) { errors { code } } }'

    def create(*roles: str) -> Any:
        headers = bearer(steady.token(realm_access={"roles": [*roles]}))
        answer = client.post("/graphql", json={"query": document}, headers=headers).json()
        return answer["data"]["createCompetitor"]["errors"]

    with nothing_changes(database_url):
        assert create("audit") == [{"code": "PERMISSION_DENIED"}]
    assert create("audit", "boss") == []
    # As a salesperson, which is what he is here.
    assert create("nothing of ours") == []


def test_without_a_credential_only_a_named_actor_acts(start: Start) -> None:
    words = "Nobody is signed in: send Authorization: Bearer, with a token or an API key."
    assert refused(start()) == (words, "Bearer")


def test_a_token_counts_more_than_a_named_actor(start: Start, steady: Provider) -> None:
    client = start(actor=DEMO_USER)

    assert viewer(client)["id"] == DEMO_USER
    assert viewer(client, bearer(steady.token()))["id"] == BEN
    assert refused(client, bearer("junk")) == ("The token isn't valid.", CHALLENGE)


def test_an_unknown_user_isnt_let_in(start: Start, steady: Provider, database_url: str) -> None:
    client = start()
    with nothing_changes(database_url):
        told = refused(client, bearer(steady.token(sub="somebody")))

    assert told == ("You aren't a user here: ask an administrator.", CHALLENGE)


def test_a_new_user_is_made_where_that_is_wanted_and_once(start: Start, steady: Provider) -> None:
    client = start(oidc_new_users=Role.READER, oidc_roles=(("sales", Role.SALESPERSON),))

    first = viewer(client, bearer(steady.token(sub="new|1", **NEW)))
    again = viewer(client, bearer(steady.token(sub="new|1", **NEW)))
    other = viewer(client, bearer(steady.token(sub="new|2")))

    assert again == first
    assert {**first, "id": ""} == {
        "id": "",
        "name": "Mio Sato",
        "email": "mio@example.com",
        "role": "READER",
    }
    assert (other["role"], other["id"] != first["id"]) == ("READER", True)
    assert client.portal is not None
    rows = [
        row
        for row in client.portal.call(_users, database_of(client))
        if row["subject"] in {"new|1", "new|2"}
    ]
    assert [(row["subject"], row["kind"]) for row in rows] == [
        ("new|1", UserKind.PERSON),
        ("new|2", UserKind.PERSON),
    ]


def test_a_role_that_the_provider_takes_away_from_a_new_user_is_gone(
    start: Start, steady: Provider, database_url: str
) -> None:
    client = start(oidc_new_users=Role.READER, oidc_roles=(("boss", Role.ADMINISTRATOR),))
    document = 'mutation { createCompetitor(input: {name: "X"}) { errors { code } } }'

    def create(*roles: str) -> Any:
        headers = bearer(steady.token(sub="new|1", realm_access={"roles": [*roles]}))
        answer = client.post("/graphql", json={"query": document}, headers=headers).json()
        return answer["data"]["createCompetitor"]["errors"]

    assert create("boss") == []
    with nothing_changes(database_url):
        assert create() == [{"code": "PERMISSION_DENIED"}]


async def _users(database: Any) -> list[Any]:
    return [*(await dump(database))["users"].values()]


# ── who it isn't ────────────────────────────────────────────────────────────────────────────────


def test_what_is_no_token_of_ours_is_refused_in_few_words(
    start: Start, steady: Provider, database_url: str
) -> None:
    client = start()
    stranger = signer("rsa", number=7)
    isnt_valid = ("The token isn't valid.", CHALLENGE)
    is_no_bearer = ("Authorization has to be Bearer, with a token or an API key.", CHALLENGE)

    with nothing_changes(database_url):
        assert refused(client, bearer(steady.token(stranger))) == isnt_valid
        assert refused(client, bearer(steady.token(aud="other"))) == isnt_valid
        assert refused(client, bearer("clinch-abc.def")) == isnt_valid
        assert refused(client, bearer("x" * 20_000)) == isnt_valid
        expired = bearer(steady.token(exp=int(time()) - 60))
        assert refused(client, expired) == ("The token has expired.", CHALLENGE)
        for header in ("Basic dXNlcjpwYXNz", "Bearer", "Bearer ", "", steady.token()):
            assert refused(client, {"Authorization": header}) == is_no_bearer
        twice = [("Authorization", f"Bearer {steady.token()}")] * 2
        words = "There is more than one Authorization header."
        assert refused(client, twice, 400) == (words, None)


def test_given_no_provider_then_nobody_is_told_that_a_token_is_wrong(
    start: Start, acme: Provider
) -> None:
    acme.goes_down()
    client = start(oidc_issuer=acme.issuer)

    answer = client.post("/graphql", json={"query": VIEWER}, headers=bearer(acme.token(RSA)))

    assert (answer.status_code, answer.headers["retry-after"]) == (503, "10")
    words = "Nobody can sign in right now, as the OpenID provider doesn't answer: try again."
    assert answer.json() == {
        "errors": [{"message": words, "extensions": {"code": "UNAUTHENTICATED"}}]
    }


def test_pages_and_health_need_nobody(start: Start) -> None:
    client = start(graphiql=True, introspection=True)

    assert client.get("/graphql", headers={"Accept": "text/html"}).status_code == 200
    assert client.get("/health/ready").json() == {"status": "ready"}
    assert client.get("/graphql", params={"query": VIEWER}).status_code == 401


# ── for how long ────────────────────────────────────────────────────────────────────────────────


def test_a_change_of_role_is_heeded_when_what_is_remembered_is_old(
    start: Start, steady: Provider, database_url: str, clock: Clock
) -> None:
    client = start(sign_in_max_age=5)
    document = 'mutation { createCompetitor(input: {name: "X", dryRun: true}) { errors { code } } }'
    headers = bearer(steady.token())

    def create() -> Any:
        answer = client.post("/graphql", json={"query": document}, headers=headers).json()
        return answer["data"]["createCompetitor"]["errors"]

    assert create() == []
    execute(database_url, f"UPDATE users SET role = 'READER' WHERE id = '{BEN}'")
    clock.passed = timedelta(seconds=4.9)
    assert create() == []
    clock.passed = timedelta(seconds=5)
    assert create() == [{"code": "PERMISSION_DENIED"}]


def test_a_user_who_signs_in_has_a_limit_of_his_own(start: Start, steady: Provider) -> None:
    client = start(actor=DEMO_USER, rate_limit=1000)

    def remaining(headers: dict[str, str] | None = None) -> int:
        answer = client.post("/graphql", json={"query": VIEWER}, headers=headers or {})
        return int(answer.headers["ratelimit-remaining"])

    remaining()  # from here on the document is known
    first, second = remaining(), remaining()
    his = remaining(bearer(steady.token()))

    assert 1000 - his == first - second > 0


# ── WebSockets ──────────────────────────────────────────────────────────────────────────────────


def socket(client: TestClient, headers: dict[str, str] | None = None) -> Any:
    protocols = ["graphql-transport-ws"]
    return client.websocket_connect("ws://localhost/graphql", protocols, headers=headers or {})


def subscribed(connection: Any, identifier: str = "1") -> Any:
    """What comes of asking for the viewer."""
    payload = {"query": "{ viewer { id } }"}
    connection.send_json({"type": "subscribe", "id": identifier, "payload": payload})
    return connection.receive_json()


def test_a_socket_signs_in_by_connection_init(start: Start, steady: Provider) -> None:
    client, token = start(), f"Bearer {steady.token()}"
    for payload, headers in (
        ({"authorization": token}, {}),
        ({"Authorization": token}, {}),
        ({}, {"Authorization": token}),
        ({"authorization": token}, {"Authorization": "Bearer junk"}),
    ):
        with socket(client, headers) as connection:
            connection.send_json({"type": "connection_init", "payload": payload})
            assert connection.receive_json() == {"type": "connection_ack"}
            assert subscribed(connection)["payload"]["data"] == {"viewer": {"id": BEN}}


@pytest.mark.parametrize(
    "payload",
    [
        {},
        {"authorization": "Bearer junk"},
        {"authorization": None},
        {"authorization": ["Bearer x"]},
        {"authorization": "Bearer a", "Authorization": "Bearer b"},
    ],
)
def test_a_socket_of_nobodys_is_closed(start: Start, payload: Any) -> None:
    with socket(start()) as connection:
        connection.send_json({"type": "connection_init", "payload": payload})
        with pytest.raises(WebSocketDisconnect) as closed:
            connection.receive_json()

    assert (closed.value.code, closed.value.reason) == (4403, "Forbidden")


def test_a_token_that_expires_ends_what_its_socket_may_ask(start: Start, steady: Provider) -> None:
    client = start(oidc_leeway=0)
    # The leeway of 0 counts in whole seconds.
    token = steady.token(exp=int(time()) + 2)
    with socket(client) as connection:
        connection.send_json(
            {"type": "connection_init", "payload": {"authorization": f"Bearer {token}"}}
        )
        assert connection.receive_json() == {"type": "connection_ack"}
        answers: list[str] = []
        deadline = time() + 20
        while time() < deadline:
            answer = subscribed(connection, str(len(answers)))
            answers.append(answer["type"])
            if answer["type"] == "error":
                break
            assert connection.receive_json()["type"] == "complete"

    assert answers[0] == "next"
    assert answer["payload"] == [
        {"message": "The token has expired.", "extensions": {"code": "UNAUTHENTICATED"}}
    ]
