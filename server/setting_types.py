"""Types of settings whose text has a form of its own, with what is said of another one."""

from ipaddress import ip_network
from typing import Annotated, Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, BeforeValidator
from pydantic_settings import NoDecode

from server.limits.redis_store import fault_of

LEAST_RATE_LIMIT: Final = 1000
"""Below it a single page would be refused for ever."""


def split(value: object) -> object:
    """A list as it is written, separated by commas; what isn't a text stays as it is."""
    if isinstance(value, str):
        return tuple(part.strip() for part in value.split(",") if part.strip())
    return value


def _zone(value: str) -> str:
    try:
        ZoneInfo(value)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        message = f"{value!r} isn't an IANA time zone, such as Europe/Berlin"
        raise ValueError(message) from None
    return value


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


Names = Annotated[tuple[str, ...], NoDecode, BeforeValidator(split)]
"""Words separated by commas."""

ZoneName = Annotated[str, AfterValidator(_zone)]
"""The name of a time zone that this machine knows."""

Networks = Annotated[Names, AfterValidator(_networks)]
"""Addresses and networks of IPv4 and IPv6."""

RateLimit = Annotated[
    int,
    BeforeValidator(lambda value: 0 if value == "off" else value),
    AfterValidator(_enough),
]
"""Cost units a minute; 0, or `off`, is no limit."""

StoreUrl = Annotated[str, AfterValidator(_store)]
"""Where a Redis is; empty, if there is none."""
