"""Words and numbers of the plan's own, written into the statement; values are bound instead."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import ColumnElement, Text, literal_column


def word(text: str) -> ColumnElement[str]:
    """A text as a literal."""
    return literal_column("'" + text.replace("'", "''") + "'", Text())


def integer(value: int) -> ColumnElement[int]:
    """A number as a literal."""
    return literal_column(str(value))


def is_one_of(column: ColumnElement[Any], words: Iterable[str]) -> ColumnElement[bool]:
    """The column is one of a few words."""
    listed = ", ".join(str(word(each)) for each in sorted(words))
    return column.bool_op("IN")(literal_column(f"({listed})"))
