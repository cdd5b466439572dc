"""Who a credential belongs to: users looked up by their id or by what their provider calls them."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.engine import Dialect

from db.database import Database
from db.reads.catalog import CATALOG
from db.sql.binds import Statement, compile_statement, placeholder
from db.types import ID
from domain.access import Role
from domain.actor import SYSTEM

_USERS: Final = CATALOG["User"].table


@dataclass(frozen=True, slots=True)
class UserStanding:
    """A user, as far as it decides what they may see and do."""

    id: str
    role: Role
    manager_id: str | None


async def find_user(database: Database, user_id: str) -> UserStanding | None:
    """The user of this id."""
    return await _find(database, "id", user_id)


async def find_subject(database: Database, subject: str) -> UserStanding | None:
    """The user whom the OpenID provider calls so."""
    return await _find(database, "subject", subject)


async def _find(database: Database, column: str, value: str) -> UserStanding | None:
    statement = _user_by(column, database.dialect)
    row: Sequence[Any] = await database.read(SYSTEM, statement, {"wanted": value})
    user_id, role, manager_id = row
    return UserStanding(user_id, Role(role), manager_id) if user_id else None


@lru_cache(maxsize=8)
def _user_by(column: str, engine: Dialect) -> Statement:
    wanted = _USERS.c[column] == placeholder("wanted", ID)
    return compile_statement(one_row(_USERS, ("id", "role", "manager_id"), wanted), engine)


def one_row(table: Any, columns: Sequence[str], wanted: Any) -> Any:
    """These columns of the one row that is wanted; of nulls, if there is none."""
    found = (select(table.c[name]).where(wanted).scalar_subquery() for name in columns)
    return select(*(each.label(name) for each, name in zip(found, columns, strict=True)))
