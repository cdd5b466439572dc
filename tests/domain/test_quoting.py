"""What may be done to a quote, and what a quote comes to, exactly."""

from decimal import Decimal, localcontext

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.lifecycle import OpportunityState, QuoteState
from domain.money import MAX_AMOUNT
from domain.quoting import (
    MAX_LINES,
    MAX_OPEN_QUOTES,
    LineAmounts,
    MoveFacts,
    Proceed,
    QuoteFacts,
    Revise,
    Totals,
    Win,
    decide_activate_quote,
    decide_create_quote,
    decide_revise_quote,
    decide_update_opportunity,
    decide_update_quote,
    decide_win_quote,
    total,
)
from domain.refusals import (
    InvalidInput,
    InvalidTransition,
    OpportunityNotOpen,
    Problem,
    QuoteNotEditable,
    QuoteNotRevisable,
    QuoteVersionConflict,
    Refusal,
    Refused,
    RevisionExists,
)

OPEN = OpportunityState.OPEN
CLOSED_STATES = [OpportunityState.WON, OpportunityState.LOST]
FINDING = InvalidInput(("input", "name"), Problem.BLANK)
CONFLICT = QuoteVersionConflict(("input", "expectedVersion"), "quo_1", 1, 2)

QUOTE_ID = ("input", "quoteId")
OTHERS = tuple(QuoteFacts(f"quo_{state}", state) for state in QuoteState)

amounts = st.integers(min_value=0, max_value=MAX_AMOUNT)
lines = st.lists(st.builds(LineAmounts, amounts, amounts, amounts), max_size=20)


# ── creating ────────────────────────────────────────────────────────────────────────────────────


def test_given_an_open_opportunity_then_a_quote_may_be_created() -> None:
    assert decide_create_quote("opp_1", OPEN) == Proceed()


def test_given_findings_then_creating_is_refused_with_all_of_them() -> None:
    findings: tuple[Refusal, ...] = (FINDING, CONFLICT)

    assert decide_create_quote("opp_1", OPEN, iter(findings)) == Refused(findings)


@pytest.mark.parametrize("state", CLOSED_STATES)
def test_given_a_closed_opportunity_when_creating_then_that_alone_is_said(
    state: OpportunityState,
) -> None:
    assert decide_create_quote("opp_1", state, [FINDING]) == Refused(
        (OpportunityNotOpen("opp_1", state),)
    )


# ── activating ──────────────────────────────────────────────────────────────────────────────────


def test_given_a_draft_of_an_open_opportunity_then_it_may_be_activated() -> None:
    facts = MoveFacts("quo_1", QuoteState.DRAFT, "opp_1", OPEN)

    assert decide_activate_quote(facts) == Proceed()


@pytest.mark.parametrize("state", [QuoteState.ACTIVE, QuoteState.WON, QuoteState.CLOSED])
def test_given_a_quote_that_is_no_draft_then_the_move_is_refused_after_the_findings(
    state: QuoteState,
) -> None:
    facts = MoveFacts("quo_1", state, "opp_1", OPEN)

    assert decide_activate_quote(facts, [CONFLICT]) == Refused(
        (
            CONFLICT,
            InvalidTransition(("input", "quoteId"), "quo_1", state, QuoteState.ACTIVE),
        )
    )


def test_given_a_draft_and_a_finding_then_activating_is_refused_with_it() -> None:
    facts = MoveFacts("quo_1", QuoteState.DRAFT, "opp_1", OPEN)

    assert decide_activate_quote(facts, [CONFLICT]) == Refused((CONFLICT,))


@pytest.mark.parametrize("state", CLOSED_STATES)
@pytest.mark.parametrize("quote_state", list(QuoteState))
def test_given_a_closed_opportunity_when_activating_then_that_alone_is_said(
    quote_state: QuoteState, state: OpportunityState
) -> None:
    facts = MoveFacts("quo_1", quote_state, "opp_1", state)

    assert decide_activate_quote(facts, [CONFLICT]) == Refused(
        (OpportunityNotOpen("opp_1", state),)
    )


# ── editing ─────────────────────────────────────────────────────────────────────────────────────


def test_given_an_open_opportunity_then_it_may_be_edited_unless_something_is_found() -> None:
    assert decide_update_opportunity("opp_1", OPEN) == Proceed()
    assert decide_update_opportunity("opp_1", OPEN, iter([FINDING])) == Refused((FINDING,))


def test_given_a_draft_then_it_may_be_edited_unless_something_is_found() -> None:
    facts = MoveFacts("quo_1", QuoteState.DRAFT, "opp_1", OPEN)

    findings: tuple[Refusal, ...] = (CONFLICT, FINDING)

    assert decide_update_quote(facts) == Proceed()
    assert decide_update_quote(facts, iter(findings)) == Refused(findings)


@pytest.mark.parametrize("state", [QuoteState.ACTIVE, QuoteState.WON, QuoteState.CLOSED])
def test_given_a_quote_that_is_no_draft_then_it_cant_be_edited(state: QuoteState) -> None:
    facts = MoveFacts("quo_1", state, "opp_1", OPEN)
    reason = QuoteNotEditable(QUOTE_ID, "quo_1", state)

    assert decide_update_quote(facts) == Refused((reason,))
    assert decide_update_quote(facts, [CONFLICT]) == Refused((CONFLICT, reason))


# ── winning ─────────────────────────────────────────────────────────────────────────────────────


def test_given_an_active_quote_then_it_may_be_won_and_the_other_open_ones_are_closed() -> None:
    facts = MoveFacts("quo_1", QuoteState.ACTIVE, "opp_1", OPEN)
    itself = QuoteFacts("quo_1", QuoteState.ACTIVE)

    assert decide_win_quote(facts, iter([itself, *OTHERS])) == Win(("quo_DRAFT", "quo_ACTIVE"))
    assert decide_win_quote(facts, [itself]) == Win(())
    assert decide_win_quote(facts, OTHERS, [CONFLICT]) == Refused((CONFLICT,))


@pytest.mark.parametrize("state", [QuoteState.DRAFT, QuoteState.WON, QuoteState.CLOSED])
def test_given_a_quote_that_isnt_active_then_it_cant_be_won(state: QuoteState) -> None:
    facts = MoveFacts("quo_1", state, "opp_1", OPEN)

    assert decide_win_quote(facts, OTHERS, [CONFLICT]) == Refused(
        (CONFLICT, InvalidTransition(QUOTE_ID, "quo_1", state, QuoteState.WON))
    )


# ── revising ────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("state", "closes"), [(QuoteState.ACTIVE, True), (QuoteState.CLOSED, False)]
)
def test_given_no_other_open_revision_then_it_may_be_revised_and_an_active_one_is_closed(
    state: QuoteState, *, closes: bool
) -> None:
    facts = MoveFacts("quo_1", state, "opp_1", OPEN)
    revisions = [QuoteFacts("quo_1", state), QuoteFacts("quo_2", QuoteState.CLOSED)]

    assert decide_revise_quote(facts, iter(revisions)) == Revise(closes)
    assert decide_revise_quote(facts, revisions, [CONFLICT]) == Refused((CONFLICT,))


@pytest.mark.parametrize("state", [QuoteState.ACTIVE, QuoteState.CLOSED])
def test_given_other_open_revisions_then_each_is_named_after_what_is_found(
    state: QuoteState,
) -> None:
    facts = MoveFacts("quo_1", state, "opp_1", OPEN)

    assert decide_revise_quote(facts, OTHERS, iter([CONFLICT])) == Refused(
        (
            CONFLICT,
            RevisionExists(QUOTE_ID, "quo_DRAFT", QuoteState.DRAFT),
            RevisionExists(QUOTE_ID, "quo_ACTIVE", QuoteState.ACTIVE),
        )
    )


@pytest.mark.parametrize("state", [QuoteState.DRAFT, QuoteState.WON])
def test_given_a_draft_or_a_won_quote_then_it_alone_is_why_it_cant_be_revised(
    state: QuoteState,
) -> None:
    facts = MoveFacts("quo_1", state, "opp_1", OPEN)
    reason = QuoteNotRevisable(QUOTE_ID, "quo_1", state)

    assert decide_revise_quote(facts, OTHERS) == Refused((reason,))
    assert decide_revise_quote(facts, (), [CONFLICT]) == Refused((CONFLICT, reason))


@pytest.mark.parametrize("state", CLOSED_STATES)
@pytest.mark.parametrize("quote_state", list(QuoteState))
def test_given_a_closed_opportunity_then_that_alone_is_said_whatever_is_asked(
    quote_state: QuoteState, state: OpportunityState
) -> None:
    facts = MoveFacts("quo_1", quote_state, "opp_1", state)

    refused = Refused((OpportunityNotOpen("opp_1", state),))
    assert decide_update_opportunity("opp_1", state, [FINDING]) == refused
    assert decide_update_quote(facts, [CONFLICT]) == refused
    assert decide_win_quote(facts, OTHERS, [CONFLICT]) == refused
    assert decide_revise_quote(facts, OTHERS, [CONFLICT]) == refused


# ── totals ──────────────────────────────────────────────────────────────────────────────────────


def test_given_no_lines_then_the_total_is_the_freight() -> None:
    assert total((), 0, 125_000) == Totals(lines=0, tax=0, total=125_000)


def test_given_lines_then_amounts_taxes_and_total_are_added_up() -> None:
    quote = (
        LineAmounts(base=1_000_000, discount=100_000, tax=90_000),
        LineAmounts(base=1, discount=0, tax=0),
    )

    assert [line.amount for line in quote] == [990_000, 1]
    assert total(quote, 40_001, 5_000) == Totals(lines=990_001, tax=90_000, total=955_000)


@settings(deadline=None)
@given(lines=lines, discount=amounts, freight=amounts)
def test_given_any_amounts_then_the_totals_are_exact(
    lines: list[LineAmounts], discount: int, freight: int
) -> None:
    with localcontext(prec=60):
        unit = Decimal("0.0001")
        base = sum((line.base * unit for line in lines), Decimal(0))
        off = sum((line.discount * unit for line in lines), Decimal(0))
        tax = sum((line.tax * unit for line in lines), Decimal(0))

        totals = total(lines, discount, freight)

        assert totals.lines * unit == base - off + tax
        assert totals.tax * unit == tax
        assert totals.total * unit == base - off + tax - discount * unit + freight * unit


@settings(deadline=None)
@given(lines=lines, discount=amounts, freight=amounts, data=st.data())
def test_given_any_order_of_lines_then_the_totals_are_the_same(
    lines: list[LineAmounts], discount: int, freight: int, data: st.DataObject
) -> None:
    shuffled = data.draw(st.permutations(lines))

    assert total(shuffled, discount, freight) == total(iter(lines), discount, freight)


def test_a_quote_has_500_lines_at_most_and_an_opportunity_500_open_quotes() -> None:
    assert (MAX_LINES, MAX_OPEN_QUOTES) == (500, 500)
