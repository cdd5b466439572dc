"""What a token says of itself before anything is known to be true: how it is signed, by whom."""

import base64
import re
from collections.abc import Collection
from typing import Any, Final, NamedTuple

from server.sign_in.refusing import Reason, TokenRefused
from server.strict_json import NotStrictError, read_object

TYPES: Final = frozenset({"jwt", "at+jwt"})
"""ID tokens and access tokens; a logout token, a DPoP proof and others have types of their own."""

_TOKEN: Final = re.compile(r"[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+){2}")
_ENCRYPTED_PARTS: Final = 5


class TokenHeader(NamedTuple):
    """All that is used of a header.

    What else it says of keys (`jku`, `jwk`, `x5u`, `x5c`) is the word of whoever wrote the token.
    """

    algorithm: str
    kid: str | None


def header_of(token: str, algorithms: Collection[str]) -> TokenHeader:
    """The header of a token that could be one of ours, signed by one of these; or TokenRefused."""
    header = _read(_first_part(token))
    if "crit" in header or "b64" in header:
        raise TokenRefused(Reason.CRITICAL)
    algorithm, kid = header.get("alg"), header.get("kid")
    if not isinstance(algorithm, str) or algorithm not in algorithms:
        raise TokenRefused(Reason.ALGORITHM)
    kind = header.get("typ", "JWT")
    if not isinstance(kind, str) or kind.lower().removeprefix("application/") not in TYPES:
        raise TokenRefused(Reason.TYPE)
    if "kid" in header and not isinstance(kid, str):
        raise TokenRefused(Reason.MALFORMED)
    return TokenHeader(algorithm, kid)


def _first_part(token: str) -> str:
    if not _TOKEN.fullmatch(token):
        encrypted = token.count(".") == _ENCRYPTED_PARTS - 1
        raise TokenRefused(Reason.ENCRYPTED if encrypted else Reason.MALFORMED)
    return token.partition(".")[0]


def _read(part: str) -> dict[str, Any]:
    try:
        return read_object(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))
    except (ValueError, NotStrictError):
        raise TokenRefused(Reason.MALFORMED) from None
