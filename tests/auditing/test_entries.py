"""What is on record after a sign-in, a refused one, a missing right; and what isn't."""

from datetime import UTC, datetime, timedelta
from hashlib import blake2b
from typing import Any

import pytest
from starlette.testclient import TestClient

from db.ids import new_id
from domain.audit import AuditType, Noted
from server.auditing.backlog import Backlog
from tests.acting import BEN, acting
from tests.api.demo import AIKO, SYSTEM_JA
from tests.api.requests import call, nothing_changes, post
from tests.auditing.audited import Clock, Row, bearer, flush, on_record, signing_in
from tests.conftest import NOW, execute
from tests.server.commands import ROOT
from tests.sign_in.provider import Provider, encoded

VIEWER = "{ viewer { name } }"
REASONS: dict[str, tuple[dict[str, Any], str]] = {
    "it has expired": ({"exp": 1_600_000_000}, "expired"),
    "it is for somebody else": ({"aud": "https://shop.example.com"}, "audience"),
    "its issuer is another": ({"iss": "https://evil.example"}, "issuer"),
    "its user isn't one here": ({"sub": "stranger"}, "unknown_user"),
}
HEADERS = {"X-Client-Name": "desk/1.0", "X-Request-Id": "r-1"}
ADDRESS = "unknown"
"""The test client has no address."""


def refused_by(client: TestClient, headers: dict[str, str]) -> None:
    answer = client.post("/graphql", json={"query": VIEWER}, headers=headers)
    assert answer.status_code == 401
    assert answer.json()["errors"][0]["extensions"] == {"code": "UNAUTHENTICATED"}


def test_a_sign_in_is_noted_unless_the_credential_was_seen_within_the_hour(
    database_url: str, acme: Provider
) -> None:
    clock = Clock()
    signed_in = Row("SIGNED_IN", NOW, AIKO, acme.issuer, None, "desk/1.0", ADDRESS, "r-1")
    with signing_in(database_url, acme, clock) as client:
        first, refreshed = (acme.token(None, None, jti=jti) for jti in "ab")
        assert first != refreshed
        post(client, VIEWER, headers=bearer(first, **HEADERS))
        post(client, VIEWER, headers=bearer(first, **{"X-Request-Id": "r-2"}))
        for _ in range(2):
            clock.goes_on(minutes=59, seconds=59)
            post(client, VIEWER, headers=bearer(refreshed, **{"X-Request-Id": "r-3"}))
        clock.goes_on(hours=1)
        post(client, VIEWER, headers=bearer(refreshed, **{**HEADERS, "X-Request-Id": "r-4"}))

    assert on_record(database_url) == [
        signed_in,
        signed_in._replace(happened_at=clock.now, request_id="r-4"),
    ]


def test_a_sign_in_over_a_web_socket_is_noted(database_url: str, acme: Provider) -> None:
    with (
        signing_in(database_url, acme, Clock()) as client,
        client.websocket_connect(
            "ws://localhost/graphql", subprotocols=["graphql-transport-ws"], headers=HEADERS
        ) as socket,
    ):
        token = bearer(acme.token())
        socket.send_json({"type": "connection_init", "payload": token})
        assert socket.receive_json() == {"type": "connection_ack"}
        for number in "12":
            operation = {"id": number, "type": "subscribe", "payload": {"query": VIEWER}}
            socket.send_json(operation)
            assert socket.receive_json()["type"] == "next"
            assert socket.receive_json()["type"] == "complete"

    assert on_record(database_url) == [
        Row("SIGNED_IN", NOW, AIKO, acme.issuer, None, "desk/1.0", ADDRESS, "r-1")
    ]


def test_a_refused_sign_in_over_a_web_socket_is_noted(database_url: str, acme: Provider) -> None:
    with (
        signing_in(database_url, acme, Clock()) as client,
        client.websocket_connect(
            "ws://localhost/graphql", subprotocols=["graphql-transport-ws"], headers=HEADERS
        ) as socket,
    ):
        socket.send_json({"type": "connection_init", "payload": bearer("a.b.c")})
        assert socket.receive()["type"] == "websocket.close"

    row = Row("SIGN_IN_REFUSED", NOW, None, acme.issuer, "malformed", "desk/1.0", ADDRESS, "r-1")
    assert on_record(database_url) == [row]


@pytest.mark.parametrize("why", REASONS)
def test_a_token_that_is_not_taken_is_noted_with_its_reason(
    database_url: str, acme: Provider, why: str
) -> None:
    claims, reason = REASONS[why]
    with signing_in(database_url, acme, Clock()) as client:
        refused_by(client, bearer(acme.token(**claims), **HEADERS))

    assert on_record(database_url) == [
        Row("SIGN_IN_REFUSED", NOW, None, acme.issuer, reason, "desk/1.0", ADDRESS, "r-1")
    ]


def test_nothing_of_a_token_is_noted(database_url: str, acme: Provider) -> None:
    head, content, signature = acme.token().split(".")
    forged = ".".join((head, encoded(b'{"sub": "secret-subject"}'), signature))
    with signing_in(database_url, acme, Clock()) as client:
        refused_by(client, bearer(forged))
        refused_by(client, {"Authorization": "Basic c2VjcmV0OnBhc3N3b3Jk"})

    first, second = on_record(database_url)
    assert (first.credential, first.detail) == (acme.issuer, "signature")
    assert (second.credential, second.detail) == (None, "scheme")
    written = " ".join(str(each) for each in (*first, *second))
    assert not any(part in written for part in (head, content, signature, "secret", "c2Vj"))


def test_a_call_without_a_credential_is_not_noted(database_url: str, acme: Provider) -> None:
    with signing_in(database_url, acme, Clock()) as client:
        refused_by(client, {})

    assert on_record(database_url) == []


def test_while_the_provider_is_down_a_refusal_says_so(database_url: str, acme: Provider) -> None:
    acme.goes_down()
    try:
        with signing_in(database_url, acme, Clock()) as client:
            answer = client.post("/graphql", json={"query": VIEWER}, headers=bearer(acme.token()))
            assert answer.status_code == 503
    finally:
        acme.comes_back()

    (row,) = on_record(database_url)
    assert (row.type, row.detail) == ("SIGN_IN_REFUSED", "provider_down")


def test_a_right_that_is_missing_altogether_is_noted(client: TestClient, database_url: str) -> None:
    with acting(client, BEN), nothing_changes(database_url):
        document = 'mutation { createUser(input: {kind: PERSON, name: "Eve"}) { errors { code } } }'
        answer = post(client, document, headers=HEADERS)
        assert answer["data"]["createUser"]["errors"] == [{"code": "PERMISSION_DENIED"}]
        flush(client)

    row = Row(*("DENIED", NOW, BEN, None, "createUser: users:write", "desk/1.0", ADDRESS, "r-1"))
    assert on_record(database_url) == [row]


@pytest.mark.parametrize("dry_run", [False, True])
def test_a_right_that_does_not_reach_so_far_is_noted_though_all_is_rolled_back(
    client: TestClient, database_url: str, *, dry_run: bool
) -> None:
    with acting(client, BEN), nothing_changes(database_url):
        given = {"opportunityId": SYSTEM_JA, "dryRun": dry_run}
        # Nobody asks for the errors: they are there all the same.
        assert call(client, "closeQuotes", given, "__typename") == {
            "__typename": "CloseQuotesPayload"
        }
        flush(client)

    (row,) = on_record(database_url)
    assert row[:5] == ("DENIED", NOW, BEN, None, "closeQuotes: quotes:write:team")


def test_of_many_that_are_denied_at_once_there_is_one_entry(
    client: TestClient, database_url: str
) -> None:
    with acting(client, BEN):
        given = {"filter": {"state": {"eq": "OPEN"}}, "outcome": "LOST", "policy": "EACH"}
        answer = call(client, "closeOpportunities", given, "results { errors { code } }")
        codes = [error["code"] for each in answer["results"] for error in each["errors"]]
        assert codes.count("PERMISSION_DENIED") > 1
        flush(client)

    (row,) = on_record(database_url)
    assert row.detail == "closeOpportunities: opportunities:close:team"


def test_what_is_read_writes_nothing(client: TestClient, database_url: str) -> None:
    post(client, VIEWER)
    flush(client)

    assert on_record(database_url) == []


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_entry SET detail = 'x'",
        "DELETE FROM audit_entry",
        "TRUNCATE audit_entry",
        "INSERT OR REPLACE INTO audit_entry SELECT * FROM audit_entry",
    ],
)
def test_an_entry_cannot_be_changed_by_sql(database_url: str, statement: str) -> None:
    is_sqlite = database_url.startswith("sqlite")
    if is_sqlite is ("TRUNCATE" in statement) or (not is_sqlite and "REPLACE" in statement):
        pytest.skip("the other database's word")
    execute(
        database_url,
        "INSERT INTO audit_entry (id, type, happened_at) "
        f"VALUES ('{new_id('AuditEntry')}', 'DENIED', '2026-11-22T17:23:00.000000Z')",
    )
    before = on_record(database_url)

    with pytest.raises(Exception, match="audit_entry is append-only"):
        execute(database_url, statement)

    assert len(before) == 1
    assert on_record(database_url) == before


def test_old_entries_are_taken_away_as_the_document_says(database_url: str) -> None:
    is_sqlite = database_url.startswith("sqlite")
    title = "-- SQLite\n" if is_sqlite else "-- PostgreSQL\n"
    _, _, after = (ROOT / "docs" / "access.md").read_text().partition(title)
    script = after.partition("```")[0].strip().split(";\n")
    assert len(script) == 5
    insert = "INSERT INTO audit_entry (id, type, happened_at) VALUES ('{}', 'DENIED', '{}')"
    for instant in ("2025-12-31T23:59:59.999999Z", "2026-01-01T00:00:00.000000Z"):
        execute(database_url, insert.format(new_id("AuditEntry"), instant))

    execute(database_url, *script)

    kept = [Row("DENIED", datetime(2026, 1, 1, tzinfo=UTC))]
    assert on_record(database_url) == kept
    with pytest.raises(Exception, match="audit_entry is append-only"):
        execute(database_url, "DELETE FROM audit_entry")
    assert on_record(database_url) == kept


def test_an_entry_that_cannot_be_written_keeps_no_other_back(
    client: TestClient, database_url: str, caplog: pytest.LogCaptureFixture
) -> None:
    """Such as of a user whom somebody took out of the table by hand meanwhile."""
    app: Any = client.app
    backlog = Backlog(app.state.application.database, Clock())
    for actor in (AIKO, "usr_7zzzzzzzzzzzzzzzzzzzzzzzzz", BEN):
        backlog.put(Noted(type=AuditType.DENIED, happened_at=NOW, actor_id=actor))
    assert client.portal is not None
    client.portal.call(backlog.write)

    rows = on_record(database_url)
    assert {(each.actor_id, each.detail) for each in rows} == {
        *((AIKO, None), (BEN, None), (None, "and 1 more that were lost"))
    }
    assert len(rows) == 3
    assert "audit: a DENIED entry can't be written" in caplog.text


def test_of_an_api_key_its_prefix_is_noted_and_why_it_is_not_accepted(
    client: TestClient, database_url: str
) -> None:
    given = {"userId": BEN, "name": "Sync", "scopes": ["opportunities:read"]}
    given["expiresAt"] = (NOW + timedelta(hours=1)).isoformat()
    key = call(client, "createApiKey", given, "key")["key"]
    start, prefix, secret = key.split("_")
    wrong = f"{start}_{prefix}_{secret[::-1]}"
    unknown = f"{start}_{'z' * len(prefix)}_{secret}"

    post(client, VIEWER, headers=bearer(key, **HEADERS))
    post(client, VIEWER, headers=bearer(key))
    for forged in (wrong, unknown, "clinch_x"):
        refused_by(client, bearer(forged, **HEADERS))
    execute(database_url, f"UPDATE api_key SET expires_at = created_at WHERE prefix = '{prefix}'")
    app: Any = client.app
    app.state.principals._remembered.pop(_digest(key))  # as after five seconds
    refused_by(client, bearer(key, **HEADERS))
    revoked = "UPDATE api_key SET revoked_at = created_at WHERE prefix = '{}'"
    execute(database_url, revoked.format(prefix))
    refused_by(client, bearer(key, **HEADERS))
    flush(client)

    said = ("desk/1.0", ADDRESS, "r-1")
    rows = on_record(database_url)
    assert rows == [
        Row("SIGNED_IN", NOW, BEN, f"key {prefix}", None, *said),
        *(
            Row("SIGN_IN_REFUSED", NOW, None, credential, reason, *said)
            for credential, reason in (
                (f"key {prefix}", "wrong_secret"),
                (f"key {'z' * len(prefix)}", "unknown"),
                (None, "unknown"),
                (f"key {prefix}", "expired"),
                (f"key {prefix}", "revoked"),
            )
        ),
    ]
    assert secret not in str(rows)


def _digest(credential: str) -> bytes:
    return blake2b(credential.encode(), digest_size=32).digest()
