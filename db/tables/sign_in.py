"""Who calls: API keys, and the record of sign-ins and refusals."""

from datetime import datetime
from typing import ClassVar

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from db.tables.base import NAME
from db.types import ID, Instant, JsonText, text_type, word_type
from domain.audit import AuditType


class ApiKey(SQLModel, table=True):
    """A key that a program signs in with, as a user; the key itself isn't kept."""

    __tablename__: ClassVar[str] = "api_key"
    __table_args__ = (UniqueConstraint("prefix"), Index(None, "created_at", "id"))

    id: str = Field(primary_key=True, sa_type=ID)
    version: int = 1
    name: str = Field(sa_type=NAME)
    user_id: str = Field(sa_type=ID, foreign_key="users.id")
    prefix: str = Field(sa_type=text_type(16))
    secret_hash: str = Field(sa_type=text_type(64))
    """SHA-256, hexadecimal."""
    scopes: str = Field(sa_type=JsonText)
    """A list of rights."""
    created_at: datetime = Field(sa_type=Instant)
    created_by_id: str = Field(sa_type=ID, foreign_key="users.id")
    expires_at: datetime = Field(sa_type=Instant)
    revoked_at: datetime | None = Field(default=None, sa_type=Instant)
    last_used_at: datetime | None = Field(default=None, sa_type=Instant)


class AuditEntry(SQLModel, table=True):
    """Somebody signed in, or was refused; never edited, never deleted."""

    __tablename__: ClassVar[str] = "audit_entry"
    __table_args__ = (
        Index(None, "happened_at", "id"),
        Index(None, "actor_id", "happened_at", "id"),
        Index(None, "type", "happened_at", "id"),
    )

    id: str = Field(primary_key=True, sa_type=ID)
    type: AuditType = Field(sa_type=word_type(AuditType))
    happened_at: datetime = Field(sa_type=Instant)
    actor_id: str | None = Field(default=None, sa_type=ID, foreign_key="users.id")
    credential: str | None = Field(default=None, sa_type=NAME)
    """Which, never itself: a key's prefix, a provider's issuer."""
    detail: str | None = Field(default=None, sa_type=NAME)
    client: str | None = Field(default=None, sa_type=NAME)
    address: str | None = Field(default=None, sa_type=NAME)
    request_id: str | None = Field(default=None, sa_type=NAME)
