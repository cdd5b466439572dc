"""What a token of the provider has to be, and in which of its claims what is said."""

from dataclasses import dataclass
from typing import Final

ALGORITHMS: Final = (
    *("RS256", "RS384", "RS512", "PS256", "PS384", "PS512"),
    *("ES256", "ES384", "ES512", "EdDSA"),
)
"""All that can be configured: signatures by a private key, which a verifier doesn't have."""


@dataclass(frozen=True, slots=True)
class ClaimNames:
    """In which claims it is: `CLINCH_OIDC_…_CLAIM`."""

    user: str = "sub"
    name: str = "name"
    email: str = "email"
    roles: str = "roles"


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
