"""The databases that the documents are asked of, and what knows the answers."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path  # noqa: TC003 - as beside it, what fixtures are annotated with

import pytest
from starlette.testclient import TestClient

from tests.conftest import fresh_postgresql, fresh_sqlite
from tests.differential.cursors import Cursors
from tests.differential.data import fill
from tests.differential.documents import Author
from tests.differential.oracle import Oracle
from tests.reads.asking import KINDS
from tests.reads.conftest import serving


@dataclass(frozen=True, slots=True)
class Asked:
    """An application, the author of questions to it, and who knows their answers."""

    kind: str
    client: TestClient
    author: Author
    oracle: Oracle


@pytest.fixture(scope="session", params=KINDS)
def asked(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Asked]:
    """Each kind of database, with every kind of value in it; it is only read."""
    if request.param == "sqlite":
        template: Path = request.getfixturevalue("sqlite_template")
        fresh = fresh_sqlite(template, tmp_path_factory.mktemp("differential"))
    else:
        server: Callable[[str], str] = request.getfixturevalue("postgresql")
        fresh = fresh_postgresql(server)
    with fresh as url, serving(url) as client:
        rows = fill(client)
        cursors = Cursors(client)
        yield Asked(request.param, client, Author(rows, cursors), Oracle.of(rows, cursors))
