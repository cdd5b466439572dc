"""The application for hostile callers, and what they cost it."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from server.app import create_app, settle_garbage_collector
from server.demo import DEMO_USER
from server.settings import Settings
from tests.api.requests import nothing_changes
from tests.conftest import LOCAL, NOW, fresh_sqlite


@contextmanager
def settled() -> Iterator[None]:
    """The garbage collector as it is in a server's process.

    Without, a request that makes much pays for looking through all that the tests have made.
    """
    thresholds = gc.get_threshold()
    settle_garbage_collector()
    yield
    gc.set_threshold(*thresholds)
    gc.unfreeze()


@pytest.fixture(scope="module")
def limited(
    sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[TestClient]:
    """The application with the limits that it has by default, and the introspection."""
    with fresh_sqlite(sqlite_template, tmp_path_factory.mktemp("hostile")) as url:
        settings = Settings(
            database_url=url, actor=DEMO_USER, introspection=True, max_body=2_000_000
        )
        app = create_app(settings, clock=lambda: NOW)
        with TestClient(app, LOCAL, raise_server_exceptions=False) as client:
            client.post("/graphql", json={"query": "{ viewer { id } }"})
            with settled():
                yield client


@pytest.fixture(scope="module")
def installed(
    sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[TestClient]:
    """The application as it is installed; whatever it is sent, nothing is changed."""
    with fresh_sqlite(sqlite_template, tmp_path_factory.mktemp("hostile")) as url:
        app = create_app(Settings(database_url=url, actor=DEMO_USER), clock=lambda: NOW)
        with (
            nothing_changes(url),
            TestClient(app, LOCAL, raise_server_exceptions=False) as client,
        ):
            client.post("/graphql", json={"query": "{ viewer { id } }"})
            with settled():
                yield client
