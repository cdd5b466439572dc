"""One database for all tests of a module, for copying one costs more than most of them.

A module that imports `database_url` from here has it. Its tests make their own rows, and compare
the whole database before and after, so what others left in it doesn't matter.
"""

from collections.abc import Iterator

import pytest

from tests.conftest import fresh_postgresql, fresh_sqlite


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def database_url(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    """A database with the demo data, once on each kind."""
    if request.param == "sqlite":
        folder = tmp_path_factory.mktemp("shared")
        with fresh_sqlite(request.getfixturevalue("sqlite_template"), folder) as url:
            yield url
    else:
        with fresh_postgresql(request.getfixturevalue("postgresql")) as url:
            yield url
