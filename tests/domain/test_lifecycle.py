"""The states, the moves between them, and the sets that the closing rule is made of."""

from itertools import product

import pytest

from domain.lifecycle import (
    BLOCKING_QUOTE_STATES,
    OPEN_QUOTE_STATES,
    QUOTE_MOVES,
    OpportunityOutcome,
    OpportunityState,
    QuoteState,
)

ALLOWED = {
    ("DRAFT", "ACTIVE"),
    ("DRAFT", "CLOSED"),
    ("ACTIVE", "WON"),
    ("ACTIVE", "CLOSED"),
}


def test_the_states_are_spelled_as_they_are_stored_and_sent() -> None:
    assert [str(state) for state in OpportunityState] == ["OPEN", "WON", "LOST"]
    assert [str(state) for state in QuoteState] == ["DRAFT", "ACTIVE", "WON", "CLOSED"]
    assert [str(outcome) for outcome in OpportunityOutcome] == ["WON", "LOST"]


@pytest.mark.parametrize(
    ("outcome", "state"),
    [
        (OpportunityOutcome.WON, OpportunityState.WON),
        (OpportunityOutcome.LOST, OpportunityState.LOST),
    ],
)
def test_given_an_outcome_then_it_leads_to_the_state_of_its_name(
    outcome: OpportunityOutcome, state: OpportunityState
) -> None:
    assert outcome.state is state


@pytest.mark.parametrize(("source", "target"), list(product(QuoteState, QuoteState)))
def test_given_two_quote_states_then_the_move_is_allowed_exactly_if_it_is_listed(
    source: QuoteState, target: QuoteState
) -> None:
    assert (target in QUOTE_MOVES[source]) is ((source, target) in ALLOWED)


def test_every_quote_state_says_where_it_leads() -> None:
    assert set(QUOTE_MOVES) == set(QuoteState)


def test_won_and_closed_are_terminal() -> None:
    assert {state for state, moves in QUOTE_MOVES.items() if not moves} == {
        QuoteState.WON,
        QuoteState.CLOSED,
    }


def test_an_active_quote_blocks_a_close_and_nothing_else_does() -> None:
    assert {QuoteState.ACTIVE} == BLOCKING_QUOTE_STATES


def test_drafts_and_active_quotes_are_what_close_quotes_closes() -> None:
    assert {QuoteState.DRAFT, QuoteState.ACTIVE} == OPEN_QUOTE_STATES


def test_whatever_blocks_can_be_closed_so_that_no_opportunity_is_stuck() -> None:
    assert BLOCKING_QUOTE_STATES <= OPEN_QUOTE_STATES
