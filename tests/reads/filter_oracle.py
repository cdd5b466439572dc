"""What filters and orders mean, in Python: the databases have to answer the same."""

import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from fractions import Fraction
from typing import Any

from tests.reads.row_oracle import is_expired
from tests.reads.world import Record

FIELDS: dict[str, dict[str, str]] = {
    "Opportunity": {
        "id": "id",
        "state": "word",
        "statusReasonCode": "text",
        "stage": "word",
        "rating": "word",
        "name": "text",
        "accountId": "id",
        "contactId": "id",
        "ownerId": "id",
        "productId": "id",
        "currency": "text",
        "estimatedRevenue": "number",
        "estimatedCloseDate": "day",
        "actualCloseDate": "day",
        "createdAt": "moment",
        "updatedAt": "moment",
        "source": "id",
        "externalId": "id",
    },
    "Quote": {
        "id": "id",
        "opportunityId": "id",
        "state": "word",
        "statusReasonCode": "text",
        "number": "text",
        "name": "text",
        "totalAmount": "number",
        "effectiveTo": "day",
        "isExpired": "flag",
        "createdAt": "moment",
        "updatedAt": "moment",
    },
    "AuditEntry": {"type": "word", "actorId": "id", "happenedAt": "moment"},
}
"""The fields that can be filtered by, and how the operand on each is read."""

ORDER_FIELDS = {
    "Opportunity": [
        *("NAME", "ESTIMATED_CLOSE_DATE", "ESTIMATED_REVENUE", "ACTUAL_CLOSE_DATE"),
        *("CREATED_AT", "UPDATED_AT"),
    ],
    "Quote": ["NUMBER", "TOTAL_AMOUNT", "CREATED_AT", "UPDATED_AT"],
}
_READ: dict[str, Callable[[Any], Any]] = {
    "id": str,
    "word": str,
    "text": str,
    "number": lambda given: Fraction(given) * 10_000,
    "day": date.fromisoformat,
    "moment": datetime.fromisoformat,
}
_COMPARE: dict[str, Callable[[Any, Any], bool]] = {
    "eq": lambda value, operand: bool(value == operand),
    "gt": lambda value, operand: bool(value > operand),
    "gte": lambda value, operand: bool(value >= operand),
    "lt": lambda value, operand: bool(value < operand),
    "lte": lambda value, operand: bool(value <= operand),
    "contains": lambda value, operand: folded(operand) in folded(value),
    "startsWith": lambda value, operand: folded(value).startswith(folded(operand)),
}


def folded(text: str) -> str:
    """Without regard to width and case."""
    wide = unicodedata.normalize("NFKC", text)
    return unicodedata.normalize("NFKC", wide.casefold())


def matches(condition: dict[str, Any], kind: str, record: Record) -> bool:
    """Whether the record is among those that the filter asks for."""
    return all(_matches(name, operand, kind, record) for name, operand in condition.items())


def _matches(name: str, operand: Any, kind: str, record: Record) -> bool:
    match name:
        case "and":
            return all(matches(each, kind, record) for each in operand)
        case "or":
            return any(matches(each, kind, record) for each in operand)
        case "not":
            return not matches(operand, kind, record)
        case "quotes":
            ((quantifier, inner),) = operand.items()
            found = [matches(inner, "Quote", each) for each in record["quotes"]]
            return {"some": any(found), "none": not any(found), "every": all(found)}[quantifier]
    if FIELDS[kind][name] == "flag":
        return is_expired(record) is operand
    value = record[column(name)]
    return all(
        _satisfies(value, operator, given, FIELDS[kind][name])
        for operator, given in operand.items()
    )


def _satisfies(value: Any, operator: str, given: Any, type_: str) -> bool:
    if operator == "isNull":
        return (value is None) is bool(given)
    if value is None:
        return False
    if operator == "in":
        return any(value == _READ[type_](each) for each in given)
    return _COMPARE[operator](value, _READ[type_](given))


def ordered(
    records: Iterable[Record], kind: str, terms: Sequence[dict[str, str]]
) -> list[dict[str, Any]]:
    """In this order, nulls last; ties by id in the last direction; newest first by default."""
    terms = terms or [{"field": "CREATED_AT", "direction": "DESC"}]
    effective: dict[str, bool] = {}
    for term in terms:
        effective.setdefault(term["field"], term.get("direction", "ASC") == "DESC")
    fields = [*effective.items(), ("ID", [*effective.values()][-1])]
    found = list(records)
    for field, descending in reversed(fields):
        key = _order_key(kind, field)
        present = [each for each in found if key(each) is not None]
        absent = [each for each in found if key(each) is None]
        found = sorted(present, key=key, reverse=descending) + absent
    return found


def _order_key(kind: str, field: str) -> Callable[[Record], Any]:
    name = field.lower()
    if (kind, name) == ("Opportunity", "name"):
        return lambda record: folded(record["name"])
    return lambda record: record[name]


def column(name: str) -> str:
    """The column's name of a field."""
    return re.sub("[A-Z]", lambda letter: f"_{letter[0].lower()}", name)
