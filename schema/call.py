"""What the input of every mutation has, whatever it does."""

import strawberry

from schema.node import optional


@strawberry.input(description="What every mutation's input has.")
class Call:
    """How a call is made."""

    dry_run: bool = strawberry.field(
        default=False,
        description="Check only, nothing is written: errors, statuses, counts and which records "
        "are told are what the call would answer; the records themselves are as stored now.",
    )
    idempotency_key: str | None = optional(
        "Makes the call safe to send again: with the same key and the same input it is done once, "
        "and answered again, with its records as they are by then: null for one that was deleted. "
        "1 to 255 printable ASCII characters, new for each call, such as a UUID; kept for a day "
        "unless the installation says otherwise. Of refusals and dry runs nothing is kept. The "
        "header Idempotency-Key says the same."
    )
