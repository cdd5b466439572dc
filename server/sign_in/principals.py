"""Whom a request comes from: a token or a key becomes a user, remembered for a few seconds."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import blake2b
from typing import Final

from db.database import Database
from db.drivers.errors import DATABASE_FAILED
from db.sign_in import UserStanding, find_subject, find_user
from domain.access import Access, Role, access_of
from domain.actor import SYSTEM
from domain.api_keys import KeyFault
from resolvers.bounded import Bounded
from resolvers.faults import FaultCode
from server.refusing import Headers, RequestRefused
from server.sign_in.api_keys import START, ApiKeys, KeyRefused
from server.sign_in.claims import Claims, mapped_role
from server.sign_in.openid import OpenIdTokens
from server.sign_in.refusing import Reason, SignInRefused, TokenRefused
from server.sign_in.settings import SignInSettings
from services.signing_in import take_in_user

REMEMBERED: Final = 10_000
"""Credentials whose users are known for the moment."""
_SAID_OF_KEYS: Final = {
    KeyFault.EXPIRED: "The API key has expired.",
    KeyFault.REVOKED: "The API key was revoked.",
}
"""What is told of a key to whoever has all of it."""
CHALLENGE: Final[Headers] = {b"www-authenticate": b"Bearer"}
INVALID: Final[Headers] = {b"www-authenticate": b'Bearer error="invalid_token"'}


@dataclass(frozen=True, slots=True)
class Principal:
    """Who is signed in, and by what."""

    user_id: str
    access: Access
    lead_id: str | None
    credential: str = ""
    """Which credential, never itself; empty if none was asked for."""
    until: datetime | None = None
    """When it ends by itself."""

    @property
    def counted_as(self) -> str:
        """By which name the rate limit counts; empty, if by the address.

        By the user: whoever may make himself keys would have as many limits else.
        """
        return self.credential and self.user_id


@dataclass(frozen=True, slots=True)
class _Remembered:
    principal: Principal
    since: datetime
    until: datetime


class Principals:
    """Finds out who calls; what it found holds for so many seconds, then it is looked up anew."""

    def __init__(
        self,
        database: Database,
        tokens: OpenIdTokens | None,
        settings: SignInSettings,
        clock: Callable[[], datetime],
        actor_id: str | None = None,
    ) -> None:
        """`actor_id`: who acts for a caller without a credential; None is nobody."""
        self._database, self._tokens = database, tokens
        self._settings, self._clock = settings, clock
        self._actor_id = actor_id
        self.keys = ApiKeys(database, clock)
        self._remembered: Bounded[bytes, _Remembered] = Bounded(REMEMBERED)

    async def start(self) -> None:
        """Look up who acts for callers without a credential: the first shan't wait for that."""
        if self._actor_id is not None:
            with suppress(OSError, LookupError, *DATABASE_FAILED):
                await self._without_credential()

    async def principal(self, authorization: str | None) -> Principal:
        """Whose credential an Authorization header brings; RequestRefused if it is nobody's."""
        if authorization is None:
            return self._known(b"") or await self._without_credential()
        scheme, _, credential = authorization.strip().partition(" ")
        credential = credential.strip()
        if scheme.lower() != "bearer" or not credential:
            message = "Authorization has to be Bearer, with a token or an API key."
            raise _refused(message, reason="scheme")
        return await self._signed_in(credential)

    async def _without_credential(self) -> Principal:
        if self._actor_id is None:
            message = "Nobody is signed in: send Authorization: Bearer, with a token or an API key."
            raise RequestRefused(401, message, FaultCode.UNAUTHENTICATED, CHALLENGE)
        user = await find_user(self._database, self._actor_id)
        if user is None:
            message = f"CLINCH_ACTOR: there is no user {self._actor_id}."
            raise LookupError(message)
        return self._remember(b"", _principal(user, access_of(user.role)))

    async def _signed_in(self, credential: str) -> Principal:
        # By its hash: nobody finds a credential in this process's memory.
        digest = blake2b(credential.encode(errors="surrogatepass"), digest_size=32).digest()
        known = self._known(digest)
        if credential.startswith(START):
            return known or self._remember(digest, await self._holder_of(credential))
        if self._tokens is None:
            message = "The token isn't valid."
            raise _refused(message, reason="no_provider")
        try:
            # Each time, for it may have expired meanwhile; its signature is verified only once.
            claims = await self._tokens.verify(credential)
        except TokenRefused as refused:
            raise _token_refused(refused, self._settings.oidc_issuer) from refused
        return known or self._remember(digest, await self._user_of(claims))

    async def _holder_of(self, key: str) -> Principal:
        try:
            prefix, standing = await self.keys.holder(key)
        except KeyRefused as refused:
            message = _SAID_OF_KEYS.get(refused.fault, "The API key isn't valid.")
            credential = refused.prefix and f"key {refused.prefix}"
            reason = refused.fault.value.lower()
            raise _refused(message, reason=reason, credential=credential) from refused
        user = UserStanding(standing.user_id, standing.role, standing.manager_id)
        access = access_of(standing.role, standing.scopes)
        return _principal(user, access, f"key {prefix}", standing.expires_at)

    async def _user_of(self, claims: Claims) -> Principal:
        role = mapped_role(claims.roles, self._settings.oidc_roles)
        user = await find_subject(self._database, claims.subject)
        if user is None:
            user = await self._take_in(claims)
        return _principal(user, access_of(role or user.role), self._settings.oidc_issuer)

    async def _take_in(self, claims: Claims) -> UserStanding:
        first_role = self._settings.oidc_new_users
        if first_role is None:
            message = "You aren't a user here: ask an administrator."
            issuer = self._settings.oidc_issuer
            raise _refused(message, reason="unknown_user", credential=issuer)
        # Not the provider's: what it takes away again would stay here for good.
        user_id = await self._database.transact(
            SYSTEM,
            lambda work: take_in_user(work, claims.subject, first_role, claims.name, claims.email),
        )
        found = await find_user(self._database, user_id)
        assert found is not None
        return found

    def _known(self, digest: bytes) -> Principal | None:
        found = self._remembered.get(digest)
        if found is None:
            return None
        return found.principal if found.since <= self._clock() < found.until else None

    def _remember(self, digest: bytes, principal: Principal) -> Principal:
        since = self._clock()
        until = since + timedelta(seconds=self._settings.sign_in_max_age)
        if principal.until is not None:
            until = min(until, principal.until)
        self._remembered.put(digest, _Remembered(principal, since, until))
        return principal


def _principal(
    user: UserStanding, access: Access, credential: str = "", until: datetime | None = None
) -> Principal:
    # A manager leads his own team; everybody else is in that of whom he reports to.
    lead_id = None if access.role is Role.MANAGER else user.manager_id
    return Principal(user.id, access, lead_id, credential, until)


def _token_refused(refused: TokenRefused, issuer: str) -> SignInRefused:
    if refused.reason is Reason.PROVIDER_DOWN:
        message = "Nobody can sign in right now, as the OpenID provider doesn't answer: try again."
        headers = {b"retry-after": b"10"}
        return SignInRefused(503, message, headers, reason=refused.reason, credential=issuer)
    expired = refused.reason is Reason.EXPIRED
    message = "The token has expired." if expired else "The token isn't valid."
    return _refused(message, reason=refused.reason, credential=issuer)


def _refused(message: str, *, reason: str, credential: str | None = None) -> SignInRefused:
    return SignInRefused(401, message, INVALID, reason=reason, credential=credential)
