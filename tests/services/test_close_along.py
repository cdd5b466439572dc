"""closeOpportunity with closeOpenQuotes: quotes and opportunity in one transaction, one version."""

from datetime import date

import pytest

from db.database import Database
from domain.closing import Policy
from domain.lifecycle import OpportunityOutcome, QuoteState
from services.closing import OpportunityWasClosed
from services.settings import BusinessSettings
from tests.factories import opportunity, quote, store
from tests.services.calls import closing
from tests.services.dump import changes, dump, event, events
from tests.services.expected import (
    close_record,
    closed_quote,
    closed_row,
    quote_close,
    quote_closes,
)
from tests.services.shared import database_url  # noqa: F401

pytestmark = pytest.mark.anyio

WON, LOST = OpportunityOutcome.WON, OpportunityOutcome.LOST


@pytest.mark.parametrize("drafts_block", [False, True])
async def test_given_open_quotes_when_closed_along_then_both_are_written_in_one_version(
    database: Database, *, drafts_block: bool
) -> None:
    deal = opportunity()
    draft, active, won = (
        quote(deal, state) for state in (QuoteState.DRAFT, QuoteState.ACTIVE, QuoteState.WON)
    )
    await store(database, deal, draft, active, won)
    before = await dump(database)

    day = date(2026, 11, 1)
    outcome = await closing(
        database,
        deal.id,
        LOST,
        close_open_quotes=True,
        settings=BusinessSettings(Policy(drafts_block=drafts_block)),
        actual_close_date=day,
        description="They stopped.",
    )

    assert isinstance(outcome, OpportunityWasClosed)
    assert outcome.quote_ids == (active.id, draft.id)
    found = changes(before, await dump(database))
    row = closed_row(LOST, "CANCELED", 0, day)
    quote_row = {**closed_quote("LOST", day), "opportunity_is_open": False}
    assert found.changed == {
        "opportunity": {deal.id: row},
        "quote": {
            draft.id: quote_row,
            active.id: quote_row,
            won.id: {"opportunity_is_open": False},
        },
    }
    assert found.added["opportunity_close"] == [
        {**close_record(deal, row, outcome), "description": "They stopped."}
    ]
    assert quote_closes(found) == [
        quote_close(draft.id, "LOST", day, "They stopped."),
        quote_close(active.id, "LOST", day, "They stopped."),
    ]
    assert events(found) == [
        event("QuotesClosed", opportunity_id=deal.id, quote_ids=[active.id, draft.id]),
        event(
            "OpportunityClosed",
            opportunity_id=deal.id,
            close_id=outcome.close_id,
            outcome="LOST",
        ),
    ]


async def test_given_no_open_quotes_when_they_are_to_be_closed_along_then_one_event_is_written(
    database: Database,
) -> None:
    deal = opportunity()
    await store(database, deal, quote(deal, QuoteState.WON))
    before = await dump(database)

    await closing(database, deal.id, WON, close_open_quotes=True)

    found = changes(before, await dump(database))
    assert [row["type"] for row in events(found)] == ["OpportunityClosed"]
    assert set(found.added) == {"opportunity_close", "event"}
