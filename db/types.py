"""Column types that mean the same on both databases."""

from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import DateTime, Dialect, Enum, String, Text
from sqlalchemy.types import TypeDecorator, TypeEngine


class Instant(TypeDecorator[datetime]):
    """A moment in UTC with microseconds: `timestamptz`, or on SQLite text of one fixed width.

    Fixed width makes text order the order of time.
    """

    impl = String(27)
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        if dialect.name == "postgresql":
            return dialect.type_descriptor(DateTime(timezone=True))
        return dialect.type_descriptor(String(27))

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> Any:
        if value is None or dialect.name == "postgresql":
            return value
        # Four digits of the year on every platform, which strftime() hasn't.
        return value.astimezone(UTC).isoformat(timespec="microseconds")[:26] + "Z"

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        if value is None or dialect.name == "postgresql":
            return value if value is None else value.astimezone(UTC)
        return datetime.fromisoformat(value)


class JsonText(TypeDecorator[str]):
    """Text that is JSON, and is answered as it is."""

    impl = Text
    cache_ok = True


def text_type(length: int | None = None) -> String:
    """Text compared and ordered by code points, whatever the database's own collation."""
    return String(length).with_variant(String(length, collation="C"), "postgresql")


def word_type(words: type[StrEnum]) -> Enum:
    """One of a closed set of words, stored as it is spelled in Python and in GraphQL."""
    return Enum(
        words,
        native_enum=False,
        create_constraint=True,
        length=16,
        name="".join(f"_{c.lower()}" if c.isupper() else c for c in words.__name__).lstrip("_"),
    )


ID = text_type(32)
"""A TypeID: opp_01h…"""
