"""Databases that many tests share: one that is only read, one that each data set is written to."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import select
from starlette.testclient import TestClient

from db.tables import metadata
from server.app import create_app
from server.demo import DEMO_USER
from server.settings import Settings
from tests.conftest import LOCAL, NOW, fresh_postgresql, fresh_sqlite
from tests.costs import GENEROUS
from tests.reads.asking import KINDS, Clients, ask, database_of, empty, store
from tests.reads.row_oracle import Rows
from tests.reads.samples import SAMPLES


@contextmanager
def serving(database_url: str) -> Iterator[TestClient]:
    """HTTP to the application on this database, without limits or discretion."""
    settings = Settings(database_url=database_url, actor=DEMO_USER, introspection=True, **GENEROUS)
    app = create_app(settings, clock=lambda: NOW)
    with TestClient(app, LOCAL, raise_server_exceptions=False) as client:
        # The first connection asks the database for its version and more.
        ask(client, "{ viewer { id } }")
        yield client


@contextmanager
def serving_both(
    sqlite_template: Path, folder: Path, postgresql: Callable[[str], str]
) -> Iterator[Clients]:
    """The application on a fresh database of each kind."""
    with (
        fresh_sqlite(sqlite_template, folder) as sqlite_url,
        fresh_postgresql(postgresql) as postgresql_url,
        serving(sqlite_url) as on_sqlite,
        serving(postgresql_url) as on_postgresql,
    ):
        yield dict(zip(KINDS, (on_sqlite, on_postgresql), strict=True))


@pytest.fixture(scope="session")
def readers(
    sqlite_template: Path,
    postgresql: Callable[[str], str],
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Clients]:
    """Databases with the demo data and SAMPLES, that are only read."""
    with serving_both(sqlite_template, tmp_path_factory.mktemp("read"), postgresql) as clients:
        for client in clients.values():
            store(client, SAMPLES)
        yield clients


@pytest.fixture(scope="session", params=KINDS)
def reader(request: pytest.FixtureRequest, readers: Clients) -> TestClient:
    """Each of them."""
    return readers[request.param]


@pytest.fixture(scope="session")
def rows(reader: TestClient) -> Rows:
    """Everything that the database holds."""

    async def read() -> Rows:
        async with database_of(reader).reader.connect() as connection_:
            return Rows(
                {
                    name: [
                        dict(row) for row in (await connection_.execute(select(table))).mappings()
                    ]
                    for name, table in metadata.tables.items()
                }
            )

    assert reader.portal is not None
    return reader.portal.call(read)


@pytest.fixture(scope="session")
def writers(
    sqlite_template: Path,
    postgresql: Callable[[str], str],
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Clients]:
    """Databases without the demo data; a test empties them and writes its own."""
    with serving_both(sqlite_template, tmp_path_factory.mktemp("write"), postgresql) as clients:
        for client in clients.values():
            empty(client)
        yield clients
