"""updateOpportunity, updateQuote, reviseQuote, winQuote: inputs and payloads."""

from datetime import date
from decimal import Decimal

import strawberry

from schema.call import Call
from schema.closing import CHANGED, ERRORS, expected_version_of
from schema.creating import QuoteLineInput
from schema.errors import UserError
from schema.node import optional
from schema.opportunity import Opportunity
from schema.quote import Quote
from schema.words import OpportunityStage, Rating


@strawberry.input(
    description="What to change of an open opportunity. A field left out stays as it is, and null "
    "empties it."
)
class UpdateOpportunityInput(Call):
    """For updateOpportunity."""

    opportunity_id: strawberry.ID = strawberry.field(description="The opportunity.")
    name: str | None = optional("The topic, at most 300 characters; it can't be emptied.")
    account_id: strawberry.ID | None = optional("The customer.")
    contact_id: strawberry.ID | None = optional("Whom to talk to; not compared with the account.")
    product_id: strawberry.ID | None = optional("What it is mainly about selling.")
    owner_id: strawberry.ID | None = optional("The salesperson; it can't be emptied.")
    description: str | None = optional("What it is about, at most 2000 characters.")
    estimated_revenue: Decimal | None = optional("What it may bring, in its currency.")
    estimated_close_date: date | None = optional("When it may be closed.")
    started_on: date | None = optional("The day on which work on it began; can't be emptied.")
    probability: int | None = optional("Of being won, 0 to 100.")
    rating: Rating | None = optional("How promising it is thought to be.")
    stage: OpportunityStage | None = optional("The step of the sales process; can't be emptied.")
    status_reason_code: str | None = optional("Another reason of OPEN; it can't be emptied.")
    expected_version: int | None = expected_version_of("the opportunity")


@strawberry.type(description="What updateOpportunity did.")
class UpdateOpportunityPayload:
    """Of updateOpportunity."""

    opportunity: Opportunity | None = strawberry.field(description=CHANGED)
    errors: list[UserError] = strawberry.field(description=ERRORS)


@strawberry.input(
    description="What to change of a draft. A field left out stays as it is, and null empties it; "
    "lines are given as a whole."
)
class UpdateQuoteInput(Call):
    """For updateQuote."""

    quote_id: strawberry.ID = strawberry.field(description="The quote.")
    name: str | None = optional("Its name, at most 300 characters; it can't be emptied.")
    effective_from: date | None = optional("The first day it is valid.")
    effective_to: date | None = optional("The last day it is valid.")
    lines: list[QuoteLineInput] | None = optional(
        "All its lines in their order, at most 500. An id keeps that line, none adds one, and a "
        "line left out is deleted."
    )
    discount: Decimal | None = optional("Taken off the sum of the lines; null is 0.")
    freight: Decimal | None = optional("Added for delivery; null is 0.")
    expected_version: int | None = expected_version_of("the quote")


@strawberry.type(description="What updateQuote did.")
class UpdateQuotePayload:
    """Of updateQuote."""

    quote: Quote | None = strawberry.field(description=CHANGED)
    errors: list[UserError] = strawberry.field(description=ERRORS)


@strawberry.input(description="Which active or closed quote to revise.")
class ReviseQuoteInput(Call):
    """For reviseQuote."""

    quote_id: strawberry.ID = strawberry.field(description="The quote.")
    expected_version: int | None = expected_version_of("the quote")


@strawberry.type(description="What reviseQuote did.")
class ReviseQuotePayload:
    """Of reviseQuote."""

    quote: Quote | None = strawberry.field(
        description="The new draft, with the same number and lines; null if refused or a dry run."
    )
    revised_quote: Quote | None = strawberry.field(
        description="The one whose place it takes: closed as REVISED if it was active."
    )
    errors: list[UserError] = strawberry.field(description=ERRORS)


@strawberry.input(description="Which active quote the customer accepted.")
class WinQuoteInput(Call):
    """For winQuote."""

    quote_id: strawberry.ID = strawberry.field(description="The quote.")
    closed_on: date | None = optional("Left out: today. A future date is refused.")
    description: str | None = optional("For the close records, at most 2000 characters.")
    expected_version: int | None = expected_version_of("the quote")


@strawberry.type(description="What winQuote did.")
class WinQuotePayload:
    """Of winQuote."""

    quote: Quote | None = strawberry.field(description=CHANGED)
    closed_quotes: list[Quote] | None = strawberry.field(
        description="The opportunity's other active and draft quotes, closed as LOST by this call; "
        "null if refused."
    )
    errors: list[UserError] = strawberry.field(description=ERRORS)
