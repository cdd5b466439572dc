"""Words and numbers of the plan's own, written into the statement; values are bound instead."""

from collections.abc import Iterable
from typing import Any, Final

from sqlalchemy import ColumnElement, Text, literal_column

_AS_TIMES: Final = 8
"""How strongly SQLAlchemy has a multiplication bind: a sum on its left gets parentheses."""


def word(text: str) -> ColumnElement[str]:
    """A text as a literal."""
    return literal_column(_quoted(text), Text())


def integer(value: int) -> ColumnElement[int]:
    """A number as a literal."""
    return literal_column(str(value))


def quotient(number: ColumnElement[Any], by: int) -> ColumnElement[int]:
    """Integer division, towards zero on both databases."""
    return number.op("/", precedence=_AS_TIMES)(integer(by))


def remainder(number: ColumnElement[Any], by: int) -> ColumnElement[int]:
    """What is left of it, with the number's sign."""
    return number.op("%", precedence=_AS_TIMES)(integer(by))


def is_one_of(column: ColumnElement[Any], words: Iterable[str]) -> ColumnElement[bool]:
    """The column is one of a few words."""
    listed = ", ".join(map(_quoted, sorted(words)))
    return column.bool_op("IN")(literal_column(f"({listed})"))


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
