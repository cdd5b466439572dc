"""What the tables have in common: names of constraints, types of columns."""

from typing import Final

from sqlalchemy import CheckConstraint, MetaData
from sqlmodel import SQLModel

from db.types import text_type
from domain.money import MAX_AMOUNT
from domain.rates import MAX_RATE
from domain.text import DESCRIPTION_LENGTH, NAME_LENGTH

SQLModel.metadata.naming_convention = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}
metadata: Final[MetaData] = SQLModel.metadata

NAME: Final = text_type(NAME_LENGTH)
FOLDED: Final = text_type()
DESCRIPTION: Final = text_type(DESCRIPTION_LENGTH)
CURRENCY: Final = text_type(3)


def rate_bounded(column: str) -> CheckConstraint:
    """A rate is one that domain/rates.py allows."""
    return CheckConstraint(f"{column} BETWEEN 1 AND {MAX_RATE}", name=f"{column}_bounded")


def bounded(column: str) -> CheckConstraint:
    """An amount is one that domain/money.py allows."""
    return CheckConstraint(
        f"{column} BETWEEN {-MAX_AMOUNT} AND {MAX_AMOUNT}", name=f"{column}_bounded"
    )
