"""What a request's resolvers share: the application, who asks, in which language, one snapshot."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field

from strawberry.types import Info

from db.database import Database
from db.reading import Reader
from domain.actor import Actor
from resolvers.plan_cache import PlanCache
from schema.messages import Locale
from services.settings import BusinessSettings


@dataclass(frozen=True, slots=True)
class Application:
    """What all requests share."""

    database: Database
    settings: BusinessSettings
    plans: PlanCache
    max_page: int = 100


@dataclass(slots=True)
class Context:
    """One request: who asks, and the snapshot that all its root fields read."""

    application: Application
    actor: Actor
    locale: Locale
    _exit: AsyncExitStack = field(default_factory=AsyncExitStack)
    _turn: asyncio.Lock = field(default_factory=asyncio.Lock)
    _reader: Reader | None = None

    @asynccontextmanager
    async def reader(self) -> AsyncIterator[Reader]:
        """The request's reader, for one statement at a time; opened when first asked for."""
        async with self._turn:
            if self._reader is None:
                self._reader = await self._exit.enter_async_context(
                    self.application.database.snapshot()
                )
            yield self._reader

    async def close(self) -> None:
        """Give the connection back."""
        await self._exit.aclose()


ClinchInfo = Info[Context, None]
