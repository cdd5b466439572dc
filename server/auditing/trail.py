"""Puts sign-ins, refused ones and denials on record; nobody waits for it, and nothing fails."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Final

from db.database import Clock, Database
from domain.audit import AuditType, Noted
from domain.text import NAME_LENGTH
from resolvers.bounded import Bounded
from resolvers.context import Context
from server.auditing.backlog import Backlog, summed_up
from server.auditing.flood import WINDOW, Flood
from server.errors import logger

AGAIN: Final = timedelta(hours=1)
"""A credential that hasn't been seen for so long at its address signs somebody in."""
SEEN: Final = 10_000
"""Credentials of which is known when they were seen."""
MORE: Final = "and {:,} more"

EACH: Final = 5
"""Entries a minute of one address's refused credentials, and of one user's denials."""
IN_ALL: Final = 100
"""The same of all together, in one process."""
SIGN_INS: Final = 20
"""Sign-ins a minute of one user."""

GATHER: Final = 0.2
"""Seconds until what is noted is written: with what else is noted meanwhile."""
RETRY: Final = (1.0, 60.0)
"""Seconds until the next try while the database is down: at first, and at most."""
CLOSING: Final = 5.0
"""Seconds that the last entries have when the process ends."""


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a request comes from."""

    address: str
    client: str | None
    request_id: str | None


@dataclass(slots=True)
class _Sighting:
    """When a credential was last seen."""

    at: datetime


class AuditTrail:
    """One a process: each notes what it sees itself."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._seen: Bounded[tuple[str, str, str], _Sighting] = Bounded(SEEN)
        self._floods = {
            AuditType.SIGNED_IN: Flood(SIGN_INS),
            AuditType.SIGN_IN_REFUSED: Flood(EACH, IN_ALL),
            AuditType.DENIED: Flood(EACH, IN_ALL),
        }
        self._backlog: Backlog | None = None

    # ── note ────────────────────────────────────────────────────────────────────────────────────

    def is_seen(self, credential: str, user_id: str, address: str) -> bool:
        """Whether this credential, of this user, has been seen there within the hour."""
        now = self._clock()
        key = (credential, user_id, address)
        last = self._seen.get(key)
        if last is None:
            self._seen.put(key, _Sighting(now))
            return False
        before, last.at = last.at, now
        return timedelta() <= now - before < AGAIN

    def signed_in(self, user_id: str, credential: str, origin: Origin) -> None:
        """A credential was accepted."""
        self._note(user_id, AuditType.SIGNED_IN, origin, actor_id=user_id, credential=credential)

    def refused(self, reason: str, credential: str | None, origin: Origin) -> None:
        """A credential wasn't accepted; `credential` is what may be known of it, if anything."""
        self._note(
            origin.address,
            AuditType.SIGN_IN_REFUSED,
            origin,
            credential=credential,
            detail=reason,
        )

    def denied(self, context: Context) -> None:
        """Somebody lacked rights: each mutation and right once a request."""
        actor = context.actor
        origin = Origin(context.address, actor.client, actor.request_id)
        for mutation, right in dict.fromkeys(context.denied):
            self._note(
                actor.user_id,
                AuditType.DENIED,
                origin,
                actor_id=actor.user_id,
                detail=f"{mutation}: {right}",
            )

    def _note(self, source: str, type_: AuditType, origin: Origin, **values: str | None) -> None:
        if self._backlog is None:
            logger.error("audit: a %s entry is lost, as the process has ended its work", type_)
            return
        now, flood = self._clock(), self._floods[type_]
        if flood.is_over(now):
            self._sum_up(type_, now)
        if not flood.admits(source, now):
            return
        self._backlog.put(
            Noted(
                type=type_,
                happened_at=now,
                client=_storable(origin.client),
                address=origin.address,
                request_id=origin.request_id,
                **{name: _storable(value) for name, value in values.items()},
            )
        )

    def _sum_up(self, type_: AuditType, now: datetime) -> None:
        """The minute is over: what was more than is told is told as a number."""
        assert self._backlog is not None
        for source, count in self._floods[type_].end().items():
            entry = summed_up(type_, now, MORE, count)
            if source:
                of = "address" if type_ is AuditType.SIGN_IN_REFUSED else "actor_id"
                known: dict[str, Any] = {of: source}
                entry = replace(entry, **known)
            self._backlog.put(entry)

    # ── write ───────────────────────────────────────────────────────────────────────────────────

    @asynccontextmanager
    async def writing_to(self, database: Database) -> AsyncIterator[None]:
        """While inside, what is noted gets into this database; at the end, all of it."""
        self._backlog = backlog = Backlog(database, self._clock)
        writing = asyncio.create_task(self._write(backlog))
        try:
            yield
        finally:
            writing.cancel()
            await asyncio.wait([writing])
            await self._finish(backlog)
            self._backlog = None

    async def flush(self) -> None:
        """Write all that waits, and what was more in this minute."""
        assert self._backlog is not None
        for type_ in self._floods:
            self._sum_up(type_, self._clock())
        await self._backlog.write()

    async def _write(self, backlog: Backlog) -> None:
        pause, longest = RETRY
        while True:
            with suppress(TimeoutError):
                async with asyncio.timeout(WINDOW.total_seconds()):
                    await backlog.filled.wait()
            await asyncio.sleep(GATHER)
            now = self._clock()
            for type_, flood in self._floods.items():
                if flood.is_over(now):
                    self._sum_up(type_, now)
            try:
                await backlog.write()
                pause = RETRY[0]
            except Exception as error:  # noqa: BLE001 - whatever the driver raises when it is down
                logger.error(
                    "audit: %d entries wait, as the database can't take them: %s",
                    len(backlog),
                    type(error).__name__,
                )
                await asyncio.sleep(pause)
                pause = min(pause * 2, longest)

    async def _finish(self, backlog: Backlog) -> None:
        try:
            async with asyncio.timeout(CLOSING):
                await self.flush()
        except Exception as error:  # noqa: BLE001 - the process ends, whatever it is
            logger.error(
                "audit: %d entries are lost, as the database couldn't take them: %s",
                len(backlog),
                type(error).__name__,
            )


def _storable(text: str | None) -> str | None:
    """As much of it as both databases hold."""
    return text and text.replace("\0", "")[:NAME_LENGTH]
