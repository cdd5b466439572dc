"""What comes in, and what goes out around the records."""

from datetime import date
from typing import Annotated

import strawberry

from benchmarks.ordinary.types import Opportunity, Quote
from domain.lifecycle import OpportunityOutcome


@strawberry.type
class OpportunityConnection:
    """A page of opportunities."""

    nodes: list[Opportunity]


@strawberry.type
class OpportunityClose:
    """The record of a close."""

    outcome: str
    actual_close_date: date


@strawberry.type
class UserError:
    """Why a call was refused."""

    code: str


@strawberry.input
class CloseQuotesInput:
    """Whose quotes to close."""

    opportunity_id: strawberry.ID


@strawberry.input
class CloseOpportunityInput:
    """What to close, and how."""

    opportunity_id: strawberry.ID
    outcome: Annotated[OpportunityOutcome, strawberry.enum(OpportunityOutcome)]


@strawberry.type
class CloseQuotesPayload:
    """What closeQuotes did."""

    opportunity: Opportunity | None
    closed_quotes: list[Quote] | None
    errors: list[UserError]


@strawberry.type
class CloseOpportunityPayload:
    """What closeOpportunity did."""

    opportunity: Opportunity | None
    close: OpportunityClose | None
    errors: list[UserError]
