"""closeQuotes, closeOpportunity, reopenOpportunity: inputs and payloads."""

from datetime import date
from typing import Any

import strawberry

from schema.call import Call
from schema.errors import UserError
from schema.node import MoneyInput, optional
from schema.opportunity import Opportunity, OpportunityClose
from schema.quote import Quote
from schema.words import OpportunityOutcome

ERRORS = "Why it was refused, every reason at once; empty on success."
CHANGED = "As it is afterwards; null if refused."


def expected_version_of(what: str) -> Any:
    """The field by which a caller says which version it has read of the record that it changes."""
    return optional(
        f"The version of {what} that you read; another one than the present is VERSION_CONFLICT."
    )


@strawberry.input(description="Which quotes of an opportunity to close, and how.")
class CloseQuotesInput(Call):
    """For closeQuotes."""

    opportunity_id: strawberry.ID = strawberry.field(description="The opportunity.")
    quote_ids: list[strawberry.ID] | None = optional(
        "At most 500. Left out: every active and draft quote. [] closes none. null is "
        "INVALID_INPUT."
    )
    status_reason_code: str | None = optional(
        "Left out: the default reason of CLOSED (stock: LOST)."
    )
    closed_on: date | None = optional("Left out: today. A future date is refused.")
    description: str | None = optional("For the close records, at most 2000 characters.")
    expected_version: int | None = expected_version_of("the opportunity")


@strawberry.type(description="What closeQuotes did.")
class CloseQuotesPayload:
    """Of closeQuotes."""

    opportunity: Opportunity | None = strawberry.field(description=CHANGED)
    closed_quotes: list[Quote] | None = strawberry.field(
        description="Closed by this call, maybe none; null if refused."
    )
    errors: list[UserError] = strawberry.field(description=ERRORS)


@strawberry.input(description="Which opportunity to close, and how.")
class CloseOpportunityInput(Call):
    """For closeOpportunity."""

    opportunity_id: strawberry.ID = strawberry.field(description="The opportunity.")
    outcome: OpportunityOutcome = strawberry.field(description="Won or lost.")
    status_reason_code: str | None = optional(
        "Left out: the default reason of the outcome; of a loss to a competitor OUT_SOLD, as long "
        "as that is active and CANCELED is the default."
    )
    actual_close_date: date | None = optional(
        "Left out: today. A future date is refused; a past one is taken, also before startedOn."
    )
    actual_revenue: MoneyInput | None = optional(
        "Left out: the estimated revenue if won, null if there is none, whatever its quotes say; "
        "0 if lost. What has none is in no value of closeMetrics."
    )
    competitor_id: strawberry.ID | None = optional("Who took part, or took it.")
    description: str | None = optional("For the close record, at most 2000 characters.")
    close_open_quotes: bool = strawberry.field(
        default=False,
        description="Close the active and draft quotes first, in the same transaction.",
    )
    expected_version: int | None = expected_version_of("the opportunity")


@strawberry.type(description="What closeOpportunity did.")
class CloseOpportunityPayload:
    """Of closeOpportunity."""

    opportunity: Opportunity | None = strawberry.field(description=CHANGED)
    close: OpportunityClose | None = strawberry.field(
        description="The record of this close; null if refused or a dry run."
    )
    closed_quotes: list[Quote] | None = strawberry.field(
        description="Closed by this call, with closeOpenQuotes; null if refused."
    )
    errors: list[UserError] = strawberry.field(description=ERRORS)


@strawberry.input(description="Which opportunity to open again.")
class ReopenOpportunityInput(Call):
    """For reopenOpportunity."""

    opportunity_id: strawberry.ID = strawberry.field(description="The opportunity.")
    status_reason_code: str | None = optional("Left out: the default reason of OPEN.")
    expected_version: int | None = expected_version_of("the opportunity")


@strawberry.type(description="What reopenOpportunity did.")
class ReopenOpportunityPayload:
    """Of reopenOpportunity."""

    opportunity: Opportunity | None = strawberry.field(description=CHANGED)
    close: OpportunityClose | None = strawberry.field(
        description="The close that was undone; null if it was open, or refused."
    )
    was_open: bool | None = strawberry.field(
        description="True if there was nothing to do; null if refused."
    )
    errors: list[UserError] = strawberry.field(description=ERRORS)
