"""May this quote be created or activated, and what does it come to: facts in, decision out."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from domain.lifecycle import QUOTE_MOVES, OpportunityState, QuoteState
from domain.refusals import InvalidTransition, OpportunityNotOpen, Refusal, Refused

MAX_LINES: Final = 500
MAX_OPEN_QUOTES: Final = 500


@dataclass(frozen=True, slots=True)
class LineAmounts:
    """What one line comes to, in 10⁻⁴: `base` is quantity times unit price, rounded."""

    base: int
    discount: int
    tax: int

    @property
    def amount(self) -> int:
        return self.base - self.discount + self.tax


@dataclass(frozen=True, slots=True)
class Totals:
    """What a quote comes to, in 10⁻⁴; `lines` is the sum of its lines' amounts."""

    lines: int
    tax: int
    total: int


def total(lines: Iterable[LineAmounts], discount: int, freight: int) -> Totals:
    """Integer addition all through: nothing is rounded twice."""
    lines = tuple(lines)
    amounts = sum(line.amount for line in lines)
    return Totals(amounts, sum(line.tax for line in lines), amounts - discount + freight)


@dataclass(frozen=True, slots=True)
class Proceed:
    """It may be done."""


def decide_create_quote(
    opportunity_id: str, state: OpportunityState, findings: Iterable[Refusal] = ()
) -> Proceed | Refused:
    """A quote is created as a draft, on an open opportunity only."""
    if state is not OpportunityState.OPEN:
        return Refused((OpportunityNotOpen(opportunity_id, state),))
    reasons = tuple(findings)
    return Refused(reasons) if reasons else Proceed()


@dataclass(frozen=True, slots=True)
class MoveFacts:
    """A quote that is to move, and the state of its opportunity."""

    quote_id: str
    quote_state: QuoteState
    opportunity_id: str
    opportunity_state: OpportunityState


def decide_activate_quote(facts: MoveFacts, findings: Iterable[Refusal] = ()) -> Proceed | Refused:
    """A draft of an open opportunity may be activated: the invariant's other half."""
    if facts.opportunity_state is not OpportunityState.OPEN:
        return Refused((OpportunityNotOpen(facts.opportunity_id, facts.opportunity_state),))
    reasons = [*findings]
    if QuoteState.ACTIVE not in QUOTE_MOVES[facts.quote_state]:
        reasons.append(
            InvalidTransition(
                ("input", "quoteId"),
                facts.quote_id,
                facts.quote_state,
                QuoteState.ACTIVE,
            )
        )
    return Refused(tuple(reasons)) if reasons else Proceed()
