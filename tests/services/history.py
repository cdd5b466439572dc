"""A small model of opportunities and quotes, and the same read from a database."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Executable, select
from sqlmodel import col

from db.database import Database
from db.tables import EventRow, Opportunity, OpportunityClose, OpportunityReopening, Quote
from domain.lifecycle import OpportunityOutcome, OpportunityState, QuoteState
from domain.refusals import (
    ActiveQuotesRemain,
    AlreadyClosed,
    DraftQuotesRemain,
    NotFound,
    OpportunityVersionConflict,
    QuoteVersionConflict,
    Refusal,
    Refused,
)

VERSION = ("input", "expectedVersion")
QUOTE_ID, OPPORTUNITY_ID = ("input", "quoteId"), ("input", "opportunityId")


@dataclass(slots=True)
class Log:
    """What each version changed: the fields' names, by version."""

    of: dict[int, frozenset[str]] = field(default_factory=dict)

    def since(self, version: int) -> tuple[str, ...]:
        return tuple(
            sorted({name for v, names in self.of.items() if v > version for name in names})
        )


@dataclass(slots=True)
class Offer:
    """What the model knows of a quote; its family are the revisions of its number, in order."""

    id: str
    deal: "Deal"
    created_at: datetime
    family: "list[Offer]"
    state: QuoteState = QuoteState.DRAFT
    name: str = "Offer"
    version: int = 1
    log: Log = field(default_factory=Log)
    deleted: bool = False

    @property
    def is_open(self) -> bool:
        return self.state in {QuoteState.DRAFT, QuoteState.ACTIVE}

    @property
    def revision(self) -> int:
        return 1 + [each.id for each in self.family].index(self.id)

    def changed(self, *fields: str) -> None:
        self.version += 1
        self.log.of[self.version] = frozenset(fields)

    def move(self, state: QuoteState) -> None:
        self.state = state
        ends = ("closedOn",) if state in {QuoteState.WON, QuoteState.CLOSED} else ()
        self.changed("state", "statusReason", *ends)


@dataclass(slots=True)
class Deal:
    """What the model knows of an opportunity: versions count changes, events name them."""

    id: str
    state: OpportunityState = OpportunityState.OPEN
    events: list[str] = field(default_factory=lambda: ["OpportunityCreated"])
    version: int = 1
    offers: list[Offer] = field(default_factory=list)
    closes: list[str] = field(default_factory=list)
    reopened: set[str] = field(default_factory=set)
    probability: int | None = None
    log: Log = field(default_factory=Log)
    deleted: bool = False

    @property
    def is_open(self) -> bool:
        return self.state is OpportunityState.OPEN

    def changed(self, *events: str, fields: Iterable[str] = ("quotes",)) -> None:
        self.version += 1
        self.events += events
        self.log.of[self.version] = frozenset(fields)

    def move(self, state: OpportunityState) -> list[str]:
        """The fields that closing it, or reopening it, changes: it has no estimate."""
        lost = OpportunityState.LOST in {self.state, state}
        self.state = state
        # What is won without an estimate brings nothing known; what is lost brings 0.
        return ["state", "statusReason", "actualCloseDate", *(["actualRevenue"] if lost else [])]

    def in_state(self, *states: QuoteState) -> list[Offer]:
        """Newest first."""
        newest_first = sorted(
            self.offers, key=lambda offer: (offer.created_at, offer.id), reverse=True
        )
        return [offer for offer in newest_first if offer.state in states]

    def lose(self, offer: Offer) -> None:
        """A draft is deleted. It was the last of its family, for that has one open at most."""
        offer.deleted = True
        assert offer.family.pop() is offer
        self.offers.remove(offer)

    def open_offers(self) -> list[Offer]:
        return self.in_state(QuoteState.DRAFT, QuoteState.ACTIVE)

    def close_offers(self, offers: list[Offer]) -> None:
        for offer in offers:
            offer.move(QuoteState.CLOSED)

    def close(self, result: OpportunityOutcome, offers: list[Offer], close_id: str) -> None:
        """It is closed, after these of its quotes."""
        self.close_offers(offers)
        fields = [*self.move(result.state), *(["quotes"] if offers else [])]
        self.closes.append(close_id)
        self.changed(*(["QuotesClosed"] if offers else []), "OpportunityClosed", fields=fields)


def may_be_closed(
    deal: Deal, given: int | None, *, along: bool, drafts_block: bool
) -> list[Offer] | Refused:
    """The quotes that are closed with it, or why it can't be closed."""
    if deal.deleted:
        return gone(deal)
    if not deal.is_open:
        return Refused((AlreadyClosed(deal.id, deal.state),))
    reasons = conflicts(deal, given)
    active, drafts = deal.in_state(QuoteState.ACTIVE), deal.in_state(QuoteState.DRAFT)
    if active and not along:
        reasons.append(ActiveQuotesRemain(deal.id, ids(active)))
    if drafts and drafts_block and not along:
        reasons.append(DraftQuotesRemain(deal.id, ids(drafts)))
    if reasons:
        return Refused(tuple(reasons))
    return deal.open_offers() if along else []


def gone(subject: Deal | Offer) -> Refused:
    """What a call on something that was deleted is answered."""
    path = OPPORTUNITY_ID if isinstance(subject, Deal) else QUOTE_ID
    return Refused((NotFound(path, subject.id),))


def ids(offers: list[Offer]) -> tuple[str, ...]:
    return tuple(offer.id for offer in offers)


def conflicts(deal: Deal, given: int | None) -> list[Refusal]:
    """The refusal of an expected version that isn't the present one, if it isn't."""
    if given is None or given == deal.version:
        return []
    since = deal.log.since(given)
    return [OpportunityVersionConflict(VERSION, deal.id, given, deal.version, since)]


def quote_conflicts(offer: Offer, given: int | None) -> list[Refusal]:
    """The same for a quote."""
    if given is None or given == offer.version:
        return []
    since = offer.log.since(given)
    return [QuoteVersionConflict(VERSION, offer.id, given, offer.version, since)]


def modelled(deals: Sequence[Deal]) -> list[dict[str, Any]]:
    """What a database is to say of these opportunities."""
    return [
        {
            "standing": None
            if deal.deleted
            else (deal.state, deal.is_open, deal.probability, deal.version),
            "offers": {
                offer.id: (offer.state, deal.is_open, offer.name, offer.revision, offer.version)
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
            col(Opportunity.probability),
            col(Opportunity.version),
        )
        for key, *row in await rows(select(*standing).where(deal.in_(wanted))):
            standings[key] = tuple(row)
        offer = (of, col(Quote.id), col(Quote.state), col(Quote.opportunity_is_open))
        further = (col(Quote.name), col(Quote.revision), col(Quote.version))
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
