"""The setting: switched by `clinch migrate`, checked before anything is served."""

from pathlib import Path

import pytest
from sqlalchemy.engine import make_url
from starlette.testclient import TestClient

from db.database import Database
from db.migrating import NotMigratedError, check_ready, newest_revision, switch_row_level_security
from db.tables import metadata
from server.app import create_app
from server.demo import DEMO_USER
from server.settings import Settings, SettingsError, read_settings
from tests.conftest import LOCAL, NOW
from tests.row_level_security.conftest import Guarded
from tests.row_level_security.world import MIA, deal_of
from tests.server.commands import run

pytestmark = pytest.mark.anyio

STATE = (
    "SELECT (SELECT count(*) FROM pg_class WHERE relrowsecurity AND relforcerowsecurity), "
    "(SELECT count(*) FROM pg_trigger WHERE tgname = 'row_level_security' AND tgenabled = 'O')"
)
OFF = (
    "The database has row-level security on (account and 17 more tables): set "
    "CLINCH_ROW_LEVEL_SECURITY=true, or run `clinch migrate` to switch it off."
)

BYPASSED = (
    "row-level security: connect as one that is NOSUPERUSER and NOBYPASSRLS, or set "
    "CLINCH_ROW_LEVEL_SECURITY=false."
)


async def state(database: Database) -> tuple[int, int]:
    tables, triggers = await database.reads.row(STATE, ())
    return tables, triggers


async def test_switched_off_and_on_again(guarded: Guarded, free: Database) -> None:
    on = (len(metadata.tables), 3)
    assert await state(free) == on
    async with Database(guarded.bound_url) as database:
        assert await switch_row_level_security(database) == len(metadata.tables)
        assert await state(free) == (0, 0)
        await check_ready(database, serves=True)
        assert await switch_row_level_security(database) == 0
    async with Database(guarded.bound_url, row_level_security=True) as database:
        assert await switch_row_level_security(database) == len(metadata.tables)
        assert await state(free) == on
        await check_ready(database, serves=True)


async def test_a_table_that_was_left_out_is_named(bound: Database, free: Database) -> None:
    async with free.writer.begin() as connection:
        await connection.exec_driver_sql("ALTER TABLE quote NO FORCE ROW LEVEL SECURITY")
        await connection.exec_driver_sql("ALTER TABLE quote_line DISABLE TRIGGER ALL")

    with pytest.raises(NotMigratedError) as caught:
        await check_ready(bound)

    said = "Row-level security isn't on for quote and 1 more tables: run `clinch migrate`."
    assert str(caught.value) == said
    assert await switch_row_level_security(bound) == 2
    await check_ready(bound)


async def test_a_role_that_nothing_binds_is_refused(guarded: Guarded) -> None:
    async with Database(guarded.free_url, row_level_security=True) as database:
        await check_ready(database)
        with pytest.raises(NotMigratedError) as caught:
            await check_ready(database, serves=True)

    role = make_url(guarded.free_url).username
    assert str(caught.value) == f"The database's role {role} bypasses {BYPASSED}"


async def test_the_invariant_is_looked_at_past_the_policies(
    bound: Database, free: Database
) -> None:
    async with free.writer.begin() as connection:
        await connection.exec_driver_sql(
            "ALTER TABLE quote DROP CONSTRAINT ck_quote_blocks_open_only"
        )
        await connection.exec_driver_sql(
            f"UPDATE opportunity SET state = 'LOST', is_open = false WHERE id = '{deal_of(MIA)}'"
        )

    with pytest.raises(Exception, match="is closed and has an active quote"):
        await check_ready(bound)


def test_the_command_switches_it_and_says_so(guarded: Guarded, tmp_path: Path) -> None:
    url = guarded.bound_url
    for setting, said in (
        ("true", ""),
        ("false", "Row-level security is off now, for 18 tables.\n"),
        ("true", "Row-level security is on now, for 18 tables.\n"),
    ):
        done = run(tmp_path, "migrate", CLINCH_DATABASE_URL=url, CLINCH_ROW_LEVEL_SECURITY=setting)

        revision = f"The database is at revision {newest_revision()} already.\n"
        assert (done.returncode, done.stdout, done.stderr) == (0, revision + said, "")


def test_nothing_is_served_past_it(guarded: Guarded, tmp_path: Path) -> None:
    role = make_url(guarded.free_url).username
    for url, setting, said in (
        (guarded.bound_url, "false", OFF),
        (guarded.free_url, "true", f"The database's role {role} bypasses {BYPASSED}"),
    ):
        done = run(tmp_path, "serve", CLINCH_DATABASE_URL=url, CLINCH_ROW_LEVEL_SECURITY=setting)

        assert (done.returncode, done.stdout, done.stderr) == (1, "", f"clinch: {said}\n")


def test_ready_says_why_not(guarded: Guarded) -> None:
    for url, on, status, reason in (
        (guarded.bound_url, True, 200, None),
        (guarded.bound_url, False, 503, OFF),
    ):
        settings = Settings(database_url=url, row_level_security=on, actor=DEMO_USER)
        with TestClient(create_app(settings, clock=lambda: NOW), LOCAL) as client:
            answer = client.get("/health/ready")

        assert (answer.status_code, answer.json().get("reason")) == (status, reason)


def test_the_server_answers_with_it(guarded: Guarded) -> None:
    settings = Settings(database_url=guarded.bound_url, row_level_security=True, actor=DEMO_USER)
    with TestClient(create_app(settings, clock=lambda: NOW), LOCAL) as client:
        answer = client.post("/graphql", json={"query": "{ opportunities { totalCount } }"})

    assert answer.json()["data"] == {"opportunities": {"totalCount": 18}}


def test_sqlite_has_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CLINCH_ROW_LEVEL_SECURITY", "true")
    with pytest.raises(SettingsError) as caught:
        read_settings()

    assert str(caught.value) == (
        "CLINCH_ROW_LEVEL_SECURITY: SQLite has no row-level security: use PostgreSQL, "
        "or leave it off."
    )
