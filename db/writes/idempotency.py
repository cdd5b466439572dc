"""Idempotency keys: claimed by one call at a time, each kept for some hours."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import Table, case, delete, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Dialect

from db.sql.binds import compile_statement, placeholder
from db.sql.literals import integer
from db.tables import IdempotencyKey
from db.writes.unit_of_work import UnitOfWork
from domain.idempotency import KeyedCall, Remembered

FORGOTTEN: Final = 8
"""So many keys that are too old go with each that is claimed: more than come, so none pile up."""


class IdempotencyKeys:
    """The keys of one database."""

    def __init__(
        self, engine: Dialect, clock: Callable[[], datetime], hours: int, patience: int
    ) -> None:
        self._clock = clock
        self._kept_for = timedelta(hours=hours)
        self._patience = patience
        self._claim = [compile_statement(each, engine) for each in _claim(engine)]

    async def claim(self, work: UnitOfWork, call: KeyedCall) -> Remembered:
        """What is stored under the call's key, which nobody else can use until the work's end.

        LockTimeoutError if somebody does use it, for longer than a call is to wait.
        """
        now = self._clock()
        values = {
            "id": call.key_id,
            "fingerprint": call.fingerprint,
            "now": now,
            "oldest": now - self._kept_for,
        }
        claim, *forget = self._claim
        row = await work.transaction.row(claim.sql, claim.arguments(values), self._patience)
        assert row is not None
        for each in forget:
            await work.transaction.row(each.sql, each.arguments(values))
        return Remembered(*row)


def _claim(engine: Dialect) -> list[Any]:
    """One statement that inserts the key, or locks it and brings what it was used for.

    It waits for whoever has inserted the same and isn't done. A key that is too old is as good as
    none. On PostgreSQL the same statement deletes some that are, after that.
    """
    on_postgresql = engine.name == "postgresql"
    table: Table = IdempotencyKey.__table__  # type: ignore[attr-defined]
    key, used_at = placeholder("id", table.c.id.type), table.c.used_at
    too_old = used_at < placeholder("oldest", used_at.type)
    insert: Any = (
        (postgresql if on_postgresql else sqlite)
        .insert(table)
        .values(
            id=key,
            fingerprint=placeholder("fingerprint", table.c.fingerprint.type),
            used_at=placeholder("now", used_at.type),
        )
    )
    stored = [each for each in table.c if not each.primary_key]
    claim = insert.on_conflict_do_update(
        index_elements=[table.c.id],
        set_={
            each.name: case((too_old, insert.excluded[each.name]), else_=each) for each in stored
        },
    ).returning(table.c.fingerprint, table.c.outcome)
    found = select(table.c.id).where(too_old, table.c.id != key).order_by(used_at)
    # SQLAlchemy would bind an offset 0 of its own on SQLite.
    found = found.limit(integer(FORGOTTEN)).offset(integer(0))
    if not on_postgresql:
        return [claim, delete(table).where(table.c.id.in_(found))]
    # Not those that somebody else is deleting: nobody waits for that.
    found = found.with_for_update(skip_locked=True)
    return [claim.add_cte(delete(table).where(table.c.id.in_(found)).cte("forgotten"))]
