"""Node, Money, and how an optional input field is declared."""

from decimal import Decimal
from typing import Any

import strawberry


def optional(description: str, *, name: str | None = None) -> Any:
    """An input field that may be left out; UNSET then, so that null can be told apart."""
    return strawberry.field(default=strawberry.UNSET, description=description, name=name)


VERSION = "Rises by one with every change."


@strawberry.interface(description="Whatever has an id and can be read again by it.")
class Node:
    """Relay's Node."""

    id: strawberry.ID = strawberry.field(
        description="A TypeID: the prefix names the type. Opaque, and unique over all types."
    )


@strawberry.type(description="An exact amount of money.")
class Money:
    """An amount with its currency."""

    amount: Decimal = strawberry.field(
        description="The amount, with exactly as many decimals as the currency has."
    )
    currency: str = strawberry.field(description="The ISO 4217 code, such as USD.")


@strawberry.input(description="An exact amount of money.")
class MoneyInput:
    """An amount with its currency, as a client gives it."""

    amount: Decimal = strawberry.field(
        description="The amount, with at most as many decimals as the currency has."
    )
    currency: str | None = optional(
        "The ISO 4217 code. Left out: the one that the record has; required where it has none yet. "
        "Of an opportunity, another one is CURRENCY_MISMATCH."
    )
