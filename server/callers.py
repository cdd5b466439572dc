"""Who calls: who is signed in, the client, the language, the key, as the headers say."""

from dataclasses import dataclass
from typing import Final

from starlette.types import Scope

from domain.actor import Actor
from resolvers.context import Context
from schema.messages import negotiate
from server.addresses import address_of
from server.refusing import RequestRefused
from server.running import Runner
from server.sign_in.principals import Principal, Principals

HeaderValues = dict[bytes, bytes]
"""A request's headers by their names in small letters; of equal names the first."""

CLIENT_HEADERS: Final = (b"x-client-name", b"apollographql-client-name", b"user-agent")
"""Where a client names itself, best first."""
CLIENT_LENGTH: Final = 300


def header_values(scope: Scope) -> HeaderValues:
    """Looked at several times a request, where Starlette goes through all for each."""
    return dict(reversed(scope["headers"]))


@dataclass(frozen=True, slots=True)
class Caller:
    """Who is signed in, and by which name the rate limit counts."""

    principal: Principal
    counted_as: str


def authorization_of(scope: Scope, headers: HeaderValues) -> str | None:
    """The Authorization header; RequestRefused of two, as which one is meant can't be told."""
    found = headers.get(b"authorization")
    if found is None:
        return None
    if sum(name == b"authorization" for name, _ in scope["headers"]) > 1:
        message = "There is more than one Authorization header."
        raise RequestRefused(400, message)
    return found.decode("latin-1")


async def caller_of(scope: Scope, authorization: str | None, runner: Runner) -> Caller:
    """Whoever is signed in by this; RequestRefused, which the address is charged for, if nobody."""
    principals: Principals = scope["app"].state.principals
    try:
        principal = await principals.principal(authorization)
    except RequestRefused as refused:
        raise await runner.charged(address_of(scope), refused) from None
    return Caller(principal, principal.counted_as or address_of(scope))


def context_of(
    scope: Scope, headers: HeaderValues, request_id: str, principal: Principal
) -> Context:
    """A context for one operation, of the request of this id."""
    state = scope["app"].state
    client = next((headers[name] for name in CLIENT_HEADERS if headers.get(name)), b"")
    actor = Actor(
        principal.user_id,
        _short(client),
        request_id,
        access=principal.access,
        lead_id=principal.lead_id,
    )
    language = headers.get(b"accept-language", b"").decode("latin-1")
    key = headers.get(b"idempotency-key")
    return Context(
        state.application,
        actor,
        negotiate(language),
        None if key is None else key.decode("latin-1"),
    )


def _short(header: bytes) -> str | None:
    return header[:CLIENT_LENGTH].decode("latin-1") or None
