"""What the database lets an actor read is what the compiler's condition lets him read."""

from typing import Any

import orjson
import pytest
from sqlalchemy import func, select

from db.acting import told
from db.database import Database
from db.reads.catalog import CATALOG
from db.reads.visibility import Visibility
from db.sql.binds import Statement, compile_statement
from db.tables import metadata
from domain.access import FULL_ACCESS, Access, Right, Role, access_of
from domain.actor import SYSTEM, Actor
from tests.row_level_security.world import MIA, OWNERS, SAM, TEA, actor, deal_of

pytestmark = pytest.mark.anyio

ACCESSES: dict[str, Access] = {
    **{role.name: access_of(role) for role in Role},
    "a key that reads": access_of(Role.SALESPERSON, frozenset({Right.READ_OPPORTUNITIES})),
    "a key that writes quotes": access_of(Role.PARTNER, frozenset({Right.WRITE_QUOTES})),
    "a key for accounts": access_of(Role.MANAGER, frozenset({Right.READ_ACCOUNTS})),
    "a key for products": access_of(Role.ADMINISTRATOR, frozenset({Right.READ_PRODUCTS})),
    "a key for the record": access_of(Role.ADMINISTRATOR, frozenset({Right.READ_AUDIT})),
    "a key for nothing": access_of(Role.ADMINISTRATOR, frozenset()),
}
OF_MASTER_DATA = {
    *(Right.WRITE_ACCOUNTS, Right.WRITE_PRODUCTS, Right.WRITE_COMPETITORS),
    *(Right.WRITE_USERS, Right.WRITE_CONFIGURATION),
}


def key_of(table: Any) -> Any:
    return table.c.close_id if table.name == "opportunity_reopening" else table.c.id


def listed(rows: Any) -> Any:
    """A statement without FROM, as all are that read."""
    found = rows.subquery()
    key = next(iter(found.c))
    return select(select(func.json_agg(key)).select_from(found).scalar_subquery())


async def seen(database: Database, who: Actor, statement: Statement) -> set[str]:
    (found,) = await database.read(who, statement, {"actor": who.user_id, "lead": who.lead})
    return set(orjson.loads(found or b"[]") or ())


@pytest.mark.parametrize("access", ACCESSES.values(), ids=ACCESSES)
async def test_every_kind_is_seen_as_the_compiler_sees_it(
    bound: Database, free: Database, access: Access
) -> None:
    for user in (MIA, SAM, TEA):
        who = actor(user, access)
        for kind, catalog in CATALOG.items():
            row: Any = catalog.table
            all_rows = select(key_of(row))
            ruled = all_rows.where(Visibility(access).of(kind, row))

            expected = await seen(free, who, compile_statement(listed(ruled), free.dialect))
            found = await seen(bound, who, compile_statement(listed(all_rows), bound.dialect))

            if kind == "FieldChange" and any(access.reach(right) for right in OF_MASTER_DATA):
                # Whoever may write a record learns which fields were changed since.
                assert found - expected <= {f"chg_{2000:026}"}
                found &= expected
            assert (kind, found) == (kind, expected)


async def test_what_is_seen_differs_between_actors(bound: Database) -> None:
    """So that the comparison above isn't one of everything with everything."""
    row: Any = CATALOG["Opportunity"].table
    statement = compile_statement(listed(select(row.c.id)), bound.dialect)

    async def owners(user: str, role: Role) -> set[str]:
        found = await seen(bound, actor(user, access_of(role)), statement)
        return {owner for owner in OWNERS if deal_of(owner) in found}

    for role, of_mia, of_tea in (
        (Role.PARTNER, {MIA}, {TEA}),
        (Role.SALESPERSON, {MIA, SAM, TEA}, {SAM, TEA}),
        (Role.MANAGER, {MIA, SAM, TEA}, {TEA}),
        (Role.READER, {*OWNERS}, {*OWNERS}),
    ):
        assert (role, await owners(MIA, role)) == (role, of_mia)
        assert (role, await owners(TEA, role)) == (role, of_tea)


@pytest.mark.parametrize("table", sorted(metadata.tables))
async def test_without_an_actor_no_row_of_any_table_is_seen(
    bound: Database, free: Database, table: str
) -> None:
    count = f"SELECT (SELECT count(*) FROM {table})"

    assert (await bound.reads.row(count, ()))[0] == 0
    assert (await bound.reads.row(count, (), None, told(SYSTEM)))[0] == (
        (await free.reads.row(count, ()))[0]
    )


@pytest.mark.parametrize("what", ["", "{}", '{"id": null}', '{"id": "", "reaches": {}}'])
async def test_an_actor_who_is_nobody_sees_no_deal(bound: Database, what: str) -> None:
    count = "SELECT (SELECT count(*) FROM opportunity)"

    assert (await bound.reads.row(count, (), None, what))[0] == 0


async def test_the_administrators_things_are_theirs(bound: Database) -> None:
    counts = "SELECT (SELECT count(*) FROM api_key), (SELECT count(*) FROM audit_entry)"
    for access in ACCESSES.values():
        row = await bound.reads.row(counts, (), None, told(actor(SAM, access)))

        keys, entries = access.reach(Right.MANAGE_KEYS), access.reach(Right.READ_AUDIT)
        assert tuple(row) == (int(keys > 0), int(entries > 0))


async def test_a_connection_that_is_given_back_knows_of_no_actor(single: Database) -> None:
    database = single
    who = told(actor(SAM, FULL_ACCESS))
    asked = "SELECT nullif(current_setting('clinch.actor', true), '')"

    assert (await database.reads.row(asked, (), None, who))[0] == who
    assert (await database.reads.row(asked, ()))[0] is None
    with pytest.raises(Exception, match="division by zero"):
        await database.reads.row("SELECT 1 / $1::integer", (0,), None, who)
    assert (await database.reads.row(asked, ()))[0] is None
