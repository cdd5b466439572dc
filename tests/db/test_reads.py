"""Reads on the drivers' own connections: cancelled, lost, at once, and of what is committed."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy.engine import make_url

from db.database import Database
from db.drivers.postgresql_reads import PostgresqlReads
from db.drivers.sqlite import SqliteReads
from tests.conftest import NOW, execute, fresh_postgresql

pytestmark = pytest.mark.anyio

ENDLESS = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n"
"""It has more rows than anybody waits for."""
NAME = "SELECT name FROM opportunity ORDER BY id LIMIT 1"


@pytest.fixture
async def single(database_url: str) -> AsyncIterator[Database]:
    """The fresh database, open, with a single connection that reads."""
    async with Database(database_url, pool_size=1, clock=lambda: NOW) as opened:
        yield opened


@pytest.fixture
def postgresql_url(postgresql: Callable[[str], str]) -> Iterator[str]:
    with fresh_postgresql(postgresql) as url:
        yield url


async def test_given_a_read_that_waits_for_its_turn_then_cancelling_it_leaves_the_others(
    single: Database,
) -> None:
    slow = ENDLESS.replace("FROM n)", "FROM n WHERE i < 300000)")
    first = asyncio.ensure_future(single.reads.row(slow, ()))
    await asyncio.sleep(0.01)
    waiting = [asyncio.ensure_future(single.reads.row("SELECT 2", ())) for _ in range(5)]
    await asyncio.sleep(0.01)
    for each in waiting[:4]:
        each.cancel()

    assert (await first)[0] == 300_000
    assert (await waiting[4])[0] == 2


async def test_given_more_reads_than_connections_then_each_gets_its_own_answer(
    database: Database,
) -> None:
    sql = "SELECT $1::text" if not database.is_sqlite else "SELECT ?"

    answers = await asyncio.gather(*(database.reads.row(sql, (str(n),)) for n in range(200)))

    assert [answer[0] for answer in answers] == [str(n) for n in range(200)]


async def test_given_an_error_then_it_is_the_askers_and_the_connection_lives(
    single: Database,
) -> None:
    for _ in range(3):
        with pytest.raises(Exception, match="nowhere"):
            await single.reads.row("SELECT 1 FROM nowhere", ())

    assert (await single.reads.row("SELECT 1", ()))[0] == 1


async def test_given_a_commit_then_the_next_read_sees_it(
    database: Database, database_url: str
) -> None:
    before = (await database.reads.row(NAME, ()))[0]

    await asyncio.to_thread(execute, database_url, "UPDATE opportunity SET name = 'Changed'")

    assert (before, (await database.reads.row(NAME, ()))[0]) == ("Warehouse automation", "Changed")


async def test_given_it_is_closed_while_reads_wait_then_it_ends(database_url: str) -> None:
    async with Database(database_url, pool_size=2) as database:
        reading = [asyncio.ensure_future(database.reads.row(NAME, ())) for _ in range(50)]
        await asyncio.sleep(0)

    answers = await asyncio.gather(*reading, return_exceptions=True)
    assert len(answers) == 50


async def test_given_a_file_that_is_not_there_then_it_is_not_made(
    tmp_path: Path,
) -> None:
    file = tmp_path / "missing?#.db"
    reads = SqliteReads(file, 1, 10)
    await reads.open()
    try:
        for _ in range(2):
            with pytest.raises(Exception, match="unable to open database file"):
                await reads.row("SELECT 1", ())
    finally:
        await reads.close()

    assert not file.exists()


async def test_given_connections_that_were_lost_while_idle_then_a_read_gets_new_ones(
    postgresql_url: str,
) -> None:
    async with Database(postgresql_url, pool_size=3) as database:
        assert isinstance(database.reads, PostgresqlReads)
        await asyncio.gather(*(database.reads.row("SELECT pg_sleep(0.1)", ()) for _ in range(3)))
        name = make_url(postgresql_url).database
        await asyncio.to_thread(
            execute,
            postgresql_url,
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            f"WHERE datname = '{name}' AND pid <> pg_backend_pid()",
        )

        answers = await asyncio.gather(*(database.reads.row("SELECT 1", ()) for _ in range(3)))

    assert [answer[0] for answer in answers] == [1, 1, 1]
