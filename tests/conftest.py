"""Databases for the tests: each that asks for one gets a fresh one, built by the migrations."""

import asyncio
import os
import shutil
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event, text
from sqlalchemy.engine import make_url
from sqlalchemy.ext.asyncio import create_async_engine
from starlette.testclient import TestClient

from db.database import Database, parse_url
from db.drivers.reading import Reads
from db.migrating import migrate
from db.traffic import Traffic
from db.usage import Usage
from server.app import create_app
from server.demo import DEMO_USER, seed
from server.graphiql import Page, graphiql_page
from server.settings import Settings
from tests import postgres
from tests.noting import noted

NOW = datetime(2026, 11, 22, 17, 23, 0, 123456, tzinfo=UTC)
LOCAL = "http://localhost"
"""How a client names the server: no other name is answered."""
TEMPLATE = f"clinch_template_{os.getpid()}"
"""Of this process: several run the suite together, on one server if that is what is given."""
_numbers = count(1)

for _name in [name for name in os.environ if name.startswith("CLINCH_")]:
    if not _name.startswith("CLINCH_TEST_"):
        del os.environ[_name]


@pytest.fixture(scope="session")
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite file with the demo data in it."""
    path = tmp_path_factory.mktemp("template") / "template.db"
    asyncio.run(_prepare(f"sqlite:///{path}"))
    return path


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[Callable[[str], str]]:
    """A database's name to its URL: a server that runs already, or one that is started here."""
    given = os.environ.get("CLINCH_TEST_DATABASE_URL")
    if given:
        url = make_url(given)
        yield lambda name: url.set(database=name).render_as_string(hide_password=False)
        return
    with postgres.running(None, "--locale=C") as server:
        yield server.url


@pytest.fixture(scope="session")
def postgresql(
    postgresql_server: Callable[[str], str],
) -> Iterator[Callable[[str], str]]:
    """The same, with a migrated template that has the demo data in it."""
    with template_on(postgresql_server):
        yield postgresql_server


@contextmanager
def template_on(server: Callable[[str], str]) -> Iterator[None]:
    """A server whose template database is migrated and seeded."""
    execute(
        server("postgres"),
        f"DROP DATABASE IF EXISTS {TEMPLATE}",
        f"CREATE DATABASE {TEMPLATE}",
    )
    asyncio.run(_prepare(server(TEMPLATE)))
    yield
    execute(server("postgres"), f"DROP DATABASE {TEMPLATE}")


@contextmanager
def fresh_postgresql(server: Callable[[str], str]) -> Iterator[str]:
    """The URL of a fresh copy of the server's template; dropped afterwards."""
    name = f"clinch_test_{os.getpid()}_{next(_numbers)}"
    # Files are copied by a fifth of the work that copying blocks through the log is.
    create = f"CREATE DATABASE {name} TEMPLATE {TEMPLATE} STRATEGY file_copy"
    execute(server("postgres"), create)
    try:
        yield server(name)
    finally:
        execute(server("postgres"), f"DROP DATABASE {name} WITH (FORCE)")


@contextmanager
def fresh_sqlite(template: Path, folder: Path) -> Iterator[str]:
    """The URL of a fresh copy of the template file."""
    path = folder / f"test-{next(_numbers)}.db"
    shutil.copyfile(template, path)
    yield f"sqlite:///{path}"


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A fresh database with the demo data, once on each kind."""
    if request.param == "sqlite":
        with fresh_sqlite(request.getfixturevalue("sqlite_template"), tmp_path) as url:
            yield url
    else:
        with fresh_postgresql(request.getfixturevalue("postgresql")) as url:
            yield url


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    """The fresh database, open, with a clock that stands still at NOW."""
    async with Database(database_url, clock=lambda: NOW) as opened:
        yield opened


@pytest.fixture
def client(database_url: str) -> Iterator[TestClient]:
    """HTTP to the application on the fresh database; the demo's user acts, at NOW."""
    settings = Settings(database_url=database_url, actor=DEMO_USER, introspection=True)
    app = create_app(settings, clock=lambda: NOW)
    with TestClient(app, LOCAL, raise_server_exceptions=False) as opened:
        yield opened


@pytest.fixture
def installed_graphiql() -> Page:
    """GraphiQL's page, where `make setup` could fetch what it needs."""
    page = graphiql_page()
    if not page.installed:
        pytest.skip("GraphiQL isn't installed here: npm's registry couldn't be reached")
    return page


@contextmanager
def recorded(database: Database) -> Iterator[list[str]]:
    """Every statement that this database is sent while inside; what begins and ends is left out."""
    statements: list[str] = []

    def note(statement: str) -> None:
        if not statement.startswith(("BEGIN", "SAVEPOINT", "ROLLBACK", "COMMIT", "RELEASE")):
            statements.append(statement)

    def note_cursor(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        note(statement)

    def note_all(sent: Sequence[str]) -> None:
        for statement in sent:
            note(statement)

    # On PostgreSQL the reader is the writer with other options, and shares its events.
    engines = {database.writer.sync_engine}
    if database.is_sqlite:
        engines.add(database.reader.sync_engine)
    for engine in engines:
        event.listen(engine, "before_cursor_execute", note_cursor)
    reads = database.reads
    database.reads = NotedReads(reads, lambda sql, _: statements.append(sql))
    try:
        with noted(database, note_all):
            yield statements
    finally:
        database.reads = reads
        for engine in engines:
            event.remove(engine, "before_cursor_execute", note_cursor)


@dataclass(frozen=True, slots=True)
class NotedReads:
    """The database's own reads; each statement is told before it is sent."""

    reads: Reads
    note: Callable[[str, Sequence[Any]], Any]

    def usage(self) -> Usage:
        return self.reads.usage()

    async def row(
        self,
        sql: str,
        arguments: Sequence[Any],
        traffic: Traffic | None = None,
        actor: str | None = None,
    ) -> Sequence[Any]:
        self.note(sql, arguments)
        return await self.reads.row(sql, arguments, traffic, actor)

    async def open(self) -> None:
        await self.reads.open()

    async def close(self) -> None:
        await self.reads.close()


def execute(url: str, *statements: str) -> None:
    """Send statements, each in a transaction of its own."""

    async def send() -> None:
        engine = create_async_engine(parse_url(url), isolation_level="AUTOCOMMIT")
        try:
            async with engine.connect() as connection:
                for statement in statements:
                    await connection.execute(text(statement))
        finally:
            await engine.dispose()

    asyncio.run(send())


async def _prepare(url: str) -> None:
    async with Database(url) as database:
        await migrate(database)
        await seed(database)
