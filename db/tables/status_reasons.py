"""Status reasons."""

from typing import ClassVar

from sqlalchemy import (
    CheckConstraint,
    Index,
    UniqueConstraint,
    text,
)
from sqlmodel import Field, SQLModel

from db.tables.base import NAME
from db.types import ID, text_type, word_type
from domain.lifecycle import (
    OpportunityState,
    QuoteState,
)


class StatusReason(SQLModel, table=True):
    """Why an opportunity or a quote is in its state; rows, so that they can be added to."""

    __tablename__: ClassVar[str] = "status_reason"
    __table_args__ = (
        CheckConstraint(
            "(opportunity_state IS NULL) <> (quote_state IS NULL)", name="of_one_entity"
        ),
        UniqueConstraint("opportunity_state", "code"),
        UniqueConstraint("quote_state", "code"),
        Index(
            "uq_status_reason_opportunity_default",
            "opportunity_state",
            unique=True,
            postgresql_where=text("is_default AND is_active"),
            sqlite_where=text("is_default AND is_active"),
        ),
        Index(
            "uq_status_reason_quote_default",
            "quote_state",
            unique=True,
            postgresql_where=text("is_default AND is_active"),
            sqlite_where=text("is_default AND is_active"),
        ),
    )

    id: str = Field(primary_key=True, sa_type=ID)
    version: int = 1
    opportunity_state: OpportunityState | None = Field(
        default=None,
        sa_type=word_type(OpportunityState),
    )
    quote_state: QuoteState | None = Field(
        default=None,
        sa_type=word_type(QuoteState),
    )
    code: str = Field(sa_type=text_type(64))
    position: int
    is_default: bool = False
    is_active: bool = True
    label_en: str = Field(sa_type=NAME)
    label_ja: str | None = Field(default=None, sa_type=NAME)
