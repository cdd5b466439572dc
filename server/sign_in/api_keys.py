"""API keys that callers bring: whose one is, or why it isn't accepted."""

import asyncio
from collections.abc import Callable
from datetime import datetime
from typing import Final

from db.api_keys import find_key, touch_key
from db.database import Database
from db.drivers.errors import DATABASE_FAILED
from domain.api_keys import KeyFault, KeyStanding, fault_of_key, parse_key
from server.errors import logger

START: Final = "clinch_"
"""How every key begins, and no token."""


class KeyRefused(Exception):  # noqa: N818 - it is what happened, as TokenRefused is
    """Nobody is signed in by this key; of it only the prefix is known here, if it has one."""

    def __init__(self, fault: KeyFault, prefix: str | None) -> None:
        super().__init__(str(fault))
        self.fault = fault
        self.prefix = prefix


class ApiKeys:
    """Looks keys up, and notes that they were used without anybody's waiting for it."""

    def __init__(self, database: Database, clock: Callable[[], datetime]) -> None:
        self._database, self._clock = database, clock
        self._touching: set[asyncio.Task[None]] = set()

    async def holder(self, key: str) -> tuple[str, KeyStanding]:
        """The key's prefix, and whose it is; KeyRefused if it isn't accepted."""
        parsed = parse_key(key)
        if parsed is None:
            raise KeyRefused(KeyFault.UNKNOWN, None)
        prefix, secret = parsed
        standing = await find_key(self._database, prefix)
        now = self._clock()
        fault = fault_of_key(standing, secret, now)
        if fault is not None:
            raise KeyRefused(fault, prefix)
        assert standing is not None
        if standing.is_touch_due(now):
            task = asyncio.create_task(self._touch(standing.id, now))
            self._touching.add(task)
            task.add_done_callback(self._touching.discard)
        return prefix, standing

    async def close(self) -> None:
        """Wait until what was used is written down."""
        await asyncio.gather(*self._touching)

    async def _touch(self, key_id: str, now: datetime) -> None:
        try:
            await touch_key(self._database, key_id, now)
        except (OSError, *DATABASE_FAILED):
            logger.warning("that %s was used couldn't be written down", key_id)
