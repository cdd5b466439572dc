"""How a read is sent: a compiled statement and its values in, finished JSON out."""

from collections.abc import Sequence
from typing import Any, Protocol

from db.traffic import Traffic
from db.usage import Usage

Answer = Sequence[bytes | None]
"""The JSON text of each root of the plan, in their order; None for null."""


class Reads(Protocol):
    """Connections that only read; each statement sees one moment, whatever commits meanwhile."""

    async def row(
        self,
        sql: str,
        arguments: Sequence[Any],
        traffic: Traffic | None = None,
        actor: str | None = None,
    ) -> Sequence[Any]:
        """The one row that the statement brings; one round trip, which `traffic` counts.

        `actor` is what row-level security is told; see db/acting.py. The statement has neither FROM
        nor WHERE then: what it reads is in subqueries.
        """

    async def open(self) -> None:
        """Make ready; connections are made when they are needed."""

    async def close(self) -> None:
        """Give the connections up."""

    def usage(self) -> Usage:
        """How many of them are at work."""
