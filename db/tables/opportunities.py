"""Opportunities, their closes and reopenings."""

from datetime import date, datetime
from typing import ClassVar

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Index,
    UniqueConstraint,
)
from sqlmodel import Field, SQLModel

from db.tables.base import CURRENCY, DESCRIPTION, FOLDED, NAME, bounded, rate_bounded
from db.types import ID, Instant, word_type
from domain.lifecycle import (
    OpportunityOutcome,
    OpportunityState,
)
from domain.pipeline import OpportunityStage, Rating


class Opportunity(SQLModel, table=True):
    """A possible sale; the aggregate that its quotes belong to."""

    __tablename__: ClassVar[str] = "opportunity"
    __table_args__ = (
        # The invariant, first half: `is_open` says of every row what `state` says, and a quote
        # can point at the pair.
        CheckConstraint("is_open = (state = 'OPEN')", name="is_open_says_state"),
        UniqueConstraint("id", "is_open"),
        CheckConstraint("probability BETWEEN 0 AND 100", name="probability_percent"),
        bounded("estimated_revenue"),
        bounded("actual_revenue"),
        UniqueConstraint("source", "external_id"),
        Index(None, "created_at", "id"),
        Index(None, "updated_at", "id"),
        Index(None, "name_folded", "id"),
        Index(None, "state", "created_at", "id"),
        Index(None, "account_id", "created_at", "id"),
        Index(None, "owner_id", "created_at", "id"),
        Index(None, "estimated_revenue", "id"),
        Index(None, "estimated_close_date", "id"),
        Index(None, "actual_close_date", "id"),
    )

    id: str = Field(primary_key=True, sa_type=ID)
    version: int = 1
    name: str = Field(sa_type=NAME)
    name_folded: str = Field(sa_type=FOLDED)
    description: str | None = Field(default=None, sa_type=DESCRIPTION)
    account_id: str | None = Field(default=None, sa_type=ID, foreign_key="account.id")
    contact_id: str | None = Field(default=None, sa_type=ID, foreign_key="contact.id", index=True)
    owner_id: str = Field(sa_type=ID, foreign_key="users.id")
    product_id: str | None = Field(default=None, sa_type=ID, foreign_key="product.id", index=True)
    state: OpportunityState = Field(sa_type=word_type(OpportunityState))
    is_open: bool
    status_reason_id: str = Field(sa_type=ID, foreign_key="status_reason.id", index=True)
    stage: OpportunityStage = Field(sa_type=word_type(OpportunityStage))
    rating: Rating | None = Field(default=None, sa_type=word_type(Rating))
    probability: int | None = None
    currency: str = Field(sa_type=CURRENCY)
    estimated_revenue: int | None = Field(default=None, sa_type=BigInteger)
    estimated_close_date: date | None = None
    actual_revenue: int | None = Field(default=None, sa_type=BigInteger)
    actual_close_date: date | None = None
    started_on: date
    created_at: datetime = Field(sa_type=Instant)
    created_by_id: str = Field(sa_type=ID, foreign_key="users.id")
    updated_at: datetime = Field(sa_type=Instant)
    external_id: str | None = Field(default=None, sa_type=NAME)
    source: str | None = Field(default=None, sa_type=NAME)


class OpportunityClose(SQLModel, table=True):
    """One close of an opportunity; never edited, never deleted."""

    __tablename__: ClassVar[str] = "opportunity_close"
    __table_args__ = (
        Index(None, "opportunity_id", "closed_at", "id"),
        bounded("actual_revenue"),
        rate_bounded("exchange_rate"),
        CheckConstraint(
            "(exchange_rate IS NULL) = (base_currency IS NULL)", name="rate_has_base_currency"
        ),
    )

    id: str = Field(primary_key=True, sa_type=ID)
    opportunity_id: str = Field(sa_type=ID, foreign_key="opportunity.id")
    outcome: OpportunityOutcome = Field(sa_type=word_type(OpportunityOutcome))
    status_reason_id: str = Field(sa_type=ID, foreign_key="status_reason.id")
    actual_revenue: int | None = Field(default=None, sa_type=BigInteger)
    currency: str = Field(sa_type=CURRENCY)
    exchange_rate: int | None = Field(default=None, sa_type=BigInteger)
    base_currency: str | None = Field(default=None, sa_type=CURRENCY)
    actual_close_date: date
    competitor_id: str | None = Field(default=None, sa_type=ID, foreign_key="competitor.id")
    description: str | None = Field(default=None, sa_type=DESCRIPTION)
    stage_at_close: OpportunityStage | None = Field(
        default=None,
        sa_type=word_type(OpportunityStage),
    )
    closed_by_id: str = Field(sa_type=ID, foreign_key="users.id")
    closed_at: datetime = Field(sa_type=Instant)
    client: str | None = Field(default=None, sa_type=NAME)
    source: str | None = Field(default=None, sa_type=NAME)


class OpportunityReopening(SQLModel, table=True):
    """The record that a close was undone; the close itself stays as it is."""

    __tablename__: ClassVar[str] = "opportunity_reopening"

    close_id: str = Field(primary_key=True, sa_type=ID, foreign_key="opportunity_close.id")
    reopened_by_id: str = Field(sa_type=ID, foreign_key="users.id")
    reopened_at: datetime = Field(sa_type=Instant)
    client: str | None = Field(default=None, sa_type=NAME)
