"""Types of settings whose text has a form of its own, with what is said of another one."""

from ipaddress import ip_network
from typing import Annotated, Final

from pydantic import AfterValidator, BeforeValidator

from server.limits.redis_store import fault_of

LEAST_RATE_LIMIT: Final = 1000
"""Below it a single page would be refused for ever."""


def _networks(value: tuple[str, ...]) -> tuple[str, ...]:
    for network in value:
        try:
            ip_network(network)
        except ValueError:
            message = f"{network!r} isn't an address or a network, such as 10.0.0.0/8"
            raise ValueError(message) from None
    return value


def _enough(value: int) -> int:
    if value != 0 and value < LEAST_RATE_LIMIT:
        message = f"It has to be at least {LEAST_RATE_LIMIT}, or off"
        raise ValueError(message)
    return value


def _store(value: str) -> str:
    fault = fault_of(value) if value else None
    if fault:
        raise ValueError(fault)
    return value


Networks = Annotated[tuple[str, ...], AfterValidator(_networks)]
"""Addresses and networks of IPv4 and IPv6."""

RateLimit = Annotated[
    int,
    BeforeValidator(lambda value: 0 if value == "off" else value),
    AfterValidator(_enough),
]
"""Cost units a minute; 0, or `off`, is no limit."""

StoreUrl = Annotated[str, AfterValidator(_store)]
"""Where a Redis is; empty, if there is none."""
