"""The reason that a close has by default: the flagged one, or OUT_SOLD for a named competitor."""

from dataclasses import replace
from datetime import date

from domain.closing import CloseRequest, OpportunityFacts, settle_close
from domain.inspection import ReasonFacts
from domain.lifecycle import OpportunityOutcome

LOST = CloseRequest(OpportunityOutcome.LOST)
LOST_TO_RIVAL = CloseRequest(OpportunityOutcome.LOST, competitor_id="cmp_1")
WON_OVER_RIVAL = CloseRequest(OpportunityOutcome.WON, competitor_id="cmp_1")


def flagged(code: str, *, is_default: bool = True, is_active: bool = True) -> ReasonFacts:
    return ReasonFacts(code.lower(), code, is_default=is_default, is_active=is_active)


CANCELED = flagged("CANCELED")
OUT_SOLD = flagged("OUT_SOLD", is_default=False)


def reason(request: CloseRequest, *reasons: ReasonFacts) -> str:
    details, findings = settle_close(
        request,
        OpportunityFacts("opp_1", 7, "USD", None),
        iter(reasons),
        competitor_exists=True,
        today=date(2026, 11, 22),
    )
    assert findings == ()
    return details.status_reason_id


def test_given_a_competitor_when_lost_then_the_default_is_out_sold() -> None:
    assert reason(LOST_TO_RIVAL, CANCELED, OUT_SOLD) == "out_sold"


def test_given_a_competitor_and_a_code_when_lost_then_the_code_counts() -> None:
    request = replace(LOST_TO_RIVAL, status_reason_code="CANCELED")

    assert reason(request, CANCELED, OUT_SOLD) == "canceled"


def test_given_a_competitor_when_won_then_the_default_is_the_flagged_one() -> None:
    assert reason(WON_OVER_RIVAL, flagged("WON")) == "won"


def test_given_another_default_than_the_stock_one_then_a_competitor_does_not_change_it() -> None:
    canceled = flagged("CANCELED", is_default=False)

    assert reason(LOST_TO_RIVAL, canceled, OUT_SOLD, flagged("NO_BUDGET")) == "no_budget"


def test_given_the_stock_default_is_retired_then_a_competitor_does_not_bring_it_back() -> None:
    canceled = flagged("CANCELED", is_active=False)

    assert reason(LOST_TO_RIVAL, canceled, OUT_SOLD, flagged("NO_BUDGET")) == "no_budget"


def test_given_out_sold_is_retired_then_a_competitor_leaves_the_default() -> None:
    out_sold = flagged("OUT_SOLD", is_default=False, is_active=False)

    assert reason(LOST_TO_RIVAL, CANCELED, out_sold) == "canceled"


def test_given_out_sold_was_deleted_then_a_competitor_leaves_the_default() -> None:
    assert reason(LOST_TO_RIVAL, CANCELED) == "canceled"


def test_given_out_sold_is_the_flagged_default_then_it_is_the_default_without_competitor() -> None:
    canceled, out_sold = flagged("CANCELED", is_default=False), flagged("OUT_SOLD")

    assert reason(LOST, canceled, out_sold) == "out_sold"
