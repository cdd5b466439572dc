"""Accounts, contacts, competitors, products, users: what isn't written, and nothing changes."""

from decimal import Decimal
from typing import Any

import pytest

from db.database import Database
from db.ids import new_id
from db.tables import User
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
)
from tests.factories import account, store
from tests.services.calls import creating, updating
from tests.services.dump import dump
from tests.services.shared import database_url  # noqa: F401

pytestmark = pytest.mark.anyio

PRICE = GivenMoney(Decimal("20.5"), "USD")


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


async def test_given_a_user_of_the_systems_own_then_no_provider_has_a_name_for_it(
    database: Database,
) -> None:
    before = await dump(database)
    refused = Refused((invalid("subject", Problem.NO_SIGN_IN),))

    said: dict[str, Any] = {"kind": UserKind.SYSTEM, "name": "Another", "subject": "248289761001"}
    assert await creating(database, USER, **said) == refused
    assert await updating(database, USER, SYSTEM_USER_ID, subject="248289761001") == refused
    assert await updating(database, USER, SYSTEM_USER_ID, subject=" ") == RecordWasWritten(
        SYSTEM_USER_ID
    )
    assert await dump(database) == before


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
