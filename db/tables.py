"""The tables: keys, constraints and indexes, the closing rule's invariant among them."""

from datetime import date, datetime
from typing import ClassVar, Final

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ForeignKeyConstraint,
    Index,
    MetaData,
    Text,
    UniqueConstraint,
    text,
)
from sqlmodel import Field, SQLModel

from db.types import ID, Instant, text_type, word_type
from domain.actor import UserKind
from domain.lifecycle import (
    BLOCKING_QUOTE_STATES,
    OpportunityOutcome,
    OpportunityState,
    QuoteState,
)
from domain.money import MAX_AMOUNT
from domain.pipeline import OpportunityStage, Rating
from domain.text import DESCRIPTION_LENGTH, NAME_LENGTH

SQLModel.metadata.naming_convention = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}
metadata: Final[MetaData] = SQLModel.metadata

_BLOCKING: Final = ", ".join(f"'{state}'" for state in sorted(BLOCKING_QUOTE_STATES))
_NAME: Final = text_type(NAME_LENGTH)
_FOLDED: Final = text_type()
_DESCRIPTION: Final = text_type(DESCRIPTION_LENGTH)
_CURRENCY: Final = text_type(3)


def _bounded(column: str) -> CheckConstraint:
    return CheckConstraint(
        f"{column} BETWEEN {-MAX_AMOUNT} AND {MAX_AMOUNT}", name=f"{column}_bounded"
    )


class User(SQLModel, table=True):
    """Whoever acts; `users`, because `user` is a reserved word."""

    __tablename__: ClassVar[str] = "users"
    __table_args__ = (
        UniqueConstraint("source", "external_id"),
        Index(None, "name_folded", "id"),
    )

    id: str = Field(primary_key=True, sa_type=ID)
    kind: UserKind = Field(sa_type=word_type(UserKind))
    name: str = Field(sa_type=_NAME)
    name_folded: str = Field(sa_type=_FOLDED)
    email: str | None = Field(default=None, sa_type=_NAME)
    manager_id: str | None = Field(default=None, sa_type=ID, foreign_key="users.id")
    regional_office: str | None = Field(default=None, sa_type=_NAME)
    external_id: str | None = Field(default=None, sa_type=_NAME)
    source: str | None = Field(default=None, sa_type=_NAME)


class Account(SQLModel, table=True):
    """A company that buys."""

    __tablename__: ClassVar[str] = "account"
    __table_args__ = (
        UniqueConstraint("source", "external_id"),
        Index(None, "name_folded", "id"),
        _bounded("annual_revenue"),
    )

    id: str = Field(primary_key=True, sa_type=ID)
    name: str = Field(sa_type=_NAME)
    name_folded: str = Field(sa_type=_FOLDED)
    sector: str | None = Field(default=None, sa_type=_NAME)
    year_established: int | None = None
    annual_revenue: int | None = Field(default=None, sa_type=BigInteger)
    currency: str | None = Field(default=None, sa_type=_CURRENCY)
    employees: int | None = None
    office_location: str | None = Field(default=None, sa_type=_NAME)
    parent_id: str | None = Field(default=None, sa_type=ID, foreign_key="account.id", index=True)
    external_id: str | None = Field(default=None, sa_type=_NAME)
    source: str | None = Field(default=None, sa_type=_NAME)


class Competitor(SQLModel, table=True):
    """Who else the customer might buy from."""

    __tablename__: ClassVar[str] = "competitor"
    __table_args__ = (Index(None, "name_folded", "id"),)

    id: str = Field(primary_key=True, sa_type=ID)
    name: str = Field(sa_type=_NAME)
    name_folded: str = Field(sa_type=_FOLDED)


class Product(SQLModel, table=True):
    """What is sold."""

    __tablename__: ClassVar[str] = "product"
    __table_args__ = (UniqueConstraint("source", "external_id"), _bounded("list_price"))

    id: str = Field(primary_key=True, sa_type=ID)
    name: str = Field(sa_type=_NAME)
    series: str | None = Field(default=None, sa_type=_NAME)
    list_price: int = Field(sa_type=BigInteger)
    currency: str = Field(sa_type=_CURRENCY)
    external_id: str | None = Field(default=None, sa_type=_NAME)
    source: str | None = Field(default=None, sa_type=_NAME)


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


class StatusReasonLabel(SQLModel, table=True):
    """A status reason's name in one language."""

    __tablename__: ClassVar[str] = "status_reason_label"

    status_reason_id: str = Field(primary_key=True, sa_type=ID, foreign_key="status_reason.id")
    locale: str = Field(primary_key=True, sa_type=text_type(8))
    label: str = Field(sa_type=_NAME)


class Opportunity(SQLModel, table=True):
    """A possible sale; the aggregate that its quotes belong to."""

    __tablename__: ClassVar[str] = "opportunity"
    __table_args__ = (
        # The invariant, first half: `is_open` says of every row what `state` says, and a quote
        # can point at the pair.
        CheckConstraint("is_open = (state = 'OPEN')", name="is_open_says_state"),
        UniqueConstraint("id", "is_open"),
        CheckConstraint("probability BETWEEN 0 AND 100", name="probability_percent"),
        _bounded("estimated_revenue"),
        _bounded("actual_revenue"),
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
    name: str = Field(sa_type=_NAME)
    name_folded: str = Field(sa_type=_FOLDED)
    description: str | None = Field(default=None, sa_type=_DESCRIPTION)
    account_id: str | None = Field(default=None, sa_type=ID, foreign_key="account.id")
    owner_id: str = Field(sa_type=ID, foreign_key="users.id")
    product_id: str | None = Field(default=None, sa_type=ID, foreign_key="product.id", index=True)
    state: OpportunityState = Field(sa_type=word_type(OpportunityState))
    is_open: bool
    status_reason_id: str = Field(sa_type=ID, foreign_key="status_reason.id", index=True)
    stage: OpportunityStage = Field(sa_type=word_type(OpportunityStage))
    rating: Rating | None = Field(default=None, sa_type=word_type(Rating))
    probability: int | None = None
    currency: str = Field(sa_type=_CURRENCY)
    estimated_revenue: int | None = Field(default=None, sa_type=BigInteger)
    estimated_close_date: date | None = None
    actual_revenue: int | None = Field(default=None, sa_type=BigInteger)
    actual_close_date: date | None = None
    started_on: date
    created_at: datetime = Field(sa_type=Instant)
    updated_at: datetime = Field(sa_type=Instant)
    external_id: str | None = Field(default=None, sa_type=_NAME)
    source: str | None = Field(default=None, sa_type=_NAME)


class OpportunityClose(SQLModel, table=True):
    """One close of an opportunity; never edited, never deleted."""

    __tablename__: ClassVar[str] = "opportunity_close"
    __table_args__ = (
        Index(None, "opportunity_id", "closed_at", "id"),
        _bounded("actual_revenue"),
    )

    id: str = Field(primary_key=True, sa_type=ID)
    opportunity_id: str = Field(sa_type=ID, foreign_key="opportunity.id")
    outcome: OpportunityOutcome = Field(sa_type=word_type(OpportunityOutcome))
    status_reason_id: str = Field(sa_type=ID, foreign_key="status_reason.id")
    actual_revenue: int | None = Field(default=None, sa_type=BigInteger)
    currency: str = Field(sa_type=_CURRENCY)
    actual_close_date: date
    competitor_id: str | None = Field(default=None, sa_type=ID, foreign_key="competitor.id")
    description: str | None = Field(default=None, sa_type=_DESCRIPTION)
    stage_at_close: OpportunityStage | None = Field(
        default=None,
        sa_type=word_type(OpportunityStage),
    )
    closed_by_id: str = Field(sa_type=ID, foreign_key="users.id")
    closed_at: datetime = Field(sa_type=Instant)
    client: str | None = Field(default=None, sa_type=_NAME)
    source: str | None = Field(default=None, sa_type=_NAME)


class OpportunityReopening(SQLModel, table=True):
    """The record that a close was undone; the close itself stays as it is."""

    __tablename__: ClassVar[str] = "opportunity_reopening"

    close_id: str = Field(primary_key=True, sa_type=ID, foreign_key="opportunity_close.id")
    reopened_by_id: str = Field(sa_type=ID, foreign_key="users.id")
    reopened_at: datetime = Field(sa_type=Instant)
    client: str | None = Field(default=None, sa_type=_NAME)


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
        _bounded("total_amount"),
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
    name: str = Field(sa_type=_NAME)
    name_folded: str = Field(sa_type=_FOLDED)
    state: QuoteState = Field(sa_type=word_type(QuoteState))
    status_reason_id: str = Field(sa_type=ID, foreign_key="status_reason.id", index=True)
    currency: str = Field(sa_type=_CURRENCY)
    discount: int = Field(default=0, sa_type=BigInteger)
    freight: int = Field(default=0, sa_type=BigInteger)
    tax: int = Field(default=0, sa_type=BigInteger)
    total_amount: int = Field(default=0, sa_type=BigInteger)
    effective_from: date | None = None
    effective_to: date | None = None
    closed_on: date | None = None
    created_at: datetime = Field(sa_type=Instant)
    updated_at: datetime = Field(sa_type=Instant)


class QuoteLine(SQLModel, table=True):
    """One position of a quote; quantity in 10⁻⁶, amounts in 10⁻⁴."""

    __tablename__: ClassVar[str] = "quote_line"
    __table_args__ = (UniqueConstraint("quote_id", "position"), _bounded("amount"))

    id: str = Field(primary_key=True, sa_type=ID)
    quote_id: str = Field(sa_type=ID, foreign_key="quote.id")
    position: int
    name: str = Field(sa_type=_NAME)
    quantity: int = Field(sa_type=BigInteger)
    currency: str = Field(sa_type=_CURRENCY)
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
    description: str | None = Field(default=None, sa_type=_DESCRIPTION)
    closed_by_id: str = Field(sa_type=ID, foreign_key="users.id")
    closed_at: datetime = Field(sa_type=Instant)
    client: str | None = Field(default=None, sa_type=_NAME)


class EventRow(SQLModel, table=True):
    """What happened, one row a business change, written with it."""

    __tablename__: ClassVar[str] = "event"
    __table_args__ = (Index(None, "opportunity_id", "id"),)

    id: str = Field(primary_key=True, sa_type=ID)
    type: str = Field(sa_type=text_type(64))
    opportunity_id: str = Field(sa_type=ID, foreign_key="opportunity.id")
    payload: str = Field(sa_type=Text)
    actor_id: str = Field(sa_type=ID, foreign_key="users.id")
    occurred_at: datetime = Field(sa_type=Instant)
