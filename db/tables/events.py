"""What happened."""

from datetime import datetime
from typing import ClassVar

from sqlalchemy import (
    BigInteger,
    Index,
    Text,
)
from sqlmodel import Field, SQLModel

from db.tables.base import NAME
from db.types import ID, Instant, JsonText, text_type


class EventRow(SQLModel, table=True):
    """What happened, one row a business change, written with it."""

    __tablename__: ClassVar[str] = "event"
    __table_args__ = (
        Index(None, "opportunity_id", "opportunity_version"),
        Index(None, "position", "id"),
    )

    id: str = Field(primary_key=True, sa_type=ID)
    type: str = Field(sa_type=text_type(64))
    position: int = Field(sa_type=BigInteger)
    """Rises with every transaction: nothing that appears later has a smaller one."""
    opportunity_id: str | None = Field(default=None, sa_type=ID)
    """No foreign key: what happened to an opportunity stays on record when it is deleted."""
    opportunity_version: int | None = None
    """The one that the opportunity has afterwards."""
    payload: str = Field(sa_type=JsonText)
    actor_id: str = Field(sa_type=ID, foreign_key="users.id")
    client: str | None = Field(default=None, sa_type=NAME)
    request_id: str | None = Field(default=None, sa_type=NAME)
    occurred_at: datetime = Field(sa_type=Instant)


class FieldChangeRow(SQLModel, table=True):
    """What an event changed, one row a field."""

    __tablename__: ClassVar[str] = "field_change"
    __table_args__ = (Index(None, "entity_id", "version", "id"), Index(None, "event_id", "id"))

    id: str = Field(primary_key=True, sa_type=ID)
    event_id: str = Field(sa_type=ID, foreign_key="event.id")
    entity_id: str = Field(sa_type=ID)
    version: int
    """The record's own, afterwards."""
    field: str = Field(sa_type=text_type(128))
    old_value: str | None = Field(default=None, sa_type=Text)
    new_value: str | None = Field(default=None, sa_type=Text)
