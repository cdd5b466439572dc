"""May an open opportunity be edited, a quote created, edited, activated, revised, won."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from domain.lifecycle import (
    EDITABLE_QUOTE_STATES,
    OPEN_QUOTE_STATES,
    QUOTE_MOVES,
    REVISABLE_QUOTE_STATES,
    OpportunityState,
    QuoteState,
)
from domain.refusals import (
    InvalidTransition,
    OpportunityNotOpen,
    QuoteNotEditable,
    QuoteNotRevisable,
    Refusal,
    Refused,
    RevisionExists,
)

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
    return _proceed(opportunity_id, state, findings)


def decide_update_opportunity(
    opportunity_id: str, state: OpportunityState, findings: Iterable[Refusal] = ()
) -> Proceed | Refused:
    """A closed opportunity is read-only until it is reopened."""
    return _proceed(opportunity_id, state, findings)


@dataclass(frozen=True, slots=True)
class MoveFacts:
    """A quote that is to be changed, and the state of its opportunity."""

    quote_id: str
    quote_state: QuoteState
    opportunity_id: str
    opportunity_state: OpportunityState


@dataclass(frozen=True, slots=True)
class QuoteFacts:
    """A quote of the opportunity, as far as the others ask."""

    id: str
    state: QuoteState


_QUOTE_ID = ("input", "quoteId")


def decide_activate_quote(facts: MoveFacts, findings: Iterable[Refusal] = ()) -> Proceed | Refused:
    """A draft of an open opportunity may be activated: the invariant's other half."""
    return _proceed(
        facts.opportunity_id,
        facts.opportunity_state,
        [*findings, *_moves(facts, QuoteState.ACTIVE)],
    )


def decide_update_quote(facts: MoveFacts, findings: Iterable[Refusal] = ()) -> Proceed | Refused:
    """Only a draft can be edited: what the customer has seen stays as it was."""
    reasons = [*findings]
    if facts.quote_state not in EDITABLE_QUOTE_STATES:
        reasons.append(QuoteNotEditable(_QUOTE_ID, facts.quote_id, facts.quote_state))
    return _move(facts, reasons)


@dataclass(frozen=True, slots=True)
class Win:
    """It may be won; these are closed as lost."""

    quote_ids: tuple[str, ...]


def decide_win_quote(
    facts: MoveFacts, quotes: Iterable[QuoteFacts], findings: Iterable[Refusal] = ()
) -> Win | Refused:
    """An active quote of an open opportunity may be won; every other open one is closed by that."""
    decision = _proceed(
        facts.opportunity_id, facts.opportunity_state, [*findings, *_moves(facts, QuoteState.WON)]
    )
    if isinstance(decision, Refused):
        return decision
    return Win(
        tuple(
            quote.id
            for quote in quotes
            if quote.state in OPEN_QUOTE_STATES and quote.id != facts.quote_id
        )
    )


@dataclass(frozen=True, slots=True)
class Revise:
    """It may be revised; an active one is closed as REVISED, a closed one left as it is."""

    closes: bool


def decide_revise_quote(
    facts: MoveFacts, revisions: Iterable[QuoteFacts], findings: Iterable[Refusal] = ()
) -> Revise | Refused:
    """An active or closed quote may be revised, unless another revision of it is open.

    `revisions` are the quotes of its number. Source: Dynamics 365 Sales, "Revise quote";
    0x80048d00 (QuoteReviseExistingActiveQuote).
    """
    reasons = [*findings]
    if facts.quote_state not in REVISABLE_QUOTE_STATES:
        reasons.append(QuoteNotRevisable(_QUOTE_ID, facts.quote_id, facts.quote_state))
    else:
        reasons += [
            RevisionExists(_QUOTE_ID, quote.id, quote.state)
            for quote in revisions
            if quote.state in OPEN_QUOTE_STATES and quote.id != facts.quote_id
        ]
    decision = _move(facts, reasons)
    if isinstance(decision, Refused):
        return decision
    return Revise(closes=facts.quote_state in OPEN_QUOTE_STATES)


def _moves(facts: MoveFacts, target: QuoteState) -> Iterable[Refusal]:
    if target not in QUOTE_MOVES[facts.quote_state]:
        yield InvalidTransition(_QUOTE_ID, facts.quote_id, facts.quote_state, target)


def _move(facts: MoveFacts, reasons: Iterable[Refusal]) -> Proceed | Refused:
    return _proceed(facts.opportunity_id, facts.opportunity_state, reasons)


def _proceed(
    opportunity_id: str, state: OpportunityState, reasons: Iterable[Refusal]
) -> Proceed | Refused:
    """A closed opportunity is answered with that alone, anything else with every reason."""
    if state is not OpportunityState.OPEN:
        return Refused((OpportunityNotOpen(opportunity_id, state),))
    reasons = tuple(reasons)
    return Refused(reasons) if reasons else Proceed()
