"""A database as the benchmark itself uses it: statements by hand, rows as tuples, no framework."""

import asyncio
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import asyncpg

Rows = list[tuple[Any, ...]]


class Store(Protocol):
    """What is asked of either database."""

    @property
    def url(self) -> str:
        """As CLINCH_DATABASE_URL has it."""

    def execute(self, statements: Sequence[str]) -> None:
        """All of them in one transaction."""

    def rows(self, statement: str) -> Rows:
        """What a statement finds."""

    def allow_deleting(self, table: str) -> None:
        """From now on rows of an append-only table can be deleted; writing costs what it did."""

    def settle(self) -> None:
        """Do now what would disturb a later measurement: clean up, write everything out."""


@dataclass(frozen=True, slots=True)
class Postgresql:
    """A database of the server that the benchmark has started."""

    url: str

    def execute(self, statements: Sequence[str]) -> None:
        async def run(connection: Any) -> None:
            async with connection.transaction():
                for statement in statements:
                    await connection.execute(statement)

        asyncio.run(self._connected(run))

    def execute_alone(self, *statements: str) -> None:
        """One by one: statements that can't be in a transaction."""

        async def run(connection: Any) -> None:
            for statement in statements:
                await connection.execute(statement)

        asyncio.run(self._connected(run))

    def rows(self, statement: str) -> Rows:
        async def run(connection: Any) -> Rows:
            return [tuple(row) for row in await connection.fetch(statement)]

        found: Rows = asyncio.run(self._connected(run))
        return found

    def allow_deleting(self, table: str) -> None:
        self.execute([f"DROP TRIGGER append_only_row ON {table}"])

    def settle(self) -> None:
        written = "opportunity, quote, opportunity_close, quote_close, event, field_change"
        self.execute_alone(f"VACUUM ANALYZE {written}", "CHECKPOINT")

    async def _connected(self, run: Any) -> Any:
        connection = await asyncpg.connect(self.url)
        try:
            return await run(connection)
        finally:
            await connection.close()


@dataclass(frozen=True, slots=True)
class Sqlite:
    """A file; nobody else writes to it while one of these methods runs."""

    file: Path

    @property
    def url(self) -> str:
        return f"sqlite:///{self.file}"

    def execute(self, statements: Sequence[str]) -> None:
        with closing(self._connect()) as connection:
            connection.execute("PRAGMA foreign_keys = ON")
            connection.execute("BEGIN IMMEDIATE")
            for statement in statements:
                connection.execute(statement)
            connection.execute("COMMIT")

    def rows(self, statement: str) -> Rows:
        with closing(self._connect()) as connection:
            return [tuple(row) for row in connection.execute(statement)]

    def allow_deleting(self, table: str) -> None:
        self.execute([f"DROP TRIGGER {table}_not_deleted"])

    def settle(self) -> None:
        with closing(self._connect()) as connection:
            connection.execute("ANALYZE")
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def _connect(self) -> sqlite3.Connection:
        return sqlite3.connect(self.file, timeout=30, isolation_level=None)
