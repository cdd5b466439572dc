"""activateQuote: exactly what it writes, and that nothing changes when it is refused."""

import pytest

from db.database import Database
from domain.lifecycle import OpportunityOutcome, QuoteState
from domain.refusals import (
    InvalidTransition,
    NotFound,
    OpportunityNotOpen,
    QuoteVersionConflict,
    Refused,
)
from services.quoting import QuoteWasWritten
from tests.conftest import NOW
from tests.factories import QUOTE_REASONS, closed, opportunity, quote, store
from tests.services.calls import activating
from tests.services.dump import changes, dump, event, events
from tests.services.shared import database_url  # noqa: F401

pytestmark = pytest.mark.anyio

VERSION = ("input", "expectedVersion")


@pytest.mark.parametrize("expected_version", [None, 3])
async def test_given_a_draft_when_activated_then_quote_opportunity_and_event_say_so(
    database: Database, expected_version: int | None
) -> None:
    deal = opportunity(version=8)
    draft, other = quote(deal, version=3), quote(deal)
    await store(database, deal, draft, other)
    before = await dump(database)

    outcome = await activating(database, draft.id, expected_version)

    assert outcome == QuoteWasWritten(draft.id)
    found = changes(before, await dump(database))
    assert found.changed == {
        "opportunity": {deal.id: {"version": 9, "updated_at": NOW}},
        "quote": {
            draft.id: {
                "version": 4,
                "state": QuoteState.ACTIVE,
                "status_reason_id": QUOTE_REASONS["ACTIVE", "IN_PROGRESS"],
                "updated_at": NOW,
            }
        },
    }
    assert events(found) == [event("QuoteActivated", opportunity_id=deal.id, quote_id=draft.id)]
    assert set(found.added) == {"event"}
    assert found.removed == {}


@pytest.mark.parametrize("state", [QuoteState.ACTIVE, QuoteState.WON, QuoteState.CLOSED])
async def test_given_a_quote_that_is_no_draft_then_it_is_refused_after_the_version(
    database: Database, state: QuoteState
) -> None:
    deal = opportunity()
    subject = quote(deal, state)
    await store(database, deal, subject)
    before = await dump(database)

    plainly = await activating(database, subject.id)
    wrongly = await activating(database, subject.id, 0)

    move = InvalidTransition(("input", "quoteId"), subject.id, state, QuoteState.ACTIVE)
    assert plainly == Refused((move,))
    assert wrongly == Refused((QuoteVersionConflict(VERSION, subject.id, 0, 1), move))
    assert await dump(database) == before


@pytest.mark.parametrize("expected_version", [0, -1, 1, 3])
async def test_given_another_version_of_the_quote_then_it_is_a_conflict(
    database: Database, expected_version: int
) -> None:
    deal = opportunity(version=3)
    draft = quote(deal, version=2)
    await store(database, deal, draft)
    before = await dump(database)

    outcome = await activating(database, draft.id, expected_version)

    assert outcome == Refused((QuoteVersionConflict(VERSION, draft.id, expected_version, 2),))
    assert await dump(database) == before


@pytest.mark.parametrize("state", [QuoteState.DRAFT, QuoteState.WON, QuoteState.CLOSED])
@pytest.mark.parametrize("result", list(OpportunityOutcome))
async def test_given_a_closed_opportunity_then_that_alone_is_said(
    database: Database, result: OpportunityOutcome, state: QuoteState
) -> None:
    deal, close = closed(result)
    subject = quote(deal, state)
    await store(database, deal, close, subject)
    before = await dump(database)

    outcome = await activating(database, subject.id, 99)

    assert outcome == Refused((OpportunityNotOpen(deal.id, result.state),))
    assert await dump(database) == before


@pytest.mark.parametrize(
    "quote_id",
    ["quo_00000000000000000000000099", "opp_00000000000000000000000001", "quo_\0", ""],
    ids=["unknown", "of another type", "nul", "empty"],
)
async def test_given_an_id_that_names_no_quote_then_it_is_not_found(
    database: Database, quote_id: str
) -> None:
    before = await dump(database)

    outcome = await activating(database, quote_id, 0)

    assert outcome == Refused((NotFound(("input", "quoteId"), quote_id),))
    assert await dump(database) == before
