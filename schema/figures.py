"""closeMetrics and pipeline: figures over many opportunities, and what they can be grouped by."""

from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Any

import strawberry

from schema.filters import (
    DateFilter,
    IDFilter,
    OpportunityFilter,
    OpportunityStageFilter,
    StringFilter,
)
from schema.node import Money, Node, optional
from schema.words import OpportunityOutcome, described


class CloseGrouping(StrEnum):
    """What the figures of closes can be grouped by."""

    OUTCOME = "OUTCOME"
    STATUS_REASON = "STATUS_REASON"
    COMPETITOR = "COMPETITOR"
    OWNER = "OWNER"
    ACCOUNT = "ACCOUNT"
    STAGE_AT_CLOSE = "STAGE_AT_CLOSE"
    PRODUCT = "PRODUCT"
    PRODUCT_FAMILY = "PRODUCT_FAMILY"
    MONTH = "MONTH"
    QUARTER = "QUARTER"


class PipelineGrouping(StrEnum):
    """What the figures of open opportunities can be grouped by."""

    STAGE = "STAGE"
    STATUS_REASON = "STATUS_REASON"
    RATING = "RATING"
    OWNER = "OWNER"
    ACCOUNT = "ACCOUNT"
    PRODUCT = "PRODUCT"
    PRODUCT_FAMILY = "PRODUCT_FAMILY"
    MONTH = "MONTH"
    QUARTER = "QUARTER"


_PARTIES = {
    "OWNER": "The opportunity's owner.",
    "ACCOUNT": "The customer.",
    "PRODUCT": "What the opportunity is mainly about selling.",
    "PRODUCT_FAMILY": "That product's family.",
}
described(
    CloseGrouping,
    "What closes can be grouped by.",
    **_PARTIES,
    OUTCOME="Won or lost.",
    STATUS_REASON="Why.",
    COMPETITOR="Who took part, or took it.",
    STAGE_AT_CLOSE="The stage that the opportunity was in.",
    MONTH="The month of the actual close date, such as 2026-11.",
    QUARTER="Its quarter, such as 2026-Q4.",
)
described(
    PipelineGrouping,
    "What open opportunities can be grouped by.",
    **_PARTIES,
    STAGE="The stage that the opportunity is in.",
    STATUS_REASON="Its status reason.",
    RATING="Its rating.",
    MONTH="The month of the estimated close date, such as 2026-11.",
    QUARTER="Its quarter, such as 2026-Q4.",
)

_ALL, _ANY = "All of these.", "At least one of these."


@strawberry.input(one_of=True, description="By how an opportunity was closed.")
class OpportunityOutcomeFilter:
    """Exactly one of its fields."""

    eq: OpportunityOutcome | None = optional("Exactly this.")
    in_: list[OpportunityOutcome] | None = optional(
        "One of these; of an empty list, none.", name="in"
    )


@strawberry.input(description="Which closes; several fields together all have to match.")
class OpportunityCloseFilter:
    """At least one of its fields."""

    outcome: OpportunityOutcomeFilter | None = optional("By won or lost.")
    status_reason_code: StringFilter | None = optional("By the code of its status reason.")
    actual_close_date: DateFilter | None = optional("By the day of the close.")
    competitor_id: IDFilter | None = optional("By the competitor.")
    stage_at_close: OpportunityStageFilter | None = optional("By the stage that it was in.")
    currency: StringFilter | None = optional("By the currency of its revenue.")
    opportunity: OpportunityFilter | None = optional("By the opportunity that was closed.")
    and_: "list[OpportunityCloseFilter] | None" = optional(_ALL, name="and")
    or_: "list[OpportunityCloseFilter] | None" = optional(_ANY, name="or")
    not_: "OpportunityCloseFilter | None" = optional(
        "Exactly those that this doesn't match.", name="not"
    )


@strawberry.type(description="What the records of a group have in common.")
class GroupKey:
    """A word, a period, or a record."""

    value: str = strawberry.field(
        description="The enum's word, the product family, the period (2026-11, 2026-Q4), or the "
        "record's id."
    )
    label: str = strawberry.field(description="What a person calls it, in the reader's language.")
    record: Node | None = strawberry.field(description="The record, if it is one.")


@strawberry.type(description="A part of a whole.")
class Share:
    """With how many records that is said of."""

    percent: Decimal | None = strawberry.field(
        description="With two decimals, half up; null of nothing."
    )
    n: int = strawberry.field(description="Of how many it is said.")


@strawberry.type(description="How many days something took.")
class Days:
    """With how many records that is said of."""

    average: Decimal | None = strawberry.field(
        description="With two decimals, half up; null of none."
    )
    median: Decimal | None = strawberry.field(
        description="Half took at most so many; null of none."
    )
    n: int = strawberry.field(description="Of how many it is said.")


@strawberry.type(description="How far what was brought is from what had been estimated.")
class RevenueGap:
    """With how many records that is said of."""

    value: Money = strawberry.field(description="Actual less estimated, added up.")
    percent: Decimal | None = strawberry.field(
        description="Of the estimated, with two decimals, half up; null of nothing."
    )
    n: int = strawberry.field(description="Of how many it is said.")


_KEYS = "One for each thing that is grouped by, in that order; null for those that have none."
_WITHOUT_RATE = "without an exchange rate to the base currency: they are in no value."


@strawberry.type(description="Figures of a group of closes. Closes that were undone don't count.")
class CloseMetrics:
    """Values are in the base currency, at the rates that the closes were made with."""

    keys: list[GroupKey | None] = strawberry.field(description=_KEYS)
    count: int = strawberry.field(description="How many closes.")
    won: int = strawberry.field(description="How many of them were won.")
    lost: int = strawberry.field(description="How many were lost.")
    won_value: Money = strawberry.field(
        description="The actual revenue of those won that have one."
    )
    lost_value: Money = strawberry.field(
        description="The estimated revenue of those lost that have one; of the others nothing is "
        "known."
    )
    without_rate: int = strawberry.field(description=f"How many are {_WITHOUT_RATE}")
    win_rate: Share = strawberry.field(description="How many of all were won.")
    win_rate_by_value: Share = strawberry.field(
        description="The won value's part of won and lost value. Only closes with a value are in "
        "it, which are `n`: look at it beside `count`."
    )
    days_to_close: Days = strawberry.field(
        description="From startedOn to actualCloseDate; below 0 if it was closed before that."
    )
    days_late: Days = strawberry.field(
        description="From estimatedCloseDate to actualCloseDate; below 0 if it was earlier."
    )
    revenue_gap: RevenueGap = strawberry.field(
        description="Of those won that have both an actual and an estimated revenue."
    )


@strawberry.type(description="Figures of a group of open opportunities.")
class PipelineMetrics:
    """Values are in the base currency, at the latest rates that aren't after today."""

    keys: list[GroupKey | None] = strawberry.field(description=_KEYS)
    count: int = strawberry.field(description="How many opportunities.")
    value: Money = strawberry.field(description="The estimated revenue of those that have one.")
    weighted_value: Money = strawberry.field(
        description="The same, each times its probability; those without one are left out."
    )
    without_rate: int = strawberry.field(description=f"How many are {_WITHOUT_RATE}")


def _argument(description: str) -> Any:
    return strawberry.argument(description=description)


_MATCHING = "Only those that match."
_BY = "At most four things; a row for each combination. Left out: one row for all."

Closes = Annotated[OpportunityCloseFilter | None, _argument(_MATCHING)]
ClosesBy = Annotated[list[CloseGrouping] | None, _argument(_BY)]
PipelineBy = Annotated[list[PipelineGrouping] | None, _argument(_BY)]
