"""What figures are made from: which records count, with which columns, what is summed up."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import ColumnElement, FromClause, Text, and_, case, func, select

from db.reads.catalog import CATALOG, TODAY, Row
from db.reads.exact_sums import limbs, total
from db.reads.grouping import CLOSES, PIPELINE, Key
from db.sql.binds import placeholder
from db.sql.dialects import ReadDialect
from db.sql.literals import integer, word
from domain.rates import PAR

Column = ColumnElement[Any]
Visible = Callable[[str, Row], ColumnElement[bool]]


@dataclass(frozen=True, slots=True)
class Counted:
    """The records that count: tables by their names, joined; the columns that are summed up."""

    tables: Mapping[str, Row]
    joined: FromClause
    condition: ColumnElement[bool]
    columns: Mapping[str, Column]


@dataclass(frozen=True, slots=True)
class Source:
    """What one kind of figures is made from."""

    table: str
    """Whose records are counted and filtered, one of the tables."""
    kind: str
    counted: Callable[[ReadDialect, Visible], Counted]
    keys: Mapping[str, Key]
    sums: Mapping[str, Callable[[Row], Sequence[Column]]]
    """The numbers that figures need of a group, by name; `rows` have its columns."""
    middles: Mapping[str, str]
    """Numbers that are twice the median of a column, by name."""


def _alias(kind: str) -> Row:
    return CATALOG[kind].table.alias()


def _product(opportunity: Row, visible: Visible) -> tuple[Row, ColumnElement[bool]]:
    """What the opportunity is mainly about selling, if anything."""
    product = _alias("Product")
    return product, and_(product.c.id == opportunity.c.product_id, visible("Product", product))


def _closes(dialect: ReadDialect, visible: Visible) -> Counted:
    """The closes that stand: one that was undone isn't a result."""
    close, opportunity = _alias("OpportunityClose"), _alias("Opportunity")
    product, of_opportunity = _product(opportunity, visible)
    reopening = _alias("OpportunityReopening")
    undone = select(reopening.c.close_id).where(reopening.c.close_id == close.c.id)
    won = close.c.outcome == word("WON")
    lost = close.c.outcome == word("LOST")
    planned, actual = opportunity.c.estimated_revenue, close.c.actual_revenue
    compared = and_(won, planned.is_not(None), actual.is_not(None))
    day = close.c.actual_close_date
    return Counted(
        {"close": close, "opportunity": opportunity, "product": product},
        close.join(opportunity, opportunity.c.id == close.c.opportunity_id).outerjoin(
            product, of_opportunity
        ),
        and_(
            ~undone.exists(),
            visible("OpportunityClose", close),
            visible("Opportunity", opportunity),
        ),
        {
            "won": case((won, integer(1)), else_=integer(0)),
            # What was stored in another base currency says nothing in this one.
            "rate": case((close.c.base_currency == _BASE, close.c.exchange_rate)),
            "won_amount": case((won, actual)),
            "lost_amount": case((lost, planned)),
            "planned": case((compared, planned)),
            "gap": case((compared, actual - planned)),
            "days": dialect.days_between(opportunity.c.started_on, day),
            "late": dialect.days_between(opportunity.c.estimated_close_date, day),
        },
    )


def _pipeline(_dialect: ReadDialect, visible: Visible) -> Counted:
    """The open opportunities, at the latest rate that isn't after today."""
    opportunity, latest = _alias("Opportunity"), _latest_rates()
    product, of_opportunity = _product(opportunity, visible)
    currency = opportunity.c.currency
    return Counted(
        {"opportunity": opportunity, "product": product},
        opportunity.outerjoin(latest, latest.c.currency == currency).outerjoin(
            product, of_opportunity
        ),
        and_(opportunity.c.state == word("OPEN"), visible("Opportunity", opportunity)),
        {
            "rate": case((currency == _BASE, integer(PAR)), else_=latest.c.rate),
            "amount": opportunity.c.estimated_revenue,
            "probability": opportunity.c.probability,
        },
    )


def _latest_rates() -> Row:
    """The latest rate of each currency that isn't after today."""
    rate, other = _alias("ExchangeRate"), _alias("ExchangeRate")
    latest = select(func.max(other.c.valid_from)).where(
        other.c.base_currency == _BASE,
        other.c.currency == rate.c.currency,
        other.c.valid_from <= TODAY,
    )
    return (
        select(rate.c.currency, rate.c.rate)
        .where(
            rate.c.base_currency == _BASE,
            rate.c.valid_from == latest.correlate(rate).scalar_subquery(),
        )
        .subquery()
    )


_BASE: Final = placeholder("base_currency", Text())


def _value(amount: str) -> Callable[[Row], Sequence[Column]]:
    """How many have a value in the base currency, and the limbs of their sum."""

    def sums(rows: Row) -> Sequence[Column]:
        parts = limbs(rows.c[amount], rows.c.rate)
        return [func.count(parts[0]), *map(total, parts)]

    return sums


def _weighted(rows: Row) -> Sequence[Column]:
    """The same of values times their probability in percent."""
    parts = [each * rows.c.probability for each in limbs(rows.c.amount, rows.c.rate)]
    return [func.count(parts[0]), *map(total, parts)]


def _without_rate(rows: Row) -> Sequence[Column]:
    return [func.count() - func.count(rows.c.rate)]


def _days(column: str) -> Callable[[Row], Sequence[Column]]:
    return lambda rows: [func.count(rows.c[column]), total(rows.c[column])]


SOURCES: Final[Mapping[str, Source]] = {
    "closes": Source(
        "close",
        "OpportunityClose",
        _closes,
        CLOSES,
        {
            "count": lambda rows: [func.count(), total(rows.c.won)],
            "without_rate": _without_rate,
            "won_value": _value("won_amount"),
            "lost_value": _value("lost_amount"),
            "planned": _value("planned"),
            "gap": _value("gap"),
            "days": _days("days"),
            "late": _days("late"),
        },
        {"days_middle": "days", "late_middle": "late"},
    ),
    "pipeline": Source(
        "opportunity",
        "Opportunity",
        _pipeline,
        PIPELINE,
        {
            "count": lambda _rows: [func.count()],
            "without_rate": _without_rate,
            "value": _value("amount"),
            "weighted_value": _weighted,
        },
        {},
    ),
}
