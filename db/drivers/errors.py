"""What the drivers raise, by what it means; and what of it may not be said."""

import sqlite3
from typing import Final

import asyncpg
from sqlalchemy.exc import DBAPIError

CONNECTION_LOST: Final = (
    asyncpg.PostgresConnectionError,
    asyncpg.InterfaceError,
    # What it says where the server ended a connection that nobody was using.
    asyncpg.InternalClientError,
    asyncpg.CannotConnectNowError,
    asyncpg.AdminShutdownError,
    ConnectionError,
)
CONFLICT: Final = (asyncpg.SerializationError, asyncpg.DeadlockDetectedError)
"""The transaction was in another's way: run again, it may succeed."""
CONSTRAINT_BROKEN: Final = (asyncpg.IntegrityConstraintViolationError, sqlite3.IntegrityError)
DATABASE_FAILED: Final = (
    asyncpg.PostgresError,
    asyncpg.InterfaceError,
    sqlite3.Error,
    # Of what goes through SQLAlchemy's engines: migrations and the check for readiness.
    DBAPIError,
)


class LockTimeoutError(Exception):
    """Another transaction holds what a statement needs, for longer than it was to wait."""


_REFUSED_BY_DRIVER: Final = "invalid input for query argument"


def silence_values(error: asyncpg.PostgresError) -> None:
    """Take out of the error what it says of a row or a value: customers' data isn't the log's."""
    error.detail = None
    message = str(error.args[0]) if error.args else ""
    if message.startswith(_REFUSED_BY_DRIVER):
        error.args = (message.partition(":")[0],)
