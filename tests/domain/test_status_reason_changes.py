"""Adding, retiring, bringing back, choosing the default: whatever is done, each state keeps one."""

from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.inspection import Inspection
from domain.lifecycle import OpportunityState, QuoteState
from domain.refusals import (
    InvalidInput,
    Problem,
    Refusal,
    Refused,
    StatusReasonExists,
    StatusReasonIsDefault,
    StatusReasonIsReserved,
    StatusReasonIsRetired,
)
from domain.status_reasons import (
    MoveDefault,
    Proceed,
    StatusReasonFacts,
    Unchanged,
    decide_reinstate,
    decide_retire,
    decide_set_default,
    inspect_new_code,
)

HERE = ("input", "statusReasonId")
CODE = ("input", "code")
FINDING = InvalidInput(("input", "labelEn"), Problem.BLANK)


def reason(
    code: str,
    state: OpportunityState | QuoteState = QuoteState.CLOSED,
    *,
    is_default: bool = False,
    is_active: bool = True,
) -> StatusReasonFacts:
    return StatusReasonFacts(f"srs_{state!r}_{code}", 1, state, code, 1, is_default, is_active)


LOST = reason("LOST", is_default=True)
CANCELED = reason("CANCELED")
OLD = reason("OLD", is_active=False)
REVISED = reason("REVISED")
WON, QUOTE_WON = (
    reason("WON", state, is_default=True) for state in (OpportunityState.WON, QuoteState.WON)
)
ALL = (LOST, CANCELED, OLD, REVISED, WON, QUOTE_WON)


@pytest.mark.parametrize(
    ("each", "retired", "reinstated", "made_default"),
    [
        (LOST, Refused((StatusReasonIsDefault(HERE, LOST.id),)), Unchanged(), Unchanged()),
        (CANCELED, Proceed(), Unchanged(), MoveDefault(LOST.id)),
        (OLD, Unchanged(), Proceed(), Refused((StatusReasonIsRetired(HERE, OLD.id),))),
        (
            REVISED,
            Refused((StatusReasonIsReserved(HERE, REVISED.id),)),
            Unchanged(),
            Refused((StatusReasonIsReserved(HERE, REVISED.id),)),
        ),
    ],
)
def test_what_can_be_done_with_each(
    each: StatusReasonFacts, retired: object, reinstated: object, made_default: object
) -> None:
    assert decide_retire(each, ()) == retired
    assert decide_reinstate(each, ()) == reinstated
    assert decide_set_default(each, ALL, ()) == made_default


@pytest.mark.parametrize("each", ALL)
def test_given_findings_then_they_come_first(each: StatusReasonFacts) -> None:
    for decision in (
        decide_retire(each, [FINDING]),
        decide_reinstate(each, [FINDING]),
        decide_set_default(each, ALL, [FINDING]),
    ):
        assert isinstance(decision, Refused)
        assert decision.reasons[0] == FINDING


@pytest.mark.parametrize(
    ("code", "state", "finding"),
    [
        ("CANCELED", QuoteState.CLOSED, StatusReasonExists(CODE, CANCELED.id)),
        ("OLD", QuoteState.CLOSED, StatusReasonExists(CODE, OLD.id)),
        ("WON", OpportunityState.WON, StatusReasonExists(CODE, WON.id)),
        ("WON", QuoteState.WON, StatusReasonExists(CODE, QUOTE_WON.id)),
        ("WON", QuoteState.CLOSED, None),
        ("CANCELED", OpportunityState.LOST, None),
        ("REVISED", QuoteState.CLOSED, StatusReasonExists(CODE, REVISED.id)),
        ("REVISED", OpportunityState.LOST, InvalidInput(CODE, Problem.RESERVED)),
        ("A_1", QuoteState.CLOSED, None),
        ("canceled", QuoteState.CLOSED, InvalidInput(CODE, Problem.NOT_A_CODE)),
    ],
)
def test_which_codes_are_free(
    code: str, state: OpportunityState | QuoteState, finding: Refusal | None
) -> None:
    inspection = Inspection()

    inspect_new_code(inspection, code, state, ALL)

    assert inspection.findings == ([finding] if finding else [])


Step = tuple[str, int]


@given(st.lists(st.tuples(st.sampled_from(["retire", "reinstate", "default"]), st.integers(0, 5))))
def test_given_any_changes_then_each_state_has_one_active_default(steps: Sequence[Step]) -> None:
    reasons = list(ALL)

    for name, index in steps:
        chosen = reasons[index]
        match name:
            case "retire":
                if isinstance(decide_retire(chosen, ()), Proceed):
                    reasons[index] = replace(chosen, is_active=False, is_default=False)
            case "reinstate":
                if isinstance(decide_reinstate(chosen, ()), Proceed):
                    reasons[index] = replace(chosen, is_active=True, is_default=False)
            case _:
                decision = decide_set_default(chosen, reasons, ())
                if isinstance(decision, MoveDefault):
                    reasons = [
                        replace(each, is_default=each.id == chosen.id)
                        if each.id in {chosen.id, decision.former_id}
                        else each
                        for each in reasons
                    ]

        for state in (QuoteState.CLOSED, OpportunityState.WON, QuoteState.WON):
            defaults = [each for each in reasons if each.state is state and each.is_default]
            assert len(defaults) == 1
            assert defaults[0].is_active
        assert reasons[3] == REVISED
