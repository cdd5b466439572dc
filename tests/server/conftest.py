"""Commands on the test's database, and what they leave in it."""

import asyncio
from collections.abc import Callable
from functools import partial

import pytest

from db.database import Database
from tests.server.crm_folders import Import, import_crm_into
from tests.services.dump import Dump, dump


@pytest.fixture
def run_import(database_url: str, monkeypatch: pytest.MonkeyPatch) -> Import:
    """`clinch import crm` on the fresh database."""
    # The command sets this variable itself; so it is put back afterwards.
    monkeypatch.setenv("CLINCH_DATABASE_URL", database_url)
    return partial(import_crm_into, database_url)


@pytest.fixture
def dumped(database_url: str) -> Callable[[], Dump]:
    """Everything that is stored now."""

    async def read() -> Dump:
        async with Database(database_url) as database:
            return await dump(database)

    return lambda: asyncio.run(read())
