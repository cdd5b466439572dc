"""Status reasons: rows, so that an installation can have its own."""

import strawberry

from schema.node import VERSION, Node
from schema.words import OpportunityState, QuoteState


@strawberry.type(description="Why an opportunity or a quote is in its state.")
class StatusReason(Node):
    """One reason of one state of one entity."""

    version: int = strawberry.field(description=VERSION)
    opportunity_state: OpportunityState | None = strawberry.field(
        description="The opportunity state that it belongs to; null if it is a quote's."
    )
    quote_state: QuoteState | None = strawberry.field(
        description="The quote state that it belongs to; null if it is an opportunity's."
    )
    code: str = strawberry.field(description="Its name for programs; it never changes.")
    label: str = strawberry.field(
        description="Its name for people, in the reader's language (Accept-Language)."
    )
    label_en: str = strawberry.field(description="Its name in English.")
    label_ja: str | None = strawberry.field(
        description="Its name in Japanese; null: the English one is shown."
    )
    is_default: bool = strawberry.field(description="Whether it is taken when none is given.")
    is_active: bool = strawberry.field(description="Whether it can still be chosen.")
