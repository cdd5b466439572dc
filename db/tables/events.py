"""What happened."""

from datetime import datetime
from typing import ClassVar

from sqlalchemy import (
    Index,
    Text,
)
from sqlmodel import Field, SQLModel

from db.types import ID, Instant, text_type


class EventRow(SQLModel, table=True):
    """What happened, one row a business change, written with it."""

    __tablename__: ClassVar[str] = "event"
    __table_args__ = (Index(None, "opportunity_id", "id"),)

    id: str = Field(primary_key=True, sa_type=ID)
    type: str = Field(sa_type=text_type(64))
    opportunity_id: str | None = Field(default=None, sa_type=ID, foreign_key="opportunity.id")
    payload: str = Field(sa_type=Text)
    actor_id: str = Field(sa_type=ID, foreign_key="users.id")
    occurred_at: datetime = Field(sa_type=Instant)
