"""Refusals as data: the codes, the error types, and the remedies."""

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import strawberry

from schema.node import Node
from schema.status_reason import StatusReason
from schema.words import described

if TYPE_CHECKING:
    from schema.opportunity import Opportunity
    from schema.quote import Quote


class ErrorCode(StrEnum):
    """Append-only: the machine's word for a refusal."""

    NOT_FOUND = "NOT_FOUND"
    PERMISSION_DENIED = "PERMISSION_DENIED"
    VERSION_CONFLICT = "VERSION_CONFLICT"
    INVALID_INPUT = "INVALID_INPUT"
    INVALID_STATUS_REASON = "INVALID_STATUS_REASON"
    CURRENCY_MISMATCH = "CURRENCY_MISMATCH"
    OPPORTUNITY_HAS_ACTIVE_QUOTES = "OPPORTUNITY_HAS_ACTIVE_QUOTES"
    OPPORTUNITY_HAS_DRAFT_QUOTES = "OPPORTUNITY_HAS_DRAFT_QUOTES"
    OPPORTUNITY_ALREADY_CLOSED = "OPPORTUNITY_ALREADY_CLOSED"
    OPPORTUNITY_NOT_OPEN = "OPPORTUNITY_NOT_OPEN"
    QUOTE_NOT_OPEN = "QUOTE_NOT_OPEN"
    QUOTE_NOT_EDITABLE = "QUOTE_NOT_EDITABLE"
    QUOTE_OF_OTHER_OPPORTUNITY = "QUOTE_OF_OTHER_OPPORTUNITY"
    QUOTE_REVISION_EXISTS = "QUOTE_REVISION_EXISTS"
    INVALID_TRANSITION = "INVALID_TRANSITION"
    IDEMPOTENCY_KEY_REUSED = "IDEMPOTENCY_KEY_REUSED"
    IDEMPOTENCY_IN_PROGRESS = "IDEMPOTENCY_IN_PROGRESS"
    STATUS_REASON_EXISTS = "STATUS_REASON_EXISTS"
    STATUS_REASON_IS_DEFAULT = "STATUS_REASON_IS_DEFAULT"
    STATUS_REASON_IS_RETIRED = "STATUS_REASON_IS_RETIRED"
    STATUS_REASON_IS_RESERVED = "STATUS_REASON_IS_RESERVED"
    OPPORTUNITY_NOT_DELETABLE = "OPPORTUNITY_NOT_DELETABLE"
    QUOTE_NOT_DELETABLE = "QUOTE_NOT_DELETABLE"


described(
    ErrorCode,
    "What a call was refused for. Append-only: keep a default branch.",
    NOT_FOUND="The id names nothing that you can see.",
    PERMISSION_DENIED="You lack the right for this.",
    VERSION_CONFLICT="The record has changed since you read it.",
    INVALID_INPUT="A value that can't be right; path says where.",
    INVALID_STATUS_REASON="The status reason doesn't exist, is retired, or is another state's.",
    CURRENCY_MISMATCH="The amount is in another currency than the opportunity.",
    OPPORTUNITY_HAS_ACTIVE_QUOTES="Active quotes keep the opportunity from being closed.",
    OPPORTUNITY_HAS_DRAFT_QUOTES="Draft quotes do too, where the installation says so.",
    OPPORTUNITY_ALREADY_CLOSED="It is won or lost already.",
    OPPORTUNITY_NOT_OPEN="The opportunity is closed, so nothing about it can be changed.",
    QUOTE_NOT_OPEN="The quote is won or closed already.",
    QUOTE_NOT_EDITABLE="Only drafts can be edited.",
    QUOTE_OF_OTHER_OPPORTUNITY="The quote belongs to another opportunity.",
    QUOTE_REVISION_EXISTS="Another draft or active revision of this quote exists.",
    INVALID_TRANSITION="The quote can't go from its state to that one.",
    IDEMPOTENCY_KEY_REUSED="The key was used for another call.",
    IDEMPOTENCY_IN_PROGRESS="A call with this key is still running.",
    STATUS_REASON_EXISTS="The state has a status reason with this code.",
    STATUS_REASON_IS_DEFAULT="A state's default status reason can't be retired.",
    STATUS_REASON_IS_RETIRED="A retired status reason can't be the default.",
    STATUS_REASON_IS_RESERVED="Only the system gives this status reason.",
    OPPORTUNITY_NOT_DELETABLE="It was closed once, or has quotes that can't be deleted.",
    QUOTE_NOT_DELETABLE="Only drafts can be deleted.",
)

_QUOTES_OPPORTUNITY = "The opportunity as it is now."
_QUOTE = "The quote as it is now."
_GIVEN_VERSION = "The version that was expected."


@strawberry.type(
    description="A next step, in a form that a program can take: the mutation and the ids for it."
)
class Remedy:
    """What would help."""

    mutation: str = strawberry.field(description="The mutation to call.")
    opportunity_id: strawberry.ID | None = strawberry.field(description="For its input.")
    quote_ids: list[strawberry.ID] = strawberry.field(description="For its input.")
    description: str = strawberry.field(description="The step in the reader's language.")


@strawberry.interface(
    description="Why a call was refused. Types and codes are append-only: a client keeps a default "
    "branch that reads code and message."
)
class UserError:
    """What every refusal says."""

    code: ErrorCode = strawberry.field(description="The machine's word; it never changes.")
    message: str = strawberry.field(
        description="A person's words, in the reader's language. \"It\" is the value at `path`, "
        "beside which they belong, or the record that the call is about."
    )
    path: list[str] = strawberry.field(
        description='From the argument down, indexes as strings: ["input", "quoteIds", "1"]; empty '
        "where the error is about the whole call."
    )
    remedies: list[Remedy] = strawberry.field(
        description="The calls that would help, best first. Empty where no call does, or not one "
        "for all: then `errorCodes` has the advice."
    )


@strawberry.type(
    description="OPPORTUNITY_HAS_ACTIVE_QUOTES, OPPORTUNITY_HAS_DRAFT_QUOTES, "
    "OPPORTUNITY_NOT_DELETABLE (for its quotes)"
)
class BlockingQuotesError(UserError):
    """The rule."""

    quotes: list[Annotated["Quote", strawberry.lazy("schema.quote")]] = strawberry.field(
        description="The quotes that block."
    )
    opportunity: Annotated["Opportunity", strawberry.lazy("schema.opportunity")] = strawberry.field(
        description=_QUOTES_OPPORTUNITY
    )


@strawberry.type(
    description="OPPORTUNITY_ALREADY_CLOSED, OPPORTUNITY_NOT_OPEN, OPPORTUNITY_NOT_DELETABLE (for "
    "its closes)"
)
class OpportunityStateError(UserError):
    """The opportunity is in the wrong state."""

    opportunity: Annotated["Opportunity", strawberry.lazy("schema.opportunity")] = strawberry.field(
        description=_QUOTES_OPPORTUNITY
    )


@strawberry.type(
    description="QUOTE_NOT_OPEN, QUOTE_NOT_EDITABLE, QUOTE_OF_OTHER_OPPORTUNITY, "
    "QUOTE_REVISION_EXISTS (the existing one), INVALID_TRANSITION, QUOTE_NOT_DELETABLE"
)
class QuoteStateError(UserError):
    """The quote is in the wrong state or place."""

    quote: Annotated["Quote", strawberry.lazy("schema.quote")] = strawberry.field(
        description=_QUOTE
    )


@strawberry.type(description="NOT_FOUND")
class NotFoundError(UserError):
    """The id names nothing."""

    missing_id: strawberry.ID = strawberry.field(
        description="The id as it was given; of an exchange rate, its currency and day."
    )


@strawberry.type(description="VERSION_CONFLICT")
class OpportunityVersionError(UserError):
    """The opportunity has changed."""

    given_version: int = strawberry.field(description=_GIVEN_VERSION)
    changed_fields: list[str] = strawberry.field(
        description="The fields that were changed since that version; `quotes` if one of them was."
    )
    opportunity: Annotated["Opportunity", strawberry.lazy("schema.opportunity")] = strawberry.field(
        description=_QUOTES_OPPORTUNITY
    )


@strawberry.type(description="VERSION_CONFLICT")
class QuoteVersionError(UserError):
    """The quote has changed."""

    given_version: int = strawberry.field(description=_GIVEN_VERSION)
    changed_fields: list[str] = strawberry.field(
        description="The fields that were changed since that version; `lines` if one of them was."
    )
    quote: Annotated["Quote", strawberry.lazy("schema.quote")] = strawberry.field(
        description=_QUOTE
    )


@strawberry.type(description="VERSION_CONFLICT, of what is neither an opportunity nor a quote")
class RecordVersionError(UserError):
    """The record has changed."""

    given_version: int = strawberry.field(description=_GIVEN_VERSION)
    changed_fields: list[str] = strawberry.field(
        description="The fields that were changed since that version."
    )
    record: Node = strawberry.field(
        description="The record as it is now: of the type that the mutation names."
    )


@strawberry.type(description="INVALID_INPUT")
class InvalidInputError(UserError):
    """A value that can't be right."""


@strawberry.type(description="INVALID_STATUS_REASON")
class InvalidStatusReasonError(UserError):
    """The status reason doesn't fit."""

    given_code: str = strawberry.field(description="The code as it was given.")
    valid_reasons: list[StatusReason] = strawberry.field(description="Those that would fit.")


@strawberry.type(
    description="STATUS_REASON_EXISTS (the existing one), STATUS_REASON_IS_DEFAULT, "
    "STATUS_REASON_IS_RETIRED, STATUS_REASON_IS_RESERVED"
)
class StatusReasonStateError(UserError):
    """The status reason is in the way, or can't be changed so."""

    status_reason: StatusReason = strawberry.field(description="The status reason as it is now.")


@strawberry.type(description="CURRENCY_MISMATCH")
class CurrencyMismatchError(UserError):
    """The currency isn't the opportunity's."""

    given_currency: str = strawberry.field(description="The currency as it was given.")
    opportunity_currency: str = strawberry.field(description="The one that would fit.")


@strawberry.type(description="PERMISSION_DENIED")
class PermissionDeniedError(UserError):
    """The actor may not."""

    missing_right: str = strawberry.field(
        description="The right that it takes, such as `opportunities:close`; with the reach that "
        "it would take, `opportunities:close:team`, if one has it of fewer records. To delete what "
        "others created is no role's right: `deleteQuote.ofOthers`."
    )


@strawberry.type(description="IDEMPOTENCY_KEY_REUSED, IDEMPOTENCY_IN_PROGRESS")
class IdempotencyError(UserError):
    """The idempotency key can't be used for this call."""


ERROR_TYPES = (
    BlockingQuotesError,
    OpportunityStateError,
    QuoteStateError,
    NotFoundError,
    OpportunityVersionError,
    QuoteVersionError,
    RecordVersionError,
    InvalidInputError,
    InvalidStatusReasonError,
    StatusReasonStateError,
    CurrencyMismatchError,
    PermissionDeniedError,
    IdempotencyError,
)
"""They are reached only through the interface, so the schema has to be told of them."""
