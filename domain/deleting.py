"""May an opportunity or a quote be deleted: one's own drafts may, where nothing is lost."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from domain.lifecycle import DELETABLE_QUOTE_STATES, OpportunityState, QuoteState
from domain.refusals import (
    OpportunityKeepsCloses,
    OpportunityKeepsQuotes,
    OpportunityNotOpen,
    PermissionDenied,
    QuoteNotDeletable,
    Refusal,
    Refused,
)

DELETE_OTHERS_OPPORTUNITY: Final = "deleteOpportunity.ofOthers"
DELETE_OTHERS_QUOTE: Final = "deleteQuote.ofOthers"
"""Rights that nobody has yet: a mutation, and which records it takes the right for."""

_OPPORTUNITY_ID: Final = ("input", "opportunityId")
_QUOTE_ID: Final = ("input", "quoteId")


@dataclass(frozen=True, slots=True)
class QuoteToDelete:
    """A quote, and who made it."""

    id: str
    state: QuoteState
    created_by_id: str

    def may_go(self, actor_id: str) -> bool:
        return self.state in DELETABLE_QUOTE_STATES and self.created_by_id == actor_id


@dataclass(frozen=True, slots=True)
class OpportunityToDelete:
    """An opportunity, who made it, whether it was ever closed, and all its quotes."""

    id: str
    state: OpportunityState
    created_by_id: str
    was_closed: bool
    quotes: tuple[QuoteToDelete, ...]


@dataclass(frozen=True, slots=True)
class Delete:
    """It may be deleted."""


def decide_delete_opportunity(
    actor_id: str, facts: OpportunityToDelete, findings: Iterable[Refusal] = ()
) -> Delete | Refused:
    """One's own opportunity may be deleted if it was never closed and all its quotes may be.

    One that is WON or LOST is answered as one that was reopened since: what was closed stays on
    record, and reopening it wouldn't help.
    """
    if facts.created_by_id != actor_id:
        return Refused((PermissionDenied(_OPPORTUNITY_ID, DELETE_OTHERS_OPPORTUNITY),))
    reasons = [*findings]
    if facts.was_closed or facts.state is not OpportunityState.OPEN:
        reasons.append(OpportunityKeepsCloses(facts.id, facts.state))
    kept = tuple([quote.id for quote in facts.quotes if not quote.may_go(actor_id)])
    if kept:
        reasons.append(OpportunityKeepsQuotes(facts.id, facts.state, kept))
    return Refused(tuple(reasons)) if reasons else Delete()


def decide_delete_quote(
    actor_id: str,
    quote: QuoteToDelete,
    opportunity_id: str,
    opportunity_state: OpportunityState,
    findings: Iterable[Refusal] = (),
) -> Delete | Refused:
    """One's own draft on an open opportunity may be deleted: it was never anything else."""
    if quote.created_by_id != actor_id:
        return Refused((PermissionDenied(_QUOTE_ID, DELETE_OTHERS_QUOTE),))
    if opportunity_state is not OpportunityState.OPEN:
        return Refused((OpportunityNotOpen(opportunity_id, opportunity_state),))
    reasons = [*findings]
    if quote.state not in DELETABLE_QUOTE_STATES:
        reasons.append(QuoteNotDeletable(_QUOTE_ID, opportunity_id, quote.id, quote.state))
    return Refused(tuple(reasons)) if reasons else Delete()
