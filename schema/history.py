"""What happened: business events, and the fields that they changed."""

from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import strawberry
from strawberry.scalars import JSON

from schema.node import Node
from schema.parties import User

if TYPE_CHECKING:
    from schema.opportunity import Opportunity


@strawberry.type(
    description="Something that happened, written in the same transaction as what it changed. It "
    "is never edited or deleted."
)
class Event(Node):
    """One row a business change."""

    type: str = strawberry.field(
        description="What happened, in the past tense: OpportunityClosed, QuotesClosed, …. "
        "Append-only: keep a default branch."
    )
    opportunity: Annotated["Opportunity", strawberry.lazy("schema.opportunity")] | None = (
        strawberry.field(description="Which opportunity it is about; null if none.")
    )
    opportunity_version: int | None = strawberry.field(
        description="The version that the opportunity had afterwards."
    )
    payload: JSON = strawberry.field(
        description="The ids that it is about, by names such as opportunityId and quoteIds; its "
        "type says which. There may come more."
    )
    changes: "list[FieldChange]" = strawberry.field(
        description="Which fields it changed, from what to what."
    )
    actor: User = strawberry.field(description="Who did it.")
    client: str | None = strawberry.field(description="The program that it was done through.")
    request_id: str | None = strawberry.field(
        description="The request's id, as its X-Request-Id header said."
    )
    occurred_at: datetime = strawberry.field(description="When it happened.")


@strawberry.type(description="One field that an event changed.")
class FieldChange(Node):
    """From what, to what."""

    event: Event = strawberry.field(description="What happened, when, and through whom.")
    entity_id: strawberry.ID = strawberry.field(description="The record: read it by `node`.")
    version: int = strawberry.field(description="The version that the record had afterwards.")
    field: str = strawberry.field(
        description="The field's name. Of a quote's lines: `lines/qln_…` for one that came or "
        "went, `lines/qln_…/quantity` for what changed."
    )
    old_value: str | None = strawberry.field(
        description="What it was, as text; records by their ids, null if there was nothing."
    )
    new_value: str | None = strawberry.field(description="What it is afterwards.")
