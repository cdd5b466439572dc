"""A bearer token of the OpenID provider: whose it is, or why it isn't taken."""

import base64
import re
from dataclasses import dataclass
from typing import Any, Final

import jwt

from server.sign_in.claims import ClaimNames, Claims, claims_of
from server.sign_in.provider_keys import ProviderKeys
from server.sign_in.refusing import Reason, TokenRefused
from server.sign_in.strict_json import NotStrictError, read_object

LONGEST: Final = 16_384
"""Characters of a token; nothing of a longer one is looked at."""
LATEST: Final = 253_402_300_799
"""The end of the year 9999: a later time is one in milliseconds, which would never come."""

TYPES: Final = frozenset({"jwt", "at+jwt"})
"""ID tokens and access tokens; a logout token, a DPoP proof and others have types of their own."""

_TOKEN: Final = re.compile(r"[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+){2}")
_ENCRYPTED_PARTS: Final = 5
_REASONS: Final[dict[type[jwt.PyJWTError], Reason]] = {
    jwt.ExpiredSignatureError: Reason.EXPIRED,
    jwt.ImmatureSignatureError: Reason.NOT_YET,
    jwt.InvalidAlgorithmError: Reason.ALGORITHM,
    jwt.InvalidAudienceError: Reason.AUDIENCE,
    jwt.InvalidIssuerError: Reason.ISSUER,
    jwt.InvalidKeyError: Reason.WRONG_KEY,
    jwt.InvalidSignatureError: Reason.SIGNATURE,
}
_MISSING: Final = {"exp": Reason.NO_EXPIRY, "aud": Reason.AUDIENCE, "iss": Reason.ISSUER}


@dataclass(frozen=True, slots=True)
class TokenRules:
    """What a token has to be."""

    issuer: str
    audiences: tuple[str, ...]
    """It has to be for one of them."""
    algorithms: tuple[str, ...]
    leeway: int
    """Seconds that clocks can differ."""
    names: ClaimNames


class OpenIdTokens:
    """Tells whom a token is about, by the provider's keys."""

    def __init__(self, rules: TokenRules, keys: ProviderKeys) -> None:
        self._rules = rules
        self.keys = keys
        self._jwt = _StrictJWT(
            {
                "require": ["exp"],
                "enforce_minimum_key_length": True,
                # The user can be in another claim, and is looked at for more than its type.
                "verify_sub": False,
                "verify_jti": False,
            }
        )

    async def verify(self, token: str) -> Claims:
        """Whom it is about, or TokenRefused; it waits only if keys have to be fetched first."""
        algorithm, kid = self._of_header(token)
        key = await self.keys.find(kid, algorithm)
        assert key.public is not None
        try:
            payload = self._jwt.decode(
                token,
                key.public,
                # Of the list that was set, not of the token.
                [name for name in self._rules.algorithms if name in key.algorithms],
                audience=self._rules.audiences,
                issuer=self._rules.issuer,
                leeway=self._rules.leeway,
            )
        except jwt.MissingRequiredClaimError as error:
            raise TokenRefused(_MISSING[error.claim]) from None
        except jwt.PyJWTError as error:
            raise TokenRefused(_REASONS.get(type(error), Reason.MALFORMED)) from None
        return claims_of(payload, self._rules.names)

    def _of_header(self, token: str) -> tuple[str, str | None]:
        """The algorithm, which is one of the list, and the key's name."""
        header = _header_of(token)
        if "crit" in header or "b64" in header:
            raise TokenRefused(Reason.CRITICAL)
        algorithm, kid = header.get("alg"), header.get("kid")
        if not isinstance(algorithm, str) or algorithm not in self._rules.algorithms:
            raise TokenRefused(Reason.ALGORITHM)
        kind = header.get("typ", "JWT")
        if not isinstance(kind, str) or kind.lower().removeprefix("application/") not in TYPES:
            raise TokenRefused(Reason.TYPE)
        # What else it says of keys (jku, jwk, x5u, x5c) is its author's word, and nobody's else.
        if "kid" in header and not isinstance(kid, str):
            raise TokenRefused(Reason.MALFORMED)
        return algorithm, kid


class _StrictJWT(jwt.PyJWT):
    """PyJWT, but no claim can be there twice, and a time is a number."""

    def _decode_payload(self, decoded: dict[str, Any]) -> dict[str, Any]:
        payload = _read(decoded["payload"])
        for name in ("exp", "nbf", "iat"):
            time = payload.get(name, 0)
            # bool is an int, and NaN is neither more nor less than anything.
            if type(time) not in (int, float) or not abs(time) <= LATEST:
                raise TokenRefused(Reason.TIME, name)
        return payload


def _header_of(token: str) -> dict[str, Any]:
    if len(token) > LONGEST:
        raise TokenRefused(Reason.TOO_LONG)
    if not _TOKEN.fullmatch(token):
        encrypted = token.count(".") == _ENCRYPTED_PARTS - 1
        raise TokenRefused(Reason.ENCRYPTED if encrypted else Reason.MALFORMED)
    part = token.partition(".")[0]
    try:
        return _read(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))
    except ValueError:
        raise TokenRefused(Reason.MALFORMED) from None


def _read(content: bytes) -> dict[str, Any]:
    try:
        return read_object(content)
    except NotStrictError:
        raise TokenRefused(Reason.MALFORMED) from None
