"""createOpportunity, createQuote, activateQuote: inputs and payloads."""

from datetime import date
from decimal import Decimal

import strawberry

from schema.call import Call
from schema.closing import CHANGED, ERRORS, expected_version_of
from schema.errors import UserError
from schema.node import optional
from schema.opportunity import Opportunity
from schema.quote import Quote
from schema.words import OpportunityStage, Rating

CREATED = "The new one; null if refused or a dry run."


@strawberry.input(description="A new opportunity.")
class CreateOpportunityInput(Call):
    """For createOpportunity."""

    name: str = strawberry.field(description="The topic, at most 300 characters.")
    account_id: strawberry.ID | None = optional("The customer.")
    contact_id: strawberry.ID | None = optional("Whom to talk to; not compared with the account.")
    product_id: strawberry.ID | None = optional("What it is mainly about selling.")
    owner_id: strawberry.ID | None = optional("The salesperson. Left out: you.")
    currency: str = strawberry.field(description="The ISO 4217 code of all its amounts.")
    description: str | None = optional("What it is about, at most 2000 characters.")
    estimated_revenue: Decimal | None = optional("What it may bring, in its currency.")
    estimated_close_date: date | None = optional("When it may be closed.")
    started_on: date | None = optional("The day on which work on it began. Left out: today.")
    probability: int | None = optional("Of being won, 0 to 100.")
    rating: Rating | None = optional("How promising it is thought to be.")
    stage: OpportunityStage | None = optional("Left out: QUALIFY.")


@strawberry.type(description="What createOpportunity did.")
class CreateOpportunityPayload:
    """Of createOpportunity."""

    opportunity: Opportunity | None = strawberry.field(description=CREATED)
    errors: list[UserError] = strawberry.field(description=ERRORS)


@strawberry.input(description="One position of a quote; amounts in the opportunity's currency.")
class QuoteLineInput:
    """A line of createQuote and updateQuote."""

    id: strawberry.ID | None = optional(
        "In an update, an id keeps that line, none adds one, and a line left out is deleted."
    )
    product_id: strawberry.ID | None = optional(
        "Which product it is, if it is one. Nothing is copied from it: name and price are the "
        "line's."
    )
    name: str = strawberry.field(description="What is offered, at most 300 characters.")
    quantity: Decimal = strawberry.field(description="More than 0, at most six decimals.")
    unit_price: Decimal = strawberry.field(description="For one; at least 0.")
    discount: Decimal | None = optional("Taken off the line. Left out: 0.")
    tax: Decimal | None = optional("Added to the line. Left out: 0.")


@strawberry.input(description="A new draft quote; its totals are computed.")
class CreateQuoteInput(Call):
    """For createQuote."""

    opportunity_id: strawberry.ID = strawberry.field(description="The opportunity.")
    name: str = strawberry.field(description="Its name, at most 300 characters.")
    effective_from: date | None = optional("The first day it is valid.")
    effective_to: date | None = optional("The last day it is valid.")
    lines: list[QuoteLineInput] = strawberry.field(description="At most 500, maybe none.")
    discount: Decimal | None = optional("Taken off the sum of the lines. Left out: 0.")
    freight: Decimal | None = optional("Added for delivery. Left out: 0.")


@strawberry.type(description="What createQuote did.")
class CreateQuotePayload:
    """Of createQuote."""

    quote: Quote | None = strawberry.field(description=CREATED)
    errors: list[UserError] = strawberry.field(description=ERRORS)


@strawberry.input(description="Which draft to activate.")
class ActivateQuoteInput(Call):
    """For activateQuote."""

    quote_id: strawberry.ID = strawberry.field(description="The quote.")
    expected_version: int | None = expected_version_of("the quote")


@strawberry.type(description="What activateQuote did.")
class ActivateQuotePayload:
    """Of activateQuote."""

    quote: Quote | None = strawberry.field(description=CHANGED)
    errors: list[UserError] = strawberry.field(description=ERRORS)
