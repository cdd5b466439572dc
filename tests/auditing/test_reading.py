"""Administrators read the entries, newest first; to everybody else there are none."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from starlette.testclient import TestClient

from domain.access import Right, Role, access_of
from domain.audit import AuditType, Noted
from server.auditing.backlog import Backlog
from server.sign_in.principals import Principal
from tests.acting import BEN, acting
from tests.api.demo import AIKO
from tests.api.requests import ask
from tests.auditing.audited import Clock
from tests.conftest import NOW, recorded
from tests.reads.asking import database_of

EVERYTHING = """type happenedAt actor { id name } credential detail client address requestId"""
ENTRIES = (
    Noted(
        type=AuditType.SIGNED_IN,
        happened_at=NOW - timedelta(hours=2),
        actor_id=BEN,
        credential="https://login.example.com",
        client="desk/1.0",
        address="192.0.2.7",
        request_id="r-1",
    ),
    Noted(
        type=AuditType.SIGN_IN_REFUSED,
        happened_at=NOW - timedelta(hours=1),
        credential="k3y0fp4rtn3r",
        detail="revoked",
        address="2001:db8::/64",
    ),
    Noted(type=AuditType.DENIED, happened_at=NOW, actor_id=AIKO, detail="createUser: users:write"),
)


@pytest.fixture
def audited(client: TestClient) -> TestClient:
    """The client, of an application whose database has these entries."""
    backlog = Backlog(database_of(client), Clock())
    for each in ENTRIES:
        backlog.put(each)
    assert client.portal is not None
    client.portal.call(backlog.write)
    return client


def types(client: TestClient, arguments: str) -> list[str]:
    found = ask(client, f"{{ auditEntries({arguments}) {{ nodes {{ type }} }} }}")
    return [each["type"] for each in found["auditEntries"]["nodes"]]


def test_an_administrator_reads_them_newest_first(audited: TestClient) -> None:
    found = ask(audited, f"{{ auditEntries {{ totalCount nodes {{ {EVERYTHING} }} }} }}")

    nothing = dict.fromkeys(("actor", "credential", "detail", "client", "address", "requestId"))
    assert found["auditEntries"] == {
        "totalCount": 3,
        "nodes": [
            {
                **nothing,
                "type": "DENIED",
                "happenedAt": "2026-11-22T17:23:00.123456Z",
                "actor": {"id": AIKO, "name": "Aiko Tanaka"},
                "detail": "createUser: users:write",
            },
            {
                **nothing,
                "type": "SIGN_IN_REFUSED",
                "happenedAt": "2026-11-22T16:23:00.123456Z",
                "credential": "k3y0fp4rtn3r",
                "detail": "revoked",
                "address": "2001:db8::/64",
            },
            {
                "type": "SIGNED_IN",
                "happenedAt": "2026-11-22T15:23:00.123456Z",
                "actor": {"id": BEN, "name": "Ben Carter"},
                "credential": "https://login.example.com",
                "detail": None,
                "client": "desk/1.0",
                "address": "192.0.2.7",
                "requestId": "r-1",
            },
        ],
    }


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ("first: 1", ["DENIED"]),
        ("last: 1", ["SIGNED_IN"]),
        ("filter: {type: {eq: SIGNED_IN}}", ["SIGNED_IN"]),
        ("filter: {type: {in: [SIGNED_IN, DENIED]}}", ["DENIED", "SIGNED_IN"]),
        (f'filter: {{actorId: {{eq: "{BEN}"}}}}', ["SIGNED_IN"]),
        ("filter: {actorId: {isNull: true}}", ["SIGN_IN_REFUSED"]),
        ('filter: {happenedAt: {gte: "2026-11-22T17:23:00.123456Z"}}', ["DENIED"]),
        ('filter: {happenedAt: {lt: "2026-11-22T16:00:00Z"}}', ["SIGNED_IN"]),
        (f'filter: {{type: {{eq: DENIED}}, actorId: {{eq: "{BEN}"}}}}', []),
    ],
)
def test_they_are_found_by(audited: TestClient, arguments: str, expected: list[str]) -> None:
    assert types(audited, arguments) == expected


def test_pages_follow_each_other(audited: TestClient) -> None:
    page = (
        "{{ auditEntries(first: 2{}) {{ nodes {{ type }} pageInfo {{ hasNextPage endCursor }} }} }}"
    )
    first = ask(audited, page.format(""))["auditEntries"]
    after = first["pageInfo"]["endCursor"]
    second = ask(audited, page.format(f', after: "{after}"'))["auditEntries"]

    assert [each["type"] for each in first["nodes"]] == ["DENIED", "SIGN_IN_REFUSED"]
    assert first["pageInfo"]["hasNextPage"] is True
    assert [each["type"] for each in second["nodes"]] == ["SIGNED_IN"]
    assert second["pageInfo"]["hasNextPage"] is False


def test_they_are_nodes_and_a_page_is_one_statement(audited: TestClient) -> None:
    ask(audited, "{ viewer { id } }")
    with recorded(database_of(audited)) as statements:
        (first, *_) = ask(audited, "{ auditEntries { nodes { id actor { name } } } }")[
            "auditEntries"
        ]["nodes"]
    assert len(statements) == 1
    assert first["id"].startswith("aud_")

    document = "query($id: ID!) { node(id: $id) { __typename ... on AuditEntry { type } } }"
    assert ask(audited, document, {"id": first["id"]})["node"] == {
        "__typename": "AuditEntry",
        "type": "DENIED",
    }


def lacking() -> Iterator[Any]:
    """Everybody who lacks audit:read."""
    for role in Role:
        if role is not Role.ADMINISTRATOR:
            yield pytest.param(access_of(role), id=role)
    all_others = frozenset(Right) - {Right.READ_AUDIT}
    yield pytest.param(access_of(Role.ADMINISTRATOR, all_others), id="a key without the scope")


@pytest.mark.parametrize("access", [*lacking()])
def test_whoever_lacks_the_right_sees_an_empty_page_and_null(
    audited: TestClient, access: Any
) -> None:
    ids = "{ auditEntries { nodes { id } } }"
    known = [each["id"] for each in ask(audited, ids)["auditEntries"]["nodes"]]
    assert len(known) == 3
    document = """query($ids: [ID!]!, $id: ID!) {
      auditEntries { totalCount nodes { id } edges { cursor } pageInfo { hasNextPage endCursor } }
      mine: auditEntries(filter: {type: {in: [SIGNED_IN, SIGN_IN_REFUSED, DENIED]}}) { totalCount }
      node(id: $id) { id } nodes(ids: $ids) { id }
    }"""
    app: Any = audited.app
    principals = app.state.principals

    class Signed:
        """Whoever comes is signed in so."""

        async def principal(self, _authorization: str | None) -> Principal:
            return Principal(AIKO, access, None)

    app.state.principals = Signed()
    try:
        found = ask(audited, document, {"ids": known, "id": known[0]})
    finally:
        app.state.principals = principals

    nobody = {"hasNextPage": False, "endCursor": None}
    assert found == {
        "auditEntries": {"totalCount": 0, "nodes": [], "edges": [], "pageInfo": nobody},
        "mine": {"totalCount": 0},
        "node": None,
        "nodes": [None, None, None],
    }


def test_a_salesperson_of_the_demo_sees_none(audited: TestClient) -> None:
    with acting(audited, BEN):
        assert types(audited, "first: 10") == []
