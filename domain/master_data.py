"""Accounts, contacts, competitors, products, users: what can be said of each, checked as data."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final, assert_never

from domain.actor import UserKind
from domain.inspection import Inspection
from domain.refusals import NotFound, Path, Problem
from domain.text import NAME_LENGTH, camel_case


@dataclass(frozen=True, slots=True)
class Text:
    """A short text."""


@dataclass(frozen=True, slots=True)
class Email:
    """An e-mail address, looked at loosely: mail servers know better."""


@dataclass(frozen=True, slots=True)
class Number:
    """A whole number."""

    least: int
    greatest: int


@dataclass(frozen=True, slots=True)
class Money:
    """An amount; its currency is kept in the column `currency`."""


@dataclass(frozen=True, slots=True)
class Word:
    """One of an enum's words: no other gets as far as here."""


@dataclass(frozen=True, slots=True)
class Reference:
    """The id of another record, of this kind."""

    kind: str


@dataclass(frozen=True, slots=True)
class Unique:
    """A short text that no other record of the kind has."""


@dataclass(frozen=True, slots=True)
class Parent:
    """The id of a record of the same kind; whoever goes up from one never comes back to it."""


@dataclass(frozen=True, slots=True)
class Field:
    """A column, what it holds, and whether it can't be empty."""

    column: str
    holds: Text | Email | Number | Money | Word | Reference | Unique | Parent
    required: bool = False


Form = tuple[Field, ...]

ACCOUNT: Final[Form] = (
    Field("name", Text(), required=True),
    Field("sector", Text()),
    Field("year_established", Number(1, 9999)),
    Field("annual_revenue", Money()),
    Field("employees", Number(0, 2**31 - 1)),
    Field("office_location", Text()),
    Field("parent_id", Parent()),
)
CONTACT: Final[Form] = (
    Field("name", Text(), required=True),
    Field("email", Email()),
    Field("phone", Text()),
    Field("account_id", Reference("Account")),
)
COMPETITOR: Final[Form] = (Field("name", Text(), required=True),)
PRODUCT: Final[Form] = (
    Field("name", Text(), required=True),
    Field("family", Text()),
    Field("list_price", Money(), required=True),
)
USER: Final[Form] = (
    Field("kind", Word(), required=True),
    Field("name", Text(), required=True),
    Field("role", Word(), required=True),
    Field("subject", Unique()),
    Field("email", Email()),
    Field("manager_id", Parent()),
    Field("regional_office", Text()),
)


@dataclass(frozen=True, slots=True)
class GivenMoney:
    """An amount as a caller gives it; without a currency, it is in the one that the record has."""

    amount: Decimal
    currency: str | None = None


def input_path(column: str, *further: str) -> Path:
    """Where a caller gave what goes into a column."""
    return ("input", camel_case(column), *further)


def settle(
    inspection: Inspection,
    form: Form,
    given: Mapping[str, Any],
    present: Mapping[str, Any],
    found: Mapping[str, Collection[str]],
) -> dict[str, Any]:
    """What a call changes, by column, as it is stored; what is wrong with it goes to the findings.

    `given` has the fields that the caller gave, null among them. `present` is the record as it
    stands, empty for a new one. `found` has, for each id that was given, that id if it names a
    record, and for a parent's also those above it; for what has to be unique, the ids of the
    records that have it.
    """
    values: dict[str, Any] = {}
    for field in form:
        if field.column not in given:
            continue
        value = given[field.column]
        if value is not None:
            values |= _settled(inspection, field, value, present, found.get(field.column, ()))
        elif field.required:
            inspection.fault(input_path(field.column), Problem.NULL)
        else:
            values |= dict.fromkeys(_columns(field))
    return {name: value for name, value in values.items() if present.get(name) != value}


def inspect_user(inspection: Inspection, user: Mapping[str, Any]) -> None:
    """A user as it is to be stored, for what its fields don't say each by itself."""
    if user["kind"] == UserKind.SYSTEM and user.get("subject"):
        inspection.fault(input_path("subject"), Problem.NO_SIGN_IN)


def columns_of(form: Form) -> tuple[str, ...]:
    """All columns that a form fills."""
    return tuple([name for field in form for name in _columns(field)])


def _columns(field: Field) -> tuple[str, ...]:
    return (field.column, "currency") if isinstance(field.holds, Money) else (field.column,)


def _settled(
    inspection: Inspection,
    field: Field,
    value: Any,
    present: Mapping[str, Any],
    found: Collection[str],
) -> dict[str, Any]:
    path = input_path(field.column)
    match field.holds:
        case Text():
            check = inspection.required_text if field.required else inspection.optional_text
            value = check(path, value, NAME_LENGTH)
        case Email():
            value = inspection.email(path, value)
        case Number(least, greatest):
            inspection.number(path, value, least, greatest)
        case Money():
            return _money(inspection, field.column, value, present.get("currency"))
        case Reference() | Parent():
            if value not in found:
                inspection.findings.append(NotFound(path, value))
            elif present.get("id") in found:
                inspection.fault(path, Problem.ITS_OWN_PARENT)
        case Unique():
            value = inspection.optional_text(path, value, NAME_LENGTH)
            inspection.unique(path, {*found} - {present.get("id")})
        case Word():
            pass
        case _:
            assert_never(field.holds)
    return {field.column: value}


def _money(
    inspection: Inspection, column: str, given: GivenMoney, present: str | None
) -> dict[str, Any]:
    currency = present if given.currency is None else given.currency
    if currency is None:
        inspection.fault(input_path(column, "currency"), Problem.MISSING)
        return {}
    inspection.currency(input_path(column, "currency"), currency)
    amount = inspection.amount(input_path(column, "amount"), given.amount, currency)
    return {column: amount, "currency": currency}
