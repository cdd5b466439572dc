"""The writes: a session's transaction that locks the opportunity, looks, changes and records."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from benchmarks.ordinary.history import change, record_event
from benchmarks.ordinary.loaders import Sessions
from db.ids import new_id
from db.tables import (
    Opportunity,
    OpportunityClose,
    Quote,
    QuoteClose,
    StatusReason,
)
from domain.lifecycle import OpportunityOutcome, OpportunityState, QuoteState


async def close_quotes(
    sessions: Sessions, opportunity_id: str, actor: str
) -> tuple[Opportunity, list[Quote]] | str:
    """The opportunity and the quotes that were closed, or the code of a refusal."""
    async with sessions.begin() as session:
        opportunity = await _locked(session, opportunity_id)
        if not opportunity or opportunity.state != OpportunityState.OPEN:
            return "OPPORTUNITY_NOT_OPEN"
        quotes = (await session.scalars(_open_quotes(opportunity_id))).all()
        reason = await session.scalar(
            _default_reason().where(col(StatusReason.quote_state) == QuoteState.CLOSED)
        )
        assert reason is not None
        now = datetime.now(UTC)
        changes = []
        for quote in quotes:
            changes += change(
                quote,
                now,
                state=QuoteState.CLOSED,
                status_reason_id=reason.id,
                closed_on=now.date(),
            )
            session.add(
                QuoteClose(
                    id=new_id("QuoteClose"),
                    quote_id=quote.id,
                    status_reason_id=reason.id,
                    closed_on=now.date(),
                    closed_by_id=actor,
                    closed_at=now,
                )
            )
        ids = [quote.id for quote in quotes]
        payload = {"opportunityId": opportunity.id, "quoteIds": ids}
        change(opportunity, now)
        await record_event(session, "QuotesClosed", opportunity, payload, actor, now, changes)
    return opportunity, list(quotes)


async def close_opportunity(
    sessions: Sessions, opportunity_id: str, outcome: OpportunityOutcome, actor: str
) -> tuple[Opportunity, OpportunityClose] | str:
    """The opportunity and the record of its close, or the code of a refusal."""
    async with sessions.begin() as session:
        opportunity = await _locked(session, opportunity_id)
        if not opportunity or opportunity.state != OpportunityState.OPEN:
            return "OPPORTUNITY_NOT_OPEN"
        quotes = (await session.scalars(_open_quotes(opportunity_id))).all()
        if any(quote.state == QuoteState.ACTIVE for quote in quotes):
            return "OPPORTUNITY_HAS_ACTIVE_QUOTES"
        reason = await session.scalar(
            _default_reason().where(col(StatusReason.opportunity_state) == outcome.value)
        )
        assert reason is not None
        now = datetime.now(UTC)
        won = outcome == OpportunityOutcome.WON
        opportunity.is_open = False
        changes = change(
            opportunity,
            now,
            state=outcome.state,
            status_reason_id=reason.id,
            actual_revenue=opportunity.estimated_revenue if won else 0,
            actual_close_date=now.date(),
        )
        close = OpportunityClose(
            id=new_id("OpportunityClose"),
            opportunity_id=opportunity.id,
            outcome=outcome,
            status_reason_id=reason.id,
            actual_revenue=opportunity.actual_revenue,
            currency=opportunity.currency,
            actual_close_date=now.date(),
            stage_at_close=opportunity.stage,
            closed_by_id=actor,
            closed_at=now,
        )
        session.add(close)
        payload = {"opportunityId": opportunity.id, "closeId": close.id, "outcome": outcome.value}
        await record_event(session, "OpportunityClosed", opportunity, payload, actor, now, changes)
    return opportunity, close


async def _locked(session: AsyncSession, opportunity_id: str) -> Opportunity | None:
    return await session.scalar(
        select(Opportunity).where(col(Opportunity.id) == opportunity_id).with_for_update()
    )


def _open_quotes(opportunity_id: str) -> Any:
    return (
        select(Quote)
        .where(
            col(Quote.opportunity_id) == opportunity_id,
            col(Quote.state).in_((QuoteState.ACTIVE, QuoteState.DRAFT)),
        )
        .order_by(col(Quote.created_at).desc(), col(Quote.id).desc())
    )


def _default_reason() -> Any:
    return select(StatusReason).where(col(StatusReason.is_default), col(StatusReason.is_active))
