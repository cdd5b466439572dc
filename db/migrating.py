"""Bring a database to the newest schema; check that it is there and that the invariant holds."""

from collections.abc import Sequence
from typing import Any

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, select
from sqlmodel import col

from db.database import Database
from db.row_level_security import act_as_system, fault_of, switch
from db.tables import Opportunity, Quote, metadata
from domain.lifecycle import BLOCKING_QUOTE_STATES, OpportunityState


class NotMigratedError(Exception):
    """The database isn't as this program and its settings need it; the message says what to do."""


def _config(connection: Connection | None = None) -> Config:
    config = Config()
    config.set_main_option("script_location", "db:migrations")
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config


def newest_revision() -> str:
    """The revision that this program's tables are."""
    return ScriptDirectory.from_config(_config()).get_current_head() or ""


async def migrate(database: Database) -> tuple[str | None, str]:
    """Run every migration that is missing, in one transaction; the revisions before and after."""

    def upgrade(connection: Connection) -> tuple[str | None, str]:
        act_as_system(connection)
        before = _revision(connection)
        if before != newest_revision():
            command.upgrade(_config(connection), "head")
        return before, _revision(connection) or ""

    async with database.writer.begin() as connection:
        return await connection.run_sync(upgrade)


async def switch_row_level_security(database: Database) -> int:
    """On or off, as the database's setting says; for how many tables it wasn't so already."""
    on = database.row_level_security
    async with database.writer.begin() as connection:
        return await connection.run_sync(lambda sync: switch(sync, on=on))


async def differences(database: Database) -> Sequence[Any]:
    """What Alembic would still change; empty when tables.py and the migrations agree."""

    def compare(connection: Connection) -> Sequence[Any]:
        found: Sequence[Any] = compare_metadata(MigrationContext.configure(connection), metadata)
        return found

    async with database.writer.connect() as connection:
        return await connection.run_sync(compare)


async def check_ready(database: Database, *, serves: bool = False) -> None:
    """The database answers, is migrated, and no closed opportunity has a quote that blocks.

    Row-level security is on or off for all of it, as the setting says; `serves` is whether it has
    to bind whoever connects.

    Raises NotMigratedError, InvariantBrokenError, or what the driver raises when it can't connect.
    """
    if database.is_sqlite and not database.file.exists():
        message = f"There is no database {database.file}: run `clinch migrate`."
        raise NotMigratedError(message)
    async with database.reader.connect() as connection:
        present = await connection.run_sync(_revision)
        if present != newest_revision():
            message = (
                f"The database is at revision {present or 'none'}, this program needs "
                f"{newest_revision()}: run `clinch migrate`."
            )
            raise NotMigratedError(message)
        on = database.row_level_security
        fault = await connection.run_sync(lambda sync: fault_of(sync, on=on, binding=on and serves))
        if fault is not None:
            raise NotMigratedError(fault)
        await connection.run_sync(act_as_system)
        broken = await connection.scalar(
            select(col(Opportunity.id))
            .join(Quote, col(Quote.opportunity_id) == col(Opportunity.id))
            .where(
                col(Opportunity.state) != OpportunityState.OPEN,
                col(Quote.state).in_(BLOCKING_QUOTE_STATES),
            )
            .limit(1)
        )
    if broken is not None:
        raise InvariantBrokenError(broken)


class InvariantBrokenError(Exception):
    """A closed opportunity has an active quote: somebody wrote past the constraints."""

    def __init__(self, opportunity_id: str) -> None:
        super().__init__(f"{opportunity_id} is closed and has an active quote.")


def _revision(connection: Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()
