"""Who calls, as a request's headers say: the actor, the client, the language, the key."""

from typing import Final

from starlette.types import Scope

from domain.access import FULL_ACCESS
from domain.actor import Actor
from resolvers.context import Context
from schema.messages import negotiate

HeaderValues = dict[bytes, bytes]
"""A request's headers by their names in small letters; of equal names the first."""

CLIENT_HEADERS: Final = (b"x-client-name", b"apollographql-client-name", b"user-agent")
"""Where a client names itself, best first."""
CLIENT_LENGTH: Final = 300


def header_values(scope: Scope) -> HeaderValues:
    """Looked at several times a request, where Starlette goes through all for each."""
    return dict(reversed(scope["headers"]))


def context_of(scope: Scope, headers: HeaderValues, request_id: str) -> Context:
    """A context for one operation, of the request of this id."""
    state = scope["app"].state
    client = next((headers[name] for name in CLIENT_HEADERS if headers.get(name)), b"")
    actor = Actor(state.actor_id, _short(client), request_id, access=FULL_ACCESS)
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
