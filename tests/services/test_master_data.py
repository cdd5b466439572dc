"""Accounts, contacts, competitors, products, users: created and updated by the same scripts."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import pytest
from sqlmodel import SQLModel

from db.database import Database
from db.ids import new_id
from db.tables import Account, Competitor, Contact, Product, User
from domain.actor import SYSTEM_USER_ID, UserKind
from domain.master_data import GivenMoney
from domain.refusals import (
    InvalidInput,
    NotFound,
    Problem,
    RecordVersionConflict,
    Refusal,
    Refused,
)
from services.master_data import (
    ACCOUNT,
    COMPETITOR,
    CONTACT,
    PRODUCT,
    USER,
    Entity,
    RecordWasWritten,
    create_record,
    update_record,
)
from tests.conftest import NOW
from tests.factories import store
from tests.services.calls import ACTOR, act
from tests.services.dump import Changes, changes, dump, events
from tests.services.shared import database_url  # noqa: F401

pytestmark = pytest.mark.anyio

WIDE = " Ｎordwind "  # noqa: RUF001
PRICE = GivenMoney(Decimal("20.5"), "USD")


async def creating(
    database: Database, entity: Entity, *, dry_run: bool = False, **given: Any
) -> RecordWasWritten | Refused:
    return await act(database, lambda work: create_record(work, entity, given), dry_run=dry_run)


async def updating(
    database: Database,
    entity: Entity,
    record_id: str,
    expected_version: int | None = None,
    *,
    dry_run: bool = False,
    **given: Any,
) -> RecordWasWritten | Refused:
    return await act(
        database,
        lambda work: update_record(work, entity, record_id, given, expected_version),
        dry_run=dry_run,
    )


def account(**given: Any) -> Account:
    return Account(**{"id": new_id("Account"), "name": "A", "name_folded": "a"} | given)


def event(kind: str, **payload: Any) -> Mapping[str, Any]:
    """The event that a change to what is no opportunity's leaves behind."""
    return {
        "type": kind,
        "opportunity_id": None,
        "payload": payload,
        "actor_id": ACTOR.user_id,
        "occurred_at": NOW,
    }


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
        **NAME, **NOT_IMPORTED, "kind": UserKind.PERSON, "email": None, "manager_id": None,
        "regional_office": None,
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


@pytest.mark.parametrize(("entity", "given", "row"), LEAST, ids=IDS)
async def test_given_a_rehearsal_then_nothing_is_written(
    database: Database, entity: Entity, given: dict[str, Any], row: dict[str, Any]
) -> None:
    before = await dump(database)

    assert isinstance(await creating(database, entity, dry_run=True, **given), RecordWasWritten)
    assert await dump(database) == before
    assert row


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


async def test_given_a_rehearsed_update_then_nothing_is_written(database: Database) -> None:
    for entity, record, given, _ in stored_records():
        await store(database, record)
        before = await dump(database)
        identifier: str = record.model_dump()["id"]

        outcome = await updating(database, entity, identifier, dry_run=True, **given)

        assert outcome == RecordWasWritten(identifier)
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

        assert first == RecordWasWritten(identifier)
        assert second == Refused(
            (RecordVersionConflict(("input", "expectedVersion"), identifier, version, version + 1),)
        )
        assert await dump(database) == before


# ── refusals ────────────────────────────────────────────────────────────────────────────────────


def invalid(name: str, problem: Problem, limit: str = "") -> InvalidInput:
    return InvalidInput(("input", *name.split(".")), problem, limit)


NOBODY = "acc_7zzzzzzzzzzzzzzzzzzzzzzzzz"
WRONG: list[tuple[Entity, dict[str, Any], Refusal]] = [
    (ACCOUNT, {"name": " "}, invalid("name", Problem.BLANK)),
    (ACCOUNT, {"name": "x" * 301}, invalid("name", Problem.TOO_LONG, "300")),
    (ACCOUNT, {"sector": "\0"}, invalid("sector", Problem.FORBIDDEN_CHARACTER)),
    (
        ACCOUNT,
        {"year_established": 0},
        invalid("yearEstablished", Problem.OUT_OF_RANGE, "1-9999"),
    ),
    (ACCOUNT, {"employees": -1}, invalid("employees", Problem.OUT_OF_RANGE, "0-2147483647")),
    (
        ACCOUNT,
        {"annual_revenue": GivenMoney(Decimal(1))},
        invalid("annualRevenue.currency", Problem.MISSING),
    ),
    (
        ACCOUNT,
        {"annual_revenue": GivenMoney(Decimal(1), "usd")},
        invalid("annualRevenue.currency", Problem.UNKNOWN_CURRENCY),
    ),
    (
        ACCOUNT,
        {"annual_revenue": GivenMoney(Decimal(-1), "USD")},
        invalid("annualRevenue.amount", Problem.NEGATIVE),
    ),
    (ACCOUNT, {"parent_id": NOBODY}, NotFound(("input", "parentId"), NOBODY)),
    (ACCOUNT, {"parent_id": SYSTEM_USER_ID}, NotFound(("input", "parentId"), SYSTEM_USER_ID)),
    (ACCOUNT, {"parent_id": ""}, NotFound(("input", "parentId"), "")),
    (CONTACT, {"email": "aiko"}, invalid("email", Problem.NOT_AN_EMAIL)),
    (CONTACT, {"email": "a b@c"}, invalid("email", Problem.NOT_AN_EMAIL)),
    (CONTACT, {"email": "@c"}, invalid("email", Problem.NOT_AN_EMAIL)),
    (CONTACT, {"email": "x@" + "y" * 300}, invalid("email", Problem.TOO_LONG, "300")),
    (CONTACT, {"email": "\ud800@x"}, invalid("email", Problem.FORBIDDEN_CHARACTER)),
    (CONTACT, {"phone": "1" * 301}, invalid("phone", Problem.TOO_LONG, "300")),
    (CONTACT, {"account_id": NOBODY}, NotFound(("input", "accountId"), NOBODY)),
    (CONTACT, {"account_id": "\0"}, NotFound(("input", "accountId"), "\0")),
    (COMPETITOR, {"name": ""}, invalid("name", Problem.BLANK)),
    (
        PRODUCT,
        {"list_price": GivenMoney(Decimal("0.5"), "JPY")},
        invalid("listPrice.amount", Problem.TOO_MANY_DECIMALS, "0"),
    ),
    (USER, {"manager_id": NOBODY}, NotFound(("input", "managerId"), NOBODY)),
]
REQUIRED: dict[str, dict[str, Any]] = {
    ACCOUNT.name: {"name": "A"},
    CONTACT.name: {"name": "C"},
    COMPETITOR.name: {"name": "C"},
    PRODUCT.name: {"name": "P", "list_price": PRICE},
    USER.name: {"name": "U", "kind": UserKind.PERSON},
}


@pytest.mark.parametrize(
    ("entity", "given", "reason"),
    WRONG,
    ids=lambda each: each.name if isinstance(each, Entity) else "",
)
async def test_given_one_wrong_value_then_it_is_refused_and_nothing_changes(
    database: Database, entity: Entity, given: dict[str, Any], reason: Refusal
) -> None:
    made = await creating(database, entity, **REQUIRED[entity.name])
    assert isinstance(made, RecordWasWritten)
    before = await dump(database)

    assert await creating(database, entity, **REQUIRED[entity.name] | given) == Refused((reason,))
    # A product has a currency already, but an account hasn't.
    assert await updating(database, entity, made.record_id, **given) == Refused((reason,))
    assert await dump(database) == before


async def test_given_everything_is_wrong_then_all_is_said_in_order(database: Database) -> None:
    deal = account()
    await store(database, deal)
    before = await dump(database)

    outcome = await updating(
        database,
        ACCOUNT,
        deal.id,
        9,
        parent_id=NOBODY,
        name=None,
        employees=-1,
        annual_revenue=GivenMoney(Decimal(-1), "?"),
    )

    assert outcome == Refused(
        (
            RecordVersionConflict(("input", "expectedVersion"), deal.id, 9, 1),
            invalid("name", Problem.NULL),
            invalid("annualRevenue.currency", Problem.UNKNOWN_CURRENCY),
            invalid("annualRevenue.amount", Problem.NEGATIVE),
            invalid("employees", Problem.OUT_OF_RANGE, "0-2147483647"),
            NotFound(("input", "parentId"), NOBODY),
        )
    )
    assert await dump(database) == before


@pytest.mark.parametrize("identifier", [NOBODY, SYSTEM_USER_ID, "acc_", "", "\0"])
async def test_given_no_such_account_then_it_is_not_found(
    database: Database, identifier: str
) -> None:
    before = await dump(database)

    outcome = await updating(database, ACCOUNT, identifier, 9, name="")

    assert outcome == Refused((NotFound(("input", "accountId"), identifier),))
    assert await dump(database) == before


@pytest.mark.parametrize("length", [1, 2, 3, 50])
async def test_given_accounts_one_above_the_other_then_the_lowest_is_no_parent_of_the_highest(
    database: Database, length: int
) -> None:
    chain = [account()]
    for _ in range(length - 1):
        chain.append(account(parent_id=chain[-1].id))
    await store(database, *chain)
    before = await dump(database)

    outcome = await updating(database, ACCOUNT, chain[0].id, parent_id=chain[-1].id)

    assert outcome == Refused((invalid("parentId", Problem.ITS_OWN_PARENT),))
    assert await dump(database) == before


async def test_given_two_branches_then_one_can_be_moved_below_the_other(
    database: Database,
) -> None:
    root = account()
    left, right = account(parent_id=root.id), account(parent_id=root.id)
    await store(database, root, left, right)

    assert await updating(database, ACCOUNT, left.id, parent_id=right.id) == RecordWasWritten(
        left.id
    )
    assert await updating(database, ACCOUNT, right.id, parent_id=left.id) == Refused(
        (invalid("parentId", Problem.ITS_OWN_PARENT),)
    )
    assert await updating(database, ACCOUNT, root.id, parent_id=None) == RecordWasWritten(root.id)


async def test_given_a_user_then_nobody_manages_himself(database: Database) -> None:
    boss = User(id=new_id("User"), kind=UserKind.PERSON, name="B", name_folded="b")
    clerk = User(
        id=new_id("User"), kind=UserKind.PERSON, name="C", name_folded="c", manager_id=boss.id
    )
    await store(database, boss, clerk)

    for manager in (boss.id, clerk.id):
        assert await updating(database, USER, boss.id, manager_id=manager) == Refused(
            (invalid("managerId", Problem.ITS_OWN_PARENT),)
        )


async def test_given_a_circle_that_somebody_made_by_hand_then_it_can_be_opened(
    database: Database,
) -> None:
    first, second = account(), account()
    await store(database, first, second)
    async with database.writer.begin() as connection:
        for one, other in ((first, second), (second, first)):
            await connection.exec_driver_sql(
                f"UPDATE account SET parent_id = '{other.id}' WHERE id = '{one.id}'"
            )
    third = account()
    await store(database, third)

    assert await updating(database, ACCOUNT, third.id, parent_id=first.id) == RecordWasWritten(
        third.id
    )
    assert await updating(database, ACCOUNT, first.id, parent_id=None) == RecordWasWritten(first.id)
