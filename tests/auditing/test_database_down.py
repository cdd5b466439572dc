"""Requests are answered while entries can't be written; then these come, or are counted."""

import sqlite3
from collections.abc import Awaitable, Iterator
from contextlib import closing, contextmanager
from time import monotonic, sleep

import pytest
from sqlalchemy.engine import make_url
from starlette.testclient import TestClient

from db.database import parse_url
from db.ids import new_id
from db.writes.unit_of_work import UnitOfWork
from domain.actor import SYSTEM
from domain.audit import AuditType, Noted
from server.app import create_app
from server.auditing.backlog import Backlog
from server.demo import DEMO_USER
from server.settings import Settings
from services.auditing import put_on_record
from tests.acting import BEN, acting
from tests.api.requests import post
from tests.auditing.audited import Clock, flush, on_record
from tests.conftest import LOCAL, NOW, execute
from tests.reads.asking import database_of

DENIED = 'mutation { createUser(input: {kind: PERSON, name: "Eve"}) { errors { code } } }'
REFUSED = {"data": {"createUser": {"errors": [{"code": "PERMISSION_DENIED"}]}}}
DETAIL = "createUser: users:write"


@contextmanager
def down(url: str) -> Iterator[None]:
    """Nobody can write: another program holds SQLite's file, PostgreSQL lets nobody in."""
    if url.startswith("sqlite"):
        with closing(sqlite3.connect(parse_url(url).database or "")) as other:
            other.execute("BEGIN IMMEDIATE")
            yield
            other.rollback()
        return
    name = make_url(url).database
    server = make_url(url).set(database="postgres").render_as_string(hide_password=False)
    execute(
        server,
        f"ALTER DATABASE {name} ALLOW_CONNECTIONS false",
        f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'",
    )
    yield
    execute(server, f"ALTER DATABASE {name} ALLOW_CONNECTIONS true")


@contextmanager
def without_the_table(url: str) -> Iterator[None]:
    """Entries alone can't be written."""
    execute(url, "ALTER TABLE audit_entry RENAME TO elsewhere")
    yield
    execute(url, "ALTER TABLE elsewhere RENAME TO audit_entry")


def test_a_denial_is_answered_while_the_database_is_down_and_on_record_afterwards(
    client: TestClient, database_url: str
) -> None:
    with acting(client, BEN):
        assert post(client, DENIED) == REFUSED
        flush(client)
        with down(database_url):
            assert post(client, DENIED) == REFUSED
            assert post(client, DENIED) == REFUSED
        flush(client)

    rows = on_record(database_url)
    assert [(each.actor_id, each.detail) for each in rows] == [(BEN, DETAIL)] * 3


def test_what_failed_is_written_later_and_once(client: TestClient, database_url: str) -> None:
    with acting(client, BEN):
        with without_the_table(database_url):
            for _ in range(2):
                assert post(client, DENIED) == REFUSED
                with pytest.raises(Exception, match="audit_entry"):
                    flush(client)
        flush(client)
        flush(client)

    assert [each.detail for each in on_record(database_url)] == [DETAIL] * 2


def test_a_batch_that_was_committed_though_nobody_heard_is_not_written_twice(
    client: TestClient, database_url: str
) -> None:
    database, portal = database_of(client), client.portal
    assert portal is not None
    entries = {
        new_id("AuditEntry"): Noted(type=AuditType.DENIED, happened_at=NOW, actor_id=actor)
        for actor in (DEMO_USER, BEN)
    }

    def written(work: UnitOfWork) -> Awaitable[None]:
        return put_on_record(work, entries, maybe_done=True)

    # The first time it turns out that it wasn't.
    portal.call(database.transact, SYSTEM, written)
    portal.call(database.transact, SYSTEM, written)

    assert [each.actor_id for each in on_record(database_url)] == [DEMO_USER, BEN]


def test_what_finds_the_queue_full_is_counted_logged_and_on_record_as_a_number(
    client: TestClient, database_url: str, caplog: pytest.LogCaptureFixture
) -> None:
    backlog = Backlog(database_of(client), Clock(), waiting=3)
    for type_, count in ((AuditType.DENIED, 4), (AuditType.SIGNED_IN, 1_234)):
        for _ in range(count):
            backlog.put(Noted(type=type_, happened_at=NOW, actor_id=BEN))
    assert len(backlog) == 3 + 1 + 1_234
    assert client.portal is not None
    client.portal.call(backlog.write)

    assert [(each.type, each.actor_id, each.detail) for each in on_record(database_url)] == [
        *[("DENIED", BEN, None)] * 3,
        ("DENIED", None, "and 1 more that were lost"),
        ("SIGNED_IN", None, "and 1,234 more that were lost"),
    ]
    assert caplog.messages.count("audit: 3 entries wait, and further ones are lost") == 1
    assert caplog.messages.count("audit: 1235 entries were lost") == 1


def test_what_cannot_be_written_before_the_process_ends_is_counted_in_the_log(
    database_url: str, caplog: pytest.LogCaptureFixture
) -> None:
    app = create_app(Settings(database_url=database_url, actor=DEMO_USER), Clock())
    with TestClient(app, LOCAL) as client, acting(client, BEN):
        post(client, DENIED)
        flush(client)
        execute(database_url, "ALTER TABLE audit_entry RENAME TO elsewhere")
        post(client, DENIED)
        post(client, DENIED)
    execute(database_url, "ALTER TABLE elsewhere RENAME TO audit_entry")

    assert len(on_record(database_url)) == 1
    (line,) = [each for each in caplog.messages if "are lost" in each]
    assert line.startswith("audit: 2 entries are lost, as the database couldn't take them: ")


def test_what_waits_when_the_process_ends_is_written(database_url: str) -> None:
    app = create_app(Settings(database_url=database_url, actor=DEMO_USER), Clock())
    with TestClient(app, LOCAL) as client, acting(client, BEN):
        for _ in range(7):
            post(client, DENIED)

    assert [each.detail for each in on_record(database_url)] == [*[DETAIL] * 5, "and 2 more"]


def test_entries_are_written_by_themselves(client: TestClient, database_url: str) -> None:
    with acting(client, BEN):
        post(client, DENIED)
        deadline = monotonic() + 20
        while not on_record(database_url) and monotonic() < deadline:
            sleep(0.05)

    assert [each.detail for each in on_record(database_url)] == [DETAIL]
