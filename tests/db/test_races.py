"""Two calls on one opportunity at once, over connections of their own: one order or the other.

Every race ends as one of the two ways in which the calls can be made one after the other, and the
invariant holds after each.
"""

from collections import Counter
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import chain

import pytest
from sqlmodel import SQLModel

from db.database import Database
from db.tables import Opportunity
from domain.lifecycle import OpportunityOutcome, QuoteState
from services.closing import OpportunityWasClosed, QuotesWereClosed
from services.quoting import CreateQuoteCommand, QuoteWasWritten
from services.reopening import OpportunityIsOpen
from tests.db.rivals import Call, broken, race, rivals, standing, words
from tests.factories import closed, opportunity, quote, store
from tests.services.calls import (
    activating,
    closing,
    closing_quotes,
    creating_quote,
    reopening,
    revising,
    updating_opportunity,
    updating_quote,
    winning,
)
from tests.services.dump import dump
from tests.services.shared import database_url  # noqa: F401

pytestmark = pytest.mark.anyio

RACES = 60
WON, LOST = OpportunityOutcome.WON, OpportunityOutcome.LOST


@dataclass(frozen=True, slots=True)
class Arrangement:
    """An opportunity, what else is stored with it, and the calls that race for it."""

    deal: Opportunity
    rest: Sequence[SQLModel]
    first: Call[Database]
    second: Call[Database]


Outcome = tuple[tuple[str, ...], str, int]
"""What the calls answered, and the opportunity's state and version afterwards."""


@pytest.fixture
async def databases(database_url: str) -> AsyncIterator[Sequence[Database]]:  # noqa: F811
    async with rivals(database_url) as opened:
        yield opened


async def outcomes(
    databases: Sequence[Database], arrange: Callable[[], Arrangement]
) -> Counter[Outcome]:
    """How the races end; after each the invariant holds."""
    seen: Counter[Outcome] = Counter()
    for number in range(RACES):
        case = arrange()
        await store(databases[0], case.deal, *case.rest)
        answers = await race(databases, (case.first, case.second), number)
        assert await broken(databases[0]) == []
        state, version = await standing(databases[0], case.deal.id)
        seen[words(answers), state, version] += 1
    return seen


async def test_given_a_draft_when_activated_and_its_opportunity_won_at_once_then_one_is_refused(
    databases: Sequence[Database],
) -> None:
    def arrange() -> Arrangement:
        deal = opportunity()
        draft = quote(deal)
        return Arrangement(
            deal,
            (draft,),
            lambda database: activating(database, draft.id),
            lambda database: closing(database, deal.id),
        )

    assert set(await outcomes(databases, arrange)) == {
        (("QuoteWasWritten", "ActiveQuotesRemain"), "OPEN", 2),
        (("OpportunityNotOpen", "OpportunityWasClosed"), "WON", 2),
    }


async def test_given_a_draft_when_activated_and_closed_along_at_once_then_it_ends_closed(
    databases: Sequence[Database],
) -> None:
    def arrange() -> Arrangement:
        deal = opportunity()
        draft = quote(deal)
        return Arrangement(
            deal,
            (draft,),
            lambda database: activating(database, draft.id),
            lambda database: closing(database, deal.id, LOST, close_open_quotes=True),
        )

    assert set(await outcomes(databases, arrange)) == {
        (("QuoteWasWritten", "OpportunityWasClosed"), "LOST", 3),
        (("OpportunityNotOpen", "OpportunityWasClosed"), "LOST", 2),
    }


async def test_given_a_draft_when_activated_and_closed_at_once_then_it_ends_closed(
    databases: Sequence[Database],
) -> None:
    def arrange() -> Arrangement:
        deal = opportunity()
        draft = quote(deal)
        return Arrangement(
            deal,
            (draft,),
            lambda database: activating(database, draft.id),
            lambda database: closing_quotes(database, deal.id),
        )

    assert set(await outcomes(databases, arrange)) == {
        (("QuoteWasWritten", "QuotesWereClosed"), "OPEN", 3),
        (("InvalidTransition", "QuotesWereClosed"), "OPEN", 2),
    }


async def test_given_a_deal_when_quoted_and_closed_at_once_then_no_quote_is_left_open(
    databases: Sequence[Database],
) -> None:
    def arrange() -> Arrangement:
        deal = opportunity()
        offer = CreateQuoteCommand(deal.id, "Offer", ())
        return Arrangement(
            deal,
            (),
            lambda database: creating_quote(database, offer),
            lambda database: closing(database, deal.id, close_open_quotes=True),
        )

    assert set(await outcomes(databases, arrange)) == {
        (("QuoteWasWritten", "OpportunityWasClosed"), "WON", 3),
        (("OpportunityNotOpen", "OpportunityWasClosed"), "WON", 2),
    }


async def test_given_a_deal_when_won_and_lost_at_once_then_it_is_closed_once(
    databases: Sequence[Database],
) -> None:
    def arrange() -> Arrangement:
        deal = opportunity()
        return Arrangement(
            deal,
            (),
            lambda database: closing(database, deal.id, WON),
            lambda database: closing(database, deal.id, LOST),
        )

    assert set(await outcomes(databases, arrange)) == {
        (("OpportunityWasClosed", "AlreadyClosed"), "WON", 2),
        (("AlreadyClosed", "OpportunityWasClosed"), "LOST", 2),
    }


async def test_given_a_lost_deal_when_reopened_and_won_at_once_then_each_order_is_possible(
    databases: Sequence[Database],
) -> None:
    def arrange() -> Arrangement:
        deal, close = closed(LOST)
        return Arrangement(
            deal,
            (close,),
            lambda database: reopening(database, deal.id),
            lambda database: closing(database, deal.id, WON),
        )

    assert set(await outcomes(databases, arrange)) == {
        (("OpportunityIsOpen", "OpportunityWasClosed"), "WON", 4),
        (("OpportunityIsOpen", "AlreadyClosed"), "OPEN", 3),
    }


async def test_given_a_draft_left_when_activated_and_reopened_at_once_then_each_order_is_possible(
    databases: Sequence[Database],
) -> None:
    def arrange() -> Arrangement:
        deal, close = closed(WON)
        left = quote(deal)
        return Arrangement(
            deal,
            (close, left),
            lambda database: reopening(database, deal.id),
            lambda database: activating(database, left.id),
        )

    assert set(await outcomes(databases, arrange)) == {
        (("OpportunityIsOpen", "QuoteWasWritten"), "OPEN", 4),
        (("OpportunityIsOpen", "OpportunityNotOpen"), "OPEN", 3),
    }


async def test_given_open_quotes_when_closed_twice_at_once_then_they_are_closed_once(
    databases: Sequence[Database],
) -> None:
    def arrange() -> Arrangement:
        deal = opportunity()
        return Arrangement(
            deal,
            (quote(deal, QuoteState.ACTIVE), quote(deal)),
            lambda database: closing_quotes(database, deal.id),
            lambda database: closing_quotes(database, deal.id),
        )

    # One closes both, the other none: each is a success, and there is one change.
    assert set(await outcomes(databases, arrange)) == {
        (("QuotesWereClosed", "QuotesWereClosed"), "OPEN", 2)
    }


async def test_given_two_active_quotes_when_both_are_won_at_once_then_one_is(
    databases: Sequence[Database],
) -> None:
    def arrange() -> Arrangement:
        deal = opportunity()
        first, second = quote(deal, QuoteState.ACTIVE), quote(deal, QuoteState.ACTIVE)
        return Arrangement(
            deal,
            (first, second),
            lambda database: winning(database, first.id),
            lambda database: winning(database, second.id),
        )

    # The other one was closed as lost by that.
    assert set(await outcomes(databases, arrange)) == {
        (("QuoteWasWon", "InvalidTransition"), "OPEN", 2),
        (("InvalidTransition", "QuoteWasWon"), "OPEN", 2),
    }


async def test_given_an_active_quote_when_won_and_its_deal_closed_at_once_then_each_order_is(
    databases: Sequence[Database],
) -> None:
    def arrange() -> Arrangement:
        deal = opportunity()
        active = quote(deal, QuoteState.ACTIVE)
        return Arrangement(
            deal,
            (active,),
            lambda database: winning(database, active.id),
            lambda database: closing(database, deal.id, WON),
        )

    assert set(await outcomes(databases, arrange)) == {
        (("QuoteWasWon", "OpportunityWasClosed"), "WON", 3),
        (("QuoteWasWon", "ActiveQuotesRemain"), "OPEN", 2),
    }


async def test_given_a_quote_when_revised_twice_at_once_then_there_is_one_draft(
    databases: Sequence[Database],
) -> None:
    for state in (QuoteState.ACTIVE, QuoteState.CLOSED):

        def arrange(state: QuoteState = state) -> Arrangement:
            deal = opportunity()
            subject = quote(deal, state)
            return Arrangement(
                deal,
                (subject,),
                lambda database: revising(database, subject.id),
                lambda database: revising(database, subject.id),
            )

        assert set(await outcomes(databases, arrange)) == {
            (("QuoteWasRevised", "RevisionExists"), "OPEN", 2),
            (("RevisionExists", "QuoteWasRevised"), "OPEN", 2),
        }


async def test_given_a_deal_when_edited_and_closed_at_once_then_one_order_or_the_other(
    databases: Sequence[Database],
) -> None:
    def arrange() -> Arrangement:
        deal = opportunity()
        return Arrangement(
            deal,
            (),
            lambda database: updating_opportunity(database, deal.id, name="New"),
            lambda database: closing(database, deal.id),
        )

    assert set(await outcomes(databases, arrange)) == {
        (("OpportunityWasUpdated", "OpportunityWasClosed"), "WON", 3),
        (("OpportunityNotOpen", "OpportunityWasClosed"), "WON", 2),
    }


async def test_given_a_draft_when_edited_and_activated_at_once_then_one_order_or_the_other(
    databases: Sequence[Database],
) -> None:
    def arrange() -> Arrangement:
        deal = opportunity()
        draft = quote(deal)
        return Arrangement(
            deal,
            (draft,),
            lambda database: updating_quote(database, draft.id, name="New"),
            lambda database: activating(database, draft.id),
        )

    assert set(await outcomes(databases, arrange)) == {
        (("QuoteWasWritten", "QuoteWasWritten"), "OPEN", 3),
        (("QuoteNotEditable", "QuoteWasWritten"), "OPEN", 2),
    }


async def test_given_a_deal_when_edited_twice_with_its_version_then_one_is_a_conflict(
    databases: Sequence[Database],
) -> None:
    def arrange() -> Arrangement:
        deal = opportunity()

        def edit(name: str) -> Call[Database]:
            return lambda database: updating_opportunity(
                database, deal.id, name=name, expected_version=1
            )

        return Arrangement(deal, (), edit("One"), edit("Two"))

    assert set(await outcomes(databases, arrange)) == {
        (("OpportunityWasUpdated", "OpportunityVersionConflict"), "OPEN", 2),
        (("OpportunityVersionConflict", "OpportunityWasUpdated"), "OPEN", 2),
    }


def happened(answer: object) -> list[str]:
    """The events that a call leaves behind, by its answer; none if it changed nothing."""
    match answer:
        case QuoteWasWritten():
            return ["QuoteActivated"]
        case OpportunityWasClosed(quote_ids=()):
            return ["OpportunityClosed"]
        case OpportunityWasClosed():
            return ["QuotesClosed", "OpportunityClosed"]
        case QuotesWereClosed(quote_ids=(_, *_)):
            return ["QuotesClosed"]
        case OpportunityIsOpen(was_open=False):
            return ["OpportunityReopened"]
        case _:
            return []


async def test_given_a_crowd_at_one_opportunity_then_every_change_is_counted_once(
    database_url: str,  # noqa: F811
) -> None:
    async with rivals(database_url, 6) as databases:
        for number in range(20):
            deal = opportunity()
            first, second = quote(deal), quote(deal)
            await store(databases[0], deal, first, second)
            calls: list[Call[Database]] = [
                partial(activating, quote_id=first.id),
                partial(activating, quote_id=second.id),
                partial(closing, opportunity_id=deal.id, outcome=WON),
                partial(closing, opportunity_id=deal.id, outcome=LOST, close_open_quotes=True),
                partial(closing_quotes, opportunity_id=deal.id),
                partial(reopening, opportunity_id=deal.id),
            ]

            answers = await race(databases, calls, number)

            assert await broken(databases[0]) == []
            tables = await dump(databases[0])
            events = [happened(answer) for answer in answers]
            assert tables["opportunity"][deal.id]["version"] == 1 + sum(map(bool, events))
            assert sorted(chain.from_iterable(events)) == sorted(
                row["type"] for row in tables["event"].values() if row["opportunity_id"] == deal.id
            )
