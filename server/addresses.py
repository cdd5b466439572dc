"""Who asks, as the rate limit counts callers: until there is sign-in, the client's address."""

from functools import lru_cache
from ipaddress import IPv6Address, ip_address
from typing import Final

from starlette.types import Scope

UNKNOWN: Final = "unknown"
"""All callers without an address that can be read, together."""
_PREFIX: Final = 64
"""Bits of an IPv6 address that name a customer; the rest of the bits is his to choose."""


def caller_of(scope: Scope) -> str:
    """The caller of a request: an IPv4 address, or the network of an IPv6 address.

    The address is the peer's, or what a proxy of CLINCH_TRUSTED_PROXIES says it is.
    """
    client = scope.get("client")
    return _caller_at(client[0]) if client else UNKNOWN


@lru_cache(maxsize=4096)
def _caller_at(address: str) -> str:
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
