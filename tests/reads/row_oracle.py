"""What the API has to say of a stored row, written in Python by the contract alone."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import Enum
from typing import Any

from graphql import GraphQLField, GraphQLObjectType

from server.schema import SCHEMA
from tests.conftest import NOW

TYPES = SCHEMA._schema.type_map
NODES = sorted(
    type_.name
    for type_ in SCHEMA._schema.get_possible_types(TYPES["Node"])  # type: ignore[arg-type]
)
TABLES = {"User": "users"}
DECIMALS = {"JPY": 0, "USD": 2, "EUR": 2, "KWD": 3}
MANY: Mapping[tuple[str, str], tuple[str, str, str, str]] = {
    ("Opportunity", "quotes"): ("quote", "opportunity_id", "id", "created_at"),
    ("Opportunity", "closes"): ("opportunity_close", "opportunity_id", "id", "closed_at"),
    ("Opportunity", "changes"): ("field_change", "entity_id", "id", "version"),
    ("Account", "opportunities"): ("opportunity", "account_id", "id", "created_at"),
    ("Account", "contacts"): ("contact", "account_id", "id", "name_folded"),
    ("Quote", "lines"): ("quote_line", "quote_id", "id", "position"),
    ("Quote", "revisions"): ("quote", "number", "number", "revision"),
    ("Quote", "changes"): ("field_change", "entity_id", "id", "version"),
    ("Event", "changes"): ("field_change", "event_id", "id", "id"),
}
"""The lists of a type: the table, the column that points back, at which of the type's own columns,
the column that orders it."""
UPWARDS = {"position", "revision", "id", "name_folded"}
"""The orders that begin with the least."""


def snake(name: str) -> str:
    return "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in name)


def table_of(kind: str) -> str:
    return TABLES.get(kind, snake(kind).lstrip("_"))


def fields_of(kind: str) -> dict[str, GraphQLField]:
    type_ = TYPES[kind]
    assert isinstance(type_, GraphQLObjectType)
    fields: dict[str, GraphQLField] = type_.fields
    return fields


@dataclass(frozen=True, slots=True)
class Rows:
    """All that is stored, by table."""

    tables: Mapping[str, list[dict[str, Any]]]

    def where(self, table: str, column: str, value: Any) -> list[dict[str, Any]]:
        return [row for row in self.tables[table] if row[column] == value]

    def one(self, table: str, column: str, value: Any) -> dict[str, Any] | None:
        found = self.where(table, column, value)
        assert len(found) <= 1
        return found[0] if found else None


def leaf(rows: Rows, kind: str, name: str, row: Mapping[str, Any]) -> Any:
    """A scalar field of a record."""
    match kind, name:
        case "StatusReason", "label":
            return row["label_en"]
        case "OpportunityClose", "reopened_at":
            reopening = rows.one("opportunity_reopening", "close_id", row["id"])
            return scalar(reopening["reopened_at"]) if reopening else None
        case "QuoteLine", "quantity":
            return plain(Decimal(row["quantity"]) / 10**6)
        case ("ExchangeRate", "rate") | ("OpportunityClose", "exchange_rate"):
            return row[name] and plain(Decimal(row[name]) / 10**10)
        case "Quote", "is_expired":
            return is_expired(row)
        case "Event", "payload":
            return json.loads(row["payload"])
        case "ApiKey", "scopes":
            return json.loads(row["scopes"])
        case "ApiKey", "is_active":
            return row["revoked_at"] is None and row["expires_at"] > NOW
    return scalar(row[name])


def is_expired(quote: Mapping[str, Any]) -> bool:
    """A draft or an active one whose last day is over; the tests' clock stands at NOW, in UTC."""
    last = quote["effective_to"]
    return quote["state"] in {"DRAFT", "ACTIVE"} and last is not None and last < NOW.date()


def scalar(value: Any) -> Any:
    """A stored value as JSON has it."""
    match value:
        case Enum():
            return value.value
        case datetime():
            return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
        case date():
            return value.isoformat()
    return value


def plain(number: Decimal) -> str:
    """A decimal without an exponent and without trailing zeros."""
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def money(row: Mapping[str, Any], name: str) -> dict[str, str] | None:
    """An amount with exactly the decimals that its currency has."""
    amount, currency = row[name], row["currency"]
    if amount is None or currency is None:
        return None
    decimals = DECIMALS[currency]
    sign, size = "-" * (amount < 0), abs(amount)
    fraction = f".{size % 10_000:04}"[: decimals + 1] if decimals else ""
    return {"amount": f"{sign}{size // 10_000}{fraction}", "currency": currency}


def related_id(rows: Rows, kind: str, name: str, row: Mapping[str, Any]) -> str | None:
    """The id of the one record that a field leads to."""
    match kind, name:
        case "Quote", "close":
            close = rows.one("quote_close", "quote_id", row["id"])
            return close["id"] if close else None
        case "OpportunityClose", "reopened_by":
            reopening = rows.one("opportunity_reopening", "close_id", row["id"])
            return reopening["reopened_by_id"] if reopening else None
    found: str | None = row[f"{name}_id"]
    return found


def related_ids(rows: Rows, kind: str, name: str, row: Mapping[str, Any]) -> list[str]:
    """The ids of the records in a list, in its order: newest first, unless that is said."""
    table, column, own, order = MANY[kind, name]
    found = rows.where(table, column, row[own])
    in_order = sorted(
        found, key=lambda each: (each[order], each["id"]), reverse=order not in UPWARDS
    )
    return [each["id"] for each in in_order]
