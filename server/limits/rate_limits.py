"""How much a caller may ask for in a minute, by cost; and what the answers' headers say of it."""

import asyncio
import logging
import time
from collections import OrderedDict
from collections.abc import Callable
from http import HTTPStatus
from math import ceil
from typing import Final, NamedTuple

from limits.errors import StorageError

from resolvers.faults import FaultCode
from server.limits.rate_counts import CALLERS, OwnCounts, SharedCounts, Usage
from server.limits.redis_store import Store, reason_of
from server.refusing import Headers, RequestRefused

LEAST_COST: Final = 1
"""Nothing is free, or a flood of it would be."""
READING_COST: Final = 100
"""What it costs at least to read what isn't known: a document, or a request that is refused."""
CHARACTERS: Final = 100
"""Of so many in a document reading costs a point."""
PATIENCE: Final = 1.0
"""Seconds that a request waits for Redis, and for those that came before it."""
PAUSE: Final = 5.0
"""Seconds after which a Redis that didn't answer is asked again."""

logger = logging.getLogger("clinch")


def reading_cost(document: str) -> int:
    """What it costs to parse and validate a document that isn't known."""
    return max(READING_COST, len(document) // CHARACTERS)


class Verdict(NamedTuple):
    """What a caller is told: cost units a minute, units left, and seconds."""

    allowed: bool
    limit: int
    remaining: int
    reset: int
    """Seconds until the whole limit is there again."""
    retry_after: int
    """Seconds after which the refused request would fit; 0 if it is allowed, or never fits."""

    @property
    def headers(self) -> Headers:
        """RateLimit-Limit, -Remaining and -Reset, and Retry-After; none where there is no limit.

        Of the drafts of the IETF these three are what clients and gateways know. The newer ones
        (`RateLimit` and `RateLimit-Policy`) have changed with each draft, and count requests
        where no other of their units is named; none of those is a cost.
        """
        if not self.limit:
            return {}
        found = {
            b"ratelimit-limit": b"%d" % self.limit,
            b"ratelimit-remaining": b"%d" % self.remaining,
            b"ratelimit-reset": b"%d" % self.reset,
        }
        if self.retry_after:
            found[b"retry-after"] = b"%d" % self.retry_after
        return found

    def refusal(self, cost: int) -> RequestRefused:
        """What to raise for a request of this cost that isn't allowed: 429 for every client."""
        if self.retry_after:
            message = (
                f"The request costs {cost:,}, and {self.remaining:,} are left of the "
                f"{self.limit:,} that a caller can use in a minute: try again in "
                f"{self.retry_after} s."
            )
        else:
            message = (
                f"The request costs {cost:,}, which is more than the {self.limit:,} that a caller "
                "can use in a minute: ask for less at once."
            )
        return RequestRefused(
            HTTPStatus.TOO_MANY_REQUESTS, message, FaultCode.RATE_LIMITED, self.headers
        )


UNLIMITED: Final = Verdict(allowed=True, limit=0, remaining=0, reset=0, retry_after=0)


class RateLimiter:
    """Takes what requests cost off their callers' limit, in Redis if there is a store.

    While Redis doesn't answer, each process counts by itself, and the log says so once.
    """

    def __init__(
        self,
        limit: int,
        store: Store | None = None,
        own: OwnCounts | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Cost units a minute; 0 is no limit."""
        self.limit = limit
        self._own = OwnCounts() if own is None else own
        self._store = store
        self._shared = SharedCounts(store.storage) if store else None
        self._clock = clock
        self._away = False
        self._ask_again = 0.0
        self._held: OrderedDict[str, float] = OrderedDict()

    async def take(self, caller: str, cost: int) -> Verdict:
        """Take the cost, of which at least 1 counts; what is refused costs nothing."""
        limit = self.limit
        if not limit:
            return UNLIMITED
        cost = max(cost, LEAST_COST)
        if self._shared is None:
            fits, usage = self._own.take(caller, limit, cost)
        else:
            fits, usage = await self._take_shared(self._shared, caller, cost)
        remaining = max(0, limit - usage.total)
        wait = 0 if fits or cost > limit else usage.wait(limit, cost)
        if not fits and remaining < READING_COST:
            self._hold(caller, usage.wait(limit, READING_COST))
        return Verdict(fits, limit, remaining, usage.reset(), wait)

    def spent(self, caller: str) -> Verdict | None:
        """The refusal of a caller who has nothing left, before anything of his request is read.

        That is who was refused with less left than READING_COST, until so much is back. Otherwise
        documents that are refused anyway would cost him nothing, and us their parsing.
        """
        until = self._held.get(caller)
        if until is None:
            return None
        left = until - self._clock()
        if left <= 0:
            del self._held[caller]
            return None
        return Verdict(False, self.limit, 0, ceil(left), ceil(left))  # noqa: FBT003

    def _hold(self, caller: str, seconds: int) -> None:
        if len(self._held) >= CALLERS:
            self._held.popitem(last=False)
        self._held[caller] = self._clock() + seconds

    async def close(self) -> None:
        if self._store:
            await self._store.close()

    async def _take_shared(
        self, shared: SharedCounts, caller: str, cost: int
    ) -> tuple[bool, Usage]:
        now = self._clock()
        if self._away and now < self._ask_again:
            return self._own.take(caller, self.limit, cost)
        # Only one request waits for a Redis that was away.
        self._ask_again = now + PAUSE
        try:
            async with asyncio.timeout(PATIENCE):
                taken = await shared.take(caller, self.limit, cost)
        except (StorageError, OSError) as error:
            if not self._away:
                self._away = True
                logger.warning(
                    "The rate limit's Redis doesn't answer (%s): until it does, each process "
                    "counts by itself.",
                    reason_of(error),
                )
            return self._own.take(caller, self.limit, cost)
        if self._away:
            self._away = False
            logger.warning("The rate limit's Redis answers again.")
        return taken
