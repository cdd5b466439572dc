"""What the rows of a fact are written with, whatever it is about."""

from collections.abc import Hashable
from typing import Any

from sqlalchemy import Date, Integer

from db.reads.visibility import Visibility
from db.sql.binds import placeholder, slot_name
from db.sql.dialects import ReadDialect
from db.types import ID
from db.writes.fact import Amount

Shape = tuple[Hashable, ...]


class FactQuery:
    """The rows of one fact, written by the method that has its kind's name."""

    def __init__(self, dialect: ReadDialect, site: int, visibility: Visibility) -> None:
        self._dialect, self._site, self._visibility = dialect, site, visibility

    def write(self, shape: Shape) -> Any:
        kind, *of = shape
        return getattr(self, str(kind))(*of)

    def _value(self, slot: int) -> Any:
        return placeholder(slot_name(self._site, slot), ID)

    def _number(self, slot: int) -> Any:
        return placeholder(slot_name(self._site, slot), Integer())

    def _day(self, slot: int) -> Any:
        return placeholder(slot_name(self._site, slot), Date())

    def _among(self, column: Any, amount: Amount) -> Any:
        """The column is what is in the first slot: one id, or one of several."""
        if amount == "one":
            return column == self._value(0)
        return self._dialect.in_list(column, slot_name(self._site, 0))
