"""Reads on a connection: a compiled statement in, finished JSON out."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from db.binds import Statement


@dataclass(frozen=True, slots=True)
class Reader:
    """Sends statements on one connection, inside its transaction."""

    connection: AsyncConnection

    async def fetch(self, statement: Statement, values: Mapping[str, Any]) -> bytes | None:
        """The answer's bytes; None for no record. One round trip."""
        result = await self.connection.exec_driver_sql(statement.sql, statement.arguments(values))
        answer: bytes | None = result.scalar_one()
        return answer
