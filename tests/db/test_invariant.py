"""Writes that the tables themselves refuse, sent as SQL to the migrated database of either kind."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from db.database import Database
from db.ids import new_id
from domain.lifecycle import OpportunityOutcome, QuoteState
from tests.factories import closed, opportunity, quote, store
from tests.services.dump import dump
from tests.services.shared import database_url  # noqa: F401

pytestmark = pytest.mark.anyio

SAYS_STATE = "ck_opportunity_is_open_says_state"
BLOCKS = "ck_quote_blocks_open_only"
PAIR = "fk_quote_opportunity_id_opportunity_is_open|FOREIGN KEY"
NOT_NULL = "(?i)not.null"

NEW_QUOTE = (
    "INSERT INTO quote (id, version, opportunity_id, opportunity_is_open, number, revision, name, "
    "name_folded, state, status_reason_id, currency, discount, freight, tax, total_amount, "
    "created_at, created_by_id, updated_at) SELECT '{new}', 1, '{of}', {flag}, '{new}', 1, '', '', "
    "'{state}', status_reason_id, 'USD', 0, 0, 0, 0, created_at, created_by_id, updated_at "
    "FROM quote WHERE id = '{active}'"
)
NEW_REASON = (
    "INSERT INTO status_reason (id, version, opportunity_state, quote_state, code, position, "
    "is_default, is_active, label_en) VALUES ('{new}', 1, {of}, 'X', 1, {flag}, true, '')"
)


@dataclass(frozen=True, slots=True)
class Write:
    """A statement and what it is called; `{…}` are ids, `breaks` names the constraint."""

    name: str
    sql: str
    breaks: str = ""
    values: Mapping[str, str] = field(default_factory=dict)


def new_quote(name: str, of: str, flag: str, state: str, breaks: str = "") -> Write:
    values = {"of": "{" + of + "}", "flag": flag, "state": state}
    return Write(name, NEW_QUOTE, breaks, values)


FORBIDDEN = [
    Write(
        "win under an active quote",
        "UPDATE opportunity SET state = 'WON', is_open = false WHERE id = '{deal}'",
        BLOCKS,
    ),
    Write(
        "lose under an active quote",
        "UPDATE opportunity SET is_open = false, state = 'LOST' WHERE id = '{deal}'",
        BLOCKS,
    ),
    Write(
        "win every opportunity there is",
        "UPDATE opportunity SET state = 'WON', is_open = false",
        BLOCKS,
    ),
    Write("state alone", "UPDATE opportunity SET state = 'WON' WHERE id = '{deal}'", SAYS_STATE),
    Write("flag alone", "UPDATE opportunity SET is_open = false WHERE id = '{deal}'", SAYS_STATE),
    Write(
        "state alone, of a closed one",
        "UPDATE opportunity SET state = 'OPEN' WHERE id = '{won}'",
        SAYS_STATE,
    ),
    Write(
        "flag alone, of a closed one",
        "UPDATE opportunity SET is_open = true WHERE id = '{won}'",
        SAYS_STATE,
    ),
    Write("no flag", "UPDATE opportunity SET is_open = NULL WHERE id = '{deal}'", NOT_NULL),
    Write("no state", "UPDATE opportunity SET state = NULL WHERE id = '{deal}'", NOT_NULL),
    new_quote("active on won, flag true", "won", "true", "ACTIVE", PAIR),
    new_quote("active on won, flag false", "won", "false", "ACTIVE", BLOCKS),
    new_quote("active on won, flag null", "won", "NULL", "ACTIVE", NOT_NULL),
    new_quote("active on lost, flag true", "lost", "true", "ACTIVE", PAIR),
    new_quote("active on open, flag false", "deal", "false", "ACTIVE", f"{BLOCKS}|{PAIR}"),
    new_quote("draft on won, flag true", "won", "true", "DRAFT", PAIR),
    new_quote("draft on open, flag false", "deal", "false", "DRAFT", PAIR),
    new_quote("draft of no opportunity", "new", "true", "DRAFT", PAIR),
    Write("activate on won", "UPDATE quote SET state = 'ACTIVE' WHERE id = '{left}'", BLOCKS),
    Write(
        "activate on won, flag too",
        "UPDATE quote SET state = 'ACTIVE', opportunity_is_open = true WHERE id = '{left}'",
        PAIR,
    ),
    Write(
        "take the flag of an active one",
        "UPDATE quote SET opportunity_is_open = false WHERE id = '{active}'",
        BLOCKS,
    ),
    Write(
        "null the flag of an active one",
        "UPDATE quote SET opportunity_is_open = NULL WHERE id = '{active}'",
        NOT_NULL,
    ),
    Write(
        "move an active one to won",
        "UPDATE quote SET opportunity_id = '{won}' WHERE id = '{active}'",
        PAIR,
    ),
    Write(
        "move an active one to won, flag too",
        "UPDATE quote SET opportunity_id = '{won}', opportunity_is_open = false "
        "WHERE id = '{active}'",
        BLOCKS,
    ),
    Write(
        "move an active one to won, flag null",
        "UPDATE quote SET opportunity_id = '{won}', opportunity_is_open = NULL "
        "WHERE id = '{active}'",
        NOT_NULL,
    ),
    Write(
        "delete an opportunity that has quotes",
        "DELETE FROM opportunity WHERE id = '{deal}'",
        PAIR,
    ),
    Write(
        "rename an opportunity under its close",
        "UPDATE opportunity SET id = '{new}' WHERE id = '{won}'",
        "fk_opportunity_close_opportunity_id|FOREIGN KEY",
    ),
    Write(
        "a second default of LOST",
        NEW_REASON,
        "uq_status_reason_opportunity_default|UNIQUE.*opportunity_state",
        {"of": "'LOST', NULL", "flag": "true"},
    ),
    Write(
        "a second default of a quote's CLOSED",
        NEW_REASON,
        "uq_status_reason_quote_default|UNIQUE.*quote_state",
        {"of": "NULL, 'CLOSED'", "flag": "true"},
    ),
    Write(
        "flag a second default",
        "UPDATE status_reason SET is_default = true WHERE code = 'OUT_SOLD'",
        "uq_status_reason_opportunity_default|UNIQUE.*opportunity_state",
    ),
    Write(
        "a code twice in a state",
        "UPDATE status_reason SET code = 'CANCELED' WHERE code = 'OUT_SOLD'",
        "uq_status_reason_opportunity_state_code|UNIQUE.*opportunity_state, .*code",
    ),
    Write(
        "a reason of both entities",
        NEW_REASON,
        "ck_status_reason_of_one_entity",
        {"of": "'LOST', 'CLOSED'", "flag": "false"},
    ),
    Write(
        "a reason of none",
        NEW_REASON,
        "ck_status_reason_of_one_entity",
        {"of": "NULL, NULL", "flag": "false"},
    ),
    Write(
        "a reason in use deleted",
        "DELETE FROM status_reason WHERE code = 'IN_PROGRESS'",
        "fk_.*status_reason_id|FOREIGN KEY",
    ),
]

ALLOWED = [
    Write(
        "win without an active quote",
        "UPDATE opportunity SET state = 'WON', is_open = false WHERE id = '{free}'",
    ),
    Write("reopen", "UPDATE opportunity SET state = 'OPEN', is_open = true WHERE id = '{won}'"),
    Write("lose the won", "UPDATE opportunity SET state = 'LOST' WHERE id = '{won}'"),
    new_quote("draft on won, flag false", "won", "false", "DRAFT"),
    new_quote("active on open, flag true", "deal", "true", "ACTIVE"),
    Write("activate on open", "UPDATE quote SET state = 'ACTIVE' WHERE id = '{draft}'"),
    Write(
        "move a draft to won, flag too",
        "UPDATE quote SET opportunity_id = '{won}', opportunity_is_open = false "
        "WHERE id = '{draft}'",
    ),
    Write("a reason more", NEW_REASON, "", {"of": "'LOST', NULL", "flag": "false"}),
]


async def sent(database: Database, write: Write) -> str:
    """The statement with the ids of fresh rows in it."""
    deal, free = opportunity(), opportunity()
    active, draft = quote(deal, QuoteState.ACTIVE), quote(deal, QuoteState.DRAFT)
    won, won_close = closed(OpportunityOutcome.WON)
    lost, lost_close = closed(OpportunityOutcome.LOST)
    left = quote(won, QuoteState.DRAFT)
    await store(
        database, deal, free, active, draft, quote(free), won, won_close, lost, lost_close, left
    )
    ids = {"deal": deal.id, "free": free.id, "active": active.id, "draft": draft.id}
    ids |= {"won": won.id, "lost": lost.id, "left": left.id, "new": new_id("Quote")[:16]}
    values = {name: value.format(**ids) for name, value in write.values.items()}
    return write.sql.format(**ids | values)


@pytest.mark.parametrize("write", FORBIDDEN, ids=lambda write: write.name)
async def test_given_a_forbidden_write_then_its_constraint_refuses_it_and_nothing_changes(
    database: Database, write: Write
) -> None:
    statement = await sent(database, write)
    before = await dump(database)

    with pytest.raises(IntegrityError, match=write.breaks):
        async with database.writer.begin() as connection:
            await connection.execute(text(statement))

    assert await dump(database) == before


@pytest.mark.parametrize("write", ALLOWED, ids=lambda write: write.name)
async def test_given_its_allowed_counterpart_then_it_is_taken(
    database: Database, write: Write
) -> None:
    statement = await sent(database, write)

    async with database.writer.connect() as connection, connection.begin() as transaction:
        result = await connection.execute(text(statement))
        await transaction.rollback()

    assert result.rowcount == 1
