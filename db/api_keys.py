"""Whose an API key is, and when it was last used."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any, Final

import orjson
from sqlalchemy import and_, or_, select, update
from sqlalchemy.engine import Dialect

from db.database import Database
from db.reads.catalog import CATALOG
from db.row_level_security import act_as_system
from db.sql.binds import Statement, compile_statement, placeholder
from db.sql.literals import word
from db.types import ID, Instant
from db.writes.unit_of_work import UnitOfWork
from domain.access import Right, Role
from domain.actor import SYSTEM, UserKind
from domain.api_keys import TOUCHED_EVERY, KeyStanding

_KEYS: Final = CATALOG["ApiKey"].table
_USERS: Final = CATALOG["User"].table
_HELD: Final = _KEYS.join(
    _USERS, and_(_USERS.c.id == _KEYS.c.user_id, _USERS.c.kind != word(UserKind.SYSTEM))
)
"""Keys with their users, but for the system, as whom nobody signs in."""
_RIGHTS: Final = frozenset(Right)
_INSTANT: Final = Instant()


async def find_key(database: Database, prefix: str) -> KeyStanding | None:
    """The key of this prefix, whether it is accepted or not, and as whom it acts."""
    dialect = database.dialect
    row: Any = await database.read(SYSTEM, _key_by_prefix(dialect), {"prefix": prefix})
    key_id, secret_hash, scopes, *instants, user_id, role, manager_id = row
    if key_id is None:
        return None
    expires_at, revoked_at, last_used_at = (
        _INSTANT.process_result_value(each, dialect) for each in instants
    )
    assert expires_at is not None
    return KeyStanding(
        key_id,
        secret_hash,
        # What is no right any longer is none of the key's either.
        frozenset(map(Right, _RIGHTS.intersection(orjson.loads(scopes)))),
        expires_at,
        revoked_at,
        last_used_at,
        user_id,
        Role(role),
        manager_id,
    )


async def is_any_key_accepted(database: Database, now: datetime) -> bool:
    """Whether there is one with which somebody can sign in now."""
    (found,) = await database.read(SYSTEM, _accepted_key(database.dialect), {"now": now})
    return bool(found)


@dataclass(frozen=True, slots=True)
class ListedKey:
    """A key as whoever runs the installation sees it."""

    prefix: str
    name: str
    user: str
    user_id: str
    scopes: Sequence[str]
    expires_at: datetime
    revoked_at: datetime | None
    last_used_at: datetime | None

    def state(self, now: datetime) -> str:
        """Whether it is accepted, in a word."""
        if self.revoked_at is not None:
            return "revoked"
        return "expired" if self.expires_at <= now else "active"


async def list_keys(database: Database) -> Sequence[ListedKey]:
    """All of them, newest first."""
    columns = ("prefix", "name", "user_id", "scopes", "expires_at", "revoked_at", "last_used_at")
    statement = (
        select(*(_KEYS.c[name] for name in columns), _USERS.c.name.label("user"))
        .join_from(_KEYS, _USERS, _USERS.c.id == _KEYS.c.user_id)
        .order_by(_KEYS.c.created_at.desc(), _KEYS.c.id.desc())
    )
    async with database.reader.connect() as connection:
        await connection.run_sync(act_as_system)
        rows = await connection.execute(statement)
        return [
            ListedKey(**{**row, "scopes": orjson.loads(row["scopes"])}) for row in rows.mappings()
        ]


async def touch_key(database: Database, key_id: str, now: datetime) -> None:
    """Write down that the key was used, unless that was done less than a minute ago.

    It is no change of the key: its version stays, and nothing is recorded. Ask `is_touch_due` of
    its standing before, and let nobody wait for it.
    """
    statement = _touch(database.dialect)
    values = {"key": key_id, "now": now, "before": now - TOUCHED_EVERY}

    async def script(work: UnitOfWork) -> None:
        await work.transaction.row(statement.sql, statement.arguments(values))

    await database.transact(SYSTEM, script)


@lru_cache(maxsize=8)
def _key_by_prefix(engine: Dialect) -> Statement:
    named = _KEYS.c.prefix == placeholder("prefix", ID)
    columns = ("id", "secret_hash", "scopes", "expires_at", "revoked_at", "last_used_at", "user_id")
    # One row there always is: of nulls, if there is no such key.
    found = (
        select(column).select_from(_HELD).where(named).scalar_subquery().label(column.name)
        for column in (*(_KEYS.c[name] for name in columns), _USERS.c.role, _USERS.c.manager_id)
    )
    return compile_statement(select(*found), engine)


@lru_cache(maxsize=8)
def _accepted_key(engine: Dialect) -> Statement:
    is_over = _KEYS.c.expires_at <= placeholder("now", Instant())
    accepted = select(_KEYS.c.id).select_from(_HELD).where(_KEYS.c.revoked_at.is_(None), ~is_over)
    return compile_statement(select(accepted.exists().label("found")), engine)


@lru_cache(maxsize=8)
def _touch(engine: Dialect) -> Statement:
    used = _KEYS.c.last_used_at
    is_due = or_(used.is_(None), used <= placeholder("before", Instant()))
    change = update(_KEYS).where(_KEYS.c.id == placeholder("key", ID), is_due)
    return compile_statement(change.values(last_used_at=placeholder("now", Instant())), engine)
