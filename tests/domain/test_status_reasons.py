"""Which status reason is meant: by its code, or the state's default."""

import pytest

from domain.inspection import RESERVED_REASONS, Inspection, ReasonFacts
from domain.lifecycle import OpportunityState, QuoteState
from domain.refusals import InvalidStatusReason

HERE = ("input", "statusReasonCode")


def reason(code: str, *, is_default: bool = False, is_active: bool = True) -> ReasonFacts:
    return ReasonFacts(f"srs_{code}", code, is_default=is_default, is_active=is_active)


CLOSED = (
    reason("LOST", is_default=True),
    reason("CANCELED"),
    reason("REVISED"),
    reason("TOO_LATE", is_active=False),
)


def test_given_no_code_then_the_default_is_meant() -> None:
    inspection = Inspection()

    assert inspection.status_reason(HERE, None, QuoteState.CLOSED, CLOSED) == "srs_LOST"
    assert inspection.findings == []


def test_given_the_default_is_not_the_first_then_it_is_meant_all_the_same() -> None:
    reasons = (reason("LOST"), reason("CANCELED", is_default=True))

    assert Inspection().status_reason(HERE, None, QuoteState.CLOSED, reasons) == "srs_CANCELED"


def test_given_a_retired_default_beside_the_present_one_then_the_present_one_is_meant() -> None:
    reasons = (reason("OLD", is_default=True, is_active=False), reason("NEW", is_default=True))

    assert Inspection().status_reason(HERE, None, QuoteState.CLOSED, reasons) == "srs_NEW"


@pytest.mark.parametrize("code", ["LOST", "CANCELED"])
def test_given_a_valid_code_then_its_reason_is_meant(code: str) -> None:
    inspection = Inspection()

    assert inspection.status_reason(HERE, code, QuoteState.CLOSED, CLOSED) == f"srs_{code}"
    assert inspection.findings == []


@pytest.mark.parametrize(
    "code",
    ["NONSENSE", "", "lost", " LOST", "IN_PROGRESS", "TOO_LATE", "REVISED"],
    ids=["unknown", "empty", "lower case", "blank before", "other state's", "retired", "reserved"],
)
def test_given_any_other_code_then_it_is_refused_with_the_valid_ones(code: str) -> None:
    inspection = Inspection()

    inspection.status_reason(HERE, code, QuoteState.CLOSED, CLOSED)

    assert inspection.findings == [
        InvalidStatusReason(HERE, code, QuoteState.CLOSED, ("srs_LOST", "srs_CANCELED"))
    ]


def test_only_revised_is_reserved() -> None:
    assert frozenset({"REVISED"}) == RESERVED_REASONS


@pytest.mark.parametrize(
    ("preferred", "meant"),
    [("CANCELED", "srs_CANCELED"), ("TOO_LATE", "srs_LOST"), ("GONE", "srs_LOST")],
)
def test_given_a_preferred_code_then_it_goes_before_the_default_if_it_is_valid(
    preferred: str, meant: str
) -> None:
    inspection = Inspection()

    assert inspection.status_reason(HERE, None, QuoteState.CLOSED, CLOSED, preferred) == meant
    assert inspection.findings == []


def test_given_a_code_then_a_preferred_one_does_not_count() -> None:
    inspection = Inspection()

    meant = inspection.status_reason(HERE, "LOST", QuoteState.CLOSED, CLOSED, "CANCELED")

    assert meant == "srs_LOST"


def test_given_reasons_that_can_be_read_only_once_then_all_are_seen() -> None:
    inspection = Inspection()

    inspection.status_reason(HERE, "X", OpportunityState.OPEN, iter(CLOSED))

    assert inspection.findings == [
        InvalidStatusReason(HERE, "X", OpportunityState.OPEN, ("srs_LOST", "srs_CANCELED"))
    ]
