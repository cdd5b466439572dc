"""deleteQuote: exactly what goes and what stays, and that a refusal changes nothing."""

import pytest

from db.database import Database
from domain.lifecycle import OpportunityOutcome, OpportunityState, QuoteState
from domain.refusals import (
    NotFound,
    OpportunityNotOpen,
    OpportunityVersionConflict,
    PermissionDenied,
    QuoteNotDeletable,
    QuoteVersionConflict,
    Refused,
)
from services.deleting import QuoteWasDeleted
from services.quote_moves import QuoteWasRevised
from tests.conftest import NOW
from tests.factories import QUOTE_REASONS, closed, line, opportunity, quote, store
from tests.services.calls import (
    ACTOR,
    deleting_quote,
    revising,
    updating_opportunity,
    updating_quote,
)
from tests.services.dump import changes, dump, event, events
from tests.services.shared import database_url  # noqa: F401

pytestmark = pytest.mark.anyio

ME = ACTOR.user_id
QUOTE_ID, VERSION = ("input", "quoteId"), ("input", "expectedVersion")


@pytest.mark.parametrize("expected_version", [None, 3])
async def test_given_a_draft_of_ones_own_then_it_goes_with_its_lines_and_history_says_so(
    database: Database, expected_version: int | None
) -> None:
    deal = opportunity(version=8)
    draft, other = quote(deal, version=3, created_by_id=ME), quote(deal, created_by_id=ME)
    lines = [line(draft, 1), line(draft, 2)]
    await store(database, deal, draft, other, *lines, line(other))
    before = await dump(database)

    outcome = await deleting_quote(database, draft.id, expected_version)

    assert outcome == QuoteWasDeleted(draft.id, deal.id)
    found = changes(before, await dump(database))
    assert found.removed == {
        "quote": [draft.id],
        "quote_line": sorted(each.id for each in lines),
    }
    assert found.changed == {"opportunity": {deal.id: {"version": 9, "updated_at": NOW}}}
    assert set(found.added) == {"event"}
    assert events(found) == [event("QuoteDeleted", opportunity_id=deal.id, quote_id=draft.id)]
    assert found.added["event"][0]["opportunity_version"] == 9
    assert found.fields == [
        (draft.id, 4, "opportunity", deal.id, None),
        (draft.id, 4, "number", draft.number, None),
        (draft.id, 4, "revision", "1", None),
        (draft.id, 4, "state", "DRAFT", None),
        (draft.id, 4, "statusReason", QUOTE_REASONS["DRAFT", "IN_PROGRESS"], None),
        (draft.id, 4, "name", "Offer", None),
        (draft.id, 4, "currency", "USD", None),
        *((draft.id, 4, each, "0.00", None) for each in ("discount", "freight", "tax")),
        (draft.id, 4, "totalAmount", "0.00", None),
        (draft.id, 4, "createdBy", ME, None),
    ]


async def test_given_a_dry_run_then_nothing_goes(database: Database) -> None:
    deal = opportunity()
    draft = quote(deal, created_by_id=ME)
    await store(database, deal, draft, line(draft))
    before = await dump(database)

    outcome = await deleting_quote(database, draft.id, dry_run=True)

    assert outcome == QuoteWasDeleted(draft.id, deal.id)
    assert await dump(database) == before


async def test_given_a_revision_then_what_it_is_of_stays_and_the_next_takes_its_number(
    database: Database,
) -> None:
    deal = opportunity()
    offered = quote(deal, QuoteState.ACTIVE)
    await store(database, deal, offered, line(offered))
    drafted = await revising(database, offered.id)
    assert isinstance(drafted, QuoteWasRevised)
    before = await dump(database)

    await deleting_quote(database, drafted.quote_id)

    found = changes(before, await dump(database))
    assert found.removed["quote"] == [drafted.quote_id]
    assert set(found.changed) == {"opportunity"}
    again = await revising(database, offered.id)
    assert isinstance(again, QuoteWasRevised)
    rows = (await dump(database))["quote"]
    assert (rows[again.quote_id]["number"], rows[again.quote_id]["revision"]) == (offered.number, 2)
    assert rows[offered.id]["state"] is QuoteState.CLOSED


async def test_given_an_id_of_nothing_or_of_what_was_deleted_then_it_is_not_found(
    database: Database,
) -> None:
    deal = opportunity()
    draft = quote(deal, created_by_id=ME)
    await store(database, deal, draft)
    await deleting_quote(database, draft.id)
    before = await dump(database)

    for missing in (draft.id, "quo_7zzzzzzzzzzzzzzzzzzzzzzzzz", deal.id, ""):
        outcome = await deleting_quote(database, missing, 9)

        assert outcome == Refused((NotFound(QUOTE_ID, missing),))
    assert await updating_quote(database, draft.id, name="x") == Refused(
        (NotFound(QUOTE_ID, draft.id),)
    )
    assert await dump(database) == before


async def test_given_somebody_elses_then_the_right_is_missing_whatever_else_there_is(
    database: Database,
) -> None:
    deal, close = closed(OpportunityOutcome.LOST)
    left, mine = quote(deal), opportunity(created_by_id=ME)
    theirs = quote(mine, QuoteState.ACTIVE)
    await store(database, deal, close, left, mine, theirs)
    before = await dump(database)

    for each in (left, theirs):
        outcome = await deleting_quote(database, each.id, 9)

        assert outcome == Refused((PermissionDenied(QUOTE_ID, "deleteQuote.ofOthers"),))
    assert await dump(database) == before


@pytest.mark.parametrize("state", [QuoteState.DRAFT, QuoteState.CLOSED])
async def test_given_a_closed_opportunity_then_that_is_said_alone(
    database: Database, state: QuoteState
) -> None:
    deal, close = closed(OpportunityOutcome.LOST)
    left = quote(deal, state, created_by_id=ME)
    await store(database, deal, close, left)
    before = await dump(database)

    outcome = await deleting_quote(database, left.id, 9)

    assert outcome == Refused((OpportunityNotOpen(deal.id, OpportunityState.LOST),))
    assert await dump(database) == before


@pytest.mark.parametrize("state", [QuoteState.ACTIVE, QuoteState.WON, QuoteState.CLOSED])
async def test_given_what_is_no_draft_then_it_stays(database: Database, state: QuoteState) -> None:
    deal = opportunity()
    subject = quote(deal, state, version=2, created_by_id=ME)
    await store(database, deal, subject)
    before = await dump(database)

    outcome = await deleting_quote(database, subject.id)
    stale = await deleting_quote(database, subject.id, 1)

    kept = QuoteNotDeletable(QUOTE_ID, deal.id, subject.id, state)
    assert outcome == Refused((kept,))
    assert stale == Refused((QuoteVersionConflict(VERSION, subject.id, 1, 2), kept))
    assert await dump(database) == before


async def test_given_a_deletion_since_then_a_conflict_of_the_opportunity_names_its_quotes(
    database: Database,
) -> None:
    deal = opportunity()
    draft = quote(deal, created_by_id=ME)
    await store(database, deal, draft)
    await deleting_quote(database, draft.id)

    outcome = await updating_opportunity(database, deal.id, name="New", expected_version=1)

    conflict = OpportunityVersionConflict(VERSION, deal.id, 1, 2, ("quotes",))
    assert outcome == Refused((conflict,))
