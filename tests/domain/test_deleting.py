"""What may be deleted: one's own, and only while nothing is lost."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.deleting import (
    Delete,
    OpportunityToDelete,
    QuoteToDelete,
    decide_delete_opportunity,
    decide_delete_quote,
)
from domain.lifecycle import (
    DELETABLE_QUOTE_STATES,
    QUOTE_MOVES,
    OpportunityState,
    QuoteState,
)
from domain.refusals import (
    NotFound,
    OpportunityKeepsCloses,
    OpportunityKeepsQuotes,
    OpportunityNotOpen,
    PermissionDenied,
    QuoteNotDeletable,
    Refused,
)

ME, THEM = "usr_me", "usr_them"
OPEN, WON, LOST = OpportunityState
OPPORTUNITY_ID, QUOTE_ID = ("input", "opportunityId"), ("input", "quoteId")
FINDING = NotFound(("input",), "x")

quotes = st.builds(
    QuoteToDelete,
    st.uuids().map(str),
    st.sampled_from([QuoteState.DRAFT, QuoteState.DRAFT, *QuoteState]),
    st.sampled_from([ME, ME, ME, THEM]),
)
deals = st.builds(
    OpportunityToDelete,
    st.just("opp_1"),
    st.sampled_from(OpportunityState),
    st.sampled_from([ME, ME, THEM]),
    st.booleans(),
    st.lists(quotes, max_size=4).map(tuple),
)


def deal(
    *of: QuoteToDelete, state: OpportunityState = OPEN, closed: bool = False
) -> Delete | Refused:
    return decide_delete_opportunity(ME, OpportunityToDelete("opp_1", state, ME, closed, of))


def test_a_quote_that_can_go_was_never_in_another_state() -> None:
    assert set(DELETABLE_QUOTE_STATES) == {QuoteState.DRAFT}
    assert not DELETABLE_QUOTE_STATES & {to for moves in QUOTE_MOVES.values() for to in moves}


def test_an_opportunity_goes_with_drafts_of_ones_own() -> None:
    mine = QuoteToDelete("quo_1", QuoteState.DRAFT, ME)

    assert deal() == Delete()
    assert deal(mine, mine) == Delete()


@pytest.mark.parametrize(
    ("state", "closed"), [(OPEN, True), (WON, True), (LOST, True), (LOST, False)]
)
def test_one_that_was_ever_closed_stays(state: OpportunityState, *, closed: bool) -> None:
    assert deal(state=state, closed=closed) == Refused((OpportunityKeepsCloses("opp_1", state),))


def test_every_quote_in_the_way_is_named_in_their_order_and_no_other() -> None:
    others = [
        QuoteToDelete(f"quo_{number}", state, maker)
        for number, (state, maker) in enumerate(product(QuoteState, (ME, THEM)))
    ]
    in_the_way = tuple(each.id for each in others[1:])

    assert deal(*others) == Refused((OpportunityKeepsQuotes("opp_1", OPEN, in_the_way),))


def test_not_ones_own_is_said_alone() -> None:
    kept = QuoteToDelete("quo_1", QuoteState.WON, THEM)
    theirs = OpportunityToDelete("opp_1", WON, THEM, was_closed=True, quotes=(kept,))

    assert decide_delete_opportunity(ME, theirs, [FINDING]) == Refused(
        (PermissionDenied(OPPORTUNITY_ID, "deleteOpportunity.ofOthers"),)
    )
    for state in OpportunityState:
        assert decide_delete_quote(ME, kept, "opp_1", state, [FINDING]) == Refused(
            (PermissionDenied(QUOTE_ID, "deleteQuote.ofOthers"),)
        )


@given(deals, st.lists(st.just(FINDING), max_size=1))
def test_every_reason_is_said_at_once_and_nothing_goes_with_one(
    facts: OpportunityToDelete, findings: list[NotFound]
) -> None:
    decision = decide_delete_opportunity(ME, facts, findings)

    kept = [each for each in facts.quotes if (each.state, each.created_by_id) != ("DRAFT", ME)]
    closed = facts.was_closed or facts.state is not OPEN
    if isinstance(decision, Delete):
        assert (facts.created_by_id, closed, kept, findings) == (ME, False, [], [])
    elif facts.created_by_id == ME:
        kinds = [type(each) for each in decision.reasons]
        assert kinds == [
            *[NotFound] * bool(findings),
            *[OpportunityKeepsCloses] * closed,
            *[OpportunityKeepsQuotes] * bool(kept),
        ]


@pytest.mark.parametrize("state", QuoteState)
def test_a_draft_goes_and_nothing_else(state: QuoteState) -> None:
    quote = QuoteToDelete("quo_1", state, ME)
    kept = QuoteNotDeletable(QUOTE_ID, "opp_1", "quo_1", state)
    is_draft = state is QuoteState.DRAFT

    assert decide_delete_quote(ME, quote, "opp_1", OPEN) == (
        Delete() if is_draft else Refused((kept,))
    )
    assert decide_delete_quote(ME, quote, "opp_1", OPEN, [FINDING]) == Refused(
        (FINDING,) if is_draft else (FINDING, kept)
    )
    for closed in (WON, LOST):
        assert decide_delete_quote(ME, quote, "opp_1", closed, [FINDING]) == Refused(
            (OpportunityNotOpen("opp_1", closed),)
        )
