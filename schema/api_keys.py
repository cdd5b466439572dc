"""API keys: what is told of one, how one is made and revoked."""

from datetime import datetime

import strawberry

from domain.access import Right
from schema.call import Call
from schema.closing import CHANGED, ERRORS
from schema.creating import CREATED
from schema.errors import UserError
from schema.node import VERSION, Node
from schema.parties import User

_SCOPES = f"What it may do: {', '.join(Right)}."


@strawberry.type(description="What a program signs in with, as a user; the key itself isn't kept.")
class ApiKey(Node):
    """A key, without its secret."""

    version: int = strawberry.field(description=VERSION)
    name: str = strawberry.field(description="What it is for.")
    user: User = strawberry.field(description="As whom a program acts that has it.")
    prefix: str = strawberry.field(
        description="What is between the underscores of `clinch_…_…`: by it the key is recognised."
    )
    scopes: list[str] = strawberry.field(
        description="What it may do, as far as its user's role allows it."
    )
    created_at: datetime = strawberry.field(description="When it was made.")
    created_by: User = strawberry.field(description="Who made it.")
    expires_at: datetime = strawberry.field(description="From when on it isn't accepted.")
    revoked_at: datetime | None = strawberry.field(
        description="When it was revoked; null if it wasn't."
    )
    last_used_at: datetime | None = strawberry.field(
        description="When it was last used, to the minute; null if it never was."
    )
    is_active: bool = strawberry.field(
        description="Whether it is accepted: neither revoked nor past its end."
    )


@strawberry.input(description="A new API key.")
class CreateApiKeyInput(Call):
    """For createApiKey."""

    user_id: strawberry.ID = strawberry.field(description="As whom a program acts that has it.")
    name: str = strawberry.field(description="What it is for, at most 300 characters.")
    scopes: list[str] = strawberry.field(
        description=f"{_SCOPES} One at least, and none that its user's role hasn't; what one of "
        "them is no use without is added."
    )
    expires_at: datetime = strawberry.field(
        description="From when on it isn't accepted: in the future, at most ten years."
    )


@strawberry.type(description="What createApiKey did.")
class CreateApiKeyPayload:
    """Of createApiKey."""

    api_key: ApiKey | None = strawberry.field(description=CREATED)
    key: str | None = strawberry.field(
        description="The key, for the header `Authorization: Bearer …`. It is told this once: "
        "keep it, or revoke it and make another. Null if refused, a dry run, or a call that was "
        "made before with the same idempotency key."
    )
    errors: list[UserError] = strawberry.field(description=ERRORS)


@strawberry.input(description="Which API key to revoke.")
class RevokeApiKeyInput(Call):
    """For revokeApiKey."""

    api_key_id: strawberry.ID = strawberry.field(description="The API key.")


@strawberry.type(description="What revokeApiKey did.")
class RevokeApiKeyPayload:
    """Of revokeApiKey."""

    api_key: ApiKey | None = strawberry.field(description=CHANGED)
    errors: list[UserError] = strawberry.field(description=ERRORS)
