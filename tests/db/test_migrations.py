"""Migrations: from nothing to the tables that the program has, with the stock rows in them."""

import os
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path

import pytest
from alembic import command
from sqlalchemy import CheckConstraint, Connection, inspect
from sqlalchemy.exc import DBAPIError

from db.database import Database
from db.migrating import (
    NotMigratedError,
    _config,
    check_ready,
    differences,
    migrate,
    newest_revision,
)
from db.tables import metadata
from domain.actor import SYSTEM_USER_ID
from tests.conftest import execute
from tests.services.dump import dump

pytestmark = pytest.mark.anyio

EMPTY = f"clinch_test_empty_{os.getpid()}"
STOCK_REASONS = [
    # opportunity's state, quote's state, code, default, English, Japanese
    ("OPEN", None, "IN_PROGRESS", True, "In progress", "進行中"),
    ("OPEN", None, "ON_HOLD", False, "On hold", "保留"),
    ("WON", None, "WON", True, "Won", "受注"),
    ("LOST", None, "CANCELED", True, "Canceled", "キャンセル"),
    ("LOST", None, "OUT_SOLD", False, "Out-sold", "競合負け"),
    (None, "DRAFT", "IN_PROGRESS", True, "In progress", "作成中"),
    (None, "ACTIVE", "IN_PROGRESS", True, "In progress", "進行中"),
    (None, "ACTIVE", "OPEN", False, "Open", "提示中"),
    (None, "WON", "WON", True, "Won", "受注"),
    (None, "CLOSED", "LOST", True, "Lost", "失注"),
    (None, "CLOSED", "CANCELED", False, "Canceled", "キャンセル"),
    (None, "CLOSED", "REVISED", False, "Revised", "改訂済み"),
]


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A database with nothing in it."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'empty.db'}"
        return
    server: Callable[[str], str] = request.getfixturevalue("postgresql_server")
    drop = f"DROP DATABASE IF EXISTS {EMPTY} WITH (FORCE)"
    execute(server("postgres"), drop, f"CREATE DATABASE {EMPTY}")
    yield server(EMPTY)
    execute(server("postgres"), drop)


@pytest.fixture
async def empty(empty_url: str) -> AsyncIterator[Database]:
    async with Database(empty_url) as opened:
        yield opened


async def tables(database: Database) -> set[str]:
    def names(connection: Connection) -> set[str]:
        return set(inspect(connection).get_table_names())

    async with database.reader.connect() as connection:
        return await connection.run_sync(names)


async def test_given_an_empty_database_when_migrated_then_it_has_the_program_s_tables(
    empty: Database,
) -> None:
    revisions = await migrate(empty)

    assert revisions == (None, newest_revision())
    assert await tables(empty) == set(metadata.tables) | {"alembic_version"}
    await check_ready(empty)


async def test_given_a_migrated_database_when_migrated_again_then_nothing_changes(
    database: Database,
) -> None:
    before = await dump(database)

    revisions = await migrate(database)

    assert revisions == (newest_revision(), newest_revision())
    assert await dump(database) == before


async def test_given_a_migrated_database_then_alembic_finds_nothing_left_to_change(
    database: Database,
) -> None:
    assert await differences(database) == []


async def test_given_a_table_that_differs_then_alembic_finds_it(database: Database) -> None:
    async with database.writer.begin() as connection:
        await connection.exec_driver_sql("DROP INDEX ix_quote_created_at_id")
        await connection.exec_driver_sql("ALTER TABLE account ADD COLUMN more INTEGER")

    kinds = sorted(difference[0] for difference in await differences(database))

    assert kinds == ["add_index", "remove_column"]


async def test_given_a_migrated_database_then_it_has_the_checks_that_the_tables_declare(
    database: Database,
) -> None:
    """Alembic's comparison doesn't look at them."""

    def names(connection: Connection) -> set[str]:
        inspector = inspect(connection)
        return {
            str(check["name"])
            for table in metadata.tables
            for check in inspector.get_check_constraints(table)
        }

    async with database.reader.connect() as connection:
        found = await connection.run_sync(names)

    assert found == {
        str(constraint.name)
        for table in metadata.tables.values()
        for constraint in table.constraints
        if isinstance(constraint, CheckConstraint)
    }


async def test_given_a_migrated_database_when_taken_back_and_migrated_then_it_is_as_before(
    empty: Database,
) -> None:
    await migrate(empty)
    before = await dump(empty)

    async with empty.writer.begin() as connection:
        await connection.run_sync(lambda sync: command.downgrade(_config(sync), "base"))
    assert await tables(empty) == {"alembic_version"}
    await migrate(empty)

    assert await dump(empty) == before
    assert await differences(empty) == []


async def test_given_a_system_with_a_subject_when_migrated_then_nobody_signs_in_by_it(
    empty: Database,
) -> None:
    await migrate(empty)
    before = await dump(empty)
    async with empty.writer.begin() as connection:
        await connection.run_sync(lambda sync: command.downgrade(_config(sync), "0003"))
        await connection.exec_driver_sql("UPDATE users SET subject = '248289761001'")

    await migrate(empty)

    assert await dump(empty) == before


async def test_given_an_unmigrated_database_when_asked_if_ready_then_it_says_what_to_run(
    empty: Database,
) -> None:
    if empty.is_sqlite:
        # An empty file, as a first look at it makes one.
        empty.file.touch()

    with pytest.raises(NotMigratedError) as caught:
        await check_ready(empty)

    assert str(caught.value) == (
        f"The database is at revision none, this program needs {newest_revision()}: "
        "run `clinch migrate`."
    )


async def test_given_another_revision_when_asked_if_ready_then_it_is_named(
    database: Database,
) -> None:
    async with database.writer.begin() as connection:
        await connection.exec_driver_sql("UPDATE alembic_version SET version_num = '0000'")

    with pytest.raises(NotMigratedError) as caught:
        await check_ready(database)

    assert str(caught.value) == (
        f"The database is at revision 0000, this program needs {newest_revision()}: "
        "run `clinch migrate`."
    )


async def test_given_no_file_when_asked_if_ready_then_that_is_said_and_none_is_made(
    tmp_path: Path,
) -> None:
    path = tmp_path / "missing.db"
    async with Database(f"sqlite:///{path}") as database:
        with pytest.raises(NotMigratedError) as caught:
            await check_ready(database)

    assert str(caught.value) == f"There is no database {path}: run `clinch migrate`."
    assert not path.exists()


async def test_given_a_fresh_database_then_it_has_the_stock_reasons_and_the_system_user_alone(
    empty: Database,
) -> None:
    await migrate(empty)

    rows = await dump(empty)
    reasons = sorted(rows["status_reason"].values(), key=lambda row: int(row["position"]))
    assert [
        (
            row["opportunity_state"],
            row["quote_state"],
            row["code"],
            row["is_default"],
            row["label_en"],
            row["label_ja"],
        )
        for row in reasons
    ] == STOCK_REASONS
    assert all(row["is_active"] for row in reasons)
    (system,) = rows["users"].values()
    assert (system["id"], system["kind"], system["name"]) == (SYSTEM_USER_ID, "SYSTEM", "System")
    filled = {name for name, found in rows.items() if found}
    assert filled == {"status_reason", "users"}


async def test_given_a_migration_that_fails_midway_then_nothing_of_it_is_there(
    empty: Database,
) -> None:
    async with empty.writer.begin() as connection:
        await connection.exec_driver_sql("CREATE TABLE quote_line (id integer)")

    with pytest.raises(DBAPIError, match="quote_line"):
        await migrate(empty)

    assert await tables(empty) == {"quote_line"}
