"""Entries that wait to be written, and their way into the database."""

import asyncio
from collections import Counter, deque
from datetime import datetime
from typing import Final

from db.database import Clock, Database
from db.drivers.errors import CONSTRAINT_BROKEN
from db.ids import new_ids
from domain.actor import SYSTEM
from domain.audit import AuditType, Noted
from server.errors import logger
from services.auditing import put_on_record

WAITING: Final = 10_000
"""So many wait at most, while the database is down."""
TOGETHER: Final = 500
"""So many are written in one transaction."""
LOST: Final = "and {:,} more that were lost"


def summed_up(type_: AuditType, now: datetime, words: str, count: int) -> Noted:
    """One entry for so many."""
    return Noted(type=type_, happened_at=now, detail=words.format(count))


class Backlog:
    """First in, first out; what finds it full is counted, and that is put on record."""

    def __init__(self, database: Database, clock: Clock, waiting: int = WAITING) -> None:
        self._database, self._clock = database, clock
        self._limit = waiting
        self._waiting: deque[Noted] = deque()
        self._batch: dict[str, Noted] = {}
        """What is being written, by ids; it stays so until it is."""
        self._maybe_done = False
        """Whether it was tried before, and what came of that isn't known."""
        self._together = TOGETHER
        self._lost: Counter[AuditType] = Counter()
        self._turn = asyncio.Lock()
        self.filled = asyncio.Event()
        """Set while something waits."""

    def __len__(self) -> int:
        return len(self._waiting) + len(self._batch) + self._lost.total()

    def put(self, entry: Noted) -> None:
        """Let it wait; nobody is told if there is no room."""
        self.filled.set()
        if len(self._waiting) < self._limit:
            self._waiting.append(entry)
            return
        if not self._lost:
            logger.error("audit: %d entries wait, and further ones are lost", self._limit)
        self._lost[entry.type] += 1

    async def write(self) -> None:
        """Write all that waits now; what the database raises if it can't, then it waits on."""
        async with self._turn:
            while self._batch or self._take():
                await self._write_batch()
        self.filled.clear()

    def _take(self) -> bool:
        """Whether there is something to be written."""
        if self._lost:
            logger.error("audit: %d entries were lost", self._lost.total())
            now = self._clock()
            self._waiting += [summed_up(type_, now, LOST, n) for type_, n in self._lost.items()]
            self._lost.clear()
        entries = [self._waiting.popleft() for _ in range(min(self._together, len(self._waiting)))]
        self._batch = dict(zip(new_ids("AuditEntry", len(entries)), entries, strict=True))
        return bool(entries)

    async def _write_batch(self) -> None:
        batch, maybe_done = self._batch, self._maybe_done
        self._maybe_done = True
        try:
            await self._database.transact(
                SYSTEM, lambda work: put_on_record(work, batch, maybe_done=maybe_done)
            )
        except CONSTRAINT_BROKEN:
            self._batch, self._maybe_done = {}, False
            if len(batch) == 1:
                # Such as an actor who is gone: it can't be written, and others shall not wait.
                (entry,) = batch.values()
                logger.exception("audit: a %s entry can't be written", entry.type)
                self._lost[entry.type] += 1
                return
            # One of them is at fault: one by one, it will turn out which.
            self._waiting.extendleft(reversed(batch.values()))
            self._together = 1
        else:
            self._batch, self._maybe_done = {}, False
            self._together = min(self._together * 2, TOGETHER)
