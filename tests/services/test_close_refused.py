"""closeOpportunity refused: the reasons, in order, and that nothing at all has changed."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

import pytest

from db.database import Database
from domain.closing import Policy
from domain.lifecycle import OpportunityOutcome, OpportunityState, QuoteState
from domain.refusals import (
    ActiveQuotesRemain,
    AlreadyClosed,
    CurrencyMismatch,
    DraftQuotesRemain,
    InvalidInput,
    InvalidStatusReason,
    NotFound,
    OpportunityVersionConflict,
    Problem,
    Refusal,
    Refused,
)
from services.settings import BusinessSettings
from tests.factories import OPPORTUNITY_REASONS, closed, opportunity, quote, store
from tests.services.calls import closing
from tests.services.dump import dump
from tests.services.shared import database_url  # noqa: F401

pytestmark = pytest.mark.anyio

WON, LOST = OpportunityOutcome.WON, OpportunityOutcome.LOST
STRICT = BusinessSettings(Policy(drafts_block=True))
NOBODY = "cmp_00000000000000000000000099"
STATE_SETS = [
    [QuoteState.ACTIVE],
    [QuoteState.ACTIVE, QuoteState.ACTIVE],
    [QuoteState.DRAFT, QuoteState.ACTIVE, QuoteState.WON, QuoteState.CLOSED],
]


@pytest.mark.parametrize("states", STATE_SETS, ids="+".join)
@pytest.mark.parametrize("result", [WON, LOST])
async def test_given_active_quotes_then_it_is_refused_naming_them_and_nothing_changes(
    database: Database, result: OpportunityOutcome, states: Sequence[QuoteState]
) -> None:
    deal = opportunity()
    quotes = [quote(deal, state) for state in states]
    await store(database, deal, *quotes)
    before = await dump(database)

    outcome = await closing(database, deal.id, result)

    active = [each.id for each in reversed(quotes) if each.state == "ACTIVE"]
    assert outcome == Refused((ActiveQuotesRemain(deal.id, tuple(active)),))
    assert await dump(database) == before


async def test_given_the_strict_policy_then_drafts_are_an_error_of_their_own(
    database: Database,
) -> None:
    deal, other = opportunity(), opportunity()
    draft, active = quote(deal, QuoteState.DRAFT), quote(deal, QuoteState.ACTIVE)
    lone = quote(other, QuoteState.DRAFT)
    await store(database, deal, other, draft, active, lone)
    before = await dump(database)

    both = await closing(database, deal.id, settings=STRICT)
    only_draft = await closing(database, other.id, settings=STRICT)

    assert both == Refused(
        (
            ActiveQuotesRemain(deal.id, (active.id,)),
            DraftQuotesRemain(deal.id, (draft.id,)),
        )
    )
    assert only_draft == Refused((DraftQuotesRemain(other.id, (lone.id,)),))
    assert await dump(database) == before


@pytest.mark.parametrize(
    "opportunity_id",
    ["opp_00000000000000000000000099", "quo_00000000000000000000000001", "opp_\0", ""],
    ids=["unknown", "of another type", "nul", "empty"],
)
async def test_given_an_id_that_names_no_opportunity_then_that_alone_is_said(
    database: Database, opportunity_id: str
) -> None:
    before = await dump(database)

    outcome = await closing(database, opportunity_id, expected_version=0, competitor_id=NOBODY)

    assert outcome == Refused((NotFound(("input", "opportunityId"), opportunity_id),))
    assert await dump(database) == before


@pytest.mark.parametrize("close_open_quotes", [False, True])
@pytest.mark.parametrize("state", [WON, LOST])
async def test_given_a_closed_opportunity_then_its_state_alone_is_said(
    database: Database, state: OpportunityOutcome, *, close_open_quotes: bool
) -> None:
    deal, close = closed(state)
    await store(database, deal, close, quote(deal, QuoteState.DRAFT))
    before = await dump(database)

    outcome = await closing(
        database,
        deal.id,
        LOST,
        close_open_quotes=close_open_quotes,
        settings=STRICT,
        expected_version=99,
        status_reason_code="WON",
        competitor_id=NOBODY,
    )

    assert outcome == Refused((AlreadyClosed(deal.id, state.state),))
    assert await dump(database) == before


async def test_given_everything_is_wrong_then_all_is_said_in_order(database: Database) -> None:
    deal = opportunity(version=8)
    draft, active = quote(deal, QuoteState.DRAFT), quote(deal, QuoteState.ACTIVE)
    await store(database, deal, draft, active)
    before = await dump(database)

    outcome = await closing(
        database,
        deal.id,
        LOST,
        settings=STRICT,
        status_reason_code="WON",
        actual_close_date=date(2026, 11, 23),
        actual_revenue=Decimal(-1),
        currency="EUR",
        competitor_id=NOBODY,
        description="x" * 2001,
        expected_version=7,
    )

    valid = (OPPORTUNITY_REASONS["LOST", "CANCELED"], OPPORTUNITY_REASONS["LOST", "OUT_SOLD"])
    reason = ("input", "statusReasonCode")
    reasons: tuple[Refusal, ...] = (
        OpportunityVersionConflict(("input", "expectedVersion"), deal.id, 7, 8),
        InvalidStatusReason(reason, "WON", OpportunityState.LOST, valid),
        InvalidInput(("input", "actualRevenue", "amount"), Problem.NEGATIVE),
        CurrencyMismatch(("input", "actualRevenue", "currency"), "EUR", "USD"),
        InvalidInput(("input", "actualCloseDate"), Problem.FUTURE_DATE, "2026-11-22"),
        InvalidInput(("input", "description"), Problem.TOO_LONG, "2000"),
        NotFound(("input", "competitorId"), NOBODY),
        ActiveQuotesRemain(deal.id, (active.id,)),
        DraftQuotesRemain(deal.id, (draft.id,)),
    )
    assert outcome == Refused(reasons)
    assert await dump(database) == before


async def test_given_a_finding_when_quotes_are_to_be_closed_along_then_none_is(
    database: Database,
) -> None:
    deal = opportunity(version=8)
    await store(database, deal, quote(deal, QuoteState.DRAFT), quote(deal, QuoteState.ACTIVE))
    before = await dump(database)

    outcome = await closing(database, deal.id, close_open_quotes=True, expected_version=7)

    assert outcome == Refused(
        (OpportunityVersionConflict(("input", "expectedVersion"), deal.id, 7, 8),)
    )
    assert await dump(database) == before


@pytest.mark.parametrize("competitor_id", [NOBODY, "acc_00000000000000000000000001", "", "\0"])
async def test_given_an_id_that_names_no_competitor_then_it_is_not_found(
    database: Database, competitor_id: str
) -> None:
    deal = opportunity()
    await store(database, deal)
    before = await dump(database)

    outcome = await closing(database, deal.id, LOST, competitor_id=competitor_id)

    assert outcome == Refused((NotFound(("input", "competitorId"), competitor_id),))
    assert await dump(database) == before
