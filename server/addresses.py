"""Where a request comes from: by that the rate limit counts callers who aren't signed in."""

from functools import lru_cache
from ipaddress import IPv6Address, ip_address
from typing import Final

from starlette.types import Scope

UNKNOWN: Final = "unknown"
"""All callers without an address that can be read, together."""
_PREFIX: Final = 64
"""Bits of an IPv6 address that name a customer; the rest of the bits is his to choose."""


def address_of(scope: Scope) -> str:
    """The client of a request: an IPv4 address, or the network of an IPv6 address.

    The address is the peer's, or what a proxy of CLINCH_TRUSTED_PROXIES says it is.
    """
    client = scope.get("client")
    return _network_of(client[0]) if client else UNKNOWN


@lru_cache(maxsize=4096)
def _network_of(address: str) -> str:
    try:
        parsed = ip_address(address)
    except ValueError:
        return UNKNOWN
    if not isinstance(parsed, IPv6Address):
        return str(parsed)
    if parsed.ipv4_mapped is not None:
        return str(parsed.ipv4_mapped)
    host_bits = 128 - _PREFIX
    return f"{IPv6Address(int(parsed) >> host_bits << host_bits)}/{_PREFIX}"
