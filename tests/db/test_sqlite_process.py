"""SQLite's file: its pragmas, its one writing process, and which URLs name a database."""

import asyncio
import os
import signal
import sqlite3
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from db.database import Database, DatabaseUrlError, parse_url
from db.drivers.process_lock import DatabaseInUseError
from db.tables import User
from db.writes.facts import exists
from db.writes.unit_of_work import UnitOfWork
from domain.actor import SYSTEM, SYSTEM_USER_ID
from tests.conftest import fresh_sqlite
from tests.factories import opportunity, store

pytestmark = pytest.mark.anyio

HOLDER = """
import asyncio, sys
from db.database import Database

async def hold():
    async with Database(sys.argv[2]):
        print("open", flush=True)
        await asyncio.Event().wait()

asyncio.run(hold())
"""


@pytest.fixture
def url(sqlite_template: Path, tmp_path: Path) -> Iterator[str]:
    with fresh_sqlite(sqlite_template, tmp_path) as fresh:
        yield fresh


@pytest.fixture
async def database(url: str) -> AsyncIterator[Database]:
    async with Database(url, pool_size=2) as opened:
        yield opened


@contextmanager
def another_process(url: str) -> Iterator[subprocess.Popen[str]]:
    """A second Python process that has the database open."""
    process = subprocess.Popen(
        [sys.executable, "-c", HOLDER, "serve", url], stdout=subprocess.PIPE, text=True
    )
    try:
        assert process.stdout is not None
        assert process.stdout.readline() == "open\n"
        yield process
    finally:
        process.kill()
        process.communicate()


OF_READS = {"journal_mode", "query_only", "busy_timeout", "ignore_check_constraints"}
"""The pragmas that mean something to a connection that only reads."""

# ── connections ─────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("pragma", "writers", "readers"),
    [
        ("journal_mode", "wal", "wal"),
        ("synchronous", 2, 2),
        ("foreign_keys", 1, 1),
        ("query_only", 0, 1),
        ("busy_timeout", 10_000, 10_000),
        ("ignore_check_constraints", 0, 0),
    ],
)
async def test_given_an_open_database_then_every_connection_has_its_pragmas(
    database: Database, pragma: str, writers: object, readers: object
) -> None:
    found = []
    async with database.writer.connect() as writer, database.reader.connect() as reader:
        for connection in (writer, reader):
            result = await connection.exec_driver_sql(f"PRAGMA {pragma}")
            found.append(result.scalar_one())
    if pragma in OF_READS:
        # Every thread has a connection of its own.
        asked = [database.reads.row(f"PRAGMA {pragma}", ()) for _ in range(50)]
        found += {row[0] for row in await asyncio.gather(*asked)}
    else:
        found.append(readers)

    async def script(work: UnitOfWork) -> None:
        assert await work.transaction.row(f"PRAGMA {pragma}", ()) == (writers,)

    await database.transact(SYSTEM, script)
    assert found == [writers, readers, readers]


async def test_given_a_writer_at_work_then_it_has_held_the_lock_from_its_beginning(
    database: Database,
) -> None:
    # The script runs in the writing thread.
    other = sqlite3.connect(database.file, timeout=0, check_same_thread=False)

    async def script(work: UnitOfWork) -> None:
        await work.load(exists(User, SYSTEM_USER_ID))
        with pytest.raises(sqlite3.OperationalError, match="database is locked"):
            other.execute("BEGIN IMMEDIATE")

    await database.transact(SYSTEM, script)

    other.execute("BEGIN IMMEDIATE")
    other.close()


# ── one process ─────────────────────────────────────────────────────────────────────────────────


async def test_given_another_process_has_it_open_then_it_is_refused_naming_that_and_postgresql(
    url: str,
) -> None:
    with another_process(url) as holder:
        with pytest.raises(DatabaseInUseError) as caught:
            async with Database(url):
                pass

        path = url.removeprefix("sqlite:///")
        assert str(caught.value) == (
            f"{path} is in use by process {holder.pid} (-c serve). SQLite has one writing "
            "process: stop that one first, or use PostgreSQL "
            "(CLINCH_DATABASE_URL=postgresql://…), which any number of processes can share."
        )


async def test_given_the_other_process_was_killed_then_the_database_opens_again(url: str) -> None:
    with another_process(url) as holder:
        os.kill(holder.pid, signal.SIGKILL)
        assert holder.wait() == -signal.SIGKILL

    async with Database(url) as database:
        await store(database, opportunity())


async def test_given_it_is_open_in_this_process_then_it_is_refused_a_second_time(url: str) -> None:
    async with Database(url):
        with pytest.raises(DatabaseInUseError, match=f"in use by process {os.getpid()} "):
            async with Database(url):
                pass

    async with Database(url) as database:
        await store(database, opportunity())


async def test_given_a_lock_file_that_says_nothing_then_the_owner_is_another_process(
    url: str,
) -> None:
    with another_process(url):
        os.truncate(url.removeprefix("sqlite:///") + "-owner", 0)

        with pytest.raises(DatabaseInUseError, match=r"is in use by another process\."):
            async with Database(url):
                pass


async def test_given_a_symbolic_link_then_it_is_the_file_s_own_lock(
    url: str, tmp_path: Path
) -> None:
    link = tmp_path / "link.db"
    link.symlink_to(url.removeprefix("sqlite:///"))
    with another_process(f"sqlite:///{link}") as holder:
        expected = rf"test-\d+\.db is in use by process {holder.pid} "

        with pytest.raises(DatabaseInUseError, match=expected):
            async with Database(url):
                pass


async def test_given_a_file_of_two_names_then_it_is_refused_under_either(
    url: str, tmp_path: Path
) -> None:
    path, other = Path(url.removeprefix("sqlite:///")), tmp_path / "other.db"
    other.hardlink_to(path)

    for name in (path, other):
        with pytest.raises(DatabaseInUseError) as caught:
            async with Database(f"sqlite:///{name}"):
                pass
        assert str(caught.value) == (
            f"{name} has a second name (a hard link): written under both, changes would be "
            "lost. Remove one of them."
        )


async def test_given_two_files_then_two_processes_can_have_one_each(
    url: str, tmp_path: Path
) -> None:
    with another_process(url):
        async with Database(f"sqlite:///{tmp_path / 'other.db'}"):
            pass


# ── URLs ────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("given", "parsed"),
    [
        ("sqlite:///clinch.db", "sqlite+aiosqlite:///clinch.db"),
        ("sqlite:////var/lib/clinch.db", "sqlite+aiosqlite:////var/lib/clinch.db"),
        ("postgresql://me@host/clinch", "postgresql+asyncpg://me@host/clinch"),
        ("postgres://me:pw@host:5433/clinch", "postgresql+asyncpg://me:pw@host:5433/clinch"),
        ("postgresql://me@/clinch?host=/run", "postgresql+asyncpg://me@/clinch?host=%2Frun"),
        (
            "postgresql://host:65535/clinch?sslmode=require",
            "postgresql+asyncpg://host:65535/clinch?ssl=require",
        ),
    ],
)
def test_given_a_url_of_either_kind_then_it_is_the_asynchronous_driver_s(
    given: str, parsed: str
) -> None:
    assert parse_url(given).render_as_string(hide_password=False) == parsed


NO_URL = "It isn't a URL. Use sqlite:///file.db or postgresql://user@host/database."
NO_FILE = "Name a file, as in sqlite:///clinch.db: a database in memory isn't kept."
NO_OPTIONS = "Nothing can follow the file's name: there are no options for SQLite."
TWO_SLASHES = "A file follows three slashes: sqlite:///file.db, sqlite:////folder/file.db."
OTHER_KIND = "isn't supported. Use sqlite:///file.db or postgresql://…."


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ("", NO_URL),
        ("clinch.db", NO_URL),
        ("postgresql://me:secret@host:port/clinch", NO_URL),
        ("sqlite://", NO_FILE),
        ("sqlite:///", NO_FILE),
        ("sqlite:///:memory:", NO_FILE),
        ("sqlite:///clinch.db?mode=memory", NO_OPTIONS),
        ("sqlite:///file:clinch?mode=memory&uri=true", NO_OPTIONS),
        ("sqlite://clinch.db", TWO_SLASHES),
        ("sqlite://folder/clinch.db", TWO_SLASHES),
        ("mysql://me:secret@host/clinch", f"mysql:// {OTHER_KIND}"),
        ("sqlite+aiosqlite:///clinch.db", f"sqlite+aiosqlite:// {OTHER_KIND}"),
        ("postgresql://host:0/clinch", "0 isn't a port."),
        ("postgresql://host:65536/clinch", "65536 isn't a port."),
        (
            "postgresql://host/clinch?application_name=x&timeout=1",
            "There is no option application_name after the ?, only host and sslmode.",
        ),
    ],
)
def test_given_any_other_url_then_it_is_refused_with_what_to_use_and_no_password(
    given: str, message: str
) -> None:
    with pytest.raises(DatabaseUrlError) as caught:
        Database(given)

    assert str(caught.value) == message


def test_given_an_older_sqlite_then_it_is_said_which_is_needed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sqlite3, "sqlite_version_info", (3, 37, 2))
    monkeypatch.setattr(sqlite3, "sqlite_version", "3.37.2")

    with pytest.raises(DatabaseUrlError) as caught:
        Database("sqlite:///clinch.db")

    assert str(caught.value) == (
        "Python brings SQLite 3.37.2; Clinch needs 3.38 or newer. Use a newer Python, or "
        "PostgreSQL."
    )
    assert not Database("postgresql://host/clinch").is_sqlite
