"""The demo that each client plays the story against."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.clients.running import Demo
from tests.conftest import fresh_sqlite


@pytest.fixture
def demo(sqlite_template: Path, tmp_path: Path) -> Iterator[Demo]:
    """Fresh demo data; `serving` it is the test's."""
    with fresh_sqlite(sqlite_template, tmp_path) as url:
        yield Demo(url, tmp_path)
