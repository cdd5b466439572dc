"""SQL by hand, on a connection of the server's role: what it may do as nobody, and as somebody."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any

import asyncpg
import pytest
from sqlalchemy.engine import make_url

from db.acting import ACT, told
from db.database import Database
from db.tables import metadata
from domain.access import Right, Role, access_of
from domain.actor import SYSTEM, Actor
from tests.row_level_security.conftest import Guarded
from tests.row_level_security.world import (
    MIA,
    OTTO,
    SAM,
    SAM_SELLS,
    TEA,
    actor,
    deal_of,
    draft_of,
    numbered,
    quote_of,
)
from tests.services.dump import dump

pytestmark = pytest.mark.anyio

SAM_LEADS = actor(SAM, access_of(Role.MANAGER))
EVENT = (
    "INSERT INTO event (id, type, position, opportunity_id, payload, actor_id, occurred_at) VALUES "
    f"('{numbered('evt', 7777)}', 'Made', 1, '{deal_of(SAM)}', '{{{{}}}}', '{{who}}', now())"
)
ENTRY = (
    "INSERT INTO audit_entry (id, type, happened_at, actor_id) "
    "VALUES ('aud_7', 'DENIED', now(), '{who}')"
)
LINE = (
    "INSERT INTO quote_line SELECT (line).* FROM (SELECT jsonb_populate_record(line, "
    f"""jsonb_build_object('id', '{numbered("qln", 7777)}', 'quote_id', '{{of}}', """
    "'position', 7)) AS line FROM quote_line AS line LIMIT 1) AS made"
)
CLOSE = (
    "INSERT INTO opportunity_close SELECT (made).* FROM (SELECT jsonb_populate_record(one, "
    f"""jsonb_build_object('id', '{numbered("ocl", 7777)}', 'opportunity_id', '{{of}}')) AS made """
    "FROM opportunity_close AS one LIMIT 1) AS made"
)
DECLINED = (
    "INSERT INTO quote_close SELECT (made).* FROM (SELECT jsonb_populate_record(one, "
    f"""jsonb_build_object('id', '{numbered("qcl", 7777)}', 'quote_id', '{draft_of(SAM)}')) """
    "AS made FROM quote_close AS one LIMIT 1) AS made"
)
OFFER = (
    "INSERT INTO quote SELECT (made).* FROM (SELECT jsonb_populate_record(one, "
    f"""jsonb_build_object('id', '{numbered("quo", 7777)}', 'opportunity_id', '{{of}}', """
    "'number', 'Q-7', 'opportunity_is_open', true, 'state', 'DRAFT')) AS made "
    "FROM quote AS one LIMIT 1) AS made"
)


@asynccontextmanager
async def connected(guarded: Guarded) -> AsyncIterator[Any]:
    url = make_url(guarded.bound_url)
    connection = await asyncpg.connect(
        host=url.query.get("host", url.host),
        port=url.port,
        user=url.username,
        password=url.password,
        database=url.database,
    )
    try:
        yield connection
    finally:
        await connection.close()


async def sent(guarded: Guarded, who: Actor | None, *statements: str) -> Sequence[str]:
    """The statuses of statements of one transaction that is committed."""
    async with connected(guarded) as connection, connection.transaction():
        if who is not None:
            await connection.execute(ACT, told(who))
        return [await connection.execute(each) for each in statements]


@pytest.mark.parametrize("table", sorted(metadata.tables))
async def test_as_nobody_nothing_is_changed(guarded: Guarded, free: Database, table: str) -> None:
    before = await dump(free)
    column = "close_id" if table == "opportunity_reopening" else "id"

    statuses = await sent(
        guarded, None, f"UPDATE {table} SET {column} = {column}", f"DELETE FROM {table}"
    )

    assert statuses == ["UPDATE 0", "DELETE 0"]
    assert await dump(free) == before


async def test_as_nobody_nothing_is_added(guarded: Guarded, free: Database) -> None:
    before = await dump(free)
    for statement in (
        "INSERT INTO product VALUES ('prd_7', 1, 'P', 'p', NULL, 0, 'USD')",
        "INSERT INTO idempotency_key VALUES ('k', 'f', NULL, now())",
        EVENT.format(who=SAM),
    ):
        with pytest.raises(asyncpg.InsufficientPrivilegeError, match="row-level security"):
            await sent(guarded, None, statement)

    assert await dump(free) == before


@pytest.mark.parametrize(
    "statement",
    [
        f"UPDATE opportunity SET name = 'Mine' WHERE id = '{deal_of(TEA)}'",
        f"UPDATE opportunity SET owner_id = '{SAM}' WHERE id = '{deal_of(TEA)}'",
        f"UPDATE opportunity SET owner_id = '{OTTO}' WHERE id = '{deal_of(SAM)}'",
        "UPDATE opportunity SET name = 'Mine'",
        f"UPDATE quote SET name = 'Mine' WHERE id = '{quote_of(TEA)}'",
        f"UPDATE quote SET opportunity_id = '{deal_of(SAM)}' WHERE id = '{draft_of(TEA)}'",
        f"UPDATE users SET role = 'ADMINISTRATOR' WHERE id = '{SAM}'",
        EVENT.format(who=TEA),
        LINE.format(of=draft_of(TEA)),
        LINE.format(of=draft_of(OTTO)),
        OFFER.format(of=deal_of(TEA)),
        CLOSE.format(of=deal_of(TEA)),
        CLOSE.format(of=deal_of(OTTO)),
        ENTRY.format(who=TEA),
    ],
)
async def test_what_is_not_his_is_refused(guarded: Guarded, free: Database, statement: str) -> None:
    before = await dump(free)

    with pytest.raises(asyncpg.InsufficientPrivilegeError, match="row-level security"):
        await sent(guarded, SAM_SELLS, statement)

    assert await dump(free) == before


@pytest.mark.parametrize("right", [Right.WRITE_OPPORTUNITIES, Right.CLOSE_OPPORTUNITIES])
@pytest.mark.parametrize(
    "statement",
    [f"UPDATE quote SET name = 'Mine' WHERE id = '{quote_of(SAM)}'", DECLINED],
    ids=["update", "close"],
)
async def test_by_a_key_for_opportunities_no_quote_is_changed(
    guarded: Guarded, free: Database, right: Right, statement: str
) -> None:
    before = await dump(free)
    key = actor(SAM, access_of(Role.SALESPERSON, frozenset({right})))

    with pytest.raises(asyncpg.InsufficientPrivilegeError, match="row-level security"):
        await sent(guarded, key, statement)

    assert await dump(free) == before


@pytest.mark.parametrize(
    ("statement", "status"),
    [
        (f"UPDATE opportunity SET name = 'Mine' WHERE id = '{deal_of(OTTO)}'", "UPDATE 0"),
        (f"UPDATE quote_line SET quote_id = '{draft_of(SAM)}'", "UPDATE 0"),
        (f"DELETE FROM quote_line WHERE quote_id = '{draft_of(TEA)}'", "DELETE 0"),
        (f"DELETE FROM quote WHERE opportunity_id = '{deal_of(TEA)}'", "DELETE 0"),
        (f"DELETE FROM opportunity WHERE owner_id <> '{SAM}'", "DELETE 0"),
        ("DELETE FROM users", "DELETE 0"),
        ("DELETE FROM api_key", "DELETE 0"),
        ("UPDATE api_key SET revoked_at = now()", "UPDATE 0"),
    ],
)
async def test_what_is_not_there_for_him_stays(
    guarded: Guarded, free: Database, statement: str, status: str
) -> None:
    before = await dump(free)

    assert await sent(guarded, SAM_SELLS, statement) == [status]

    assert await dump(free) == before


async def test_what_is_his_is_changed(guarded: Guarded) -> None:
    assert await sent(
        guarded,
        SAM_SELLS,
        f"UPDATE opportunity SET name = 'Mine' WHERE id = '{deal_of(SAM)}'",
        EVENT.format(who=SAM),
        LINE.format(of=draft_of(SAM)),
        OFFER.format(of=deal_of(SAM)),
        CLOSE.format(of=deal_of(SAM)),
        DECLINED,
    ) == ["UPDATE 1", *["INSERT 0 1"] * 5]
    # Who leads a team gives its opportunities to others of it.
    given = f"UPDATE opportunity SET owner_id = '{TEA}' WHERE id = '{deal_of(SAM)}'"
    assert await sent(guarded, SAM_LEADS, given) == ["UPDATE 1"]


async def test_a_foreign_key_is_looked_up_and_followed_past_the_policies(
    guarded: Guarded, free: Database
) -> None:
    """Though the role owns the tables and the policies are forced on it."""
    seller = actor(SAM, access_of(Role.PARTNER))
    reopened = "UPDATE quote SET state = 'CLOSED', closed_on = now() WHERE opportunity_id = '{}'"
    closed = "UPDATE opportunity SET state = 'LOST', is_open = false WHERE id = '{}'"

    # A partner sees no competitor, nor the account of another's opportunity.
    own, other = deal_of(SAM), numbered("acc", 1003)
    statuses = await sent(
        guarded,
        seller,
        f"UPDATE opportunity SET account_id = '{other}' WHERE id = '{own}'",
        reopened.format(own),
        closed.format(own),
    )

    assert statuses == ["UPDATE 1", "UPDATE 2", "UPDATE 1"]
    flags = "SELECT (SELECT bool_or(opportunity_is_open) FROM quote WHERE opportunity_id = $1)"
    assert (await free.reads.row(flags, (own,)))[0] is False
    with pytest.raises(asyncpg.ForeignKeyViolationError):
        await sent(guarded, SYSTEM, f"DELETE FROM account WHERE id = '{other}'")


async def test_a_number_that_somebody_else_has_is_taken(guarded: Guarded, free: Database) -> None:
    (number,) = await free.reads.row(
        "SELECT (SELECT number FROM quote WHERE id = $1)", (quote_of(MIA),)
    )
    seller = actor(SAM, access_of(Role.PARTNER))

    with pytest.raises(asyncpg.UniqueViolationError):
        await sent(
            guarded, seller, f"UPDATE quote SET number = '{number}' WHERE id = '{quote_of(SAM)}'"
        )


async def test_nothing_of_an_actor_is_left_after_a_transaction(single: Database) -> None:
    transactions: Any = single.transactions

    async def script(work: Any) -> Any:
        return await work.transaction.row("SELECT current_setting('clinch.actor')", ())

    async def fails(work: Any) -> None:
        await script(work)
        raise LookupError

    assert tuple(await single.transact(SAM_SELLS, script)) == (told(SAM_SELLS),)
    with pytest.raises(LookupError):
        await single.transact(SAM_SELLS, fails)
    connection = await transactions.pool.acquire()
    left = await connection.fetchval("SELECT nullif(current_setting('clinch.actor', true), '')")
    transactions.pool.release(connection)
    assert left is None
