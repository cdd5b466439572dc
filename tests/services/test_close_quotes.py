"""closeQuotes: exactly what it writes, and that nothing changes when it is refused."""

from datetime import date

import pytest

from db.database import Database
from domain.lifecycle import OpportunityOutcome, OpportunityState, QuoteState
from domain.refusals import (
    InvalidInput,
    InvalidStatusReason,
    NotFound,
    OpportunityNotOpen,
    OpportunityVersionConflict,
    Problem,
    QuoteNotOpen,
    QuoteOfOtherOpportunity,
    Refusal,
    Refused,
)
from services.closing import QuotesWereClosed
from tests.conftest import NOW
from tests.factories import QUOTE_REASONS, closed, opportunity, quote, store
from tests.services.calls import closing_quotes
from tests.services.dump import changes, dump, event, events
from tests.services.expected import closed_quote, quote_close, quote_closes
from tests.services.shared import database_url  # noqa: F401

pytestmark = pytest.mark.anyio

TODAY = date(2026, 11, 22)
UNKNOWN = "quo_00000000000000000000000099"


async def test_given_quotes_in_every_state_when_all_are_closed_then_drafts_and_active_ones_are(
    database: Database,
) -> None:
    deal = opportunity(version=4)
    draft, active, won, lost = (quote(deal, state) for state in QuoteState)
    active.version = 6
    await store(database, deal, draft, active, won, lost)
    before = await dump(database)

    outcome = await closing_quotes(database, deal.id)

    found = changes(before, await dump(database))
    assert outcome == QuotesWereClosed(deal.id, (active.id, draft.id))
    assert found.changed == {
        "opportunity": {deal.id: {"version": 5, "updated_at": NOW}},
        "quote": {
            draft.id: closed_quote("LOST", TODAY),
            active.id: closed_quote("LOST", TODAY, version=7),
        },
    }
    assert quote_closes(found) == [
        quote_close(draft.id, "LOST", TODAY, None),
        quote_close(active.id, "LOST", TODAY, None),
    ]
    assert events(found) == [
        event("QuotesClosed", opportunity_id=deal.id, quote_ids=[active.id, draft.id])
    ]
    assert set(found.added) == {"quote_close", "event"}
    assert found.removed == {}


async def test_given_names_and_details_when_closed_then_only_those_with_these_details(
    database: Database,
) -> None:
    deal = opportunity()
    kept, named, other = (quote(deal, QuoteState.ACTIVE) for _ in range(3))
    await store(database, deal, kept, named, other)
    before = await dump(database)

    outcome = await closing_quotes(
        database,
        deal.id,
        quote_ids=(named.id, other.id, named.id),
        status_reason_code="CANCELED",
        closed_on=date(2026, 1, 31),
        description="  Withdrawn 𠮷 ",
        expected_version=1,
    )

    found = changes(before, await dump(database))
    day = date(2026, 1, 31)
    assert outcome == QuotesWereClosed(deal.id, (other.id, named.id))
    assert found.changed == {
        "opportunity": {deal.id: {"version": 2, "updated_at": NOW}},
        "quote": {
            named.id: closed_quote("CANCELED", day),
            other.id: closed_quote("CANCELED", day),
        },
    }
    assert quote_closes(found) == [
        quote_close(named.id, "CANCELED", day, "Withdrawn 𠮷"),
        quote_close(other.id, "CANCELED", day, "Withdrawn 𠮷"),
    ]
    assert events(found) == [
        event("QuotesClosed", opportunity_id=deal.id, quote_ids=[other.id, named.id])
    ]


@pytest.mark.parametrize("named", [None, ()], ids=["all", "an empty list"])
async def test_given_nothing_to_close_then_it_succeeds_and_nothing_changes(
    database: Database, named: tuple[str, ...] | None
) -> None:
    deal = opportunity()
    await store(database, deal, quote(deal, QuoteState.WON), quote(deal, QuoteState.CLOSED))
    before = await dump(database)

    outcome = await closing_quotes(database, deal.id, quote_ids=named)

    assert outcome == QuotesWereClosed(deal.id, ())
    assert await dump(database) == before


async def test_given_open_quotes_and_an_empty_list_then_it_closes_none(database: Database) -> None:
    deal = opportunity()
    await store(database, deal, quote(deal, QuoteState.ACTIVE))
    before = await dump(database)

    assert await closing_quotes(database, deal.id, quote_ids=()) == QuotesWereClosed(deal.id, ())
    assert await dump(database) == before


async def test_given_quotes_elsewhere_then_they_are_left_alone(database: Database) -> None:
    deal, other = opportunity(), opportunity()
    mine, theirs = quote(deal, QuoteState.ACTIVE), quote(other, QuoteState.ACTIVE)
    await store(database, deal, other, mine, theirs)
    before = await dump(database)

    await closing_quotes(database, deal.id)

    found = changes(before, await dump(database))
    assert set(found.changed["quote"]) == {mine.id}
    assert set(found.changed["opportunity"]) == {deal.id}


@pytest.mark.parametrize(
    "opportunity_id",
    [
        "opp_00000000000000000000000099",
        "quo_00000000000000000000000001",
        "opp_\0",
        "opp_\ud800",
        "",
        "nonsense",
        "opp_" + "x" * 10_000,
    ],
    ids=["unknown", "of another type", "nul", "surrogate", "empty", "malformed", "long"],
)
async def test_given_an_id_that_names_no_opportunity_then_it_is_not_found(
    database: Database, opportunity_id: str
) -> None:
    before = await dump(database)

    outcome = await closing_quotes(database, opportunity_id)

    assert outcome == Refused((NotFound(("input", "opportunityId"), opportunity_id),))
    assert await dump(database) == before


@pytest.mark.parametrize("result", list(OpportunityOutcome))
async def test_given_a_closed_opportunity_then_it_is_not_open_whatever_else_is_wrong(
    database: Database, result: OpportunityOutcome
) -> None:
    deal, close = closed(result)
    await store(database, deal, close, quote(deal, QuoteState.DRAFT))
    before = await dump(database)

    plainly = await closing_quotes(database, deal.id)
    wrongly = await closing_quotes(database, deal.id, quote_ids=(UNKNOWN,), expected_version=99)

    assert plainly == wrongly == Refused((OpportunityNotOpen(deal.id, result.state),))
    assert await dump(database) == before


async def test_given_bad_names_among_good_ones_then_each_is_named_and_none_is_closed(
    database: Database,
) -> None:
    deal, other = opportunity(), opportunity()
    active, won, lost = (
        quote(deal, state) for state in (QuoteState.ACTIVE, QuoteState.WON, QuoteState.CLOSED)
    )
    theirs = quote(other, QuoteState.ACTIVE)
    await store(database, deal, other, active, won, lost, theirs)
    before = await dump(database)

    names = (active.id, won.id, theirs.id, UNKNOWN, deal.id, "x\0", lost.id)
    outcome = await closing_quotes(database, deal.id, quote_ids=names)

    assert outcome == Refused(
        (
            QuoteNotOpen(("input", "quoteIds", "1"), won.id, QuoteState.WON),
            QuoteOfOtherOpportunity(("input", "quoteIds", "2"), theirs.id),
            NotFound(("input", "quoteIds", "3"), UNKNOWN),
            NotFound(("input", "quoteIds", "4"), deal.id),
            NotFound(("input", "quoteIds", "5"), "x\0"),
            QuoteNotOpen(("input", "quoteIds", "6"), lost.id, QuoteState.CLOSED),
        )
    )
    assert await dump(database) == before


async def test_given_more_names_than_there_can_be_open_quotes_then_the_rest_is_not_looked_at(
    database: Database,
) -> None:
    deal = opportunity()
    active = quote(deal, QuoteState.ACTIVE)
    await store(database, deal, active)
    before = await dump(database)

    most = await closing_quotes(database, deal.id, quote_ids=(active.id,) * 500, dry_run=True)
    more = await closing_quotes(database, deal.id, quote_ids=(active.id,) * 500 + (UNKNOWN,))

    assert most == QuotesWereClosed(deal.id, (active.id,))
    assert more == Refused((InvalidInput(("input", "quoteIds"), Problem.TOO_MANY, "500"),))
    assert await dump(database) == before


async def test_given_everything_is_wrong_then_all_is_said_in_order_and_nothing_changes(
    database: Database,
) -> None:
    deal = opportunity(version=3)
    await store(database, deal, quote(deal, QuoteState.ACTIVE))
    before = await dump(database)

    outcome = await closing_quotes(
        database,
        deal.id,
        quote_ids=(UNKNOWN,),
        null_quote_ids=True,
        status_reason_code="REVISED",
        closed_on=date(2026, 11, 23),
        description="x" * 2001,
        expected_version=0,
    )

    valid = (QUOTE_REASONS["CLOSED", "LOST"], QUOTE_REASONS["CLOSED", "CANCELED"])
    reason = ("input", "statusReasonCode")
    reasons: tuple[Refusal, ...] = (
        OpportunityVersionConflict(("input", "expectedVersion"), deal.id, 0, 3),
        InvalidStatusReason(reason, "REVISED", QuoteState.CLOSED, valid),
        InvalidInput(("input", "closedOn"), Problem.FUTURE_DATE, "2026-11-22"),
        InvalidInput(("input", "description"), Problem.TOO_LONG, "2000"),
        InvalidInput(("input", "quoteIds"), Problem.NULL),
        NotFound(("input", "quoteIds", "0"), UNKNOWN),
    )
    assert outcome == Refused(reasons)
    assert await dump(database) == before


async def test_given_nothing_to_close_and_an_old_version_then_it_is_a_conflict_all_the_same(
    database: Database,
) -> None:
    deal = opportunity(OpportunityState.OPEN, version=3)
    await store(database, deal)

    outcome = await closing_quotes(database, deal.id, expected_version=2)

    assert outcome == Refused(
        (OpportunityVersionConflict(("input", "expectedVersion"), deal.id, 2, 3),)
    )
