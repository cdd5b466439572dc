"""States of opportunities and quotes, the moves allowed, and which quote states block a close."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final


class OpportunityState(StrEnum):
    """Dynamics statecode 0, 1, 2."""

    OPEN = "OPEN"
    WON = "WON"
    LOST = "LOST"


class OpportunityOutcome(StrEnum):
    """How an opportunity is closed; each is the state it leads to."""

    WON = "WON"
    LOST = "LOST"

    @property
    def state(self) -> OpportunityState:
        return OpportunityState(self.value)


class QuoteState(StrEnum):
    """Dynamics statecode 0, 1, 2, 3."""

    DRAFT = "DRAFT"
    ACTIVE = "ACTIVE"
    WON = "WON"
    CLOSED = "CLOSED"


QUOTE_MOVES: Final[Mapping[QuoteState, frozenset[QuoteState]]] = {
    QuoteState.DRAFT: frozenset({QuoteState.ACTIVE, QuoteState.CLOSED}),
    QuoteState.ACTIVE: frozenset({QuoteState.WON, QuoteState.CLOSED}),
    QuoteState.WON: frozenset(),
    QuoteState.CLOSED: frozenset(),
}
"""From each state, where a quote may go; WON and CLOSED are terminal."""

DELETABLE_QUOTE_STATES: Final = frozenset(QUOTE_MOVES) - frozenset().union(*QUOTE_MOVES.values())
"""The states that no move leads to: a quote in one was never in any other."""

OPEN_QUOTE_STATES: Final = frozenset(
    state for state, moves in QUOTE_MOVES.items() if QuoteState.CLOSED in moves
)
"""The states that closeQuotes closes."""

EDITABLE_QUOTE_STATES: Final = frozenset({QuoteState.DRAFT})
"""The states in which a quote can be edited."""

REVISABLE_QUOTE_STATES: Final = frozenset({QuoteState.ACTIVE, QuoteState.CLOSED})
"""The states of which reviseQuote makes a new draft."""

BLOCKING_QUOTE_STATES: Final = frozenset({QuoteState.ACTIVE})
"""THE RULE: no opportunity is closed while one of its quotes is in one of these states.

Source: Dynamics 365 Project Operations, "Close an opportunity". The tables' constraint is made
from this set."""
