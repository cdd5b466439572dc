"""Accounts, contacts, competitors, products, users: created and updated by the same scripts."""

from decimal import Decimal
from typing import Any

import pytest
from sqlmodel import SQLModel

from db.database import Database
from db.ids import new_id
from db.tables import Competitor, Contact, Product, User
from domain.access import Role
from domain.actor import SYSTEM_USER_ID, UserKind
from domain.master_data import GivenMoney
from domain.refusals import RecordVersionConflict, Refused
from services.history import field_name
from services.master_data import (
    ACCOUNT,
    COMPETITOR,
    CONTACT,
    PRODUCT,
    USER,
    Entity,
    RecordWasWritten,
)
from tests.factories import account, store
from tests.services.calls import creating, updating
from tests.services.dump import Changes, changes, dump, event, events
from tests.services.shared import database_url  # noqa: F401

pytestmark = pytest.mark.anyio

WIDE = " Ｎordwind "  # noqa: RUF001
PRICE = GivenMoney(Decimal("20.5"), "USD")


# ── create ──────────────────────────────────────────────────────────────────────────────────────

NAMED = {"name": WIDE}
NAME = {"version": 1, "name": "Ｎordwind", "name_folded": "nordwind"}  # noqa: RUF001
NOT_IMPORTED = {"external_id": None, "source": None}
LEAST: list[tuple[Entity, dict[str, Any], dict[str, Any]]] = [
    (ACCOUNT, NAMED, {
        **NAME, **NOT_IMPORTED, "sector": None, "year_established": None, "annual_revenue": None,
        "currency": None, "employees": None, "office_location": None, "parent_id": None,
    }),
    (CONTACT, NAMED, {**NAME, "email": None, "phone": None, "account_id": None}),
    (COMPETITOR, NAMED, NAME),
    (PRODUCT, {**NAMED, "list_price": PRICE}, {
        **NAME, **NOT_IMPORTED, "family": None, "list_price": 205_000, "currency": "USD",
    }),
    (USER, {**NAMED, "kind": UserKind.PERSON}, {
        **NAME, **NOT_IMPORTED, "kind": UserKind.PERSON, "role": Role.SALESPERSON,
        "subject": None, "email": None, "manager_id": None, "regional_office": None,
    }),
]  # fmt: skip
"""Of each entity what is required, and the row that comes of it but for its id."""
IDS = [entity.name for entity, _, _ in LEAST]


def table_of(entity: Entity) -> str:
    return str(entity.model.__tablename__)


@pytest.mark.parametrize(("entity", "given", "row"), LEAST, ids=IDS)
async def test_given_only_what_is_required_then_the_row_and_one_event_are_written(
    database: Database, entity: Entity, given: dict[str, Any], row: dict[str, Any]
) -> None:
    before = await dump(database)

    outcome = await creating(database, entity, **given)

    assert isinstance(outcome, RecordWasWritten)
    found = changes(before, await dump(database))
    assert found == Changes(added={each: found.added[each] for each in (table_of(entity), "event")})
    assert found.added[table_of(entity)] == [{"id": outcome.record_id, **row}]
    assert events(found) == [
        event(f"{entity.kind}Created", **{entity.id_column: outcome.record_id})
    ]


@pytest.mark.parametrize(("entity", "given", "row"), LEAST, ids=IDS)
async def test_given_another_of_that_name_then_there_are_two(
    database: Database, entity: Entity, given: dict[str, Any], row: dict[str, Any]
) -> None:
    first = await creating(database, entity, **given)
    second = await creating(database, entity, **given)

    rows = (await dump(database))[table_of(entity)]
    assert isinstance(first, RecordWasWritten)
    assert isinstance(second, RecordWasWritten)
    assert first != second
    assert {**rows[first.record_id], "id": ""} == {"id": "", **row}
    assert {**rows[second.record_id], "id": ""} == {"id": "", **row}


async def test_given_every_field_then_each_is_written(database: Database) -> None:
    parent = account()
    await store(database, parent)
    cases: list[tuple[Entity, dict[str, Any], dict[str, Any]]] = [
        (ACCOUNT, {
            "name": "A", "sector": " retail ", "year_established": 1, "employees": 0,
            "annual_revenue": GivenMoney(Decimal("1.234"), "KWD"), "office_location": "Malmö",
            "parent_id": parent.id,
        }, {"sector": "retail", "annual_revenue": 12_340, "currency": "KWD"}),
        (CONTACT, {
            "name": "C", "email": " a@b ", "phone": "+1 (2) #3", "account_id": parent.id,
        }, {"email": "a@b"}),
        (PRODUCT, {
            "name": "P", "family": "Ｆ", "list_price": GivenMoney(Decimal(10**13), "JPY"),  # noqa: RUF001
        }, {"list_price": 10**17, "currency": "JPY"}),
        (USER, {
            "name": "U", "kind": UserKind.INTEGRATION, "email": "a@b@c",
            "role": Role.PARTNER, "subject": "idp|7",
            "manager_id": SYSTEM_USER_ID, "regional_office": "x" * 300,
        }, {}),
    ]  # fmt: skip

    for entity, given, otherwise in cases:
        outcome = await creating(database, entity, **given)

        assert isinstance(outcome, RecordWasWritten)
        row = (await dump(database))[table_of(entity)][outcome.record_id]
        assert {name: row[name] for name in given | otherwise} == given | otherwise


# ── update ──────────────────────────────────────────────────────────────────────────────────────


def stored_records() -> list[tuple[Entity, SQLModel, dict[str, Any], dict[str, Any]]]:
    """Records with every field, what is given to each, and what changes in its row."""
    named: dict[str, Any] = {"name": "Old", "name_folded": "old"}
    new = {"name": "New", "name_folded": "new"}
    return [
        (
            ACCOUNT,
            account(sector="s", annual_revenue=10_000, currency="USD", employees=5, version=7),
            {"name": "New", "sector": None, "annual_revenue": GivenMoney(Decimal(2))},
            {**new, "sector": None, "annual_revenue": 20_000, "version": 8},
        ),
        (
            ACCOUNT,
            account(annual_revenue=10_000, currency="USD"),
            {"annual_revenue": None},
            {"annual_revenue": None, "currency": None, "version": 2},
        ),
        (
            CONTACT,
            Contact(id=new_id("Contact"), **named, email="a@b", phone="1"),
            {"phone": " ", "email": "a@b"},
            {"phone": None, "version": 2},
        ),
        (
            COMPETITOR,
            Competitor(id=new_id("Competitor"), **named),
            {"name": "New"},
            {**new, "version": 2},
        ),
        (
            PRODUCT,
            Product(id=new_id("Product"), **named, list_price=10_000, currency="USD", family="f"),
            {"list_price": GivenMoney(Decimal(1), "JPY")},
            {"currency": "JPY", "version": 2},
        ),
        (
            USER,
            User(id=new_id("User"), **named, kind=UserKind.PERSON, manager_id=SYSTEM_USER_ID),
            {"manager_id": None, "regional_office": "Oslo"},
            {"manager_id": None, "regional_office": "Oslo", "version": 2},
        ),
    ]


async def test_given_a_few_fields_then_they_change_and_the_version_rises_by_one(
    database: Database,
) -> None:
    for entity, record, given, changed in stored_records():
        await store(database, record)
        before = await dump(database)
        identifier: str = record.model_dump()["id"]

        outcome = await updating(database, entity, identifier, **given)

        assert outcome == RecordWasWritten(identifier)
        found = changes(before, await dump(database))
        assert found.changed == {table_of(entity): {identifier: changed}}
        assert set(found.added) == {"event"}
        assert events(found) == [event(f"{entity.kind}Updated", **{entity.id_column: identifier})]


async def test_given_what_is_so_already_then_nothing_happens(database: Database) -> None:
    for entity, record, given, _ in stored_records():
        await store(database, record)
        identifier: str = record.model_dump()["id"]
        await updating(database, entity, identifier, **given)
        before = await dump(database)

        assert await updating(database, entity, identifier) == RecordWasWritten(identifier)
        assert await updating(database, entity, identifier, **given) == RecordWasWritten(identifier)
        assert await dump(database) == before


async def test_given_the_present_version_is_expected_then_it_goes_on_from_there(
    database: Database,
) -> None:
    for entity, record, given, _ in stored_records():
        await store(database, record)
        identifier: str = record.model_dump()["id"]
        version: int = record.model_dump()["version"]

        first = await updating(database, entity, identifier, version, **given)
        before = await dump(database)
        second = await updating(database, entity, identifier, version, **given)

        stored = record.model_dump()
        changed = tuple(sorted(field_name(name) for name in given if given[name] != stored[name]))
        assert first == RecordWasWritten(identifier)
        assert second == Refused(
            (
                RecordVersionConflict(
                    ("input", "expectedVersion"), identifier, version, version + 1, changed
                ),
            )
        )
        assert await dump(database) == before
