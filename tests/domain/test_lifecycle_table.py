"""docs/lifecycle.md: every move in every state, as the rules decide it."""

import os
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

import pytest

from domain.closing import (
    CloseFacts,
    CloseQuotesFacts,
    Policy,
    decide_close_opportunity,
    decide_close_quotes,
    decide_reopen,
)
from domain.deleting import (
    OpportunityToDelete,
    QuoteToDelete,
    decide_delete_opportunity,
    decide_delete_quote,
)
from domain.lifecycle import OpportunityState, QuoteState
from domain.quoting import (
    MoveFacts,
    QuoteFacts,
    decide_activate_quote,
    decide_create_quote,
    decide_revise_quote,
    decide_update_opportunity,
    decide_update_quote,
    decide_win_quote,
)
from domain.refusals import Refused
from resolvers.refusals import view

DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "lifecycle.md"
WRITING = "CLINCH_TEST_WRITE_GOLDEN"
OPEN = OpportunityState.OPEN
"""Quotes are moved while their opportunity is open; else there is one answer."""


def said(decision: object, done: str) -> str:
    """What happens, or the codes of the refusal."""
    if isinstance(decision, Refused):
        # Two reasons of one code carry different records.
        codes = dict.fromkeys(view(reason).code for reason in decision.reasons)
        return ", ".join(f"`{code}`" for code in codes)
    return done


def of_opportunity(state: OpportunityState, blocking: QuoteState | None = None) -> dict[str, str]:
    quotes = (QuoteFacts("quo_1", blocking),) if blocking else ()
    strict = Policy(drafts_block=True)

    def close(policy: Policy, *, along: bool = False) -> object:
        return decide_close_opportunity(CloseFacts("opp_1", state, quotes, along), policy)

    def delete(*, closed: bool) -> object:
        going = tuple([QuoteToDelete(each.id, each.state, "usr_1") for each in quotes])
        facts = OpportunityToDelete("opp_1", state, "usr_1", closed, going)
        return decide_delete_opportunity("usr_1", facts)

    return {
        "updateOpportunity": said(decide_update_opportunity("opp_1", state), "changed"),
        "createQuote": said(decide_create_quote("opp_1", state), "new DRAFT"),
        "closeQuotes": said(
            decide_close_quotes(CloseQuotesFacts("opp_1", state, quotes)),
            "quotes CLOSED" if quotes else "no change",
        ),
        "closeOpportunity": said(close(Policy()), "WON or LOST"),
        "… where drafts block": said(close(strict), "WON or LOST"),
        "… with closeOpenQuotes": said(close(Policy(), along=True), "WON or LOST"),
        "reopenOpportunity": said(decide_reopen(state), "no change" if state is OPEN else "OPEN"),
        "deleteOpportunity": said(delete(closed=state is not OPEN), "gone, drafts too"),
        "… once closed, reopened": said(delete(closed=True), "gone, drafts too"),
    }


def of_quote(state: QuoteState, opportunity: OpportunityState = OPEN) -> dict[str, str]:
    facts = MoveFacts("quo_1", state, "opp_1", opportunity)
    quote = QuoteFacts("quo_1", state)
    sibling = QuoteFacts("quo_2", QuoteState.ACTIVE)
    closing = CloseQuotesFacts("opp_1", opportunity, (quote,), ("quo_1",))
    mine = QuoteToDelete("quo_1", state, "usr_1")
    revised = "new DRAFT; itself CLOSED" if state is QuoteState.ACTIVE else "new DRAFT"
    return {
        "updateQuote": said(decide_update_quote(facts), "changed"),
        "activateQuote": said(decide_activate_quote(facts), "ACTIVE"),
        "winQuote": said(decide_win_quote(facts, [quote, sibling]), "WON; other open ones CLOSED"),
        "reviseQuote": said(decide_revise_quote(facts, [quote]), revised),
        "… while another revision is open": said(
            decide_revise_quote(facts, [quote, sibling]), revised
        ),
        "closeQuotes that names it": said(decide_close_quotes(closing), "CLOSED"),
        "deleteQuote": said(decide_delete_quote("usr_1", mine, "opp_1", opportunity), "gone"),
    }


def table(columns: Sequence[str], cells: Iterable[dict[str, str]]) -> str:
    by_column = list(cells)
    rows = [f"| {move} | {' | '.join(each[move] for each in by_column)} |" for move in by_column[0]]
    return "\n".join([f"| | {' | '.join(columns)} |", f"|---|{'---|' * len(columns)}", *rows])


TABLES: dict[str, Callable[[], str]] = {
    "opportunities": lambda: table(
        ["OPEN", "OPEN, a quote ACTIVE", "OPEN, a quote DRAFT", "WON", "LOST"],
        [
            of_opportunity(OPEN),
            of_opportunity(OPEN, QuoteState.ACTIVE),
            of_opportunity(OPEN, QuoteState.DRAFT),
            of_opportunity(OpportunityState.WON),
            of_opportunity(OpportunityState.LOST),
        ],
    ),
    "quotes": lambda: table(
        [*QuoteState, "any, opportunity WON or LOST"],
        [
            *map(of_quote, QuoteState),
            of_quote(QuoteState.DRAFT, OpportunityState.WON),
        ],
    ),
}


@pytest.mark.parametrize("name", TABLES)
def test_the_document_says_what_the_rules_decide(name: str) -> None:
    begin, end = f"<!-- {name}: begin -->\n", f"\n<!-- {name}: end -->"
    text = DOCUMENT.read_text("utf-8")
    before, _, rest = text.partition(begin)
    told, _, after = rest.partition(end)
    if os.environ.get(WRITING):
        DOCUMENT.write_text(before + begin + TABLES[name]() + end + after, "utf-8")
        return

    assert told == TABLES[name]()


@pytest.mark.parametrize("opportunity", [OpportunityState.WON, OpportunityState.LOST])
@pytest.mark.parametrize("state", QuoteState)
def test_of_a_closed_opportunity_no_quote_can_be_changed(
    state: QuoteState, opportunity: OpportunityState
) -> None:
    assert set(of_quote(state, opportunity).values()) == {"`OPPORTUNITY_NOT_OPEN`"}
