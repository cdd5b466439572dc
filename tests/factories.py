"""Rows for the tests: an opportunity or a quote in any state, with what isn't said filled in."""

from datetime import UTC, date, datetime
from typing import Any

from sqlmodel import SQLModel

from db.database import Database
from db.ids import new_id, new_quote_number
from db.tables import Account, Opportunity, OpportunityClose, Quote, QuoteLine
from db.writes.unit_of_work import UnitOfWork
from domain.actor import SYSTEM, SYSTEM_USER_ID
from domain.lifecycle import OpportunityOutcome, OpportunityState, QuoteState
from domain.pipeline import OpportunityStage

BEFORE = datetime(2026, 10, 1, 9, 30, 0, 1, tzinfo=UTC)
"""When the rows came to be; the tests' clock stands later."""

CLOSED_ON = date(2026, 10, 1)


def _stock_reason(number: int) -> str:
    return f"srs_{number:026}"


OPPORTUNITY_REASONS = {
    ("OPEN", "IN_PROGRESS"): _stock_reason(1),
    ("OPEN", "ON_HOLD"): _stock_reason(2),
    ("WON", "WON"): _stock_reason(3),
    ("LOST", "CANCELED"): _stock_reason(4),
    ("LOST", "OUT_SOLD"): _stock_reason(5),
}
QUOTE_REASONS = {
    ("DRAFT", "IN_PROGRESS"): _stock_reason(6),
    ("ACTIVE", "IN_PROGRESS"): _stock_reason(7),
    ("ACTIVE", "OPEN"): _stock_reason(8),
    ("WON", "WON"): _stock_reason(9),
    ("CLOSED", "LOST"): _stock_reason(10),
    ("CLOSED", "CANCELED"): _stock_reason(11),
    ("CLOSED", "REVISED"): _stock_reason(12),
}
"""The ids that the migrations give the stock reasons, by state and code."""

_FIRST_REASON = {"OPEN": "IN_PROGRESS", "WON": "WON", "LOST": "CANCELED"}
_FIRST_QUOTE_REASON = {
    "DRAFT": "IN_PROGRESS",
    "ACTIVE": "IN_PROGRESS",
    "WON": "WON",
    "CLOSED": "LOST",
}


def opportunity(state: OpportunityState = OpportunityState.OPEN, **given: Any) -> Opportunity:
    """An opportunity in this state, in its default reason."""
    fields: dict[str, Any] = {
        "id": new_id("Opportunity"),
        "name": "Deal",
        "name_folded": "deal",
        "owner_id": SYSTEM_USER_ID,
        "state": state,
        "is_open": state is OpportunityState.OPEN,
        "status_reason_id": OPPORTUNITY_REASONS[state.value, _FIRST_REASON[state]],
        "stage": OpportunityStage.PROPOSE,
        "currency": "USD",
        "estimated_revenue": 520_000_000,
        "started_on": date(2026, 10, 1),
        "created_at": BEFORE,
        "created_by_id": SYSTEM_USER_ID,
        "updated_at": BEFORE,
    }
    return Opportunity(**fields | given)


def closed(outcome: OpportunityOutcome, **given: Any) -> tuple[Opportunity, OpportunityClose]:
    """A closed opportunity and the record of its close."""
    fields = {"version": 2, "actual_revenue": 10_000, "actual_close_date": CLOSED_ON} | given
    row = opportunity(outcome.state, **fields)
    close = OpportunityClose(
        id=new_id("OpportunityClose"),
        opportunity_id=row.id,
        outcome=outcome,
        status_reason_id=row.status_reason_id,
        actual_revenue=row.actual_revenue,
        currency=row.currency,
        actual_close_date=row.actual_close_date or CLOSED_ON,
        stage_at_close=row.stage,
        closed_by_id=SYSTEM_USER_ID,
        closed_at=BEFORE,
    )
    return row, close


def quote(of: Opportunity, state: QuoteState = QuoteState.DRAFT, **given: Any) -> Quote:
    """A quote of this opportunity in this state, in its default reason."""
    fields: dict[str, Any] = {
        "id": new_id("Quote"),
        "opportunity_id": of.id,
        "opportunity_is_open": of.is_open,
        "number": new_quote_number(),
        "name": "Offer",
        "name_folded": "offer",
        "state": state,
        "status_reason_id": QUOTE_REASONS[state.value, _FIRST_QUOTE_REASON[state]],
        "currency": of.currency,
        "closed_on": CLOSED_ON if state in {"WON", "CLOSED"} else None,
        "created_at": BEFORE,
        "created_by_id": SYSTEM_USER_ID,
        "updated_at": BEFORE,
    }
    return Quote(**fields | given)


def line(of: Quote, position: int = 1, **given: Any) -> QuoteLine:
    """A line of this quote: one robot for 10."""
    fields: dict[str, Any] = {
        "id": new_id("QuoteLine"),
        "quote_id": of.id,
        "position": position,
        "name": "Robot",
        "quantity": 1_000_000,
        "currency": of.currency,
        "unit_price": 100_000,
        "amount": 100_000,
    }
    return QuoteLine(**fields | given)


def account(**given: Any) -> Account:
    """An account, of which there may be many."""
    return Account(**{"id": new_id("Account"), "name": "A", "name_folded": "a"} | given)


def add(work: UnitOfWork, *rows: SQLModel) -> None:
    """Insert rows as they are."""
    for row in rows:
        work.insert(type(row), **row.model_dump())


async def store(database: Database, *rows: SQLModel) -> None:
    """Write rows, each after those that it points at."""

    async def script(work: UnitOfWork) -> None:
        add(work, *rows)

    await database.transact(SYSTEM, script)
