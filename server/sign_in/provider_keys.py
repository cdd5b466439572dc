"""The provider's keys, found by discovery, kept, and fetched again when they may have changed."""

import asyncio
import logging
import math
import time
from collections.abc import Callable
from typing import Final

from server.sign_in.addresses import is_loopback
from server.sign_in.fetching import DEADLINE, FetchError, fetch_object
from server.sign_in.keys import KeySet, key_set_of
from server.sign_in.refusing import Reason, TokenRefused

logger = logging.getLogger("clinch")

MAX_AGE: Final = 3600.0
"""Seconds after which they are fetched again; meanwhile the old ones are used."""
MAX_STALE: Final = 86_400.0
"""Seconds for which they are used while the provider can't be reached."""
RETRY: Final = 10.0
"""Seconds between tries while it can't be reached."""
ASK_AGAIN: Final = 30.0
"""Seconds between fetches because a token names a key that isn't there."""


class ProviderKeys:
    """The keys of one issuer, for one event loop."""

    def __init__(self, issuer: str, clock: Callable[[], float] = time.monotonic) -> None:
        self._issuer = issuer
        self._clock = clock
        self._keys: KeySet | None = None
        self._fetched = self._tried = self._asked = -math.inf
        self._fetching: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Fetch them now, in the background: whoever needs them waits, nobody else."""
        self._fetch()

    async def close(self) -> None:
        """Wait for nothing any more."""
        task = self._fetching
        if task is not None:
            task.cancel()
            await asyncio.wait([task])

    async def having(self, kid: str | None) -> KeySet:
        """Those that are there now, fetched again if that may bring one of this name.

        TokenRefused if there are none.
        """
        keys = await self.current()
        now = self._clock()
        if keys.knows(kid) or (self._fetching is None and now - self._asked < ASK_AGAIN):
            return keys
        self._asked = now
        await asyncio.shield(self._fetch())
        return await self.current()

    async def current(self) -> KeySet:
        """All of them, none older than MAX_STALE, or TokenRefused."""
        now = self._clock()
        age = now - self._fetched
        if age > MAX_AGE and (self._fetching is not None or now - self._tried >= RETRY):
            task = self._fetch()
            if age > MAX_STALE:
                await asyncio.shield(task)
        if self._keys is None or self._clock() - self._fetched > MAX_STALE:
            raise TokenRefused(Reason.PROVIDER_DOWN)
        return self._keys

    def _fetch(self) -> asyncio.Task[None]:
        """The fetch that is under way, or a new one: all who wait share it."""
        if self._fetching is None:
            self._tried = self._clock()
            self._fetching = asyncio.create_task(self._load())
        return self._fetching

    async def _load(self) -> None:
        try:
            async with asyncio.timeout(DEADLINE):
                self._keys = await asyncio.to_thread(keys_of, self._issuer)
            self._fetched = self._clock()
        except FetchError as error:
            logger.warning("the OpenID provider's keys can't be had: %s", error)
        except TimeoutError:
            logger.warning("the OpenID provider doesn't answer in %.0f seconds", DEADLINE)
        finally:
            self._fetching = None


def keys_of(issuer: str) -> KeySet:
    """What the issuer's JWKS has now; it blocks. Raises FetchError."""
    place = f"{issuer.rstrip('/')}/.well-known/openid-configuration"
    said = fetch_object(place)
    if said.get("issuer") != issuer:
        message = f"{place} is another issuer's: {said.get('issuer')!r:.200}, not {issuer!r}."
        raise FetchError(message)
    address = said.get("jwks_uri")
    if not isinstance(address, str) or (is_loopback(address) and not is_loopback(issuer)):
        message = f"{place} names no jwks_uri that could be the issuer's."
        raise FetchError(message)
    found = key_set_of(fetch_object(address))
    if found is None:
        message = f"{address} isn't a set of keys."
        raise FetchError(message)
    for key in found.keys:
        if key.fault:
            logger.info("the OpenID provider's key %r isn't used: %s", key.kid, key.fault)
    return found
