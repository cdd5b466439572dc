"""The limit's way down on SQLite: the standard driver, reading connections on threads."""

import asyncio
import sqlite3
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Final

from benchmarks.limit.sqlite_sql import READS
from benchmarks.limit.sqlite_writes import write

READERS: Final = 2
"""More gain nothing on one core, and wait for each other."""


class Sqlite:
    """Answers the cases' documents."""

    def __init__(self, file: str, actor: str) -> None:
        self._file, self._actor = file, actor
        self._local = threading.local()
        self._readers = ThreadPoolExecutor(READERS)
        self._writer = ThreadPoolExecutor(1)

    async def open(self) -> None:
        """Each thread opens its own connection when it is used first."""

    async def close(self) -> None:
        self._readers.shutdown()
        self._writer.shutdown()

    async def answer(self, document: str, variables: dict[str, Any]) -> bytes | None:
        (argument,) = variables.values()
        loop = asyncio.get_running_loop()
        if statement := READS.get(document):
            return await loop.run_in_executor(self._readers, self._read, statement, argument)
        return await loop.run_in_executor(self._writer, self._write, document, argument)

    def _read(self, statement: str, argument: str | int) -> bytes | None:
        row = self._connection().execute(statement, (argument,)).fetchone()
        answer: bytes | None = row and row[0]
        return answer

    def _write(self, document: str, argument: str) -> bytes | None:
        return write(self._connection(), document, argument, self._actor)

    def _connection(self) -> sqlite3.Connection:
        connection: sqlite3.Connection | None = getattr(self._local, "connection", None)
        if connection is None:
            connection = sqlite3.connect(self._file, isolation_level=None, timeout=10)
            for pragma in ("journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON"):
                connection.execute(f"PRAGMA {pragma}")
            self._local.connection = connection
        return connection
