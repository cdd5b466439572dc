"""Dry runs: the same answers, and the whole database as it was."""

from collections.abc import Awaitable, Callable
from datetime import date
from decimal import Decimal

import pytest

from db.database import Database
from db.writes.facts import quote_of
from db.writes.unit_of_work import UnitOfWork
from domain.lifecycle import OpportunityOutcome, OpportunityState, QuoteState
from domain.refusals import ActiveQuotesRemain, Refused
from services.closing import (
    CloseQuotesCommand,
    OpportunityWasClosed,
    QuotesWereClosed,
    Wanted,
    close_quotes,
)
from services.opportunities import CreateOpportunityCommand, OpportunityWasCreated
from services.quote_lines import LineCommand
from services.quoting import CreateQuoteCommand, QuoteWasWritten
from services.reopening import OpportunityIsOpen
from tests.factories import closed, opportunity, quote, store
from tests.services.calls import (
    ACTOR,
    STOCK,
    activating,
    closing,
    closing_quotes,
    creating_opportunity,
    creating_quote,
    reopening,
)
from tests.services.dump import dump
from tests.services.shared import database_url  # noqa: F401

pytestmark = pytest.mark.anyio


async def unchanged(database: Database, call: Callable[[], Awaitable[object]]) -> object:
    """What the call answers, after looking that it changed nothing."""
    before = await dump(database)
    outcome = await call()
    assert await dump(database) == before
    return outcome


async def test_given_open_quotes_when_closing_them_is_rehearsed_then_they_are_named(
    database: Database,
) -> None:
    deal = opportunity()
    draft, active = quote(deal), quote(deal, QuoteState.ACTIVE)
    await store(database, deal, draft, active)

    outcome = await unchanged(database, lambda: closing_quotes(database, deal.id, dry_run=True))

    assert outcome == QuotesWereClosed(deal.id, (active.id, draft.id))


async def test_given_open_quotes_when_closing_all_is_rehearsed_then_they_are_named(
    database: Database,
) -> None:
    deal = opportunity()
    draft, active = quote(deal), quote(deal, QuoteState.ACTIVE)
    await store(database, deal, draft, active)

    outcome = await unchanged(
        database, lambda: closing(database, deal.id, close_open_quotes=True, dry_run=True)
    )

    assert isinstance(outcome, OpportunityWasClosed)
    assert outcome.quote_ids == (active.id, draft.id)


async def test_given_a_blocker_when_closing_is_rehearsed_then_the_refusal_is_the_same(
    database: Database,
) -> None:
    deal = opportunity()
    active = quote(deal, QuoteState.ACTIVE)
    await store(database, deal, active)

    rehearsed = await unchanged(database, lambda: closing(database, deal.id, dry_run=True))

    assert rehearsed == Refused((ActiveQuotesRemain(deal.id, (active.id,)),))
    assert rehearsed == await closing(database, deal.id)


async def test_given_a_closed_opportunity_when_reopening_is_rehearsed_then_it_names_the_close(
    database: Database,
) -> None:
    deal, close = closed(OpportunityOutcome.LOST)
    await store(database, deal, close)

    outcome = await unchanged(database, lambda: reopening(database, deal.id, dry_run=True))

    assert outcome == OpportunityIsOpen(deal.id, close.id, was_open=False)


async def test_given_a_draft_when_activating_is_rehearsed_then_it_stays_a_draft(
    database: Database,
) -> None:
    deal = opportunity()
    draft = quote(deal)
    await store(database, deal, draft)

    outcome = await unchanged(database, lambda: activating(database, draft.id, dry_run=True))

    assert outcome == QuoteWasWritten(draft.id)


async def test_given_commands_when_creating_is_rehearsed_then_nothing_comes_to_be(
    database: Database,
) -> None:
    deal = opportunity()
    await store(database, deal)
    line = LineCommand("Robot", Decimal(1), Decimal(1))
    offer = CreateQuoteCommand(deal.id, "Offer", (line,))
    command = CreateOpportunityCommand("Deal", "USD")

    created = await unchanged(
        database, lambda: creating_opportunity(database, command, dry_run=True)
    )
    quoted = await unchanged(database, lambda: creating_quote(database, offer, dry_run=True))

    assert isinstance(created, OpportunityWasCreated)
    assert isinstance(quoted, QuoteWasWritten)


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
