"""Strict scalars: Date, DateTime and Decimal take one spelling each and refuse all others."""

import re
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any, Final, TypeVar

import strawberry
from graphql import GraphQLError, IntValueNode, StringValueNode, ValueNode
from strawberry.types.scalar import ScalarDefinition

T = TypeVar("T")

_DATE: Final = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_DATE_TIME: Final = re.compile(
    r"\d{4}-\d{2}-\d{2}[Tt]\d{2}:\d{2}:\d{2}(\.\d{1,6})?([Zz]|[+-]\d{2}:[0-5]\d)",
    re.ASCII,
)
_DECIMAL: Final = re.compile(r"-?\d{1,30}(\.\d{1,30})?", re.ASCII)


def parse_date(value: object) -> date:
    """2026-11-22 as a date; GraphQLError for anything else."""
    if isinstance(value, str) and _DATE.fullmatch(value):
        try:
            return date.fromisoformat(value)
        except ValueError:
            pass
    message = 'Write a calendar date as a string, such as "2026-11-22".'
    raise GraphQLError(message)


def parse_date_time(value: object) -> datetime:
    """2026-11-22T17:23:00Z as an instant in UTC; GraphQLError for anything else."""
    if isinstance(value, str) and _DATE_TIME.fullmatch(value):
        try:
            return datetime.fromisoformat(value.upper()).astimezone(UTC)
        except (ValueError, OverflowError):
            pass
    message = (
        "Write an instant as an RFC 3339 string with an offset and at most six decimals of a "
        'second, such as "2026-11-22T17:23:00Z".'
    )
    raise GraphQLError(message)


def parse_decimal(value: object) -> Decimal:
    """A string of digits (or an integer, which is exact too) as a Decimal."""
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value)
    if isinstance(value, str) and _DECIMAL.fullmatch(value):
        return Decimal(value)
    message = (
        'Write an exact decimal number as a string, such as "1234.50": at most 30 digits before '
        "and after the point, no exponent, no object."
    )
    raise GraphQLError(message)


def _literal(
    parse: Callable[[object], T],
) -> Callable[[ValueNode, Mapping[str, Any] | None], T]:
    def parse_literal(node: ValueNode, _variables: Mapping[str, Any] | None = None) -> T:
        value = node.value if isinstance(node, StringValueNode | IntValueNode) else None
        try:
            return parse(value)
        except GraphQLError as error:
            raise GraphQLError(error.message, node) from None

    return parse_literal


def _unwritten(value: object) -> str:
    """Answers are written by the database; graphql-core only prints defaults with this."""
    return str(value)


SCALARS: Final[Mapping[object, ScalarDefinition]] = {
    date: strawberry.scalar(
        name="Date",
        description="A calendar date as RFC 3339 writes it, such as 2026-11-22.",
        specified_by_url="https://scalars.graphql.org/chillicream/local-date.html",
        serialize=_unwritten,
        parse_value=parse_date,
        parse_literal=_literal(parse_date),
    ),
    datetime: strawberry.scalar(
        name="DateTime",
        description="An RFC 3339 instant with an offset, such as 2026-11-22T17:23:00Z, "
        "exact to the microsecond.",
        specified_by_url="https://scalars.graphql.org/chillicream/date-time.html",
        serialize=_unwritten,
        parse_value=parse_date_time,
        parse_literal=_literal(parse_date_time),
    ),
    Decimal: strawberry.scalar(
        name="Decimal",
        description='An exact decimal number as a string, such as "1234.50". Never a float. Of '
        "the spellings of xsd:decimal it takes those with no plus sign and with digits on both "
        "sides of the point, at most 30 on each. An integer is taken, too.",
        specified_by_url="https://www.w3.org/TR/xmlschema11-2/#decimal",
        serialize=_unwritten,
        parse_value=parse_decimal,
        parse_literal=_literal(parse_decimal),
    ),
}
