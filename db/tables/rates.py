"""Exchange rates."""

from datetime import date
from typing import ClassVar

from sqlalchemy import BigInteger, CheckConstraint, Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from db.tables.base import CURRENCY, rate_bounded
from db.types import ID


class ExchangeRate(SQLModel, table=True):
    """What one unit of a currency is worth in the base currency from a day on, in 10⁻¹⁰."""

    __tablename__: ClassVar[str] = "exchange_rate"
    __table_args__ = (
        UniqueConstraint("base_currency", "currency", "valid_from"),
        CheckConstraint("currency <> base_currency", name="of_another_currency"),
        rate_bounded("rate"),
        Index(None, "valid_from", "id"),
    )

    id: str = Field(primary_key=True, sa_type=ID)
    version: int = 1
    base_currency: str = Field(sa_type=CURRENCY)
    currency: str = Field(sa_type=CURRENCY)
    valid_from: date
    rate: int = Field(sa_type=BigInteger)
