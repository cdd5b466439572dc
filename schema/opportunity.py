"""The opportunity and the record of its closes."""

from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated

import strawberry
from strawberry import UNSET

from schema.errors import UserError
from schema.filters import QuoteOrders, Quotes
from schema.node import Money, Node
from schema.paging import After, Before, Connection, First, Last, read_by_plan
from schema.parties import Account, Competitor, Contact, Product, User
from schema.status_reason import StatusReason
from schema.words import OpportunityOutcome, OpportunityStage, OpportunityState, Rating

if TYPE_CHECKING:
    from schema.history import FieldChange
    from schema.quote import Quote


@strawberry.type(description="Whether an opportunity can be closed now.")
class CloseReadiness:
    """The rule's answer before anybody asks to close."""

    can_close: bool = strawberry.field(description="Whether closeOpportunity would do it.")
    blockers: list[UserError] = strawberry.field(
        description="What closeOpportunity would answer, as far as that needs no input."
    )


@strawberry.type(description="A possible sale. It is closed as won or lost.")
class Opportunity(Node):
    """The aggregate that its quotes belong to."""

    version: int = strawberry.field(
        description="Rises by one with every mutation that changes it or one of its quotes."
    )
    name: str = strawberry.field(description="The topic.")
    description: str | None = strawberry.field(description="What it is about.")
    account: Account | None = strawberry.field(description="The customer, if known yet.")
    contact: Contact | None = strawberry.field(description="Whom to talk to about it.")
    owner: User = strawberry.field(description="The salesperson who works on it.")
    product: Product | None = strawberry.field(description="What it is mainly about selling.")
    state: OpportunityState = strawberry.field(description="Open, won or lost.")
    status_reason: StatusReason = strawberry.field(description="Why it is in that state.")
    stage: OpportunityStage = strawberry.field(description="The step of the sales process.")
    rating: Rating | None = strawberry.field(description="How promising it is thought to be.")
    probability: int | None = strawberry.field(description="Of being won, in percent.")
    currency: str = strawberry.field(description="The ISO 4217 code of all its amounts.")
    estimated_revenue: Money | None = strawberry.field(description="What it may bring.")
    estimated_close_date: date | None = strawberry.field(description="When it may be closed.")
    actual_revenue: Money | None = strawberry.field(description="What it brought; set by closing.")
    actual_close_date: date | None = strawberry.field(
        description="When it was closed; set by closing."
    )
    started_on: date = strawberry.field(description="The day on which work on it began.")
    created_at: datetime = strawberry.field(description="When it was created.")
    created_by: User = strawberry.field(
        description="Who created it, or imported it: who may delete it while nothing is lost by it."
    )
    updated_at: datetime = strawberry.field(
        description="Moves with version. Commits can appear slightly out of order: sync with gte "
        "and an overlap."
    )
    source: str | None = strawberry.field(description="Where it was imported from.")
    external_id: str | None = strawberry.field(description="Its id in the system it comes from.")
    close_readiness: CloseReadiness = strawberry.field(
        description="Can it be closed now, and if not, why: the same errors that closeOpportunity "
        "would answer, as far as they need no input."
    )
    closes: "list[OpportunityClose]" = strawberry.field(
        description="Every close of this opportunity, newest first, reopened ones included."
    )

    @strawberry.field(description="Its quotes, newest first.")
    def quotes(
        self,
        filter: Quotes = UNSET,
        order_by: QuoteOrders = UNSET,
        first: First = UNSET,
        after: After = UNSET,
        last: Last = UNSET,
        before: Before = UNSET,
    ) -> Connection[Annotated["Quote", strawberry.lazy("schema.quote")]]:
        return read_by_plan(self, filter, order_by, first, after, last, before)

    @strawberry.field(description="What was changed of it, newest first.")
    def changes(
        self,
        first: First = UNSET,
        after: After = UNSET,
        last: Last = UNSET,
        before: Before = UNSET,
    ) -> Connection[Annotated["FieldChange", strawberry.lazy("schema.history")]]:
        return read_by_plan(self, first, after, last, before)


@strawberry.type(description="The record of one close. It is never edited or deleted.")
class OpportunityClose(Node):
    """Appended by every close; a reopening points at it."""

    opportunity: Opportunity = strawberry.field(description="What was closed.")
    outcome: OpportunityOutcome = strawberry.field(description="Won or lost.")
    status_reason: StatusReason = strawberry.field(description="Why.")
    actual_revenue: Money | None = strawberry.field(description="What it brought.")
    exchange_rate: Decimal | None = strawberry.field(
        description="Units of the base currency for one of the revenue's on that day; null if it "
        "wasn't known."
    )
    base_currency: str | None = strawberry.field(
        description="What the base currency was; null without a rate."
    )
    actual_close_date: date = strawberry.field(description="The day of the close.")
    competitor: Competitor | None = strawberry.field(description="Who took part, or took it.")
    description: str | None = strawberry.field(description="What was said about it.")
    stage_at_close: OpportunityStage | None = strawberry.field(
        description="The stage it was in; null when imported without one."
    )
    closed_by: User = strawberry.field(description="Who closed it.")
    closed_at: datetime = strawberry.field(description="When that was recorded.")
    client: str | None = strawberry.field(description="The program that it was closed through.")
    source: str | None = strawberry.field(description="Where it was imported from.")
    reopened_at: datetime | None = strawberry.field(description="When it was undone, if it was.")
    reopened_by: User | None = strawberry.field(description="Who undid it.")
