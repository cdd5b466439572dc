"""A small model of the status reasons."""

from dataclasses import dataclass, field

from db.tables import StatusReason
from domain.inspection import RESERVED_REASONS
from domain.lifecycle import OpportunityState, QuoteState
from domain.refusals import InvalidStatusReason, Path
from tests.histories.versions import Versioned

CODE: Path = ("input", "statusReasonCode")


@dataclass(slots=True)
class Reason(Versioned):
    """What the model knows of a status reason."""

    state: OpportunityState | QuoteState = OpportunityState.OPEN
    code: str = ""
    is_default: bool = False
    is_active: bool = True
    label: str = ""

    @property
    def is_reserved(self) -> bool:
        return self.code in RESERVED_REASONS

    @property
    def standing(self) -> tuple[bool, bool, str, int]:
        return (self.is_default, self.is_active, self.label, self.version)


@dataclass(slots=True)
class Reasons:
    """All of them, in their order; `all` begins with those that every history finds."""

    all: list[Reason] = field(default_factory=list)

    def of_state(self, state: OpportunityState | QuoteState) -> list[Reason]:
        return [each for each in self.all if each.state is state]

    def default(self, state: OpportunityState | QuoteState) -> Reason:
        (default,) = (each for each in self.of_state(state) if each.is_default)
        return default

    def coded(self, state: OpportunityState | QuoteState, code: str) -> Reason | None:
        return next((each for each in self.of_state(state) if each.code == code), None)

    def id_of(self, state: OpportunityState | QuoteState, code: str | None) -> str | None:
        """None is the default."""
        reason = None if code is None else self.coded(state, code)
        return reason.id if reason else None

    def choosable(self, state: OpportunityState | QuoteState) -> list[Reason]:
        return [each for each in self.of_state(state) if each.is_active and not each.is_reserved]

    def invalid(
        self, state: OpportunityState | QuoteState, code: str | None
    ) -> list[InvalidStatusReason]:
        """The refusal of a code that can't be chosen in this state, if it can't."""
        choosable = self.choosable(state)
        if code is None or code in {each.code for each in choosable}:
            return []
        return [InvalidStatusReason(CODE, code, state, tuple(each.id for each in choosable))]


def stock(row: StatusReason) -> Reason:
    """One that was there before."""
    state = OpportunityState(row.opportunity_state) if row.opportunity_state else None
    return Reason(
        row.id,
        row.version,
        state=state or QuoteState(row.quote_state or ""),
        code=row.code,
        is_default=row.is_default,
        is_active=row.is_active,
        label=row.label_en,
    )
