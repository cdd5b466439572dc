"""What is on record about access: who signed in, who was refused."""

from datetime import datetime

import strawberry

from schema.node import Node
from schema.parties import User
from schema.words import AuditType


@strawberry.type(
    description="Somebody signed in, or was refused. It is never edited or deleted. What was "
    "changed, and by whom, is in `events`."
)
class AuditEntry(Node):
    """One row of the audit."""

    type: AuditType = strawberry.field(description="What happened.")
    happened_at: datetime = strawberry.field(description="When it happened.")
    actor: User | None = strawberry.field(description="Who it was; null if that isn't known.")
    credential: str | None = strawberry.field(
        description="What somebody signed in with, or tried to: `key` and an API key's prefix, or "
        "the issuer of the provider's tokens. Null if it was neither, and where it isn't noted."
    )
    detail: str | None = strawberry.field(
        description="Why a credential was refused, in a word; or the mutation and the right that "
        "was missing. `and 1,234 more` stands for as many that are summed up."
    )
    client: str | None = strawberry.field(description="The program, as it names itself.")
    address: str | None = strawberry.field(
        description="Where it came from: an IPv4 address, or the network of an IPv6 address."
    )
    request_id: str | None = strawberry.field(
        description="The request's id, as its X-Request-Id header said."
    )
