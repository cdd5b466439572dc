"""The feed of events in commit order: nothing appears later before a cursor that was read."""

import asyncio
from concurrent.futures import Future
from random import Random
from typing import Any

import pytest
from starlette.testclient import TestClient

from db.database import Database
from db.writes.unit_of_work import UnitOfWork
from domain.events import OpportunityUpdated
from services.closing import CloseQuotesCommand, close_quotes
from services.wanted import Wanted
from tests.api.demo import HARBOUR, LICENCES_JA, ROBOTS, STORES, SYSTEM_JA
from tests.api.requests import ask, call
from tests.reads.asking import database_of
from tests.services.calls import ACTOR, STOCK

FEED = """query ($after: String) {
  events(after: $after, first: 3) { nodes { id } pageInfo { endCursor hasNextPage } }
}"""


def read_on(client: TestClient, seen: list[str], cursor: str | None) -> str | None:
    """Read all that is shown after this cursor; the last one's."""
    while True:
        page = ask(client, FEED, {"after": cursor})["events"]
        seen += [each["id"] for each in page["nodes"]]
        cursor = page["pageInfo"]["endCursor"] or cursor
        if not page["pageInfo"]["hasNextPage"]:
            return cursor


def stored(client: TestClient) -> list[str]:
    """The ids of all events that were committed, by their positions: what is shown at the end."""

    async def read(database: Database) -> list[str]:
        async with database.reader.connect() as connection:
            rows = await connection.exec_driver_sql("SELECT id FROM event ORDER BY position, id")
            return [str(row[0]) for row in rows]

    found: list[str] = in_loop(client, read, database_of(client)).result()
    return found


def in_loop(client: TestClient, work: Any, *given: Any) -> Future[Any]:
    """Work in the application's own event loop, beside what it does."""
    assert client.portal is not None
    return client.portal.start_task_soon(work, *given)


def test_given_a_change_under_way_when_a_later_one_commits_then_the_feed_waits_for_it(
    client: TestClient,
) -> None:
    database = database_of(client)
    if database.is_sqlite:
        pytest.skip("There, one change is made after another.")
    written, release = asyncio.Event(), asyncio.Event()

    async def late(work: UnitOfWork) -> None:
        await close_quotes(work, STOCK, Wanted(ROBOTS), CloseQuotesCommand())
        await work.flush()
        written.set()
        await release.wait()

    seen: list[str] = []
    late_done = in_loop(client, database.transact, ACTOR, late)
    in_loop(client, written.wait).result()
    call(client, "activateQuote", {"quoteId": LICENCES_JA}, "errors { code }")

    # Who read what is committed by now would look no more for what comes before it.
    (committed,) = stored(client)
    cursor = read_on(client, seen, None)
    assert (seen, cursor) == ([], None)

    in_loop(client, _set, release).result()
    late_done.result()
    read_on(client, seen, cursor)
    assert len(seen) == 2
    assert seen[1] == committed
    assert seen == stored(client)


async def _set(event: asyncio.Event) -> None:
    event.set()


def test_given_changes_in_any_order_of_commits_when_read_on_then_each_is_shown_once(
    client: TestClient,
) -> None:
    database = database_of(client)
    random = Random(4)  # noqa: S311 - the same lags in each run
    deals = (ROBOTS, SYSTEM_JA, STORES, HARBOUR)

    async def change(deal: str, lag: float) -> None:
        async def script(work: UnitOfWork) -> None:
            assert await work.lock_opportunity(deal)
            work.record(OpportunityUpdated(deal), deal, 99)
            await work.flush()
            if not database.is_sqlite:
                await asyncio.sleep(lag)

        await asyncio.sleep(lag / 2)
        await database.transact(ACTOR, script)

    running = [
        in_loop(client, change, deals[number % 4], random.random() / 20) for number in range(40)
    ]
    seen: list[str] = []
    cursor: str | None = None
    while not all(each.done() for each in running):
        cursor = read_on(client, seen, cursor)
    for each in running:
        each.result()
    read_on(client, seen, cursor)

    assert len(seen) == len({*seen}) == 40
    assert seen == stored(client)
