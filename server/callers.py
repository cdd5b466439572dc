"""Who calls: who is signed in, the client, the language, the key, as the headers say."""

from typing import Final, NamedTuple

from starlette.types import Scope

from domain.actor import Actor
from resolvers.context import Context
from schema.messages import negotiate
from server.addresses import address_of
from server.auditing.trail import Origin
from server.header_values import HeaderValues
from server.observing.exchange import exchange_of
from server.refusing import RequestRefused
from server.running import Runner
from server.sign_in.principals import Principal, Principals
from server.sign_in.refusing import SignInRefused

CLIENT_HEADERS: Final = (b"x-client-name", b"apollographql-client-name", b"user-agent")
"""Where a client names itself, best first."""
CLIENT_LENGTH: Final = 300


class Caller(NamedTuple):
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
    address, audit = address_of(scope), runner.audit
    try:
        principal = await principals.principal(authorization)
    except RequestRefused as refused:
        if isinstance(refused, SignInRefused):
            audit.refused(refused.reason, refused.credential, _origin(scope))
        raise await runner.charged(address, refused) from None
    credential, user_id = principal.credential, principal.user_id
    if credential and not audit.is_seen(credential, user_id, address):
        audit.signed_in(user_id, credential, _origin(scope))
    return Caller(principal, principal.counted_as or address)


def context_of(
    scope: Scope, headers: HeaderValues, request_id: str, principal: Principal
) -> Context:
    """A context for one operation, of the request of this id."""
    state = scope["app"].state
    actor = Actor(
        principal.user_id,
        _client(headers),
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
        address_of(scope),
    )


def _client(headers: HeaderValues) -> str | None:
    for name in CLIENT_HEADERS:
        if named := headers.get(name):
            return named[:CLIENT_LENGTH].decode("latin-1")
    return None


def _origin(scope: Scope) -> Origin:
    exchange = exchange_of(scope)
    return Origin(address_of(scope), _client(exchange.headers), exchange.request_id)
