"""What figures can be grouped by: the value that each record's group has, or the record it is."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import ColumnElement, Integer, Text, cast, func

from db.reads.catalog import Row
from db.sql.dialects import ReadDialect
from db.sql.literals import integer, quotient, word

Column = ColumnElement[Any]


@dataclass(frozen=True, slots=True)
class Key:
    """A column of one of the tables that the figures are made from."""

    table: str
    column: str
    kind: str | None = None
    """The kind of record whose id it is, if it is one."""
    period: str | None = None
    """Of a day: what it counts as."""

    def value(self, tables: Mapping[str, Row], dialect: ReadDialect) -> Column:
        """What is equal in all records of a group; null is a group, too."""
        column: Column = tables[self.table].c[self.column]
        match self.period:
            case "month":
                return func.substr(dialect.iso(column), integer(1), integer(7), type_=Text())
            case "quarter":
                return _quarter(dialect.iso(column))
        return column


def _quarter(iso: Column) -> Column:
    """2026-Q4 of 2026-11-22."""
    month = cast(func.substr(iso, integer(6), integer(2)), Integer)
    number = quotient(month + integer(2), 3)
    year = func.substr(iso, integer(1), integer(4), type_=Text())
    return year + word("-Q") + cast(number, Text)


_OF_OPPORTUNITY: Final[Mapping[str, Key]] = {
    "OWNER": Key("opportunity", "owner_id", kind="User"),
    "ACCOUNT": Key("opportunity", "account_id", kind="Account"),
    "PRODUCT": Key("opportunity", "product_id", kind="Product"),
    "PRODUCT_FAMILY": Key("product", "family"),
}
CLOSES: Final[Mapping[str, Key]] = {
    "OUTCOME": Key("close", "outcome"),
    "STATUS_REASON": Key("close", "status_reason_id", kind="StatusReason"),
    "COMPETITOR": Key("close", "competitor_id", kind="Competitor"),
    **_OF_OPPORTUNITY,
    "STAGE_AT_CLOSE": Key("close", "stage_at_close"),
    "MONTH": Key("close", "actual_close_date", period="month"),
    "QUARTER": Key("close", "actual_close_date", period="quarter"),
}
PIPELINE: Final[Mapping[str, Key]] = {
    "STAGE": Key("opportunity", "stage"),
    "STATUS_REASON": Key("opportunity", "status_reason_id", kind="StatusReason"),
    "RATING": Key("opportunity", "rating"),
    **_OF_OPPORTUNITY,
    "MONTH": Key("opportunity", "estimated_close_date", period="month"),
    "QUARTER": Key("opportunity", "estimated_close_date", period="quarter"),
}
LABEL_OF: Final[Mapping[str, str]] = {
    "User": "name",
    "Account": "name",
    "Competitor": "name",
    "Product": "name",
    "StatusReason": "label",
}
"""What a person calls a record of each kind that is a group."""
