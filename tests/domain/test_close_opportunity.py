"""THE RULE: every combination of states, quotes, policy and findings, and random ones."""

from collections.abc import Iterable, Iterator
from itertools import chain, combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.closing import (
    Close,
    CloseFacts,
    Policy,
    decide_close_opportunity,
)
from domain.lifecycle import OpportunityState, QuoteState
from domain.quoting import QuoteFacts
from domain.refusals import (
    ActiveQuotesRemain,
    AlreadyClosed,
    DraftQuotesRemain,
    InvalidInput,
    Problem,
    Refusal,
    Refused,
)

OPPORTUNITY = "opp_1"
FINDING = InvalidInput(("input", "description"), Problem.TOO_LONG, "2000")
OTHER_FINDING = InvalidInput(("input", "actualCloseDate"), Problem.FUTURE_DATE, "2026-11-22")


def subsets(states: Iterable[QuoteState]) -> Iterator[tuple[QuoteState, ...]]:
    states = tuple(states)
    return chain.from_iterable(combinations(states, size) for size in range(len(states) + 1))


def quotes_in(*states: QuoteState) -> tuple[QuoteFacts, ...]:
    return tuple(QuoteFacts(f"quo_{number}", state) for number, state in enumerate(states))


def in_state(facts: CloseFacts, *states: QuoteState) -> tuple[str, ...]:
    return tuple(quote.id for quote in facts.quotes if quote.state in states)


def check(facts: CloseFacts, policy: Policy, findings: tuple[Refusal, ...]) -> None:
    """The decision is the one that the specification's words give."""
    decision = decide_close_opportunity(facts, policy, findings)

    active = in_state(facts, QuoteState.ACTIVE)
    drafts = in_state(facts, QuoteState.DRAFT)
    if facts.state is not OpportunityState.OPEN:
        assert decision == Refused((AlreadyClosed(OPPORTUNITY, facts.state),))
        return
    blocked = not facts.close_open_quotes and (active or (policy.drafts_block and drafts))
    assert isinstance(decision, Close) is (not findings and not blocked)
    if isinstance(decision, Close):
        open_quotes = in_state(facts, QuoteState.ACTIVE, QuoteState.DRAFT)
        assert decision.quote_ids == (open_quotes if facts.close_open_quotes else ())
        return
    rest = list(decision.reasons)
    assert rest[: len(findings)] == list(findings)
    del rest[: len(findings)]
    if not facts.close_open_quotes and active:
        assert rest.pop(0) == ActiveQuotesRemain(OPPORTUNITY, active)
    if not facts.close_open_quotes and policy.drafts_block and drafts:
        assert rest.pop(0) == DraftQuotesRemain(OPPORTUNITY, drafts)
    assert rest == []


@pytest.mark.parametrize("findings", [(), (FINDING,)], ids=["no finding", "a finding"])
@pytest.mark.parametrize("close_open_quotes", [False, True])
@pytest.mark.parametrize("drafts_block", [False, True])
@pytest.mark.parametrize("states", list(subsets(QuoteState)), ids="+".join)
@pytest.mark.parametrize("state", list(OpportunityState))
def test_given_each_combination_then_it_closes_exactly_if_open_unblocked_and_without_findings(
    state: OpportunityState,
    states: tuple[QuoteState, ...],
    *,
    drafts_block: bool,
    close_open_quotes: bool,
    findings: tuple[Refusal, ...],
) -> None:
    facts = CloseFacts(OPPORTUNITY, state, quotes_in(*states), close_open_quotes)

    check(facts, Policy(drafts_block), findings)


@settings(deadline=None)
@given(
    state=st.sampled_from(OpportunityState),
    states=st.lists(st.sampled_from(QuoteState), max_size=12),
    drafts_block=st.booleans(),
    close_open_quotes=st.booleans(),
    findings=st.lists(st.sampled_from([FINDING, OTHER_FINDING]), max_size=3),
)
def test_given_any_facts_then_the_decision_is_the_specifications(
    state: OpportunityState,
    states: list[QuoteState],
    *,
    drafts_block: bool,
    close_open_quotes: bool,
    findings: list[Refusal],
) -> None:
    facts = CloseFacts(OPPORTUNITY, state, quotes_in(*states), close_open_quotes)

    check(facts, Policy(drafts_block), tuple(findings))


def test_given_active_and_draft_blockers_then_they_are_two_reasons_after_the_findings() -> None:
    quotes = quotes_in(QuoteState.DRAFT, QuoteState.ACTIVE, QuoteState.DRAFT, QuoteState.ACTIVE)
    facts = CloseFacts(OPPORTUNITY, OpportunityState.OPEN, quotes)

    decision = decide_close_opportunity(facts, Policy(drafts_block=True), [OTHER_FINDING, FINDING])

    assert decision == Refused(
        (
            OTHER_FINDING,
            FINDING,
            ActiveQuotesRemain(OPPORTUNITY, ("quo_1", "quo_3")),
            DraftQuotesRemain(OPPORTUNITY, ("quo_0", "quo_2")),
        )
    )


@pytest.mark.parametrize("state", [OpportunityState.WON, OpportunityState.LOST])
def test_given_a_closed_opportunity_when_all_else_is_wrong_too_then_that_alone_is_said(
    state: OpportunityState,
) -> None:
    facts = CloseFacts(OPPORTUNITY, state, quotes_in(QuoteState.ACTIVE, QuoteState.DRAFT))

    decision = decide_close_opportunity(facts, Policy(drafts_block=True), [FINDING])

    assert decision == Refused((AlreadyClosed(OPPORTUNITY, state),))


def test_given_no_policy_then_drafts_do_not_block_and_stay_as_they_are() -> None:
    facts = CloseFacts(OPPORTUNITY, OpportunityState.OPEN, quotes_in(QuoteState.DRAFT))

    assert decide_close_opportunity(facts, Policy()) == Close(())


def test_given_findings_that_can_be_read_only_once_then_none_is_lost() -> None:
    facts = CloseFacts(OPPORTUNITY, OpportunityState.OPEN, quotes_in(QuoteState.ACTIVE))

    decision = decide_close_opportunity(facts, Policy(), iter([FINDING, OTHER_FINDING]))

    assert decision == Refused(
        (FINDING, OTHER_FINDING, ActiveQuotesRemain(OPPORTUNITY, ("quo_0",)))
    )
