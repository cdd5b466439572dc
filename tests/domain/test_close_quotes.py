"""Closing quotes, all or nothing; and reopening an opportunity."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.closing import (
    CloseQuotes,
    CloseQuotesFacts,
    Reopen,
    WasOpen,
    decide_close_quotes,
    decide_reopen,
)
from domain.lifecycle import OpportunityState, QuoteState
from domain.quoting import QuoteFacts
from domain.refusals import (
    InvalidInput,
    NotFound,
    OpportunityNotOpen,
    OpportunityVersionConflict,
    Problem,
    QuoteNotOpen,
    QuoteOfOtherOpportunity,
    Refusal,
    Refused,
)

OPEN = OpportunityState.OPEN
CLOSED_STATES = [OpportunityState.WON, OpportunityState.LOST]
FINDING = InvalidInput(("input", "description"), Problem.TOO_LONG, "2000")
ONE_OF_EACH = tuple(QuoteFacts(state.lower(), state) for state in QuoteState)


def path(index: int) -> tuple[str, ...]:
    return ("input", "quoteIds", str(index))


def test_given_no_names_then_every_draft_and_active_quote_is_closed() -> None:
    facts = CloseQuotesFacts("opp_1", OPEN, ONE_OF_EACH)

    assert decide_close_quotes(facts) == CloseQuotes(("draft", "active"))


@pytest.mark.parametrize("quotes", [(), ONE_OF_EACH[2:]], ids=["no quotes", "all closed"])
def test_given_nothing_to_close_then_it_succeeds_with_nothing(
    quotes: tuple[QuoteFacts, ...],
) -> None:
    assert decide_close_quotes(CloseQuotesFacts("opp_1", OPEN, quotes)) == CloseQuotes(())


def test_given_an_empty_list_of_names_then_nothing_is_closed() -> None:
    facts = CloseQuotesFacts("opp_1", OPEN, ONE_OF_EACH, named=())

    assert decide_close_quotes(facts) == CloseQuotes(())


def test_given_names_then_only_those_are_closed_each_once() -> None:
    facts = CloseQuotesFacts("opp_1", OPEN, ONE_OF_EACH, named=("active", "active"))

    assert decide_close_quotes(facts) == CloseQuotes(("active",))


@pytest.mark.parametrize("state", CLOSED_STATES)
@pytest.mark.parametrize("quotes", [(), ONE_OF_EACH], ids=["no quotes", "quotes"])
def test_given_a_closed_opportunity_then_that_alone_is_said_even_if_nothing_is_open(
    state: OpportunityState, quotes: tuple[QuoteFacts, ...]
) -> None:
    facts = CloseQuotesFacts("opp_1", state, quotes, named=("unknown",))

    decision = decide_close_quotes(facts, [FINDING])

    assert decision == Refused((OpportunityNotOpen("opp_1", state),))


def test_given_bad_names_then_each_is_said_with_its_place_after_the_findings() -> None:
    facts = CloseQuotesFacts(
        "opp_1",
        OPEN,
        ONE_OF_EACH,
        named=("won", "draft", "foreign", "closed", "unknown", "active", "unknown"),
        elsewhere=frozenset({"foreign"}),
    )

    assert decide_close_quotes(facts, [FINDING]) == Refused(
        (
            FINDING,
            QuoteNotOpen(path(0), "won", QuoteState.WON),
            QuoteOfOtherOpportunity(path(2), "foreign"),
            QuoteNotOpen(path(3), "closed", QuoteState.CLOSED),
            NotFound(path(4), "unknown"),
            NotFound(path(6), "unknown"),
        )
    )


def test_given_a_finding_and_nothing_to_close_then_it_is_refused_all_the_same() -> None:
    assert decide_close_quotes(CloseQuotesFacts("opp_1", OPEN, ()), [FINDING]) == Refused(
        (FINDING,)
    )


@settings(deadline=None)
@given(
    states=st.lists(st.sampled_from(QuoteState), max_size=8),
    named=st.none() | st.lists(st.integers(min_value=0, max_value=9), max_size=8),
)
def test_given_any_quotes_and_names_then_it_is_all_or_nothing(
    states: list[QuoteState], named: list[int] | None
) -> None:
    quotes = tuple(QuoteFacts(f"quo_{index}", state) for index, state in enumerate(states))
    names = None if named is None else tuple(f"quo_{index}" for index in named)
    can_close = {quote.id for quote in quotes if quote.state in {"DRAFT", "ACTIVE"}}
    wanted = can_close if names is None else set(names)

    decision = decide_close_quotes(CloseQuotesFacts("opp_1", OPEN, quotes, names))

    if isinstance(decision, CloseQuotes):
        assert wanted <= can_close
        assert set(decision.quote_ids) == wanted
        assert len(decision.quote_ids) == len(wanted)
    else:
        assert names is not None
        assert len(decision.reasons) == sum(name not in can_close for name in names)
        assert not wanted <= can_close


# ── reopening ───────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("state", CLOSED_STATES)
def test_given_a_closed_opportunity_then_it_may_be_reopened(state: OpportunityState) -> None:
    assert decide_reopen(state) == Reopen()


def test_given_an_open_opportunity_when_reopened_then_there_is_nothing_to_do() -> None:
    assert decide_reopen(OPEN) == WasOpen()


@pytest.mark.parametrize("state", list(OpportunityState))
def test_given_findings_when_reopened_then_it_is_refused_whatever_the_state(
    state: OpportunityState,
) -> None:
    conflict = OpportunityVersionConflict(("input", "expectedVersion"), "opp_1", 1, 2)
    findings: tuple[Refusal, ...] = (conflict, FINDING)

    assert decide_reopen(state, iter(findings)) == Refused(findings)
