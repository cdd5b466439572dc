"""The limit's way down on PostgreSQL: a raw asyncpg pool, prepared statements, few round trips."""

import re
from typing import Any, Final

import asyncpg

from benchmarks.limit.keys import moment, stem
from benchmarks.limit.postgresql_sql import LOCK, READS, WRITES

_ID: Final = re.compile(r"opp_[0-9a-z]{26}")


SESSION: Final = {"plan_cache_mode": "force_generic_plan", "jit": "off"}
"""Half of a page's time is planning it again: a LIMIT that isn't known makes the plan that could
be kept look dearer than it is. The statements leave the planner nothing to choose."""


async def _keep(_connection: Any) -> None:
    """Nothing to reset: no request changes a session, so the round trip is saved."""


class Postgresql:
    """Answers the cases' documents."""

    def __init__(self, url: str, pool_size: int, actor: str) -> None:
        self._url, self._pool_size, self._actor = url, pool_size, actor
        self._pool: Any = None

    async def open(self) -> None:
        self._pool = await asyncpg.create_pool(
            self._url,
            min_size=self._pool_size,
            max_size=self._pool_size,
            reset=_keep,
            server_settings=SESSION,
        )

    async def close(self) -> None:
        await self._pool.close()

    async def answer(self, document: str, variables: dict[str, Any]) -> bytes | None:
        (argument,) = variables.values()
        if statement := READS.get(document):
            found: bytes | None = await self._pool.fetchval(statement, argument)
            return found
        return await self._write(WRITES[document], argument)

    async def _write(self, statement: str, opportunity_id: str) -> bytes | None:
        """Lock in a statement of its own: what follows sees what others have committed."""
        if not _ID.fullmatch(opportunity_id):
            return None
        async with self._pool.acquire() as connection:
            await connection.execute(LOCK.format(opportunity_id))
            try:
                now = moment()
                answer: bytes | None = await connection.fetchval(
                    statement, opportunity_id, stem(), now.date(), now, self._actor
                )
            except BaseException:
                await connection.execute("ROLLBACK")
                raise
            await connection.execute("COMMIT" if answer else "ROLLBACK")
            return answer
