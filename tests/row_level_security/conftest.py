"""Databases that belong to a role which row-level security binds."""

import asyncio
import os
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass
from itertools import count

import pytest
from sqlalchemy.engine import make_url

from db.database import Database
from db.migrating import migrate, switch_row_level_security
from server.demo import seed
from tests.conftest import NOW, execute
from tests.factories import store
from tests.row_level_security.world import world

ROLE = f"clinch_role_{os.getpid()}"
TEMPLATE = f"clinch_guarded_{os.getpid()}"
PASSWORD = "of-a-test"  # noqa: S105 - where the server asks for one
_numbers = count(1)


@dataclass(frozen=True, slots=True)
class Guarded:
    """A database with row-level security switched on: as the role, and as who may do anything."""

    bound_url: str
    free_url: str


@pytest.fixture(scope="session")
def template(postgresql_server: Callable[[str], str]) -> Iterator[str]:
    server = postgresql_server("postgres")
    execute(
        server,
        f"DROP DATABASE IF EXISTS {TEMPLATE}",
        f"DROP ROLE IF EXISTS {ROLE}",
        f"CREATE ROLE {ROLE} LOGIN NOSUPERUSER NOBYPASSRLS PASSWORD '{PASSWORD}'",
        f"CREATE DATABASE {TEMPLATE} OWNER {ROLE}",
    )

    async def prepare() -> None:
        url = as_role(postgresql_server(TEMPLATE))
        async with Database(url, row_level_security=True) as database:
            await migrate(database)
            await switch_row_level_security(database)
            await seed(database)
            await store(database, *world())

    asyncio.run(prepare())
    yield TEMPLATE
    execute(server, f"DROP DATABASE {TEMPLATE}", f"DROP ROLE {ROLE}")


def as_role(url: str) -> str:
    given = make_url(url).set(username=ROLE, password=PASSWORD)
    return given.render_as_string(hide_password=False)


@pytest.fixture
def guarded(postgresql_server: Callable[[str], str], template: str) -> Iterator[Guarded]:
    """A fresh one, with two teams' records in it."""
    name = f"{template}_{next(_numbers)}"
    server = postgresql_server("postgres")
    execute(server, f"CREATE DATABASE {name} TEMPLATE {template} OWNER {ROLE} STRATEGY file_copy")
    yield Guarded(as_role(postgresql_server(name)), postgresql_server(name))
    execute(server, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
async def bound(guarded: Guarded) -> AsyncIterator[Database]:
    """As the server has it."""
    async with Database(guarded.bound_url, row_level_security=True, clock=lambda: NOW) as opened:
        yield opened


@pytest.fixture
async def free(guarded: Guarded) -> AsyncIterator[Database]:
    """The same database, as a superuser, whom nothing binds."""
    async with Database(guarded.free_url, clock=lambda: NOW) as opened:
        yield opened


@pytest.fixture
async def single(guarded: Guarded) -> AsyncIterator[Database]:
    """As the server has it, with one connection that reads and one that writes."""
    url = guarded.bound_url
    async with Database(url, row_level_security=True, pool_size=1, clock=lambda: NOW) as opened:
        yield opened
