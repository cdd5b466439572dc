"""Status reasons that an administrator added, retired or made the default."""

import pytest

from db.database import Database
from db.ids import new_id
from db.tables import Competitor, StatusReason
from domain.lifecycle import OpportunityOutcome, OpportunityState, QuoteState
from domain.refusals import InvalidStatusReason, Refused
from services.closing import OpportunityWasClosed, QuotesWereClosed
from services.reopening import OpportunityIsOpen
from tests.factories import OPPORTUNITY_REASONS, QUOTE_REASONS, closed, opportunity, quote, store
from tests.services.calls import activating, closing, closing_quotes, reopening
from tests.services.dump import dump

pytestmark = pytest.mark.anyio

CANCELED = OPPORTUNITY_REASONS["LOST", "CANCELED"]
OUT_SOLD = OPPORTUNITY_REASONS["LOST", "OUT_SOLD"]
HERE = ("input", "statusReasonCode")


async def mark(database: Database, reason_id: str, flag: str, *, value: bool) -> None:
    async with database.writer.begin() as connection:
        await connection.exec_driver_sql(
            f"UPDATE status_reason SET {flag} = {value} WHERE id = '{reason_id}'"
        )


async def own_default(
    database: Database, state: OpportunityState | QuoteState, stock_default: str
) -> str:
    """Add a reason and make it the state's default."""
    reason = StatusReason(
        id=new_id("StatusReason"),
        opportunity_state=state if isinstance(state, OpportunityState) else None,
        quote_state=state if isinstance(state, QuoteState) else None,
        code="OWN",
        position=99,
        is_default=True,
        label_en="Own",
    )
    await mark(database, stock_default, "is_default", value=False)
    await store(database, reason)
    return reason.id


async def reason_of(database: Database, table: str, identifier: str) -> str:
    reason: str = (await dump(database))[table][identifier]["status_reason_id"]
    return reason


async def test_given_an_own_default_when_lost_to_a_competitor_then_it_is_the_own_one(
    database: Database,
) -> None:
    rival = Competitor(id=new_id("Competitor"), name="Rival", name_folded="rival")
    deal = opportunity()
    await store(database, rival, deal)
    own = await own_default(database, OpportunityState.LOST, CANCELED)

    await closing(database, deal.id, OpportunityOutcome.LOST, competitor_id=rival.id)

    assert await reason_of(database, "opportunity", deal.id) == own


async def test_given_own_defaults_of_quotes_then_closing_and_activating_give_them(
    database: Database,
) -> None:
    deal, other = opportunity(), opportunity()
    named, along, draft = quote(deal), quote(other), quote(deal)
    await store(database, deal, other, named, along, draft)
    lost = await own_default(database, QuoteState.CLOSED, QUOTE_REASONS["CLOSED", "LOST"])
    sent = await own_default(database, QuoteState.ACTIVE, QUOTE_REASONS["ACTIVE", "IN_PROGRESS"])

    by_name = await closing_quotes(database, deal.id, quote_ids=(named.id,))
    together = await closing(database, other.id, close_open_quotes=True)
    await activating(database, draft.id)

    assert isinstance(by_name, QuotesWereClosed)
    assert isinstance(together, OpportunityWasClosed)
    quotes = (await dump(database))["quote"]
    assert quotes[named.id]["status_reason_id"] == lost
    assert quotes[along.id]["status_reason_id"] == lost
    assert quotes[draft.id]["status_reason_id"] == sent


async def test_given_an_own_default_of_open_then_reopening_gives_it(database: Database) -> None:
    deal, close = closed(OpportunityOutcome.WON)
    await store(database, deal, close)
    own = await own_default(
        database, OpportunityState.OPEN, OPPORTUNITY_REASONS["OPEN", "IN_PROGRESS"]
    )

    outcome = await reopening(database, deal.id)

    assert isinstance(outcome, OpportunityIsOpen)
    assert await reason_of(database, "opportunity", deal.id) == own


async def test_given_a_retired_reason_then_it_is_refused_and_not_among_the_valid_ones(
    database: Database,
) -> None:
    deal = opportunity()
    await store(database, deal)
    await mark(database, OUT_SOLD, "is_active", value=False)
    before = await dump(database)

    outcome = await closing(
        database, deal.id, OpportunityOutcome.LOST, status_reason_code="OUT_SOLD"
    )

    assert outcome == Refused(
        (InvalidStatusReason(HERE, "OUT_SOLD", OpportunityState.LOST, (CANCELED,)),)
    )
    assert await dump(database) == before


async def test_given_reasons_in_an_own_order_then_the_valid_ones_are_listed_in_it(
    database: Database,
) -> None:
    deal = opportunity()
    await store(database, deal)
    async with database.writer.begin() as connection:
        await connection.exec_driver_sql(
            f"UPDATE status_reason SET position = 100 WHERE id = '{CANCELED}'"
        )

    outcome = await closing(database, deal.id, OpportunityOutcome.LOST, status_reason_code="?")

    assert outcome == Refused(
        (InvalidStatusReason(HERE, "?", OpportunityState.LOST, (OUT_SOLD, CANCELED)),)
    )
