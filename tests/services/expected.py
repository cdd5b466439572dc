"""What rows are to be after a close by the tests' actor at NOW."""

from datetime import date

from db.tables import Opportunity
from domain.lifecycle import OpportunityOutcome, QuoteState
from services.closing import OpportunityWasClosed
from tests.conftest import NOW
from tests.factories import OPPORTUNITY_REASONS, QUOTE_REASONS
from tests.services.calls import ACTOR
from tests.services.dump import Changes, Row


def closed_row(outcome: OpportunityOutcome, reason: str, revenue: int | None, day: date) -> Row:
    """What closing changes in the row of an opportunity whose version is 1."""
    return {
        "version": 2,
        "state": outcome.state,
        "is_open": False,
        "status_reason_id": OPPORTUNITY_REASONS[outcome.value, reason],
        "actual_revenue": revenue,
        "actual_close_date": day,
        "updated_at": NOW,
    }


def close_record(deal: Opportunity, changed: Row, outcome: OpportunityWasClosed) -> Row:
    """The record that says the same; without competitor and description."""
    return {
        "id": outcome.close_id,
        "opportunity_id": deal.id,
        "outcome": changed["state"].value,
        "status_reason_id": changed["status_reason_id"],
        "actual_revenue": changed["actual_revenue"],
        "currency": deal.currency,
        "exchange_rate": 10_000_000_000 if deal.currency == "USD" else None,
        "base_currency": "USD" if deal.currency == "USD" else None,
        "actual_close_date": changed["actual_close_date"],
        "competitor_id": None,
        "description": None,
        "stage_at_close": deal.stage,
        "closed_by_id": ACTOR.user_id,
        "closed_at": NOW,
        "client": "tests",
        "source": None,
    }


def closed_quote(reason: str, day: date, version: int = 2) -> Row:
    """What closing changes in a quote's row."""
    return {
        "version": version,
        "state": QuoteState.CLOSED,
        "status_reason_id": QUOTE_REASONS["CLOSED", reason],
        "closed_on": day,
        "updated_at": NOW,
    }


def quote_close(quote_id: str, reason: str, day: date, description: str | None) -> Row:
    """The record of a quote's close, without its own id."""
    return {
        "quote_id": quote_id,
        "status_reason_id": QUOTE_REASONS["CLOSED", reason],
        "closed_on": day,
        "description": description,
        "closed_by_id": ACTOR.user_id,
        "closed_at": NOW,
        "client": "tests",
    }


def quote_closes(found: Changes) -> list[Row]:
    """The close records that came, without their own ids, by quote."""
    rows = found.added["quote_close"]
    assert all(row["id"].startswith("qcl_") for row in rows)
    return sorted(
        ({name: value for name, value in row.items() if name != "id"} for row in rows),
        key=lambda row: str(row["quote_id"]),
    )
