"""createApiKey shows a key once and keeps none; revokeApiKey; who sees keys."""

import logging
from typing import Any

import pytest
from starlette.testclient import TestClient

from domain.api_keys import hash_of, parse_key
from server.demo import DEMO_USER
from tests.acting import BEN, acting
from tests.api.keyed import answer
from tests.api.requests import ask, call, events, nothing_changes, stored

GIVEN: dict[str, Any] = {
    "userId": DEMO_USER,
    "name": "Acme",
    "scopes": ["quotes:write", "accounts:read"],
    "expiresAt": "2027-01-31T00:00:00Z",
}
PAYLOAD = "key apiKey { id prefix } errors { code path message }"


def create(client: TestClient, **more: Any) -> Any:
    return call(client, "createApiKey", {**GIVEN, **more}, PAYLOAD)


def test_a_key_is_shown_once(client: TestClient, database_url: str) -> None:
    made = create(client)

    parsed = parse_key(made["key"])
    assert parsed is not None
    assert made["apiKey"]["prefix"] == parsed[0]
    (kept,) = ask(client, "{ apiKeys { nodes { id prefix name scopes isActive } } }")["apiKeys"][
        "nodes"
    ]
    assert kept == {
        "id": made["apiKey"]["id"],
        "prefix": parsed[0],
        "name": "Acme",
        "scopes": ["opportunities:read", "quotes:write", "accounts:read"],
        "isActive": True,
    }
    assert events(database_url) == ["ApiKeyCreated"]


def test_the_key_is_answered_wherever_it_is_selected(client: TestClient) -> None:
    selection = "a: key __typename b: key ... on CreateApiKeyPayload { apiKey { version } key }"

    first = answer(client, "createApiKey", GIVEN, selection)["data"]["createApiKey"]
    none = answer(client, "createApiKey", GIVEN, "errors { code }")["data"]["createApiKey"]

    assert [*first] == ["a", "__typename", "b", "apiKey", "key"]
    assert first["__typename"] == "CreateApiKeyPayload"
    assert first["apiKey"] == {"version": 1}
    assert first["a"] == first["b"] == first["key"]
    assert parse_key(first["key"])
    assert none == {"errors": []}


def test_the_same_through_graphql_core(client: TestClient) -> None:
    """What also asks for something that has no plan is answered the other way."""
    made = ask(
        client,
        "mutation($input: CreateApiKeyInput!) { createApiKey(input: $input) { key } "
        "__typename ...F } fragment F on Mutation { again: createApiKey(input: $input) { key } }",
        {"input": GIVEN},
    )

    keys = [made["createApiKey"]["key"], made["again"]["key"]]
    assert all(map(parse_key, keys))
    assert keys[0] != keys[1]


def test_a_replay_has_no_key_and_makes_none(client: TestClient, database_url: str) -> None:
    first = create(client, idempotencyKey="once")

    with nothing_changes(database_url):
        again = answer(client, "createApiKey", {**GIVEN, "idempotencyKey": "once"}, PAYLOAD)

    assert parse_key(first["key"])
    assert again == {
        "data": {"createApiKey": {**first, "key": None}},
        "extensions": {"idempotentReplays": ["createApiKey"]},
    }


def test_a_dry_run_and_a_refused_call_have_no_key(client: TestClient, database_url: str) -> None:
    with nothing_changes(database_url):
        dry = create(client, dryRun=True)
        refused = create(client, scopes=["quotes:eat"], idempotencyKey="x")

    assert dry == {"key": None, "apiKey": None, "errors": []}
    assert (refused["key"], refused["apiKey"]) == (None, None)
    assert [(error["code"], error["path"]) for error in refused["errors"]] == [
        ("INVALID_INPUT", ["input", "scopes", "0"])
    ]
    assert refused["errors"][0]["message"].startswith("It isn't a scope. There are: opportunities:")


def test_nothing_of_a_secret_is_kept_or_said(
    client: TestClient, database_url: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)

    made = create(client, idempotencyKey="once")
    create(client, idempotencyKey="once")
    call(client, "revokeApiKey", {"apiKeyId": made["apiKey"]["id"]}, "errors { code }")

    _, secret = parse_key(made["key"]) or ("", "")
    assert secret
    tables = stored(database_url)
    assert secret not in str(tables)
    hashed = [name for name, rows in tables.items() if hash_of(secret) in str(rows)]
    assert hashed == ["api_key"]
    logged = caplog.text + str([vars(record) for record in caplog.records])
    assert logged != "[]"
    assert secret not in logged
    assert hash_of(secret) not in logged


def test_a_revoked_key_isnt_active_any_longer(client: TestClient, database_url: str) -> None:
    made = create(client)
    given = {"apiKeyId": made["apiKey"]["id"]}
    selection = "apiKey { version isActive revokedAt createdBy { id } user { id } } errors { code }"

    revoked = call(client, "revokeApiKey", given, selection)
    again = call(client, "revokeApiKey", given, selection)

    assert revoked == again
    assert revoked == {
        "apiKey": {
            "version": 2,
            "isActive": False,
            "revokedAt": "2026-11-22T17:23:00.123456Z",
            "createdBy": {"id": DEMO_USER},
            "user": {"id": DEMO_USER},
        },
        "errors": [],
    }
    assert events(database_url) == ["ApiKeyCreated", "ApiKeyRevoked"]


def test_keys_are_there_for_administrators_alone(client: TestClient, database_url: str) -> None:
    made = create(client)
    key_id = made["apiKey"]["id"]
    document = f'{{ apiKeys {{ nodes {{ id }} totalCount }} node(id: "{key_id}") {{ id }} }}'
    denied = "errors { code path ... on PermissionDeniedError { missingRight } }"
    expected = {
        "errors": [{"code": "PERMISSION_DENIED", "path": ["input"], "missingRight": "keys:manage"}]
    }

    with acting(client, BEN), nothing_changes(database_url):
        assert ask(client, document) == {"apiKeys": {"nodes": [], "totalCount": 0}, "node": None}
        assert call(client, "createApiKey", GIVEN, denied) == expected
        assert call(client, "revokeApiKey", {"apiKeyId": key_id}, denied) == expected

    assert ask(client, document)["node"] == {"id": key_id}


def test_a_hash_isnt_among_what_can_be_asked(client: TestClient) -> None:
    made = create(client)

    for name in ("secretHash", "secret_hash", "secret", "key", "hash"):
        document = f'{{ node(id: "{made["apiKey"]["id"]}") {{ ... on ApiKey {{ {name} }} }} }}'
        answered = client.post("/graphql", json={"query": document}).json()
        assert [each["extensions"]["code"] for each in answered["errors"]] == [
            "GRAPHQL_VALIDATION_FAILED"
        ]
