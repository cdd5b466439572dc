"""Reading cursors back: the compiler writes them, see db/reads/paging.py."""

import json
from binascii import unhexlify
from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import Date, Integer

from db.reads.catalog import CATALOG
from db.reads.criteria import Order
from db.reads.ordering import nullable, order_columns
from db.reads.paging import order_signature
from db.types import Instant
from domain.text import is_storable

MAX_INTEGER = 2**63 - 1


class BadCursorError(ValueError):
    """The text isn't a cursor, or not one of this order; the message says which."""


def read_cursor(text: str, kind: str, order: Sequence[Order]) -> tuple[Any, ...]:
    """The values that the cursor's record has in this order, its id last; None for null.

    Raises BadCursorError.
    """
    try:
        # Not bytes.fromhex, which reads over spaces.
        written = json.loads(unhexlify(text).decode())
    except (ValueError, RecursionError):
        written = None
    if not isinstance(written, list) or not written or not isinstance(written[0], str):
        message = "It isn't a cursor of this API."
        raise BadCursorError(message)
    signature, *values = written
    if signature != order_signature(kind, order):
        message = "It belongs to another list or order than the one asked for."
        raise BadCursorError(message)
    columns = order_columns(order, CATALOG[kind].table)
    try:
        return tuple(
            None if value is None and nullable(column) else _typed(value, column.type)
            for value, column in zip(values, columns, strict=True)
        )
    except (ValueError, TypeError, OverflowError):
        message = "It isn't a cursor of this API."
        raise BadCursorError(message) from None


def _typed(value: object, type_: object) -> Any:
    match type_, value:
        case Instant(), str():
            moment = datetime.fromisoformat(value)
            if moment.tzinfo is None:
                raise ValueError(value)
            return moment.astimezone(UTC)
        case Date(), str():
            return date.fromisoformat(value)
        case Integer(), int() if not isinstance(value, bool) and abs(value) <= MAX_INTEGER:
            return value
        case Instant() | Date() | Integer(), _:
            raise TypeError(value)
        case _, str() if is_storable(value):
            return value
    raise TypeError(value)
