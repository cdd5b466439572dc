"""The rows of the facts of exchange rates."""

from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import aliased
from sqlmodel import col

from db.sql.binds import slot_name
from db.tables import ExchangeRate, Opportunity
from db.writes.fact import Amount
from db.writes.fact_query import FactQuery


class RateQuery(FactQuery):
    """The rows of one of them."""

    def rates_at_close(self, amount: Amount) -> Any:
        other = aliased(ExchangeRate)
        of = self._among(col(Opportunity.id), amount)
        latest = select(func.max(other.valid_from)).where(
            col(other.base_currency) == col(ExchangeRate.base_currency),
            col(other.currency) == col(ExchangeRate.currency),
            col(other.valid_from) <= self._day(2),
        )
        return select(
            col(ExchangeRate.currency), col(ExchangeRate.valid_from), col(ExchangeRate.rate)
        ).where(
            col(ExchangeRate.base_currency) == self._value(1),
            col(ExchangeRate.currency).in_(select(col(Opportunity.currency)).where(of)),
            col(ExchangeRate.valid_from) == latest.scalar_subquery(),
        )

    def rates(self) -> Any:
        currency: Any = col(ExchangeRate.currency)
        return select(
            currency,
            col(ExchangeRate.valid_from),
            col(ExchangeRate.id),
            col(ExchangeRate.version),
            col(ExchangeRate.rate),
        ).where(
            col(ExchangeRate.base_currency) == self._value(0),
            self._dialect.in_list(currency, slot_name(self._site, 1)),
            col(ExchangeRate.valid_from).between(self._day(2), self._day(3)),
        )
