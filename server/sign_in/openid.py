"""A bearer token of the OpenID provider: whose it is, or why it isn't taken."""

from hashlib import sha256
from time import time
from typing import Any, Final, NamedTuple

import jwt

from resolvers.bounded import Bounded
from server.sign_in.claims import Claims, claims_of
from server.sign_in.keys import KeySet, ProviderKey
from server.sign_in.provider_keys import ProviderKeys
from server.sign_in.refusing import Reason, TokenRefused
from server.sign_in.rules import TokenRules
from server.sign_in.token_header import header_of
from server.strict_json import NotStrictError, read_object

LONGEST: Final = 16_384
"""Characters of a token; nothing of a longer one is looked at."""
LATEST: Final = 253_402_300_799
"""The end of the year 9999: a later time is one in milliseconds, which would never come."""
KEPT: Final = 10_000
"""Tokens that needn't be verified again: a signature takes longer than many a query."""

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


class _Verified(NamedTuple):
    claims: Claims
    by: KeySet
    """When other keys have come, it is verified anew."""


class OpenIdTokens:
    """Tells whom a token is about, by the provider's keys."""

    def __init__(self, rules: TokenRules, keys: ProviderKeys | None = None) -> None:
        self._rules = rules
        self.keys = keys or ProviderKeys(rules.issuer)
        self._kept: Bounded[bytes, _Verified] = Bounded(KEPT)
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
        if len(token) > LONGEST:
            raise TokenRefused(Reason.TOO_LONG)
        # By its hash: nobody finds a token in this process's memory that has been used before.
        digest = sha256(token.encode(errors="surrogatepass")).digest()
        kept = self._kept.get(digest)
        if kept is not None and kept.by is await self.keys.current():
            if int(kept.claims.expires) <= time() - self._rules.leeway:
                raise TokenRefused(Reason.EXPIRED)
            return kept.claims
        header = header_of(token, self._rules.algorithms)
        keys = await self.keys.having(header.kid)
        key = keys.choose(header.kid, header.algorithm)
        claims = claims_of(self._verified(token, key), self._rules.names)
        self._kept.put(digest, _Verified(claims, keys))
        return claims

    def _verified(self, token: str, key: ProviderKey) -> dict[str, Any]:
        """Its claims, as PyJWT knows them to be signed by this key, for us, and valid now."""
        assert key.public is not None
        try:
            return self._jwt.decode(
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


class _StrictJWT(jwt.PyJWT):
    """PyJWT, but no claim can be there twice, and a time is a number."""

    def _decode_payload(self, decoded: dict[str, Any]) -> dict[str, Any]:
        try:
            payload = read_object(decoded["payload"])
        except NotStrictError:
            raise TokenRefused(Reason.MALFORMED) from None
        for name in ("exp", "nbf", "iat"):
            said = payload.get(name, 0)
            # bool is an int, and infinity is a float.
            if type(said) not in (int, float) or not abs(said) <= LATEST:
                raise TokenRefused(Reason.TIME, name)
        return payload
