"""What an exchange rate that is set may be, and which versions may be expected of it."""

from datetime import date
from decimal import Decimal

import pytest

from domain.inspection import Inspection
from domain.rates import PAR
from domain.refusals import (
    InvalidInput,
    Problem,
    RateNotFound,
    RecordVersionConflict,
    Refusal,
)
from domain.setting_rates import RateFacts, inspect_rate_version, settle_rate

DAY = ("JPY", date(2026, 5, 1))
PRESENT = RateFacts("exr_1", 3, PAR)
HERE = ("input", "expectedVersion")


@pytest.mark.parametrize(
    ("present", "expected", "findings"),
    [
        (None, None, []),
        (None, 0, []),
        (None, 1, [RateNotFound(HERE, *DAY)]),
        (None, -1, [RateNotFound(HERE, *DAY)]),
        (PRESENT, None, []),
        (PRESENT, 3, []),
        (PRESENT, 0, [RecordVersionConflict(HERE, "exr_1", 0, 3, ("rate",))]),
        (PRESENT, 2, [RecordVersionConflict(HERE, "exr_1", 2, 3, ("rate",))]),
        (PRESENT, 4, [RecordVersionConflict(HERE, "exr_1", 4, 3, ("rate",))]),
    ],
)
def test_the_version_that_is_expected_is_the_present_one_and_0_of_none(
    present: RateFacts | None, expected: int | None, findings: list[Refusal]
) -> None:
    inspection = Inspection()

    inspect_rate_version(inspection, DAY, expected, present, ("rate",))

    assert inspection.findings == findings


@pytest.mark.parametrize(
    ("currency", "rate", "faults"),
    [
        ("JPY", "1.0000000001", {}),
        ("USD", "1", {"currency": Problem.BASE_CURRENCY}),
        ("yen", "1", {"currency": Problem.UNKNOWN_CURRENCY}),
        ("JPY", "0", {"rate": Problem.NOT_POSITIVE}),
        ("USD", "-1", {"currency": Problem.BASE_CURRENCY, "rate": Problem.NOT_POSITIVE}),
    ],
)
def test_all_that_is_wrong_with_a_rate_is_said(
    currency: str, rate: str, faults: dict[str, Problem]
) -> None:
    inspection = Inspection()

    settled = settle_rate(inspection, ("7",), currency, Decimal(rate), "USD")

    found = [InvalidInput(("7", name), problem) for name, problem in faults.items()]
    assert inspection.findings == found
    if not faults:
        assert settled == PAR + 1
