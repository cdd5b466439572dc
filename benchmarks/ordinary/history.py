"""The history: what is changed of a record, and the event that says so."""

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from sqlalchemy import BigInteger, Text, cast, func
from sqlalchemy.ext.asyncio import AsyncSession

from benchmarks.ordinary.types import Money
from db.ids import new_id
from db.tables import EventRow, FieldChangeRow, Opportunity, Quote
from domain.events import FieldChange

_FIELDS: Final = {
    "state": "state",
    "status_reason_id": "statusReason",
    "actual_revenue": "actualRevenue",
    "actual_close_date": "actualCloseDate",
    "closed_on": "closedOn",
}
_POSITION: Final[Any] = cast(cast(func.pg_current_xact_id(), Text), BigInteger)


def change(record: Opportunity | Quote, now: datetime, **values: Any) -> list[FieldChange]:
    """Give a record new values, and say which differ from the old ones."""
    record.version += 1
    record.updated_at = now
    changes: list[FieldChange] = []
    for name, new in values.items():
        old = getattr(record, name)
        if old != new:
            setattr(record, name, new)
            texts = (_text(name, value, record.currency) for value in (old, new))
            changes.append(FieldChange(record.id, record.version, _FIELDS[name], *texts))
    return changes


async def record_event(
    session: AsyncSession,
    kind: str,
    opportunity: Opportunity,
    payload: dict[str, Any],
    actor: str,
    now: datetime,
    changes: Sequence[FieldChange],
) -> None:
    """Append what happened and what it changed."""
    event = EventRow(
        id=new_id("Event"),
        type=kind,
        position=_POSITION,
        opportunity_id=opportunity.id,
        opportunity_version=opportunity.version,
        payload=json.dumps(payload, separators=(",", ":")),
        actor_id=actor,
        occurred_at=now,
    )
    session.add(event)
    # The changes point at it, and the session knows of no relationship that would order them.
    await session.flush()
    session.add_all(
        FieldChangeRow(
            id=new_id("FieldChange"),
            event_id=event.id,
            entity_id=each.entity_id,
            version=each.version,
            field=each.field,
            old_value=each.old,
            new_value=each.new,
        )
        for each in changes
    )


def _text(name: str, value: Any, currency: str) -> str | None:
    if value is None:
        return None
    if name == "actual_revenue":
        return str(Money.of(value, currency).amount)
    return str(value)
