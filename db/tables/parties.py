"""Who takes part, and what is sold: users, accounts, contacts, competitors, products."""

from typing import ClassVar

from sqlalchemy import (
    BigInteger,
    Index,
    UniqueConstraint,
)
from sqlmodel import Field, SQLModel

from db.tables.base import CURRENCY, FOLDED, NAME, bounded
from db.types import ID, word_type
from domain.access import Role
from domain.actor import UserKind


class User(SQLModel, table=True):
    """Whoever acts; `users`, because `user` is a reserved word."""

    __tablename__: ClassVar[str] = "users"
    __table_args__ = (
        UniqueConstraint("source", "external_id"),
        Index(None, "name_folded", "id"),
        Index(None, "subject", unique=True),
        Index(None, "manager_id"),
    )

    id: str = Field(primary_key=True, sa_type=ID)
    version: int = 1
    kind: UserKind = Field(sa_type=word_type(UserKind))
    role: Role = Field(
        default=Role.SALESPERSON,
        sa_type=word_type(Role),
        sa_column_kwargs={"server_default": Role.SALESPERSON.value},
    )
    subject: str | None = Field(default=None, sa_type=NAME)
    """What the OpenID provider calls the user."""
    name: str = Field(sa_type=NAME)
    name_folded: str = Field(sa_type=FOLDED)
    email: str | None = Field(default=None, sa_type=NAME)
    manager_id: str | None = Field(default=None, sa_type=ID, foreign_key="users.id")
    regional_office: str | None = Field(default=None, sa_type=NAME)
    external_id: str | None = Field(default=None, sa_type=NAME)
    source: str | None = Field(default=None, sa_type=NAME)


class Account(SQLModel, table=True):
    """A company that buys."""

    __tablename__: ClassVar[str] = "account"
    __table_args__ = (
        UniqueConstraint("source", "external_id"),
        Index(None, "name_folded", "id"),
        bounded("annual_revenue"),
    )

    id: str = Field(primary_key=True, sa_type=ID)
    version: int = 1
    name: str = Field(sa_type=NAME)
    name_folded: str = Field(sa_type=FOLDED)
    sector: str | None = Field(default=None, sa_type=NAME)
    year_established: int | None = None
    annual_revenue: int | None = Field(default=None, sa_type=BigInteger)
    currency: str | None = Field(default=None, sa_type=CURRENCY)
    employees: int | None = None
    office_location: str | None = Field(default=None, sa_type=NAME)
    parent_id: str | None = Field(default=None, sa_type=ID, foreign_key="account.id", index=True)
    external_id: str | None = Field(default=None, sa_type=NAME)
    source: str | None = Field(default=None, sa_type=NAME)


class Contact(SQLModel, table=True):
    """A person on the customer's side."""

    __tablename__: ClassVar[str] = "contact"
    __table_args__ = (
        Index(None, "name_folded", "id"),
        Index(None, "account_id", "name_folded", "id"),
    )

    id: str = Field(primary_key=True, sa_type=ID)
    version: int = 1
    name: str = Field(sa_type=NAME)
    name_folded: str = Field(sa_type=FOLDED)
    email: str | None = Field(default=None, sa_type=NAME)
    phone: str | None = Field(default=None, sa_type=NAME)
    account_id: str | None = Field(default=None, sa_type=ID, foreign_key="account.id")


class Competitor(SQLModel, table=True):
    """Who else the customer might buy from."""

    __tablename__: ClassVar[str] = "competitor"
    __table_args__ = (Index(None, "name_folded", "id"),)

    id: str = Field(primary_key=True, sa_type=ID)
    version: int = 1
    name: str = Field(sa_type=NAME)
    name_folded: str = Field(sa_type=FOLDED)


class Product(SQLModel, table=True):
    """What is sold."""

    __tablename__: ClassVar[str] = "product"
    __table_args__ = (
        UniqueConstraint("source", "external_id"),
        Index(None, "name_folded", "id"),
        bounded("list_price"),
    )

    id: str = Field(primary_key=True, sa_type=ID)
    version: int = 1
    name: str = Field(sa_type=NAME)
    name_folded: str = Field(sa_type=FOLDED)
    family: str | None = Field(default=None, sa_type=NAME)
    list_price: int = Field(sa_type=BigInteger)
    currency: str = Field(sa_type=CURRENCY)
    external_id: str | None = Field(default=None, sa_type=NAME)
    source: str | None = Field(default=None, sa_type=NAME)
