"""Dry runs: what comes after one, in the same work or later, sees what is stored.

That each answers what its call does and writes nothing is what tests/api/test_scenes.py shows.
"""

from datetime import date

import pytest

from db.database import Database
from db.writes.facts import quote_of
from db.writes.unit_of_work import UnitOfWork
from domain.lifecycle import OpportunityState, QuoteState
from services.closing import (
    CloseQuotesCommand,
    OpportunityWasClosed,
    QuotesWereClosed,
    close_quotes,
)
from services.wanted import Wanted
from tests.factories import opportunity, quote, store
from tests.services.calls import (
    ACTOR,
    STOCK,
    closing,
)
from tests.services.dump import dump
from tests.services.shared import database_url  # noqa: F401

pytestmark = pytest.mark.anyio


async def test_given_a_rehearsal_then_the_same_call_succeeds_afterwards(database: Database) -> None:
    deal = opportunity()
    await store(database, deal, quote(deal, QuoteState.ACTIVE))

    for dry_run in (True, True, False):
        outcome = await closing(
            database,
            deal.id,
            close_open_quotes=True,
            dry_run=dry_run,
            expected_version=1,
            actual_close_date=date(2026, 1, 1),
        )
        assert isinstance(outcome, OpportunityWasClosed)

    tables = await dump(database)
    assert tables["opportunity"][deal.id]["version"] == 2
    assert tables["opportunity"][deal.id]["state"] == OpportunityState.WON


async def test_given_a_rehearsal_then_what_is_read_after_it_is_what_is_stored(
    database: Database,
) -> None:
    deal = opportunity()
    draft = quote(deal)
    await store(database, deal, draft)

    async def script(work: UnitOfWork) -> tuple[object, object]:
        script = close_quotes(work, STOCK, Wanted(deal.id), CloseQuotesCommand())
        rehearsed = await work.rehearse(script)
        (stored,) = await work.load(quote_of(draft.id))
        return rehearsed, stored.state

    rehearsed, state = await database.transact(ACTOR, script)

    assert rehearsed == QuotesWereClosed(deal.id, (draft.id,))
    assert state is QuoteState.DRAFT
