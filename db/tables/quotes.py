"""Quotes, their lines and closes; here the closing rule's invariant is declared."""

from datetime import date, datetime
from typing import ClassVar, Final

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ForeignKeyConstraint,
    Index,
    UniqueConstraint,
)
from sqlmodel import Field, SQLModel

from db.tables.base import CURRENCY, DESCRIPTION, FOLDED, NAME, bounded
from db.types import ID, Instant, text_type, word_type
from domain.lifecycle import (
    BLOCKING_QUOTE_STATES,
    QuoteState,
)

_BLOCKING: Final = ", ".join(f"'{state}'" for state in sorted(BLOCKING_QUOTE_STATES))


class Quote(SQLModel, table=True):
    """An offer to the customer, part of an opportunity."""

    __tablename__: ClassVar[str] = "quote"
    __table_args__ = (
        # The invariant, second half: a quote that blocks needs an open opportunity. The foreign
        # key carries is_open along, so closing an opportunity under an active quote fails here,
        # whoever writes. NOT NULL matters: with NULL both checks would pass.
        ForeignKeyConstraint(
            ["opportunity_id", "opportunity_is_open"],
            ["opportunity.id", "opportunity.is_open"],
            onupdate="CASCADE",
        ),
        CheckConstraint(
            f"state NOT IN ({_BLOCKING}) OR opportunity_is_open",
            name="blocks_open_only",
        ),
        UniqueConstraint("number", "revision"),
        bounded("total_amount"),
        Index(None, "created_at", "id"),
        Index(None, "opportunity_id", "created_at", "id"),
        Index(None, "state", "created_at", "id"),
        Index(None, "updated_at", "id"),
        Index(None, "total_amount", "id"),
    )

    id: str = Field(primary_key=True, sa_type=ID)
    version: int = 1
    opportunity_id: str = Field(sa_type=ID)
    opportunity_is_open: bool
    number: str = Field(sa_type=text_type(16))
    revision: int = 1
    name: str = Field(sa_type=NAME)
    name_folded: str = Field(sa_type=FOLDED)
    state: QuoteState = Field(sa_type=word_type(QuoteState))
    status_reason_id: str = Field(sa_type=ID, foreign_key="status_reason.id", index=True)
    currency: str = Field(sa_type=CURRENCY)
    discount: int = Field(default=0, sa_type=BigInteger)
    freight: int = Field(default=0, sa_type=BigInteger)
    tax: int = Field(default=0, sa_type=BigInteger)
    total_amount: int = Field(default=0, sa_type=BigInteger)
    effective_from: date | None = None
    effective_to: date | None = None
    closed_on: date | None = None
    created_at: datetime = Field(sa_type=Instant)
    created_by_id: str = Field(sa_type=ID, foreign_key="users.id")
    updated_at: datetime = Field(sa_type=Instant)


class QuoteLine(SQLModel, table=True):
    """One position of a quote; quantity in 10⁻⁶, amounts in 10⁻⁴."""

    __tablename__: ClassVar[str] = "quote_line"
    __table_args__ = (UniqueConstraint("quote_id", "position"), bounded("amount"))

    id: str = Field(primary_key=True, sa_type=ID)
    quote_id: str = Field(sa_type=ID, foreign_key="quote.id")
    position: int
    product_id: str | None = Field(default=None, sa_type=ID, foreign_key="product.id", index=True)
    name: str = Field(sa_type=NAME)
    quantity: int = Field(sa_type=BigInteger)
    currency: str = Field(sa_type=CURRENCY)
    unit_price: int = Field(sa_type=BigInteger)
    discount: int = Field(default=0, sa_type=BigInteger)
    tax: int = Field(default=0, sa_type=BigInteger)
    amount: int = Field(sa_type=BigInteger)


class QuoteClose(SQLModel, table=True):
    """The close of a quote; never edited, never deleted, at most one a quote."""

    __tablename__: ClassVar[str] = "quote_close"
    __table_args__ = (UniqueConstraint("quote_id"),)

    id: str = Field(primary_key=True, sa_type=ID)
    quote_id: str = Field(sa_type=ID, foreign_key="quote.id")
    status_reason_id: str = Field(sa_type=ID, foreign_key="status_reason.id")
    closed_on: date
    description: str | None = Field(default=None, sa_type=DESCRIPTION)
    closed_by_id: str = Field(sa_type=ID, foreign_key="users.id")
    closed_at: datetime = Field(sa_type=Instant)
    client: str | None = Field(default=None, sa_type=NAME)
