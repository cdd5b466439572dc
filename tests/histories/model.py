"""A small model of opportunities and quotes."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

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
from tests.histories.reason_model import Reasons
from tests.histories.versions import VERSION, Log

QUOTE_ID, OPPORTUNITY_ID = ("input", "quoteId"), ("input", "opportunityId")


@dataclass(slots=True)
class Offer:
    """What the model knows of a quote; its family are the revisions of its number, in order."""

    id: str
    deal: "Deal"
    created_at: datetime
    family: "list[Offer]"
    status_reason: str
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

    def move(self, state: QuoteState, status_reason: str | None = None) -> None:
        """For this reason, or the default one."""
        self.state = state
        self.status_reason = status_reason or self.deal.reasons.default(state).id
        ends = ("closedOn",) if state in {QuoteState.WON, QuoteState.CLOSED} else ()
        self.changed("state", "statusReason", *ends)


@dataclass(slots=True)
class Deal:
    """What the model knows of an opportunity: versions count changes, events name them."""

    id: str
    reasons: Reasons
    status_reason: str
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

    def move(self, state: OpportunityState, status_reason: str | None = None) -> list[str]:
        """The fields that closing it, or reopening it, changes: it has no estimate."""
        lost = OpportunityState.LOST in {self.state, state}
        self.state = state
        self.status_reason = status_reason or self.reasons.default(state).id
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

    def close_offers(self, offers: list[Offer], status_reason: str | None = None) -> None:
        for offer in offers:
            offer.move(QuoteState.CLOSED, status_reason)

    def close(
        self,
        result: OpportunityOutcome,
        offers: list[Offer],
        close_id: str,
        status_reason: str | None = None,
    ) -> None:
        """It is closed, after these of its quotes."""
        self.close_offers(offers)
        fields = [*self.move(result.state, status_reason), *(["quotes"] if offers else [])]
        self.closes.append(close_id)
        self.changed(*(["QuotesClosed"] if offers else []), "OpportunityClosed", fields=fields)


def may_be_closed(
    deal: Deal,
    given: int | None,
    findings: Iterable[Refusal] = (),
    *,
    along: bool,
    drafts_block: bool,
) -> list[Offer] | Refused:
    """The quotes that are closed with it, or why it can't be closed.

    `findings` are what is wrong with the other input.
    """
    if deal.deleted:
        return gone(deal)
    if not deal.is_open:
        return Refused((AlreadyClosed(deal.id, deal.state),))
    reasons = [*conflicts(deal, given), *findings]
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
