"""The quote, its lines, and the record of its close."""

from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated

import strawberry
from strawberry import UNSET

from schema.node import VERSION, Money, Node
from schema.paging import After, Before, Connection, First, Last, read_by_plan
from schema.parties import Product, User
from schema.status_reason import StatusReason
from schema.words import QuoteState

if TYPE_CHECKING:
    from schema.history import FieldChange
    from schema.opportunity import Opportunity


@strawberry.type(description="An offer to the customer. While active, it blocks the close.")
class Quote(Node):
    """Part of an opportunity."""

    version: int = strawberry.field(description=VERSION)
    number: str = strawberry.field(description="Its number, kept over revisions: Q-….")
    revision: int = strawberry.field(description="1, and one more with every revision.")
    name: str = strawberry.field(description="Its name.")
    state: QuoteState = strawberry.field(description="Draft, active, won or closed.")
    status_reason: StatusReason = strawberry.field(description="Why it is in that state.")
    opportunity: Annotated["Opportunity", strawberry.lazy("schema.opportunity")] = strawberry.field(
        description="The opportunity that it belongs to."
    )
    currency: str = strawberry.field(description="The opportunity's currency.")
    discount: Money = strawberry.field(description="Taken off the sum of the lines.")
    freight: Money = strawberry.field(description="Added for delivery.")
    tax: Money = strawberry.field(description="The sum of the lines' taxes.")
    total_amount: Money = strawberry.field(description="The lines, less discount, plus freight.")
    effective_from: date | None = strawberry.field(description="The first day it is valid.")
    effective_to: date | None = strawberry.field(description="The last day it is valid.")
    is_expired: bool = strawberry.field(
        description="Whether its last day is over, by the business's time zone, while it is still "
        "a draft or active: what is won or closed doesn't expire. Expiring changes no state; an "
        "active quote blocks the close as before."
    )
    closed_on: date | None = strawberry.field(description="The day it was closed.")
    lines: "list[QuoteLine]" = strawberry.field(description="What is offered, by position.")
    revisions: "list[Quote]" = strawberry.field(
        description="All revisions of its number, itself included, oldest first."
    )
    close: "QuoteClose | None" = strawberry.field(description="The record of its close.")
    created_at: datetime = strawberry.field(description="When it was created.")
    created_by: User = strawberry.field(
        description="Who created it, or this revision: who may delete it while it is a draft."
    )
    updated_at: datetime = strawberry.field(description="When it was last changed.")

    @strawberry.field(description="What was changed of it, newest first.")
    def changes(
        self,
        first: First = UNSET,
        after: After = UNSET,
        last: Last = UNSET,
        before: Before = UNSET,
    ) -> Connection[Annotated["FieldChange", strawberry.lazy("schema.history")]]:
        return read_by_plan(self, first, after, last, before)


@strawberry.type(description="One position of a quote.")
class QuoteLine(Node):
    """What is offered, how much of it, for how much."""

    quote: Quote = strawberry.field(description="The quote that it is part of.")
    position: int = strawberry.field(description="1, 2, 3, ….")
    product: Product | None = strawberry.field(description="The product, unless it is written in.")
    name: str = strawberry.field(description="What is offered.")
    quantity: Decimal = strawberry.field(description="How much of it; at most six decimals.")
    unit_price: Money = strawberry.field(description="For one.")
    discount: Money = strawberry.field(description="Taken off the line.")
    tax: Money = strawberry.field(description="Added to the line.")
    amount: Money = strawberry.field(
        description="Quantity times unit price, rounded half up once, less discount, plus tax."
    )


@strawberry.type(description="The record of a quote's close. It is never edited or deleted.")
class QuoteClose(Node):
    """Appended when a quote is closed."""

    quote: Quote = strawberry.field(description="What was closed.")
    status_reason: StatusReason = strawberry.field(description="Why.")
    closed_on: date = strawberry.field(description="The day of the close.")
    description: str | None = strawberry.field(description="What was said about it.")
    closed_by: User = strawberry.field(description="Who closed it.")
    closed_at: datetime = strawberry.field(description="When that was recorded.")
    client: str | None = strawberry.field(description="The program that it was closed through.")
