"""How often a call about many asks the database: as often for forty as for two."""

from typing import Any

import pytest
from starlette.testclient import TestClient

from db.database import Database
from domain.lifecycle import QuoteState
from tests.api.batches import CLOSE, CLOSE_QUOTES, RECORDS, WHAT, put
from tests.api.refusals import ERRORS
from tests.api.requests import call
from tests.api.test_round_trips import (
    CLOSING,
    CLOSING_QUOTES,
    HAPPENED,
    claimed,
    kind,
    messages,
)
from tests.factories import opportunity, quote
from tests.noting import round_trips
from tests.reads.asking import database_of

EACH = {"policy": "EACH"}
FEW, MANY = 2, 40
BEGUN = ("BEGIN", "lock", "facts")


@pytest.fixture
def database(client: TestClient) -> Database:
    """A connection that is made asks for what it needs; that isn't counted."""
    call(client, "closeQuotes", {"opportunityId": "", "dryRun": True}, "errors { code }")
    deal = opportunity()
    put(client, deal)
    call(client, CLOSE, {**WHAT[CLOSE], "ids": [deal.id], "dryRun": True}, "closedCount")
    return database_of(client)


def deals(client: TestClient, count: int, *states: QuoteState) -> list[str]:
    """So many opportunities, each with a quote in each of these states."""
    rows = [opportunity(name=f"Of {count}", name_folded=f"of {count}") for _ in range(count)]
    put(client, *rows, *(quote(row, state) for row in rows for state in states))
    return [row.id for row in rows]


def trips(
    client: TestClient, field: str, given: dict[str, Any], selection: str = ""
) -> list[list[str]]:
    """The messages of one call, by the kinds of their statements."""
    selection = selection or f"results {{ {RECORDS[field]} {ERRORS} }} {ERRORS}"
    with round_trips(database_of(client)) as sent:
        call(client, field, {**WHAT[field], **given}, selection)
    return [[kind(statement) for statement in message] for message in sent]


@pytest.mark.parametrize("count", [FEW, MANY])
def test_closed_by_their_ids(client: TestClient, database: Database, count: int) -> None:
    alone = trips(client, CLOSE, {"ids": deals(client, count)})
    given = {"ids": deals(client, count, *QuoteState), "closeOpenQuotes": True}
    along = trips(client, CLOSE, given)
    quotes = trips(client, CLOSE_QUOTES, {"ids": deals(client, count, *QuoteState)})

    for sent, changed in (
        (alone, (*CLOSING, *HAPPENED)),
        (along, (*CLOSING_QUOTES, *CLOSING)),
        (quotes, (*CLOSING_QUOTES, "UPDATE opportunity")),
    ):
        assert sent == messages(database, *BEGUN, changed, "payload", "COMMIT")


@pytest.mark.parametrize("count", [FEW, MANY])
def test_closed_by_a_filter(client: TestClient, database: Database, count: int) -> None:
    """Found, locked, looked for again; the script then locks what it has, as it always does."""
    deals(client, count, QuoteState.ACTIVE)
    given = {"filter": {"name": {"eq": f"Of {count}"}}}

    quotes = trips(client, CLOSE_QUOTES, given)
    closed = trips(client, CLOSE, given)

    found = ("BEGIN", "facts", "lock", "facts", "lock", "facts")
    for sent, changed in (
        (quotes, (*CLOSING_QUOTES, "UPDATE opportunity")),
        (closed, (*CLOSING, *HAPPENED)),
    ):
        assert sent == messages(database, *found, changed, "payload", "COMMIT")


@pytest.mark.parametrize("count", [FEW, MANY])
def test_a_dry_run(client: TestClient, database: Database, count: int) -> None:
    ids = deals(client, count, *QuoteState)
    given = {"ids": ids, "closeOpenQuotes": True, "dryRun": True}

    sent = trips(client, CLOSE, given)

    rehearsed = ("SAVEPOINT", (*CLOSING_QUOTES, *CLOSING), "UNDO")
    assert sent == messages(database, *BEGUN, *rehearsed, "payload", "ROLLBACK")


@pytest.mark.parametrize("count", [FEW, MANY])
def test_refused_with_records(client: TestClient, database: Database, count: int) -> None:
    """What was changed since other versions is asked once for all of them."""
    ids = deals(client, count, QuoteState.ACTIVE, QuoteState.ACTIVE)
    versions = {"expectedVersions": [5] * count}

    bare = trips(client, CLOSE, {"ids": ids, **EACH}, "results { errors { code } } errors { code }")
    blocked = trips(client, CLOSE, {"ids": ids, **EACH})
    conflict = trips(client, CLOSE, {"ids": ids, **versions})

    assert bare == messages(database, *BEGUN, "ROLLBACK")
    assert blocked == messages(database, *BEGUN, "payload", "ROLLBACK")
    assert conflict == messages(database, *BEGUN, "facts", "payload", "ROLLBACK")


@pytest.mark.parametrize("count", [FEW, MANY])
def test_some_are_refused(client: TestClient, database: Database, count: int) -> None:
    blocked, fine = deals(client, count, QuoteState.ACTIVE), deals(client, count)
    key = {"idempotencyKey": "a key"}

    sent = trips(client, CLOSE, {"ids": [*blocked, *fine], **EACH, **key})
    again = trips(client, CLOSE, {"ids": [*blocked, *fine], **EACH, **key})

    changed = (*CLOSING, *HAPPENED, "remember")
    after_claim = ("lock", "facts", changed, "payload", "COMMIT")
    assert sent == messages(database, "BEGIN", claimed(database), *after_claim)
    assert again == messages(database, "BEGIN", claimed(database), "payload", "ROLLBACK")


@pytest.mark.usefixtures("database")
def test_what_names_nothing_is_not_even_asked_for(client: TestClient) -> None:
    nothing: list[dict[str, Any]] = [{"ids": []}, {"ids": ["", "x"]}, {"ids": ["x", "x"]}, {}]
    for given in nothing:
        assert trips(client, CLOSE, given) == []
