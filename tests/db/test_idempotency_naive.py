"""The control: code that looks for a key first and writes it then does a call more than once.

It runs the same race, so that the race is known to see it; and the table's primary key stops it.
"""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from datetime import UTC, datetime
from functools import partial

import pytest

from db.database import Database
from db.drivers.errors import CONSTRAINT_BROKEN
from db.writes.unit_of_work import UnitOfWork
from domain.idempotency import KeyedCall
from tests.db.keyed import CROWD, a_call, creating
from tests.db.rivals import race, rivals
from tests.services.calls import ACTOR
from tests.services.dump import changes, dump
from tests.services.shared import database_url  # noqa: F401

pytestmark = pytest.mark.anyio


@pytest.fixture
async def databases(database_url: str) -> AsyncIterator[Sequence[Database]]:  # noqa: F811
    async with rivals(database_url, CROWD) as opened:
        yield opened


async def naive(
    database: Database,
    call: KeyedCall,
    all_have_looked: asyncio.Barrier,
    *,
    constrained: bool,
) -> str:
    """Looks for the key, then does it and stores the key: what lies between isn't locked."""

    async def look(work: UnitOfWork) -> bool:
        sql = f"SELECT 1 FROM idempotency_key WHERE id = '{call.key_id}'"
        return await work.transaction.row(sql, ()) is not None

    async def act(work: UnitOfWork) -> None:
        await creating(work)
        await work.flush()
        unless = "" if constrained else "ON CONFLICT DO NOTHING"
        instant = f"'{datetime(2026, 11, 22, tzinfo=UTC).isoformat()}'"
        await work.transaction.row(
            f"INSERT INTO idempotency_key (id, fingerprint, outcome, used_at) "
            f"VALUES ('{call.key_id}', '', '', {instant}) {unless}",
            (),
        )

    found = await database.transact(ACTOR, look)
    await all_have_looked.wait()
    if found:
        return "replayed"
    try:
        await database.transact(ACTOR, act)
    except CONSTRAINT_BROKEN:
        return "stopped by the table"
    return "created"


@pytest.mark.parametrize("constrained", [False, True])
async def test_given_naive_code_then_the_race_sees_it_done_twice_unless_the_table_stops_it(
    databases: Sequence[Database], *, constrained: bool
) -> None:
    for number in range(5):
        before = await dump(databases[0])
        make = partial(
            naive,
            call=a_call(),
            all_have_looked=asyncio.Barrier(CROWD),
            constrained=constrained,
        )

        answers = await race(databases, [make] * CROWD, number)

        done = 1 if constrained else CROWD
        assert Counter(answers) == Counter(
            {"created": done, "stopped by the table": CROWD - done}
        ) - Counter({"stopped by the table": 0})
        found = changes(before, await dump(databases[0]))
        assert len(found.added["opportunity"]) == done
