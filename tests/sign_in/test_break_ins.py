"""What whoever is signed in, or isn't, could try to get more than is his."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

import pytest
from starlette.testclient import TestClient
from starlette.websockets import WebSocketDisconnect

from domain.access import Role
from server.demo import DEMO_USER
from tests.acting import BEN
from tests.api.requests import nothing_changes
from tests.conftest import execute
from tests.sign_in.provider import Provider
from tests.sign_in.test_key_holders import made, written_down
from tests.sign_in.test_signed_in import (
    VIEWER,
    Start,
    bearer,
    clock,
    refused,
    socket,
    start,
    viewer,
)

__all__ = ["clock", "start"]

SYSTEM_USER = f"usr_{0:026}"
_DENIED = "errors { code ... on PermissionDeniedError { missingRight path } }"


def call_with(client: TestClient, key: str, mutation: str, given: Any) -> Any:
    """What a mutation answers whoever brings this key."""
    type_ = f"{mutation[0].upper()}{mutation[1:]}Input"
    document = f"mutation($input: {type_}!) {{ {mutation}(input: $input) {{ {_DENIED} }} }}"
    asked = {"query": document, "variables": {"input": given}}
    answer = client.post("/graphql", json=asked, headers=bearer(key))
    return answer.json()["data"][mutation]["errors"]


@contextmanager
def without_keys(url: str) -> Iterator[None]:
    """Keys can't be looked up."""
    execute(url, "ALTER TABLE api_key RENAME TO elsewhere")
    yield
    execute(url, "ALTER TABLE elsewhere RENAME TO api_key")


def test_given_keys_cant_be_looked_up_then_nobody_is_let_in_and_nothing_is_told(
    start: Start, database_url: str
) -> None:
    client = start(actor=DEMO_USER, sign_in_max_age=0)
    key, _ = made(client)

    with without_keys(database_url):
        answer = client.post("/graphql", json={"query": VIEWER}, headers=bearer(key))
        with socket(client) as connection:
            payload = {"authorization": f"Bearer {key}"}
            connection.send_json({"type": "connection_init", "payload": payload})
            with pytest.raises(WebSocketDisconnect) as closed:
                connection.receive_json()

    assert answer.status_code == 500
    ((message, code),) = [
        (each["message"], each["extensions"]["code"]) for each in answer.json()["errors"]
    ]
    assert (message[:32], code) == ("Something went wrong on our side", "INTERNAL_SERVER_ERROR")
    assert (closed.value.code, closed.value.reason) == (1011, "Something went wrong on our side")


def test_whom_managers_arent_shown_to_isnt_told_who_is_in_a_team(
    start: Start, database_url: str
) -> None:
    client = start(actor=DEMO_USER)
    execute(database_url, f"UPDATE users SET role = 'PARTNER' WHERE id = '{BEN}'")
    key, _ = made(client, BEN, ["opportunities:write"])
    given = {"name": "X", "currency": "EUR"}

    # Ben reports to the first of them, and to nobody else.
    denied = [
        call_with(client, key, "createOpportunity", {**given, "ownerId": owner})
        for owner in (DEMO_USER, SYSTEM_USER)
    ]

    assert (
        denied
        == [
            [
                {
                    "code": "PERMISSION_DENIED",
                    "missingRight": "opportunities:write:all",
                    "path": ["input", "ownerId"],
                }
            ]
        ]
        * 2
    )


def test_a_key_that_may_change_users_makes_nobody_more_than_it_is_itself(
    start: Start, steady: Provider, database_url: str
) -> None:
    client = start(actor=DEMO_USER)
    execute(database_url, "UPDATE users SET subject = NULL")
    key, _ = made(client, DEMO_USER, ["users:write"])
    eve = {"kind": "PERSON", "name": "Eve"}
    assert viewer(client, bearer(key))["id"] == DEMO_USER
    written_down(client)

    def denied(field: str, right: str) -> Any:
        path = ["input", field]
        return {"code": "PERMISSION_DENIED", "missingRight": right, "path": path}

    with nothing_changes(database_url):
        for given, fields in (
            ({**eve, "role": "ADMINISTRATOR", "subject": "eve"}, ("role", "subject")),
            ({**eve, "role": "MANAGER"}, ("role",)),
            # Who gets the role that there is by default.
            ({**eve, "subject": "eve"}, ("subject",)),
        ):
            assert call_with(client, key, "createUser", given) == [
                denied(field, "opportunities:read") for field in fields
            ]
        for given, fields in (
            ({"userId": BEN, "role": "ADMINISTRATOR"}, ("role",)),
            # He would be an administrator by his next sign-in.
            ({"userId": DEMO_USER, "subject": "eve"}, ("subject",)),
        ):
            assert call_with(client, key, "updateUser", given) == [
                denied(field, "opportunities:read") for field in fields
            ]
        refused(client, bearer(steady.token(sub="eve")))
    assert call_with(client, key, "updateUser", {"userId": BEN, "name": "Ben"}) == []


def test_of_those_who_make_a_user_of_one_subject_at_once_one_does_and_nothing_fails(
    start: Start, steady: Provider
) -> None:
    client = start(actor=DEMO_USER, oidc_new_users=Role.READER)
    document = """mutation($subject: String!) {
      createUser(input: {kind: PERSON, name: "X", subject: $subject}) {
        user { id } errors { code } } }"""

    def create(subject: str) -> Any:
        asked = {"query": document, "variables": {"subject": subject}}
        return client.post("/graphql", json=asked).json()["data"]["createUser"]

    def sign_in(subject: str) -> Any:
        return viewer(client, bearer(steady.token(sub=subject)))

    for subject in map(str, range(8)):
        with ThreadPoolExecutor(6) as pool:
            making = [pool.submit(create, subject) for _ in range(4)]
            signing = [pool.submit(sign_in, subject) for _ in range(2)]
            made_ = [each.result() for each in making]
            ids = {each.result()["id"] for each in signing}
        assert len(ids) == 1
        assert {each["user"]["id"] for each in made_ if not each["errors"]} <= ids
        refusals = [each["errors"] for each in made_ if each["errors"]]
        assert refusals in ([[{"code": "INVALID_INPUT"}]] * 3, [[{"code": "INVALID_INPUT"}]] * 4)
