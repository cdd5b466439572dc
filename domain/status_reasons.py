"""May a status reason be added, retired, brought back, made the default: facts in, decision out."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from domain.inspection import RESERVED_REASONS, Inspection
from domain.lifecycle import OpportunityState, QuoteState
from domain.master_data import Field, Form, Text
from domain.refusals import (
    Problem,
    Refusal,
    Refused,
    StatusReasonExists,
    StatusReasonIsDefault,
    StatusReasonIsReserved,
    StatusReasonIsRetired,
)

CODE_LENGTH: Final = 64
_HERE: Final = ("input", "statusReasonId")
_CODE: Final = re.compile(r"[A-Z][A-Z0-9_]*", re.ASCII)

LABELS: Final[Form] = (
    Field("label_en", Text(), required=True),
    Field("label_ja", Text()),
)
"""What a status reason is called, in each language."""


@dataclass(frozen=True, slots=True)
class StatusReasonFacts:
    """A status reason as it stands."""

    id: str
    version: int
    state: OpportunityState | QuoteState
    code: str
    position: int
    is_default: bool
    is_active: bool


@dataclass(frozen=True, slots=True)
class Proceed:
    """It may be done."""


@dataclass(frozen=True, slots=True)
class Unchanged:
    """It is so already."""


@dataclass(frozen=True, slots=True)
class MoveDefault:
    """It may become the default, in the place of this one."""

    former_id: str


def inspect_new_code(
    inspection: Inspection,
    code: str,
    state: OpportunityState | QuoteState,
    reasons: Iterable[StatusReasonFacts],
) -> None:
    """A new code is a word that no reason of its state has, and none that only the system gives."""
    path = ("input", "code")
    existing = next((each for each in _of_state(state, reasons) if each.code == code), None)
    if len(code) > CODE_LENGTH:
        inspection.fault(path, Problem.TOO_LONG, CODE_LENGTH)
    elif not _CODE.fullmatch(code):
        inspection.fault(path, Problem.NOT_A_CODE)
    elif existing is not None:
        inspection.findings.append(StatusReasonExists(path, existing.id))
    elif code in RESERVED_REASONS:
        inspection.fault(path, Problem.RESERVED)


def decide_retire(
    reason: StatusReasonFacts, findings: Iterable[Refusal]
) -> Proceed | Unchanged | Refused:
    """Any but the default, of which each state keeps one, and those that the system gives."""
    reasons = [*findings]
    if reason.is_default and reason.is_active:
        reasons.append(StatusReasonIsDefault(_HERE, reason.id))
    if reason.code in RESERVED_REASONS:
        reasons.append(StatusReasonIsReserved(_HERE, reason.id))
    return _decided(reasons) or (Proceed() if reason.is_active else Unchanged())


def decide_reinstate(
    reason: StatusReasonFacts, findings: Iterable[Refusal]
) -> Proceed | Unchanged | Refused:
    """A retired one can be brought back at any time; it isn't the default then."""
    return _decided(findings) or (Unchanged() if reason.is_active else Proceed())


def decide_set_default(
    reason: StatusReasonFacts, reasons: Iterable[StatusReasonFacts], findings: Iterable[Refusal]
) -> MoveDefault | Unchanged | Refused:
    """An active one that callers can choose takes the place of its state's default."""
    refusals = [*findings]
    if not reason.is_active:
        refusals.append(StatusReasonIsRetired(_HERE, reason.id))
    if reason.code in RESERVED_REASONS:
        refusals.append(StatusReasonIsReserved(_HERE, reason.id))
    former = next(
        each for each in _of_state(reason.state, reasons) if each.is_default and each.is_active
    )
    return _decided(refusals) or (Unchanged() if former.id == reason.id else MoveDefault(former.id))


def _of_state(
    state: OpportunityState | QuoteState, reasons: Iterable[StatusReasonFacts]
) -> Iterator[StatusReasonFacts]:
    # The word alone doesn't do: opportunities and quotes both have a state WON.
    return (each for each in reasons if each.state is state)


def _decided(refusals: Iterable[Refusal]) -> Refused | None:
    reasons = tuple(refusals)
    return Refused(reasons) if reasons else None
