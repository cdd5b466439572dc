"""deleteOpportunity, deleteQuote: inputs and payloads."""

import strawberry

from schema.call import Call
from schema.closing import CHANGED, ERRORS, expected_version_of
from schema.errors import UserError
from schema.opportunity import Opportunity


@strawberry.input(description="Which opportunity to delete.")
class DeleteOpportunityInput(Call):
    """For deleteOpportunity."""

    opportunity_id: strawberry.ID = strawberry.field(description="The opportunity.")
    expected_version: int | None = expected_version_of("the opportunity")


@strawberry.type(description="What deleteOpportunity did, or as a dry run would do.")
class DeleteOpportunityPayload:
    """Of deleteOpportunity."""

    deleted_opportunity_id: strawberry.ID | None = strawberry.field(
        description="What was deleted; null if refused."
    )
    deleted_quote_ids: list[strawberry.ID] | None = strawberry.field(
        description="Its drafts, newest first, maybe none; null if refused."
    )
    errors: list[UserError] = strawberry.field(description=ERRORS)


@strawberry.input(description="Which draft to delete.")
class DeleteQuoteInput(Call):
    """For deleteQuote."""

    quote_id: strawberry.ID = strawberry.field(description="The quote.")
    expected_version: int | None = expected_version_of("the quote")


@strawberry.type(description="What deleteQuote did, or as a dry run would do.")
class DeleteQuotePayload:
    """Of deleteQuote."""

    deleted_quote_id: strawberry.ID | None = strawberry.field(
        description="What was deleted; null if refused."
    )
    opportunity: Opportunity | None = strawberry.field(description=CHANGED)
    errors: list[UserError] = strawberry.field(description=ERRORS)
