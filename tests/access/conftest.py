"""A database of each kind with the cast in it, that is only read."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import pytest
from starlette.testclient import TestClient

from tests.access.cast import CAST
from tests.access.viewers import Viewer, seen_by
from tests.api.requests import ask, call
from tests.differential.cursors import Cursors
from tests.differential.data import IndexedRows, rows_of
from tests.reads.asking import store
from tests.reads.conftest import serving
from tests.services.shared import database_url as shared_url  # noqa: F401


@dataclass(frozen=True, slots=True)
class Stage:
    """The application, and all that is stored."""

    client: TestClient
    rows: IndexedRows
    cursors: Cursors


@pytest.fixture(scope="module")
def stage(shared_url: str) -> Iterator[Stage]:  # noqa: F811
    """On each kind of database."""
    with serving(shared_url) as client:
        store(client, CAST)
        yield Stage(client, rows_of(client), Cursors(client))


@pytest.fixture
def client(database_url: str) -> Iterator[TestClient]:
    """The application with the cast, on a database of a test's own."""
    with serving(database_url) as opened:
        store(opened, CAST)
        yield opened


def asked(client: TestClient, viewer: Viewer, document: str, **variables: Any) -> Any:
    with seen_by(client, viewer):
        return ask(client, document, variables)


def called(
    client: TestClient, viewer: Viewer, field: str, given: Mapping[str, Any], selection: str
) -> Any:
    with seen_by(client, viewer):
        return call(client, field, given, selection)
