"""The provider's public keys as its JWKS has them, and what each of them can verify."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from jwt import PyJWK, PyJWTError
from jwt.algorithms import AllowedPublicKeys

from server.sign_in.refusing import Reason, TokenRefused
from server.sign_in.rules import ALGORITHMS

MOST_KEYS: Final = 100
"""More than any provider has; the rest isn't looked at."""
LEAST_BITS: Final = 2048
"""Of an RSA key, as NIST SP 800-131A has it."""

_OF_TYPE: Final = {
    ("RSA", ""): frozenset(name for name in ALGORITHMS if name[:2] in ("RS", "PS")),
    ("EC", "P-256"): frozenset({"ES256"}),
    ("EC", "P-384"): frozenset({"ES384"}),
    ("EC", "P-521"): frozenset({"ES512"}),
    ("OKP", "Ed25519"): frozenset({"EdDSA"}),
}
"""What a key of this type, on this curve, can verify."""


@dataclass(frozen=True, slots=True)
class ProviderKey:
    """A public key, or why this one can't be used."""

    kid: str | None
    algorithms: frozenset[str]
    public: AllowedPublicKeys | None
    fault: str = ""

    @property
    def usable(self) -> bool:
        return self.public is not None


class KeySet:
    """All keys of the provider."""

    def __init__(self, keys: Iterable[ProviderKey]) -> None:
        self.keys = tuple(keys)
        self._usable = [key for key in self.keys if key.usable]
        self._named: dict[str, list[ProviderKey]] = {}
        for key in self.keys:
            if key.kid is not None:
                self._named.setdefault(key.kid, []).append(key)

    def knows(self, kid: str | None) -> bool:
        """Whether a new look at the provider's keys is of no use."""
        return kid is None or kid in self._named

    def choose(self, kid: str | None, algorithm: str) -> ProviderKey:
        """The key that a token names; without a name the only one there is. Or TokenRefused."""
        candidates = self._usable if kid is None else self._named.get(kid, [])
        if kid is None and len(candidates) != 1:
            raise TokenRefused(Reason.NO_KEY_ID)
        if not candidates:
            raise TokenRefused(Reason.UNKNOWN_KEY)
        fitting = [key for key in candidates if algorithm in key.algorithms]
        if len(fitting) != 1:
            faults = " ".join(key.fault for key in candidates if key.fault)
            raise TokenRefused(Reason.WRONG_KEY, faults or f"It doesn't verify {algorithm}.")
        return fitting[0]


def key_set_of(jwks: Mapping[str, Any]) -> KeySet | None:
    """The keys of a JWKS, the unusable ones too; None if it isn't one."""
    entries = jwks.get("keys")
    if not isinstance(entries, list):
        return None
    return KeySet(key_of(entry) for entry in entries[:MOST_KEYS] if isinstance(entry, dict))


def key_of(jwk: dict[str, Any]) -> ProviderKey:
    """One entry of a JWKS."""
    kid = jwk.get("kid")
    name = kid if isinstance(kid, str) and kid else None
    can = _OF_TYPE.get(_type_of(jwk), frozenset())
    stated = jwk.get("alg")
    if stated is not None:
        can &= {stated} if isinstance(stated, str) else frozenset()
    fault = _fault_of(jwk, can)
    if not fault:
        try:
            # PyJWT binds a key to an algorithm, which it doesn't matter which is here.
            public = PyJWK.from_dict(jwk, min(can)).key
        except (PyJWTError, ValueError, TypeError):
            fault = "It isn't a key."
        else:
            if not isinstance(public, RSAPublicKey) or public.key_size >= LEAST_BITS:
                return ProviderKey(name, can, public)
            fault = f"It is an RSA key of {public.key_size} bits."
    return ProviderKey(name, frozenset(), None, fault)


def _type_of(jwk: Mapping[str, Any]) -> tuple[str, str]:
    return str(jwk.get("kty")), str(jwk.get("crv", ""))


def _fault_of(jwk: Mapping[str, Any], can: frozenset[str]) -> str:
    """What the entry itself says against using it."""
    operations = jwk.get("key_ops")
    if jwk.get("use", "sig") != "sig":
        return "It isn't for signatures."
    if operations is not None and not (isinstance(operations, list) and "verify" in operations):
        return "It isn't for verifying."
    if "kid" in jwk and not (isinstance(jwk["kid"], str) and jwk["kid"]):
        return "Its name isn't a text."
    if "d" in jwk or "k" in jwk:
        return "It is a secret, which nobody should publish."
    return "" if can else "It is of no type that is used here."
