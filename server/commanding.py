"""What every command does: settings are read, a database is opened, a fault is a sentence."""

import asyncio
import logging
import os
from collections.abc import Awaitable, Callable
from typing import Annotated, Final, TypeVar

import typer
from rich.console import Console

from db.database import Database, DatabaseUrlError
from db.drivers.errors import DATABASE_FAILED
from db.drivers.process_lock import DatabaseInUseError
from db.migrating import InvariantBrokenError, NotMigratedError
from server.settings import PREFIX, Settings, SettingsError, read_settings

T = TypeVar("T")

DatabaseUrl = Annotated[
    str | None,
    typer.Option(
        "--database-url",
        help="sqlite:///file.db or postgresql://user@host/name; overrides CLINCH_DATABASE_URL.",
        show_default=False,
    ),
]

USAGE_ERROR: Final = 2
FAILURE: Final = 1

out = Console(highlight=False, soft_wrap=True, emoji=False)
err = Console(stderr=True, highlight=False, soft_wrap=True, emoji=False)


def fail(message: str, code: int = FAILURE) -> typer.Exit:
    """Say it on standard error; raise what is returned."""
    err.print(f"clinch: {message}", markup=False)
    return typer.Exit(code)


def reason_of(error: Exception) -> str:
    """What went wrong, in the words of the system or the database."""
    if isinstance(error, OSError) and error.errno:
        # Names that can't be resolved have numbers below 0, which the system has no words for.
        found = os.strerror(error.errno) if error.errno > 0 else str(error.strerror)
        words = found.partition(" (")[0]
        return f"{words}: {error.filename}" if error.filename else words
    return str(getattr(error, "orig", None) or error) or "it doesn't answer in time"


def settings_of(database_url: str | None) -> Settings:
    """The environment's settings, with this database."""
    if database_url is not None:
        os.environ[f"{PREFIX}DATABASE_URL"] = database_url
    try:
        return read_settings()
    except SettingsError as error:
        raise fail(str(error), USAGE_ERROR) from None


def with_database(settings: Settings, act: Callable[[Database], Awaitable[T]]) -> T:
    """Open the database, act, close it; what is wrong with the database is said in a sentence."""

    async def run() -> T:
        async with Database(
            settings.database_url, row_level_security=settings.row_level_security
        ) as database:
            return await act(database)

    try:
        return asyncio.run(run())
    except (
        DatabaseUrlError,
        DatabaseInUseError,
        NotMigratedError,
        InvariantBrokenError,
    ) as error:
        raise fail(str(error)) from None
    except (OSError, *DATABASE_FAILED) as error:
        logging.getLogger("clinch").debug("the database failed", exc_info=True)
        message = f"The database can't be used: {reason_of(error)}"
        raise fail(message) from None
