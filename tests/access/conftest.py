"""A database of each kind with the cast in it, that is only read."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from starlette.testclient import TestClient

from tests.access.cast import CAST
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
