"""Importing users, accounts and products: every value, and whom they belong to."""

import pytest

from db.database import Database
from domain.access import Role
from domain.actor import SYSTEM, UserKind
from services.importing_parties import (
    Imported,
    ImportedAccount,
    ImportedProduct,
    ImportedUser,
    import_accounts,
    import_products,
    import_users,
)
from tests.services.dump import Changes, changes, dump

pytestmark = pytest.mark.anyio


async def test_parties_keep_every_value_and_whom_they_belong_to(database: Database) -> None:
    before = await dump(database)
    group = ImportedAccount(
        "group", "Group", "technolgy", 1996, 11_000_400_000_000, "USD", 2822, "Kenya"
    )

    async def people(*users: ImportedUser) -> Imported:
        return await database.transact(SYSTEM, lambda work: import_users(work, "there", users, {}))

    users = await people(ImportedUser("mo", "Mo"), ImportedUser("ann", "ANN", "Central", "mo"))
    accounts = await database.transact(
        SYSTEM, lambda work: import_accounts(work, "there", [group], {})
    )
    # The parent came with a batch before.
    accounts = await database.transact(
        SYSTEM,
        lambda work: import_accounts(
            work, "there", [ImportedAccount("unit", "Unit", parent="group")], accounts.ids
        ),
    )
    products = await database.transact(
        SYSTEM,
        lambda work: import_products(
            work, "there", [ImportedProduct("robot", "Robot", 5_500_000, "USD", "R")], {}
        ),
    )

    found = changes(before, await dump(database))
    assert found == Changes(
        added={kind: found.added[kind] for kind in ("account", "product", "users")}
    )
    assert {row["id"]: row for row in found.added["users"]} == {
        users.ids["mo"]: {
            "id": users.ids["mo"],
            "version": 1,
            "kind": UserKind.PERSON,
            "role": Role.SALESPERSON,
            "subject": None,
            "name": "Mo",
            "name_folded": "mo",
            "email": None,
            "manager_id": None,
            "regional_office": None,
            "external_id": "mo",
            "source": "there",
        },
        users.ids["ann"]: {
            "id": users.ids["ann"],
            "version": 1,
            "kind": UserKind.PERSON,
            "role": Role.SALESPERSON,
            "subject": None,
            "name": "ANN",
            "name_folded": "ann",
            "email": None,
            "manager_id": users.ids["mo"],
            "regional_office": "Central",
            "external_id": "ann",
            "source": "there",
        },
    }
    row = {each["external_id"]: each for each in found.added["account"]}
    assert row["group"] == {
        "id": accounts.ids["group"],
        "name": "Group",
        "name_folded": "group",
        "version": 1,
        "sector": "technolgy",
        "year_established": 1996,
        "annual_revenue": 11_000_400_000_000,
        "currency": "USD",
        "employees": 2822,
        "office_location": "Kenya",
        "parent_id": None,
        "external_id": "group",
        "source": "there",
    }
    assert row["unit"]["parent_id"] == accounts.ids["group"]
    assert found.added["product"] == [
        {
            "id": products.ids["robot"],
            "version": 1,
            "name": "Robot",
            "name_folded": "robot",
            "family": "R",
            "list_price": 5_500_000,
            "currency": "USD",
            "external_id": "robot",
            "source": "there",
        }
    ]
