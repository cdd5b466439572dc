"""What came of the calls that have an idempotency key."""

from datetime import datetime
from typing import ClassVar

from sqlalchemy import Text
from sqlmodel import Field, SQLModel

from db.types import Instant, text_type


class IdempotencyKey(SQLModel, table=True):
    """A key that was used; committed with what its call has changed, or not at all."""

    __tablename__: ClassVar[str] = "idempotency_key"

    id: str = Field(primary_key=True, sa_type=text_type(64))
    """Of the actor and the key; see domain/idempotency.py."""
    fingerprint: str = Field(sa_type=text_type(64))
    outcome: str | None = Field(default=None, sa_type=Text)
    """JSON; None only within the transaction of the call that uses it."""
    used_at: datetime = Field(sa_type=Instant, index=True)
