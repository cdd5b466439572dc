"""Filters and orders of opportunities and quotes. A null operand or an empty filter is an error."""

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any

import strawberry

from schema.node import optional
from schema.words import (
    AuditType,
    OpportunityOrderField,
    OpportunityStage,
    OpportunityState,
    OrderDirection,
    QuoteOrderField,
    QuoteState,
    Rating,
)

_EQ = "Exactly this."
_IN = "One of these; of an empty list, none."
_NULL = "Whether it has no value."
_GT, _GTE = "Greater or later than this.", "This, or greater or later."
_LT, _LTE = "Smaller or earlier than this.", "This, or smaller or earlier."
_ALL = "All of these."
_ANY = "At least one of these."
_NOT = "Exactly those that this doesn't match."


@strawberry.input(one_of=True, description="By an opportunity's state.")
class OpportunityStateFilter:
    """Exactly one of its fields."""

    eq: OpportunityState | None = optional(_EQ)
    in_: list[OpportunityState] | None = optional(_IN, name="in")


@strawberry.input(one_of=True, description="By the stage of the sales process.")
class OpportunityStageFilter:
    """Exactly one of its fields."""

    eq: OpportunityStage | None = optional(_EQ)
    in_: list[OpportunityStage] | None = optional(_IN, name="in")


@strawberry.input(one_of=True, description="By a rating.")
class RatingFilter:
    """Exactly one of its fields."""

    eq: Rating | None = optional(_EQ)
    in_: list[Rating] | None = optional(_IN, name="in")
    is_null: bool | None = optional(_NULL)


@strawberry.input(one_of=True, description="By a quote's state.")
class QuoteStateFilter:
    """Exactly one of its fields."""

    eq: QuoteState | None = optional(_EQ)
    in_: list[QuoteState] | None = optional(_IN, name="in")


@strawberry.input(one_of=True, description="By an id.")
class IDFilter:
    """Exactly one of its fields."""

    eq: strawberry.ID | None = optional(_EQ)
    in_: list[strawberry.ID] | None = optional(_IN, name="in")
    is_null: bool | None = optional(_NULL)


@strawberry.input(description="By a text; several fields together all have to match.")
class StringFilter:
    """At least one of its fields."""

    eq: str | None = optional("Exactly this, case and width included.")
    in_: list[str] | None = optional(_IN, name="in")
    contains: str | None = optional("This is somewhere in it, whatever its case and width.")
    starts_with: str | None = optional("It starts with this, whatever its case and width.")


@strawberry.input(description="By a number; several fields together all have to match.")
class DecimalFilter:
    """At least one of its fields."""

    eq: Decimal | None = optional(_EQ)
    gt: Decimal | None = optional(_GT)
    gte: Decimal | None = optional(_GTE)
    lt: Decimal | None = optional(_LT)
    lte: Decimal | None = optional(_LTE)
    is_null: bool | None = optional(_NULL)


@strawberry.input(description="By a date; several fields together all have to match.")
class DateFilter:
    """At least one of its fields."""

    eq: date | None = optional(_EQ)
    gt: date | None = optional(_GT)
    gte: date | None = optional(_GTE)
    lt: date | None = optional(_LT)
    lte: date | None = optional(_LTE)
    is_null: bool | None = optional(_NULL)


@strawberry.input(description="By an instant; several fields together all have to match.")
class DateTimeFilter:
    """At least one of its fields."""

    gt: datetime | None = optional(_GT)
    gte: datetime | None = optional(_GTE)
    lt: datetime | None = optional(_LT)
    lte: datetime | None = optional(_LTE)


@strawberry.input(description="Which quotes; several fields together all have to match.")
class QuoteFilter:
    """At least one of its fields."""

    id: IDFilter | None = optional("By id.")
    opportunity_id: IDFilter | None = optional("By the opportunity that it belongs to.")
    state: QuoteStateFilter | None = optional("By state.")
    status_reason_code: StringFilter | None = optional("By the code of its status reason.")
    number: StringFilter | None = optional("By its number.")
    name: StringFilter | None = optional("By its name.")
    total_amount: DecimalFilter | None = optional("By its total, whatever the currency.")
    effective_to: DateFilter | None = optional("By the last day on which it is valid.")
    is_expired: bool | None = optional(
        "Whether it has expired: a draft or active, its last day over."
    )
    created_at: DateTimeFilter | None = optional("By when it was created.")
    updated_at: DateTimeFilter | None = optional("By when it was last changed.")
    and_: "list[QuoteFilter] | None" = optional(_ALL, name="and")
    or_: "list[QuoteFilter] | None" = optional(_ANY, name="or")
    not_: "QuoteFilter | None" = optional(_NOT, name="not")


@strawberry.input(one_of=True, description="By an opportunity's quotes.")
class QuoteListFilter:
    """Exactly one of its fields."""

    some: QuoteFilter | None = optional("At least one of its quotes matches.")
    none: QuoteFilter | None = optional("None of its quotes matches.")
    every: QuoteFilter | None = optional("Each of its quotes matches, if it has any.")


@strawberry.input(description="Which opportunities; several fields together all have to match.")
class OpportunityFilter:
    """At least one of its fields."""

    id: IDFilter | None = optional("By id.")
    state: OpportunityStateFilter | None = optional("By state.")
    status_reason_code: StringFilter | None = optional("By the code of its status reason.")
    stage: OpportunityStageFilter | None = optional("By stage.")
    rating: RatingFilter | None = optional("By rating.")
    name: StringFilter | None = optional("By its topic.")
    account_id: IDFilter | None = optional("By its account.")
    contact_id: IDFilter | None = optional("By its contact.")
    owner_id: IDFilter | None = optional("By its owner.")
    product_id: IDFilter | None = optional("By its product.")
    currency: StringFilter | None = optional("By its currency.")
    estimated_revenue: DecimalFilter | None = optional(
        "By its estimated revenue, whatever the currency."
    )
    estimated_close_date: DateFilter | None = optional("By its expected close date.")
    actual_close_date: DateFilter | None = optional("By the day on which it was closed.")
    created_at: DateTimeFilter | None = optional("By when it was created.")
    updated_at: DateTimeFilter | None = optional("By when it or one of its quotes was changed.")
    source: IDFilter | None = optional("By the system it was imported from.")
    external_id: IDFilter | None = optional("By its id in the system it comes from.")
    quotes: QuoteListFilter | None = optional("By its quotes.")
    and_: "list[OpportunityFilter] | None" = optional(_ALL, name="and")
    or_: "list[OpportunityFilter] | None" = optional(_ANY, name="or")
    not_: "OpportunityFilter | None" = optional(_NOT, name="not")


@strawberry.input(one_of=True, description="By what happened.")
class AuditTypeFilter:
    """Exactly one of its fields."""

    eq: AuditType | None = optional(_EQ)
    in_: list[AuditType] | None = optional(_IN, name="in")


@strawberry.input(description="Which entries; several fields together all have to match.")
class AuditEntryFilter:
    """At least one of its fields."""

    type: AuditTypeFilter | None = optional("By what happened.")
    actor_id: IDFilter | None = optional("By who it was.")
    happened_at: DateTimeFilter | None = optional("By when it happened.")


@strawberry.input(description="One thing to order opportunities by; nulls last, ties by id.")
class OpportunityOrder:
    """A field and a direction."""

    field: OpportunityOrderField = strawberry.field(description="What to order by.")
    direction: OrderDirection = strawberry.field(
        default=OrderDirection.ASC, description="Which way."
    )


@strawberry.input(description="One thing to order quotes by; nulls last, ties by id.")
class QuoteOrder:
    """A field and a direction."""

    field: QuoteOrderField = strawberry.field(description="What to order by.")
    direction: OrderDirection = strawberry.field(
        default=OrderDirection.ASC, description="Which way."
    )


def _argument(description: str) -> Any:
    return strawberry.argument(description=description)


_MATCHING = "Only those that match."
_ORDERED = "What to order by, first things first. Left out: newest first."

AuditEntries = Annotated[AuditEntryFilter | None, _argument(_MATCHING)]
ByCurrency = Annotated[StringFilter | None, _argument("Only those of such currencies.")]
ByName = Annotated[StringFilter | None, _argument("Only those so named.")]
Opportunities = Annotated[OpportunityFilter | None, _argument(_MATCHING)]
OpportunityOrders = Annotated[list[OpportunityOrder] | None, _argument(_ORDERED)]
Quotes = Annotated[QuoteFilter | None, _argument(_MATCHING)]
QuoteOrders = Annotated[list[QuoteOrder] | None, _argument(_ORDERED)]
