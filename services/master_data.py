"""Create and update what opportunities point at: every kind by the same two scripts."""

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from sqlmodel import SQLModel

from db import tables
from db.ids import kind_of, new_id
from db.writes.fact import Fact
from db.writes.facts import chain, existing, field_changes, having, record_of
from db.writes.unit_of_work import UnitOfWork
from domain import events, master_data, money
from domain.access import Role, beyond
from domain.events import Event, FieldChange
from domain.inspection import Inspection
from domain.master_data import (
    Field,
    Form,
    Money,
    Parent,
    Reference,
    Unique,
    columns_of,
    input_path,
    inspect_user,
    settle,
)
from domain.refusals import NotFound, PermissionDenied, Refused
from domain.text import fold
from services.history import field_name


@dataclass(frozen=True, slots=True)
class Entity:
    """A kind of record: its table, what can be said of it, what its changes are called."""

    name: str
    model: type[SQLModel]
    form: Form
    created: Callable[[str], Event]
    updated: Callable[[str], Event]
    one_at_a_time: bool = False
    """Whether a change depends on other records of the kind, as that none is its own parent."""

    @property
    def kind(self) -> str:
        return self.model.__name__

    @property
    def id_column(self) -> str:
        """What an update calls its id: account_id."""
        return f"{self.name}_id"


ACCOUNT: Final = Entity(
    "account",
    tables.Account,
    master_data.ACCOUNT,
    events.AccountCreated,
    events.AccountUpdated,
    one_at_a_time=True,
)
CONTACT: Final = Entity(
    "contact", tables.Contact, master_data.CONTACT, events.ContactCreated, events.ContactUpdated
)
COMPETITOR: Final = Entity(
    "competitor",
    tables.Competitor,
    master_data.COMPETITOR,
    events.CompetitorCreated,
    events.CompetitorUpdated,
)
PRODUCT: Final = Entity(
    "product", tables.Product, master_data.PRODUCT, events.ProductCreated, events.ProductUpdated
)
USER: Final = Entity(
    "user",
    tables.User,
    master_data.USER,
    events.UserCreated,
    events.UserUpdated,
    one_at_a_time=True,
)

_FIRST_ROLE: Final = Role(tables.User.model_fields["role"].default)
"""Of a user for whom none is said."""
_MODELS: Final[Mapping[str, type[SQLModel]]] = {"Account": tables.Account}
"""The tables of the kinds that a form refers to."""


@dataclass(frozen=True, slots=True)
class RecordWasWritten:
    """The record is as it was asked for."""

    record_id: str


async def create_record(
    work: UnitOfWork, entity: Entity, given: Mapping[str, Any]
) -> RecordWasWritten | Refused:
    """A new record; others may have the same name. `given` is what the caller gave, by column."""
    denied = _denied(work, entity, given, {})
    if denied:
        return denied
    if any(isinstance(each.holds, Unique) and given.get(each.column) for each in entity.form):
        # Whoever makes another one with the same waits, and is told; the database would only fail.
        await work.lock(entity.kind)
    references = _references(entity, given)
    found = await work.load_all([*references.values()]) if references else ()
    inspection = Inspection()
    values = settle(inspection, entity.form, given, {}, dict(zip(references, found, strict=True)))
    if entity is USER:
        inspect_user(inspection, values)
    if inspection.findings:
        return Refused(tuple(inspection.findings))
    record_id = new_id(entity.kind)
    work.insert(entity.model, id=record_id, **_stored(values))
    work.record(entity.created(record_id))
    return RecordWasWritten(record_id)


async def update_record(
    work: UnitOfWork,
    entity: Entity,
    record_id: str,
    given: Mapping[str, Any],
    expected_version: int | None = None,
) -> RecordWasWritten | Refused:
    """Change what is given, null empties it; if it all is so already, nothing happens."""
    missing = Refused((NotFound(input_path(entity.id_column), record_id),))
    if kind_of(record_id) != entity.kind:
        return missing
    await work.lock(entity.kind if entity.one_at_a_time else record_id)
    references = _references(entity, given)
    columns = ("id", "version", *columns_of(entity.form))
    present, *found = await work.load_all(
        [record_of(entity.model, columns, record_id), *references.values()]
    )
    if present is None:
        return missing
    denied = _denied(work, entity, given, present)
    if denied:
        return denied
    inspection = Inspection()
    version = present["version"]
    changed = await changed_since(work, record_id, expected_version, version)
    inspection.record_version(record_id, expected_version, version, changed)
    values = settle(
        inspection, entity.form, given, present, dict(zip(references, found, strict=True))
    )
    if entity is USER and values:
        inspect_user(inspection, {**present, **values})
    if inspection.findings:
        return Refused(tuple(inspection.findings))
    if values:
        work.update(entity.model, record_id, **_stored(values))
        changes = list(_differences(entity.form, present, {**present, **values}))
        work.record(entity.updated(record_id), changes=changes)
    return RecordWasWritten(record_id)


def _denied(
    work: UnitOfWork, entity: Entity, given: Mapping[str, Any], present: Mapping[str, Any]
) -> Refused | None:
    """What is closed to the actor he doesn't set: whether it changes would tell what it was.

    Nor does he make anybody more than he is: a role has no right that he lacks, and by a subject
    nobody signs in as a user who has one.
    """
    access = work.actor.access
    denied = [
        PermissionDenied(input_path(name), right)
        for name in given
        if (right := access.closed_by(entity.kind, name))
    ]
    if entity is USER:
        role = given.get("role") or present.get("role") or _FIRST_ROLE
        denied += [
            PermissionDenied(input_path(name), right)
            for name in ("role", "subject")
            if given.get(name) and (right := beyond(access, Role(role)))
        ]
    return Refused(tuple(denied)) if denied else None


async def changed_since(
    work: UnitOfWork, record_id: str, expected_version: int | None, version: int
) -> tuple[str, ...]:
    """The names of the fields that were changed since the version that a caller expects."""
    if expected_version in {None, version}:
        return ()
    (names,) = await work.load(field_changes(record_id, expected_version or 0))
    return names


def _differences(
    form: Form, before: Mapping[str, Any], after: Mapping[str, Any]
) -> Iterator[FieldChange]:
    for field in form:
        old, new = (_text(field, record) for record in (before, after))
        if old != new:
            name = field_name(field.column)
            yield FieldChange(before["id"], before["version"] + 1, name, old, new)


def _text(field: Field, record: Mapping[str, Any]) -> str | None:
    """As a person reads it; an amount of a record that may change its currency with that."""
    value = record[field.column]
    if value is None:
        return None
    if isinstance(field.holds, Money):
        currency = record["currency"]
        return f"{money.written(value, money.decimals_of(currency))} {currency}"
    return str(value)


def _references(entity: Entity, given: Mapping[str, Any]) -> Mapping[str, Fact[Collection[str]]]:
    """What to load about the ids that are given, by column; the same facts whichever are."""
    facts: dict[str, Any] = {}
    for field in entity.form:
        match field.holds:
            case Reference(kind):
                wanted = given.get(field.column)
                facts[field.column] = existing(_MODELS[kind], [wanted] if wanted else [])
            case Unique():
                wanted = given.get(field.column)
                facts[field.column] = having(entity.model, field.column, wanted and wanted.strip())
            case Parent():
                facts[field.column] = chain(entity.model, field.column, given.get(field.column))
    return facts


def _stored(values: Mapping[str, Any]) -> Mapping[str, Any]:
    """With the copy of the name that searches and orders go by."""
    return {**values, "name_folded": fold(values["name"])} if "name" in values else values
