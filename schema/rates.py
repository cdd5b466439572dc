"""Exchange rates, and setExchangeRate."""

from datetime import date
from decimal import Decimal

import strawberry

from schema.call import Call
from schema.closing import ERRORS
from schema.errors import UserError
from schema.node import VERSION, Node, optional


@strawberry.type(description="What one unit of a currency is worth in the base currency.")
class ExchangeRate(Node):
    """From a day on, until there is a later one."""

    version: int = strawberry.field(description=VERSION)
    currency: str = strawberry.field(description="The ISO 4217 code of the currency.")
    base_currency: str = strawberry.field(description="The one that it is converted to.")
    valid_from: date = strawberry.field(
        description="The first day it is valid; it ends with the currency's next one."
    )
    rate: Decimal = strawberry.field(
        description="Units of the base currency for one of this; at most ten decimals."
    )


@strawberry.input(description="The rate of a currency from a day on.")
class SetExchangeRateInput(Call):
    """For setExchangeRate."""

    currency: str = strawberry.field(description="Its ISO 4217 code; not the base currency's.")
    valid_from: date = strawberry.field(description="The first day it is valid.")
    rate: Decimal = strawberry.field(
        description="Units of the base currency for one of this: more than 0, at most "
        "100000000, at most ten decimals."
    )
    expected_version: int | None = optional(
        "The version you read of the currency's rate from this very day on, 0 if there was none; "
        "another one than the present is VERSION_CONFLICT, and NOT_FOUND where there is none."
    )


@strawberry.type(description="What setExchangeRate did.")
class SetExchangeRatePayload:
    """Of setExchangeRate."""

    exchange_rate: ExchangeRate | None = strawberry.field(
        description="As it is afterwards; null if refused, or a dry run of a new one."
    )
    errors: list[UserError] = strawberry.field(description=ERRORS)
