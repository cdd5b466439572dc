"""Why a token of the OpenID provider isn't taken: for the log, never for the client."""

from enum import StrEnum

from resolvers.faults import FaultCode
from server.refusing import Headers, RequestRefused


class Reason(StrEnum):
    """What is wrong with it, in a word for logs and metrics."""

    TOO_LONG = "too_long"
    MALFORMED = "malformed"
    """Not three parts, not base64url, not JSON, or a member twice."""
    ENCRYPTED = "encrypted"
    """Five parts: only its receiver could read it."""
    ALGORITHM = "algorithm"
    """It isn't in CLINCH_OIDC_ALGORITHMS."""
    CRITICAL = "critical"
    """It wants something of its reader that this one doesn't know."""
    TYPE = "type"
    """A JWT, but made for something else than to call an API."""
    NO_KEY_ID = "no_key_id"
    """It doesn't say which of the provider's keys signed it."""
    UNKNOWN_KEY = "unknown_key"
    WRONG_KEY = "wrong_key"
    """The provider's key isn't for this algorithm, isn't for signatures, or is too weak."""
    SIGNATURE = "signature"
    EXPIRED = "expired"
    NO_EXPIRY = "no_expiry"
    NOT_YET = "not_yet"
    """`nbf` or `iat` is in the future."""
    TIME = "time"
    """`exp`, `nbf` or `iat` isn't a time of this age, in seconds."""
    ISSUER = "issuer"
    AUDIENCE = "audience"
    USER = "user"
    """The claim that names the user is missing, or no text of 1 to 255 characters."""
    PROVIDER_DOWN = "provider_down"
    """No keys could be fetched: nothing is known of the token, which may be valid."""


class TokenRefused(Exception):  # noqa: N818 - it is what happened, as RequestRefused is
    """Nobody is signed in by this token."""

    def __init__(self, reason: Reason, detail: str = "") -> None:
        super().__init__(f"{reason}: {detail}" if detail else str(reason))
        self.reason = reason
        self.detail = detail
        """More for the log, in words of ours: nothing of the token."""


class SignInRefused(RequestRefused):
    """A credential that isn't taken: what the client is told, and what is put on record."""

    def __init__(
        self,
        status: int,
        message: str,
        headers: Headers,
        *,
        reason: str,
        credential: str | None = None,
    ) -> None:
        """`reason` is a word; `credential` says which it was, never itself, where that is known."""
        super().__init__(status, message, FaultCode.UNAUTHENTICATED, headers)
        self.reason = reason
        self.credential = credential
