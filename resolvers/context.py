"""What a request's resolvers share: the application, who asks, in which language, the answers."""

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass, field

from strawberry.types import Info

from db.database import Database
from db.traffic import Traffic
from db.writes.idempotency import IdempotencyKeys
from db.writes.transactions import Commits
from domain.actor import Actor
from resolvers.asked import Asked, Refusal
from resolvers.documents import Documents
from resolvers.limits import Limits
from resolvers.statements import Statements
from schema.messages import Locale
from services.settings import BusinessSettings

Outcome = bytes | Exception | None
"""A root field's finished JSON, None for null, or what went wrong."""


@dataclass(frozen=True, slots=True)
class Application:
    """What all requests share."""

    database: Database
    settings: BusinessSettings
    documents: Documents
    statements: Statements
    keys: IdempotencyKeys

    @property
    def limits(self) -> Limits:
        """What one request may ask for."""
        return self.documents.limits


@dataclass(slots=True)
class Context:
    """One request with one operation: who asks, and what its root fields came to."""

    application: Application
    actor: Actor
    locale: Locale
    idempotency_key: str | None = None
    """The header's."""
    address: str = ""
    """Where the request comes from."""
    asked: Asked | Refusal | None = None
    """What came of asking, once the operation is known; see resolvers/asking.py."""
    outcomes: dict[str, Outcome] | None = None
    """By response key, once they are known: then nothing is read or done a second time."""
    replays: tuple[str, ...] = ()
    """The response keys of the changes that weren't made now, but before."""
    turn: asyncio.Lock = field(default_factory=asyncio.Lock)
    commits: Commits = field(default_factory=Commits)
    """Whether any of its changes was made, however it ends."""
    traffic: Traffic = field(default_factory=Traffic)
    """What it sends to the database."""
    refusals: tuple[str, ...] = ()
    """The codes of what its payloads' `errors` say, whether they are selected or not."""
    denied: tuple[tuple[str, str], ...] = ()
    """The rights that the actor lacked, each with the mutation that it was for."""

    def refused(self, mutation: str, codes: Iterable[str], missing_rights: Iterable[str]) -> None:
        """A mutation's payload says so, whether it was made or not."""
        self.refusals += (*codes,)
        self.denied += tuple((mutation, right) for right in sorted(missing_rights))


ClinchInfo = Info[Context, None]
