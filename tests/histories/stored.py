"""What a history has left in a database, and what its model says of the same."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Executable, delete, func, select
from sqlmodel import col

from db.database import Database
from db.tables import (
    EventRow,
    IdempotencyKey,
    Opportunity,
    OpportunityClose,
    OpportunityReopening,
    Quote,
    StatusReason,
)
from tests.histories.model import Deal
from tests.histories.reason_model import Reason
from tests.histories.record_model import POINTER, Record


def modelled(deals: Sequence[Deal]) -> list[dict[str, Any]]:
    """What a database is to say of these opportunities."""
    return [
        {
            "standing": None
            if deal.deleted
            else (
                deal.state,
                deal.is_open,
                deal.status_reason,
                deal.probability,
                deal.version,
            ),
            "offers": {
                offer.id: (
                    offer.state,
                    deal.is_open,
                    offer.status_reason,
                    offer.name,
                    offer.revision,
                    offer.version,
                )
                for offer in deal.offers
            },
            "events": deal.events,
            "closes": sorted(deal.closes),
            "reopened": sorted(deal.reopened),
        }
        for deal in deals
    ]


async def stored(database: Database, deals: Sequence[Deal]) -> list[dict[str, Any]]:
    """What it does say."""
    wanted = [deal.id for deal in deals]
    deal, of, about = col(Opportunity.id), col(Quote.opportunity_id), col(EventRow.opportunity_id)
    close, closed = col(OpportunityClose.id), col(OpportunityClose.opportunity_id)
    undoing = col(OpportunityReopening.close_id)
    standings: dict[str, tuple[Any, ...]] = {}
    offers: dict[str, dict[str, tuple[Any, ...]]] = defaultdict(dict)
    events, closes, reopened = (defaultdict[str, list[str]](list) for _ in range(3))
    async with database.reader.connect() as connection:

        async def rows(statement: Executable) -> Sequence[Any]:
            return (await connection.execute(statement)).all()

        standing = (
            deal,
            col(Opportunity.state),
            col(Opportunity.is_open),
            col(Opportunity.status_reason_id),
            col(Opportunity.probability),
            col(Opportunity.version),
        )
        for key, *row in await rows(select(*standing).where(deal.in_(wanted))):
            standings[key] = tuple(row)
        offer = (of, col(Quote.id), col(Quote.state), col(Quote.opportunity_is_open))
        further = (
            col(Quote.status_reason_id),
            col(Quote.name),
            col(Quote.revision),
            col(Quote.version),
        )
        for key, identifier, *row in await rows(select(*offer, *further).where(of.in_(wanted))):
            offers[key][identifier] = tuple(row)
        for key, kind in await rows(
            select(about, col(EventRow.type)).where(about.in_(wanted)).order_by(col(EventRow.id))
        ):
            events[key].append(kind)
        for key, identifier, undone in await rows(
            select(closed, close, undoing)
            .outerjoin(OpportunityReopening, undoing == close)
            .where(closed.in_(wanted))
            .order_by(close)
        ):
            closes[key].append(identifier)
            reopened[key] += [undone] if undone else []
    return [
        {
            "standing": standings.get(key),
            "offers": offers[key],
            "events": events[key],
            "closes": closes[key],
            "reopened": reopened[key],
        }
        for key in wanted
    ]


async def stored_reasons(database: Database, reasons: Sequence[Reason]) -> list[tuple[Any, ...]]:
    """How these status reasons stand, each as its model's `standing`."""
    identifier, label = col(StatusReason.id), col(StatusReason.label_en)
    flags = col(StatusReason.is_default), col(StatusReason.is_active)
    wanted = select(identifier, *flags, label, col(StatusReason.version)).where(
        identifier.in_([each.id for each in reasons])
    )
    async with database.reader.connect() as connection:
        found = {key: tuple(row) for key, *row in await connection.execute(wanted)}
    return [found[each.id] for each in reasons]


async def stored_records(database: Database, records: Sequence[Record]) -> list[tuple[Any, ...]]:
    """How these records stand, each as its model's `standing`."""
    found = []
    async with database.reader.connect() as connection:
        for each in records:
            columns = each.entity.model.__table__.c  # type: ignore[attr-defined]
            pointer = POINTER.get(each.entity.name)
            chosen = [columns.name, columns.version, *([columns[pointer]] if pointer else [])]
            row = (await connection.execute(select(*chosen).where(columns.id == each.id))).one()
            found.append(tuple(row))
    return found


async def last_event(database: Database) -> str:
    """The last one's id."""
    async with database.reader.connect() as connection:
        return (await connection.execute(select(func.max(col(EventRow.id))))).scalar() or ""


async def events_after(database: Database, last: str) -> list[str]:
    """The kinds of those that came later and aren't an opportunity's, in order."""
    identifier = col(EventRow.id)
    wanted = select(col(EventRow.type)).where(
        identifier > last, col(EventRow.opportunity_id).is_(None)
    )
    async with database.reader.connect() as connection:
        return list((await connection.execute(wanted.order_by(identifier))).scalars())


async def without_keys(database: Database) -> None:
    """Forget all idempotency keys."""
    async with database.writer.begin() as connection:
        await connection.execute(delete(IdempotencyKey))
