"""Whoever brings an API key acts as its user, as far as the key's scopes go."""

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from starlette.testclient import TestClient

from domain.api_keys import PREFIX_LENGTH, SECRET_LENGTH
from server.app import create_app
from server.demo import DEMO_USER
from server.settings import Settings
from tests.acting import BEN
from tests.api.demo import ROBOTS
from tests.api.requests import call, nothing_changes
from tests.conftest import LOCAL, NOW
from tests.sign_in.test_signed_in import Clock, bearer, refused, socket, subscribed, viewer

SCOPES = ["opportunities:read", "quotes:write"]
REVOKE = "apiKey { isActive } errors { code }"
_MISSING = "code ... on PermissionDeniedError { missingRight path }"
_CLOSING = f'closeOpportunity(input: {{opportunityId: "{ROBOTS}", outcome: LOST}})'
CLOSE = f"mutation {{ {_CLOSING} {{ errors {{ {_MISSING} }} }} }}"
_QUOTES = f'closeQuotes(input: {{opportunityId: "{ROBOTS}"}})'
CLOSE_QUOTES = f"mutation {{ {_QUOTES} {{ errors {{ code }} }} }}"


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def client(database_url: str, clock: Clock) -> Iterator[TestClient]:
    """An administrator acts for whoever brings nothing."""
    app = create_app(Settings(database_url=database_url, actor=DEMO_USER), clock=clock)
    with TestClient(app, LOCAL, raise_server_exceptions=False) as opened:
        yield opened


def made(client: TestClient, user: str = BEN, scopes: Any = SCOPES) -> tuple[str, str]:
    """A new key, and its id."""
    end = (NOW + timedelta(hours=1)).isoformat()
    given = {"userId": user, "name": "Sync", "scopes": scopes, "expiresAt": end}
    done = call(client, "createApiKey", given, "key apiKey { id } errors { message }")
    assert done["errors"] == []
    return done["key"], done["apiKey"]["id"]


def asked(client: TestClient, key: str, query: str) -> Any:
    return client.post("/graphql", json={"query": query}, headers=bearer(key)).json()["data"]


def last_use(client: TestClient, key_id: str) -> Any:
    query = f'{{ node(id: "{key_id}") {{ ... on ApiKey {{ lastUsedAt version }} }} }}'
    return client.post("/graphql", json={"query": query}).json()["data"]["node"]


def written_down(client: TestClient) -> None:
    """That keys were used: nobody waits for it."""
    app: Any = client.app
    assert client.portal is not None
    client.portal.call(app.state.principals.keys.close)


def test_a_key_is_its_users_and_does_what_its_scopes_say(
    client: TestClient, database_url: str
) -> None:
    key, _ = made(client)
    bosses, _ = made(client, DEMO_USER)
    assert re.fullmatch(f"clinch_\\w{{{PREFIX_LENGTH}}}_\\w{{{SECRET_LENGTH}}}", key)

    # Ben's e-mail address is users:read's to see.
    assert viewer(client, bearer(key)) == {
        "id": BEN,
        "name": "Ben Carter",
        "email": None,
        "role": "SALESPERSON",
    }
    assert viewer(client, bearer(bosses))["role"] == "ADMINISTRATOR"
    written_down(client)
    with nothing_changes(database_url):
        for each in (key, bosses):
            assert asked(client, each, CLOSE)["closeOpportunity"]["errors"] == [
                {
                    "code": "PERMISSION_DENIED",
                    "missingRight": "opportunities:close",
                    "path": ["input"],
                }
            ]
    assert asked(client, bosses, "{ accounts { totalCount } opportunities { totalCount } }") == {
        "accounts": {"totalCount": 0},
        "opportunities": {"totalCount": 6},
    }
    assert asked(client, bosses, CLOSE_QUOTES)["closeQuotes"]["errors"] == []


def test_another_secret_or_prefix_is_nobodys(client: TestClient, database_url: str) -> None:
    key, _ = made(client)
    other, _ = made(client)
    prefix, secret = key.split("_")[1:]
    wrong = (
        f"clinch_{prefix}_{other.split('_')[2]}",
        f"clinch_{'a' * PREFIX_LENGTH}_{secret}",
        f"clinch_{prefix}_{secret.upper()}",
        f"clinch_{prefix}_{secret[:-1]}",
        f"clinch_{prefix}_{secret}x",
        f"clinch_{prefix}",
        "clinch_",
    )

    with nothing_changes(database_url):
        said = {refused(client, bearer(each)) for each in wrong}

    assert said == {("The API key isn't valid.", 'Bearer error="invalid_token"')}


def test_a_key_ends_when_it_says_even_if_it_is_remembered(client: TestClient, clock: Clock) -> None:
    key, _ = made(client)
    clock.passed = timedelta(minutes=59, seconds=59)
    assert viewer(client, bearer(key))["id"] == BEN

    clock.passed = timedelta(hours=1)

    assert refused(client, bearer(key))[0] == "The API key has expired."


def test_a_revoked_key_ends_when_what_is_remembered_is_old(
    client: TestClient, clock: Clock
) -> None:
    key, key_id = made(client)
    assert viewer(client, bearer(key))["id"] == BEN
    done = call(client, "revokeApiKey", {"apiKeyId": key_id}, REVOKE)
    assert done == {"apiKey": {"isActive": False}, "errors": []}

    assert viewer(client, bearer(key))["id"] == BEN
    clock.passed = timedelta(seconds=5)

    assert refused(client, bearer(key))[0] == "The API key was revoked."


def test_that_a_key_was_used_is_known_to_the_minute_and_no_change_of_it(
    client: TestClient, clock: Clock
) -> None:
    key, key_id = made(client)
    assert last_use(client, key_id) == {"lastUsedAt": None, "version": 1}
    uses = []

    for passed in (0, 30, 61):
        clock.passed = timedelta(seconds=passed)
        viewer(client, bearer(key))
        written_down(client)
        uses.append(last_use(client, key_id))

    assert uses == [
        {"lastUsedAt": "2026-11-22T17:23:00.123456Z", "version": 1},
        {"lastUsedAt": "2026-11-22T17:23:00.123456Z", "version": 1},
        {"lastUsedAt": "2026-11-22T17:24:01.123456Z", "version": 1},
    ]


def test_a_socket_takes_a_key(client: TestClient) -> None:
    key, _ = made(client)
    with socket(client) as connection:
        payload = {"authorization": f"Bearer {key}"}
        connection.send_json({"type": "connection_init", "payload": payload})
        assert connection.receive_json() == {"type": "connection_ack"}
        assert subscribed(connection)["payload"]["data"] == {"viewer": {"id": BEN}}


def test_a_users_keys_have_one_limit_together(database_url: str) -> None:
    settings = Settings(database_url=database_url, actor=DEMO_USER, rate_limit=1000)
    app = create_app(settings, clock=lambda: NOW)
    with TestClient(app, LOCAL) as client:
        body = {"query": "{ viewer { id } }"}
        client.post("/graphql", json=body)  # from here on the document is known
        left = []
        for user in (BEN, BEN, DEMO_USER):
            key, _ = made(client, user)
            answer = client.post("/graphql", json=body, headers=bearer(key))
            left.append(int(answer.headers["ratelimit-remaining"]))

    cost = 1000 - left[0]
    assert cost > 0
    assert left == [1000 - cost, 1000 - 2 * cost, 1000 - cost]
