"""Creating and activating quotes, and what a quote comes to, exactly."""

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
    Totals,
    decide_activate_quote,
    decide_create_quote,
    total,
)
from domain.refusals import (
    InvalidInput,
    InvalidTransition,
    OpportunityNotOpen,
    Problem,
    QuoteVersionConflict,
    Refusal,
    Refused,
)

OPEN = OpportunityState.OPEN
CLOSED_STATES = [OpportunityState.WON, OpportunityState.LOST]
FINDING = InvalidInput(("input", "name"), Problem.BLANK)
CONFLICT = QuoteVersionConflict(("input", "expectedVersion"), "quo_1", 1, 2)

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
