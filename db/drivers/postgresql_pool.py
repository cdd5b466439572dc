"""Connections to PostgreSQL, kept open: a few lines here cost less per use than a pool's."""

import asyncio
from collections.abc import Mapping
from contextlib import suppress
from typing import Any, Final

import asyncpg
from sqlalchemy.dialects.postgresql.asyncpg import PGDialect_asyncpg
from sqlalchemy.engine import URL

from db.drivers.errors import CONNECTION_LOST
from db.drivers.postgresql import take_all_dates
from db.usage import Usage

_DIALECT: Any = PGDialect_asyncpg()  # type: ignore[no-untyped-call]
LONGEST_END: Final = 10
"""So many seconds a cancelled statement may take to end before its connection is cut."""
CANCELLED_EVERY: Final = 0.1
"""So many seconds after the request to cancel a statement comes the next, while it still runs."""
LONGEST_KEPT: Final = 64 * 1024
"""The longest statement that stays prepared: the server's memory for one is many times its text."""


async def send_after_cancelled(connection: Any, statement: str) -> str:
    """Send a statement where the one before may have been cancelled: once that has ended.

    asyncpg asks the server to end it, once, and waits for that without a limit. But the server
    forgets a request that comes before it has read what was to be cancelled. So it is made again,
    and at last TimeoutError is raised. Whatever is raised, the connection can't be used any more.
    """
    sending = asyncio.ensure_future(connection.execute(statement, timeout=LONGEST_END))
    again: asyncio.Future[None] | None = None
    try:
        while not (await asyncio.wait([sending], timeout=CANCELLED_EVERY))[0]:
            told = asyncio.get_running_loop().create_future()
            # What asyncpg does itself when a caller is cancelled; nothing public does just that.
            again = asyncio.ensure_future(connection._cancel(told))  # noqa: SLF001
            # To its end, when the server has been told: it shall not hit a later statement.
            if not (await asyncio.wait([again], timeout=LONGEST_END))[0]:
                raise TimeoutError
        return str(sending.result())
    finally:
        sending.cancel()
        if again is not None:
            again.cancel()


class PostgresqlPool:
    """So many of asyncpg's own connections at most; who waits for one gets it in turn.

    Not asyncpg's own pool: a task and a shield at each release are a tenth of a small request, and
    guard against what isn't done here.

    Whoever gives a connection back leaves no transaction on it, and nothing sets a session's
    state; so nothing has to be undone by a round trip.
    """

    def __init__(
        self, url: URL, size: int, statements: int, settings: Mapping[str, str] | None = None
    ) -> None:
        self._options: Any
        _, self._options = _DIALECT.create_connect_args(url)
        self._statements = statements
        # Where statements aren't kept a pooler shares its sessions, which take no settings.
        self._settings = settings if statements else None
        self._size = size
        self._free = asyncio.Semaphore(size)
        self._asked = 0
        """How many have a connection or wait for one."""
        self._idle: list[Any] = []
        self._ending: set[asyncio.Task[None]] = set()

    async def acquire(self) -> Any:
        self._asked += 1
        try:
            await self._free.acquire()
        except BaseException:
            self._asked -= 1
            raise
        try:
            while self._idle:
                connection = self._idle.pop()
                if not connection.is_closed():
                    return connection
            return await self._connect()
        except BaseException:
            self._give_back()
            raise

    def release(self, connection: Any) -> None:
        if not connection.is_closed():
            self._idle.append(connection)
        self._give_back()

    def release_cancelled(self, connection: Any) -> None:
        """The same once its statement has ended, which is seen to apart.

        Nobody shall wait for that who could have another connection meanwhile.
        """
        ending = asyncio.create_task(self._end(connection))
        self._ending.add(ending)
        ending.add_done_callback(self._ending.discard)

    async def _end(self, connection: Any) -> None:
        answers = False
        try:
            with suppress(asyncpg.PostgresError, OSError, *CONNECTION_LOST):
                await send_after_cancelled(connection, "SELECT 1")
                answers = True
        finally:
            if not answers:
                connection.terminate()
            self.release(connection)

    async def replace(self, lost: Any) -> Any:
        """Another one for a connection that was lost; those that idled with it are lost as well."""
        lost.terminate()
        while self._idle:
            self._idle.pop().terminate()
        return await self._connect()

    def usage(self) -> Usage:
        in_use = min(self._asked, self._size)
        return Usage(self._size, in_use, self._asked - in_use)

    async def close(self) -> None:
        """Once all of them have been given back."""
        for _ in range(self._size):
            await self._free.acquire()
        while self._idle:
            # One that was lost is closed.
            with suppress(*CONNECTION_LOST):
                await self._idle.pop().close()

    def _give_back(self) -> None:
        self._asked -= 1
        self._free.release()

    async def _connect(self) -> Any:
        connection = await asyncpg.connect(
            **self._options,
            server_settings=self._settings,
            statement_cache_size=self._statements,
            max_cached_statement_lifetime=0,
            max_cacheable_statement_size=LONGEST_KEPT,
        )
        try:
            await take_all_dates(connection)
        except BaseException:
            connection.terminate()
            raise
        return connection
