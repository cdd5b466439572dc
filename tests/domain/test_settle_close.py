"""The details of a close: the table of defaults, and what is wrong with the input, in order."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from domain.closing import CloseDetails, CloseRequest, OpportunityFacts, settle_close
from domain.inspection import ReasonFacts
from domain.lifecycle import OpportunityOutcome, OpportunityState
from domain.refusals import (
    CurrencyMismatch,
    InvalidInput,
    InvalidStatusReason,
    NotFound,
    OpportunityVersionConflict,
    Problem,
    Refusal,
)

WON, LOST = OpportunityOutcome.WON, OpportunityOutcome.LOST
TODAY = date(2026, 11, 22)
DEAL = OpportunityFacts("opp_1", 7, "USD", 520_000_000)
STOCK = {
    WON: (ReasonFacts("won", "WON", is_default=True, is_active=True),),
    LOST: (
        ReasonFacts("canceled", "CANCELED", is_default=True, is_active=True),
        ReasonFacts("out-sold", "OUT_SOLD", is_default=False, is_active=True),
    ),
}


def settle(
    request: CloseRequest,
    *,
    opportunity: OpportunityFacts = DEAL,
    competitor_exists: bool = True,
) -> tuple[CloseDetails, tuple[Refusal, ...]]:
    return settle_close(
        request,
        opportunity,
        STOCK[request.outcome],
        competitor_exists=competitor_exists,
        today=TODAY,
    )


def details(request: CloseRequest, **circumstances: Any) -> CloseDetails:
    settled, findings = settle(request, **circumstances)
    assert findings == ()
    return settled


def findings(request: CloseRequest, **circumstances: Any) -> tuple[Refusal, ...]:
    return settle(request, **circumstances)[1]


# ── defaults ────────────────────────────────────────────────────────────────────────────────────


def test_given_nothing_but_won_then_every_default_is_filled_in() -> None:
    assert details(CloseRequest(WON)) == CloseDetails(
        outcome=WON,
        status_reason_id="won",
        actual_close_date=TODAY,
        actual_revenue=520_000_000,
        competitor_id=None,
        description=None,
    )


def test_given_nothing_but_lost_then_every_default_is_filled_in() -> None:
    assert details(CloseRequest(LOST)) == CloseDetails(
        outcome=LOST,
        status_reason_id="canceled",
        actual_close_date=TODAY,
        actual_revenue=0,
        competitor_id=None,
        description=None,
    )


def test_given_every_detail_then_each_is_kept() -> None:
    request = CloseRequest(
        LOST,
        status_reason_code="CANCELED",
        actual_close_date=date(1999, 1, 31),
        actual_revenue=Decimal("12.30"),
        currency="USD",
        competitor_id="cmp_1",
        description="  They were\ncheaper. ",
    )

    assert details(request, opportunity=replace(DEAL, expected_version=7)) == CloseDetails(
        outcome=LOST,
        status_reason_id="canceled",
        actual_close_date=date(1999, 1, 31),
        actual_revenue=123_000,
        competitor_id="cmp_1",
        description="They were\ncheaper.",
    )


def test_given_no_estimate_when_won_then_the_revenue_stays_unknown() -> None:
    deal = OpportunityFacts("opp_1", 7, "USD", None)

    assert details(CloseRequest(WON), opportunity=deal).actual_revenue is None


def test_given_no_estimate_when_lost_then_the_revenue_is_0() -> None:
    deal = OpportunityFacts("opp_1", 7, "USD", None)

    assert details(CloseRequest(LOST), opportunity=deal).actual_revenue == 0


@pytest.mark.parametrize("outcome", [WON, LOST])
@pytest.mark.parametrize(
    ("given", "stored"),
    [("0", 0), ("0.00", 0), ("-0", 0), ("0.01", 100), ("10000000000000", 10**17)],
)
def test_given_a_revenue_then_it_goes_before_the_default(
    outcome: OpportunityOutcome, given: str, stored: int
) -> None:
    assert details(CloseRequest(outcome, actual_revenue=Decimal(given))).actual_revenue == stored


# ── what is wrong ───────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("outcome", "code", "valid"),
    [
        (WON, "OUT_SOLD", ("won",)),
        (WON, "won", ("won",)),
        (LOST, "WON", ("canceled", "out-sold")),
        (LOST, "", ("canceled", "out-sold")),
    ],
)
def test_given_a_code_of_another_state_then_it_is_refused_with_the_valid_ones(
    outcome: OpportunityOutcome, code: str, valid: tuple[str, ...]
) -> None:
    assert findings(CloseRequest(outcome, status_reason_code=code)) == (
        InvalidStatusReason(("input", "statusReasonCode"), code, outcome.state, valid),
    )


@pytest.mark.parametrize(
    "day", [TODAY, TODAY - timedelta(days=1), date(1900, 1, 1), date.min], ids=str
)
def test_given_today_or_a_past_date_then_it_is_kept(day: date) -> None:
    assert details(CloseRequest(WON, actual_close_date=day)).actual_close_date == day


@pytest.mark.parametrize("day", [TODAY + timedelta(days=1), date.max], ids=str)
def test_given_a_future_date_then_it_is_refused(day: date) -> None:
    assert findings(CloseRequest(WON, actual_close_date=day)) == (
        InvalidInput(("input", "actualCloseDate"), Problem.FUTURE_DATE, "2026-11-22"),
    )


@pytest.mark.parametrize("given", [0, -1, -(2**63), 6, 8, 2**63])
def test_given_a_version_that_is_not_the_present_one_then_it_is_a_conflict(given: int) -> None:
    deal = replace(DEAL, expected_version=given)

    assert findings(CloseRequest(WON), opportunity=deal) == (
        OpportunityVersionConflict(("input", "expectedVersion"), "opp_1", given, 7),
    )


@pytest.mark.parametrize("given", ["EUR", "usd", "", "USDX"])
def test_given_another_currency_then_both_are_named(given: str) -> None:
    request = CloseRequest(WON, actual_revenue=Decimal(1), currency=given)

    assert findings(request) == (
        CurrencyMismatch(("input", "actualRevenue", "currency"), given, "USD"),
    )


@pytest.mark.parametrize(
    ("amount", "problem", "limit"),
    [
        ("-0.01", Problem.NEGATIVE, ""),
        ("10000000000000.01", Problem.TOO_LARGE, "10000000000000"),
        ("0.001", Problem.TOO_MANY_DECIMALS, "2"),
    ],
)
def test_given_an_impossible_revenue_then_it_is_refused(
    amount: str, problem: Problem, limit: str
) -> None:
    assert findings(CloseRequest(WON, actual_revenue=Decimal(amount))) == (
        InvalidInput(("input", "actualRevenue", "amount"), problem, limit),
    )


@pytest.mark.parametrize(
    ("opportunity_currency", "amount", "currency", "decimals"),
    [
        ("JPY", "10.50", "USD", None),
        ("USD", "3.125", "KWD", None),
        ("USD", "10.5", "JPY", "0"),
        ("KWD", "10.125", "USD", "2"),
    ],
)
def test_given_another_currency_then_the_amount_is_judged_as_one_of_it(
    opportunity_currency: str, amount: str, currency: str, decimals: str | None
) -> None:
    deal = OpportunityFacts("opp_1", 7, opportunity_currency, None)
    request = CloseRequest(WON, actual_revenue=Decimal(amount), currency=currency)

    path = ("input", "actualRevenue", "amount")
    too_fine: tuple[Refusal, ...] = ()
    if decimals is not None:
        too_fine = (InvalidInput(path, Problem.TOO_MANY_DECIMALS, decimals),)
    assert findings(request, opportunity=deal) == (
        *too_fine,
        CurrencyMismatch(("input", "actualRevenue", "currency"), currency, opportunity_currency),
    )


def test_given_a_competitor_that_is_not_there_then_it_is_not_found() -> None:
    assert findings(CloseRequest(LOST, competitor_id="cmp_1"), competitor_exists=False) == (
        NotFound(("input", "competitorId"), "cmp_1"),
    )


def test_given_no_competitor_then_none_is_looked_for() -> None:
    assert findings(CloseRequest(LOST), competitor_exists=False) == ()


@pytest.mark.parametrize(
    ("given", "kept"),
    [(" x ", "x"), ("\u3000x\n", "x"), ("", None), (" \t\n", None), ("𠮷" * 2000, "𠮷" * 2000)],
)
def test_given_a_description_then_it_is_trimmed_and_kept(given: str, kept: str | None) -> None:
    assert details(CloseRequest(WON, description=given)).description == kept


@pytest.mark.parametrize(
    ("given", "problem", "limit"),
    [
        ("𠮷" * 2001, Problem.TOO_LONG, "2000"),
        ("a\0b", Problem.FORBIDDEN_CHARACTER, ""),
        ("a\ud800b", Problem.FORBIDDEN_CHARACTER, ""),
    ],
)
def test_given_a_description_that_cannot_be_stored_then_it_is_refused(
    given: str, problem: Problem, limit: str
) -> None:
    assert findings(CloseRequest(WON, description=given)) == (
        InvalidInput(("input", "description"), problem, limit),
    )


def test_given_everything_is_wrong_then_all_is_said_in_the_specified_order() -> None:
    request = CloseRequest(
        LOST,
        status_reason_code="WON",
        actual_close_date=TODAY + timedelta(days=1),
        actual_revenue=Decimal(-1),
        currency="EUR",
        competitor_id="cmp_1",
        description="x" * 2001,
    )

    deal = replace(DEAL, expected_version=1)

    assert findings(request, opportunity=deal, competitor_exists=False) == (
        OpportunityVersionConflict(("input", "expectedVersion"), "opp_1", 1, 7),
        InvalidStatusReason(
            ("input", "statusReasonCode"), "WON", OpportunityState.LOST, ("canceled", "out-sold")
        ),
        InvalidInput(("input", "actualRevenue", "amount"), Problem.NEGATIVE),
        CurrencyMismatch(("input", "actualRevenue", "currency"), "EUR", "USD"),
        InvalidInput(("input", "actualCloseDate"), Problem.FUTURE_DATE, "2026-11-22"),
        InvalidInput(("input", "description"), Problem.TOO_LONG, "2000"),
        NotFound(("input", "competitorId"), "cmp_1"),
    )
