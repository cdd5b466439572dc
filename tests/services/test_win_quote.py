"""winQuote: exactly what it writes, and that nothing changes when it is refused."""

from datetime import date
from typing import Any

import pytest

from db.database import Database
from domain.lifecycle import OpportunityOutcome, OpportunityState, QuoteState
from domain.refusals import (
    InvalidInput,
    InvalidTransition,
    NotFound,
    OpportunityNotOpen,
    Problem,
    QuoteVersionConflict,
    Refused,
)
from services.quote_moves import QuoteWasWon
from tests.conftest import NOW
from tests.factories import QUOTE_REASONS, closed, line, opportunity, quote, store
from tests.services.calls import activating, closing, revising, winning
from tests.services.dump import Row, changes, dump, event, events
from tests.services.expected import closed_quote, quote_close, quote_closes
from tests.services.shared import database_url  # noqa: F401

pytestmark = pytest.mark.anyio

VERSION, QUOTE_ID = ("input", "expectedVersion"), ("input", "quoteId")
TODAY = date(2026, 11, 22)


def won_quote(day: date, version: int = 2) -> Row:
    """What winning changes in a quote's row."""
    return {
        **closed_quote("LOST", day, version),
        "state": QuoteState.WON,
        "status_reason_id": QUOTE_REASONS["WON", "WON"],
    }


async def test_given_quotes_in_every_state_then_the_open_ones_are_closed_as_lost(
    database: Database,
) -> None:
    deal, other = opportunity(version=7), opportunity()
    chosen = quote(deal, QuoteState.ACTIVE, version=3)
    draft, active, won, lost = (quote(deal, state) for state in QuoteState)
    active.version = 5
    elsewhere = quote(other, QuoteState.ACTIVE)
    await store(database, deal, other, chosen, draft, active, won, lost, elsewhere)
    before = await dump(database)
    day = date(2026, 11, 20)

    outcome = await winning(
        database, chosen.id, closed_on=day, description=" Said ", expected_version=3
    )

    newest_first = (active.id, draft.id)
    assert outcome == QuoteWasWon(chosen.id, newest_first)
    found = changes(before, await dump(database))
    assert found.changed == {
        "opportunity": {deal.id: {"version": 8, "updated_at": NOW}},
        "quote": {
            chosen.id: won_quote(day, 4),
            draft.id: closed_quote("LOST", day),
            active.id: closed_quote("LOST", day, 6),
        },
    }
    of_chosen = {
        **quote_close(chosen.id, "LOST", day, "Said"),
        "status_reason_id": QUOTE_REASONS["WON", "WON"],
    }
    assert quote_closes(found) == sorted(
        [of_chosen, *(quote_close(each, "LOST", day, "Said") for each in newest_first)],
        key=lambda row: str(row["quote_id"]),
    )
    assert events(found) == [
        event(
            "QuoteWon",
            opportunity_id=deal.id,
            quote_id=chosen.id,
            closed_quote_ids=list(newest_first),
        )
    ]
    (row,) = found.added["event"]
    assert row["opportunity_version"] == 8
    assert sorted(found.fields) == sorted(
        change
        for subject, version, state, reason in (
            (chosen, 4, "WON", QUOTE_REASONS["WON", "WON"]),
            (draft, 2, "CLOSED", QUOTE_REASONS["CLOSED", "LOST"]),
            (active, 6, "CLOSED", QUOTE_REASONS["CLOSED", "LOST"]),
        )
        for change in (
            (subject.id, version, "state", subject.state.value, state),
            (subject.id, version, "statusReason", subject.status_reason_id, reason),
            (subject.id, version, "closedOn", None, "2026-11-20"),
        )
    )
    assert set(found.added) == {"event", "quote_close"}
    assert found.removed == {}


async def test_given_no_other_quote_then_it_alone_is_won_and_the_deal_can_be_closed(
    database: Database,
) -> None:
    deal = opportunity()
    chosen = quote(deal, QuoteState.ACTIVE)
    await store(database, deal, chosen, line(chosen))
    before = await dump(database)

    outcome = await winning(database, chosen.id)

    assert outcome == QuoteWasWon(chosen.id, ())
    found = changes(before, await dump(database))
    assert found.changed == {
        "opportunity": {deal.id: {"version": 2, "updated_at": NOW}},
        "quote": {chosen.id: won_quote(TODAY)},
    }
    await closing(database, deal.id)
    assert (await dump(database))["opportunity"][deal.id]["state"] is OpportunityState.WON


@pytest.mark.parametrize("state", [QuoteState.DRAFT, QuoteState.WON, QuoteState.CLOSED])
async def test_given_no_active_quote_then_the_move_is_refused_after_what_else_is_wrong(
    database: Database, state: QuoteState
) -> None:
    deal = opportunity()
    subject = quote(deal, state)
    await store(database, deal, subject, quote(deal))
    before = await dump(database)
    wrong: dict[str, Any] = {
        "closed_on": date(2026, 11, 23),
        "description": "x" * 2001,
        "expected_version": 0,
    }

    plainly = await winning(database, subject.id)
    wrongly = await winning(database, subject.id, **wrong)
    rehearsed = await winning(database, subject.id, dry_run=True, **wrong)

    move = InvalidTransition(QUOTE_ID, subject.id, state, QuoteState.WON)
    assert plainly == Refused((move,))
    assert (
        wrongly
        == rehearsed
        == Refused(
            (
                QuoteVersionConflict(VERSION, subject.id, 0, 1),
                InvalidInput(("input", "closedOn"), Problem.FUTURE_DATE, "2026-11-22"),
                InvalidInput(("input", "description"), Problem.TOO_LONG, "2000"),
                move,
            )
        )
    )
    assert await dump(database) == before


async def test_given_a_won_quote_then_another_one_may_be_won_and_it_stays(
    database: Database,
) -> None:
    deal = opportunity()
    first, second = quote(deal, QuoteState.ACTIVE), quote(deal)
    await store(database, deal, first)
    await winning(database, first.id)
    await store(database, second)
    await activating(database, second.id)
    before = await dump(database)

    outcome = await winning(database, second.id)

    assert outcome == QuoteWasWon(second.id, ())
    assert set(changes(before, await dump(database)).changed["quote"]) == {second.id}


async def test_given_an_earlier_version_then_the_conflict_names_what_was_changed_since(
    database: Database,
) -> None:
    deal = opportunity()
    draft = quote(deal)
    await store(database, deal, draft)
    await activating(database, draft.id)
    before = await dump(database)

    outcome = await winning(database, draft.id, expected_version=1)

    fields = ("state", "statusReason")
    assert outcome == Refused((QuoteVersionConflict(VERSION, draft.id, 1, 2, fields),))
    assert await dump(database) == before


@pytest.mark.parametrize("result", list(OpportunityOutcome))
async def test_given_a_closed_opportunity_then_that_alone_is_said(
    database: Database, result: OpportunityOutcome
) -> None:
    deal, close = closed(result)
    left = quote(deal)
    await store(database, deal, close, left)
    before = await dump(database)

    won = await winning(database, left.id, closed_on=date(2999, 1, 1), expected_version=9)
    revised = await revising(database, left.id, 9)

    assert won == revised == Refused((OpportunityNotOpen(deal.id, result.state),))
    assert await dump(database) == before


async def test_given_an_id_that_names_nothing_then_it_is_not_found(database: Database) -> None:
    for missing in ("quo_7zzzzzzzzzzzzzzzzzzzzzzzzz", "opp_00000000000000000000000001", "\0", ""):
        assert await winning(database, missing) == Refused((NotFound(QUOTE_ID, missing),))
        assert await revising(database, missing) == Refused((NotFound(QUOTE_ID, missing),))
