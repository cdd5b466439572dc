"""A request's headers, found by their names."""

from starlette.types import Scope

HeaderValues = dict[bytes, bytes]
"""A request's headers by their names in small letters; of equal names the first."""


def header_values(scope: Scope) -> HeaderValues:
    """Looked at several times a request, where Starlette goes through all for each."""
    return dict(reversed(scope["headers"]))
