"""Add, rename, retire and reinstate status reasons, set the default: inputs and payloads."""

import strawberry

from schema.call import Call
from schema.closing import CHANGED, ERRORS, expected_version_of
from schema.creating import CREATED
from schema.errors import UserError
from schema.node import optional
from schema.status_reason import StatusReason
from schema.words import OpportunityState, QuoteState

_REASON = "The status reason."
_ENGLISH = "Its name in English, at most 300 characters."
_JAPANESE = "Its name in Japanese; without one, the English one is shown."


@strawberry.input(one_of=True, description="A state of opportunities or of quotes.")
class StatusReasonStateInput:
    """Exactly one of its fields."""

    opportunity_state: OpportunityState | None = optional("Of opportunities.")
    quote_state: QuoteState | None = optional("Of quotes.")


@strawberry.input(description="A new status reason.")
class CreateStatusReasonInput(Call):
    """For createStatusReason."""

    state: StatusReasonStateInput = strawberry.field(
        description="The state that it belongs to. Calls choose a reason of OPEN, WON or LOST of "
        "opportunities and of CLOSED of quotes; a quote's other states take their default."
    )
    code: str = strawberry.field(
        description="Its name for programs: capital letters, digits and underscores, such as "
        "NO_BUDGET; at most 64, no other reason's of its state, and never changed."
    )
    label_en: str = strawberry.field(description=_ENGLISH)
    label_ja: str | None = optional(_JAPANESE)


@strawberry.type(description="What createStatusReason did.")
class CreateStatusReasonPayload:
    """Of createStatusReason."""

    status_reason: StatusReason | None = strawberry.field(description=CREATED)
    errors: list[UserError] = strawberry.field(description=ERRORS)


@strawberry.input(
    description="What to call a status reason. A label that is left out stays as it is."
)
class RenameStatusReasonInput(Call):
    """For renameStatusReason."""

    status_reason_id: strawberry.ID = strawberry.field(description=_REASON)
    label_en: str | None = optional(f"{_ENGLISH} null is INVALID_INPUT.")
    label_ja: str | None = optional(f"{_JAPANESE} null takes it away.")
    expected_version: int | None = expected_version_of("the status reason")


@strawberry.type(description="What renameStatusReason did.")
class RenameStatusReasonPayload:
    """Of renameStatusReason."""

    status_reason: StatusReason | None = strawberry.field(description=CHANGED)
    errors: list[UserError] = strawberry.field(description=ERRORS)


@strawberry.input(description="Which status reason to retire.")
class RetireStatusReasonInput(Call):
    """For retireStatusReason."""

    status_reason_id: strawberry.ID = strawberry.field(description=_REASON)
    expected_version: int | None = expected_version_of("the status reason")


@strawberry.type(description="What retireStatusReason did.")
class RetireStatusReasonPayload:
    """Of retireStatusReason."""

    status_reason: StatusReason | None = strawberry.field(description=CHANGED)
    errors: list[UserError] = strawberry.field(description=ERRORS)


@strawberry.input(description="Which status reason to bring back.")
class ReinstateStatusReasonInput(Call):
    """For reinstateStatusReason."""

    status_reason_id: strawberry.ID = strawberry.field(description=_REASON)
    expected_version: int | None = expected_version_of("the status reason")


@strawberry.type(description="What reinstateStatusReason did.")
class ReinstateStatusReasonPayload:
    """Of reinstateStatusReason."""

    status_reason: StatusReason | None = strawberry.field(description=CHANGED)
    errors: list[UserError] = strawberry.field(description=ERRORS)


@strawberry.input(description="Which status reason to make its state's default.")
class SetDefaultStatusReasonInput(Call):
    """For setDefaultStatusReason."""

    status_reason_id: strawberry.ID = strawberry.field(description=_REASON)
    expected_version: int | None = expected_version_of("the status reason")


@strawberry.type(description="What setDefaultStatusReason did.")
class SetDefaultStatusReasonPayload:
    """Of setDefaultStatusReason."""

    status_reason: StatusReason | None = strawberry.field(description=CHANGED)
    former_default: StatusReason | None = strawberry.field(
        description="The one in whose place it is; null if it was the default already, or refused."
    )
    errors: list[UserError] = strawberry.field(description=ERRORS)
