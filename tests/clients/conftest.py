"""A real server for each client's program."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from server.demo import DEMO_USER
from tests.conftest import fresh_sqlite
from tests.server.commands import Served, serving


@pytest.fixture
def served(sqlite_template: Path, tmp_path: Path) -> Iterator[Served]:
    """`clinch serve` with fresh demo data."""
    with (
        fresh_sqlite(sqlite_template, tmp_path) as url,
        serving(tmp_path, CLINCH_DATABASE_URL=url, CLINCH_ACTOR=DEMO_USER) as server,
    ):
        yield server
