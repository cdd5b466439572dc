"""closeOpportunities, closeQuotesOfOpportunities: inputs, payloads, what became of each."""

from datetime import date

import strawberry

from schema.call import Call
from schema.closing import ERRORS
from schema.errors import UserError
from schema.filters import OpportunityFilter
from schema.node import MoneyInput, optional
from schema.opportunity import Opportunity, OpportunityClose
from schema.quote import Quote
from schema.words import BatchPolicy, BatchStatus, OpportunityOutcome

_ALL_ERRORS = (
    "Everything that was refused, whichever opportunity it concerns, each reason once. Empty if "
    "nothing was: then every result is CLOSED or UNCHANGED."
)
_RESULTS = (
    "One for each opportunity, in the order of `ids`; by a filter, the oldest first. Null if the "
    "call as a whole can't be meant."
)
_COUNT = "How many results are {}; null if there are none."
_AS_IT_IS = "As it is afterwards; null if refused."
_QUOTES = "Closed by this call, maybe none; null if refused."


@strawberry.input(description="Which opportunities, and what becomes of them if one is refused.")
class OpportunitiesCall(Call):
    """What a call about many has."""

    ids: list[strawberry.ID] | None = optional(
        "These opportunities, at most 1000, none of them twice. Either this or `filter`."
    )
    filter: OpportunityFilter | None = optional(
        "Those that match when they are changed, at most 1000. Closed ones match too, and are "
        "refused: add `state` for the open ones alone. Either this or `ids`."
    )
    expected_versions: list[int | None] | None = optional(
        "For each of `ids` the version you read, or null where any will do; another one than the "
        "present is VERSION_CONFLICT."
    )
    policy: BatchPolicy = strawberry.field(
        default=BatchPolicy.ALL_OR_NOTHING,
        description="What becomes of the others when one is refused.",
    )


@strawberry.input(description="Which opportunities to close, and how: all of them alike.")
class CloseOpportunitiesInput(OpportunitiesCall):
    """For closeOpportunities."""

    outcome: OpportunityOutcome = strawberry.field(description="Won or lost.")
    status_reason_code: str | None = optional(
        "Left out: the default reason of the outcome; of a loss to a competitor OUT_SOLD, as long "
        "as that is active and CANCELED is the default."
    )
    actual_close_date: date | None = optional("Left out: today. A future date is refused.")
    actual_revenue: MoneyInput | None = optional(
        "The same for each. Left out: each one's estimated revenue if won, null if there is none; "
        "0 if lost."
    )
    competitor_id: strawberry.ID | None = optional("Who took part, or took them.")
    description: str | None = optional("For the close records, at most 2000 characters.")
    close_open_quotes: bool = strawberry.field(
        default=False,
        description="Close the active and draft quotes first, in the same transaction.",
    )


@strawberry.type(description="What became of one opportunity of closeOpportunities.")
class CloseOpportunityResult:
    """Of one that was to be closed."""

    opportunity_id: strawberry.ID = strawberry.field(description="The opportunity's id.")
    status: BatchStatus = strawberry.field(description="What became of it.")
    opportunity: Opportunity | None = strawberry.field(description=_AS_IT_IS)
    close: OpportunityClose | None = strawberry.field(
        description="The record of this close; null unless CLOSED, and in a dry run."
    )
    closed_quotes: list[Quote] | None = strawberry.field(description=_QUOTES)
    errors: list[UserError] = strawberry.field(description=ERRORS)


@strawberry.type(description="What closeOpportunities did.")
class CloseOpportunitiesPayload:
    """Of closeOpportunities."""

    results: list[CloseOpportunityResult] | None = strawberry.field(description=_RESULTS)
    closed_count: int | None = strawberry.field(description=_COUNT.format("CLOSED"))
    unchanged_count: int | None = strawberry.field(description=_COUNT.format("UNCHANGED"))
    failed_count: int | None = strawberry.field(description=_COUNT.format("FAILED"))
    errors: list[UserError] = strawberry.field(description=_ALL_ERRORS)


@strawberry.input(
    description="Of which opportunities to close every active and draft quote, and how."
)
class CloseQuotesOfOpportunitiesInput(OpportunitiesCall):
    """For closeQuotesOfOpportunities."""

    status_reason_code: str | None = optional(
        "Left out: the default reason of CLOSED (stock: LOST)."
    )
    closed_on: date | None = optional("Left out: today. A future date is refused.")
    description: str | None = optional("For the close records, at most 2000 characters.")


@strawberry.type(description="What became of one opportunity of closeQuotesOfOpportunities.")
class CloseQuotesResult:
    """Of one whose quotes were to be closed."""

    opportunity_id: strawberry.ID = strawberry.field(description="The opportunity's id.")
    status: BatchStatus = strawberry.field(description="What became of its quotes.")
    opportunity: Opportunity | None = strawberry.field(description=_AS_IT_IS)
    closed_quotes: list[Quote] | None = strawberry.field(description=_QUOTES)
    errors: list[UserError] = strawberry.field(description=ERRORS)


@strawberry.type(description="What closeQuotesOfOpportunities did.")
class CloseQuotesOfOpportunitiesPayload:
    """Of closeQuotesOfOpportunities."""

    results: list[CloseQuotesResult] | None = strawberry.field(description=_RESULTS)
    closed_count: int | None = strawberry.field(description=_COUNT.format("CLOSED"))
    unchanged_count: int | None = strawberry.field(description=_COUNT.format("UNCHANGED"))
    failed_count: int | None = strawberry.field(description=_COUNT.format("FAILED"))
    errors: list[UserError] = strawberry.field(description=_ALL_ERRORS)
