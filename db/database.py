"""A database: its URL, its lifetime, reads, and the transactions that units of work are."""

from collections.abc import Awaitable, Callable, Mapping
from contextlib import AsyncExitStack
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final, Self, TypeVar

from sqlalchemy import Dialect
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError

from db.acting import told
from db.drivers import process_lock
from db.drivers.errors import CONFLICT
from db.drivers.postgresql import postgresql_engine
from db.drivers.postgresql_pool import PostgresqlPool
from db.drivers.postgresql_reads import PostgresqlReads
from db.drivers.postgresql_writes import PostgresqlTransactions
from db.drivers.reading import Answer, Reads
from db.drivers.sqlite import OldSqliteError, SqliteReads, check_version, sqlite_engine
from db.drivers.sqlite_writes import SqliteTransactions
from db.sql.binds import Statement
from db.traffic import Traffic
from db.usage import Usage
from db.writes.fact_sql import FactStatements
from db.writes.transactions import Commits, Transaction, Transactions
from db.writes.unit_of_work import UnitOfWork
from domain.actor import Actor

T = TypeVar("T")

ATTEMPTS: Final = 5


Clock = Callable[[], datetime]


def utc_now() -> datetime:
    """The present instant."""
    return datetime.now(UTC)


class DatabaseUrlError(Exception):
    """The database URL isn't one that Clinch can use; the message says why."""


def parse_url(text: str) -> URL:
    """`sqlite:///file.db` or `postgresql://…` as the URL of the asynchronous driver."""
    try:
        url = make_url(text)
    except (ArgumentError, ValueError):
        message = "It isn't a URL. Use sqlite:///file.db or postgresql://user@host/database."
        raise DatabaseUrlError(message) from None
    match url.drivername:
        case "sqlite" if url.host:
            message = "A file follows three slashes: sqlite:///file.db, sqlite:////folder/file.db."
            raise DatabaseUrlError(message)
        case "sqlite" if url.database in {None, "", ":memory:"}:
            message = "Name a file, as in sqlite:///clinch.db: a database in memory isn't kept."
            raise DatabaseUrlError(message)
        case "sqlite" if url.query:
            message = "Nothing can follow the file's name: there are no options for SQLite."
            raise DatabaseUrlError(message)
        case "sqlite":
            return url.set(drivername="sqlite+aiosqlite")
        case "postgresql" | "postgres":
            return _postgresql_url(url)
        case other:
            message = f"{other}:// isn't supported. Use sqlite:///file.db or postgresql://…."
            raise DatabaseUrlError(message)


def _postgresql_url(url: URL) -> URL:
    """The URL as asyncpg wants it: `sslmode` is its `ssl`."""
    unknown = sorted(url.query.keys() - {"host", "sslmode"})
    if unknown:
        message = f"There is no option {unknown[0]} after the ?, only host and sslmode."
        raise DatabaseUrlError(message)
    if url.port is not None and not 0 < url.port < 2**16:
        message = f"{url.port} isn't a port."
        raise DatabaseUrlError(message)
    options = {"ssl" if name == "sslmode" else name: url.query[name] for name in url.query}
    return url.set(drivername="postgresql+asyncpg", query=options)


class Database:
    """One database, open while its context is entered.

    On SQLite that holds the process lock: one writing connection, a few that only read.
    """

    def __init__(
        self,
        url: str,
        *,
        pool_size: int = 5,
        statements: int = 256,
        row_level_security: bool = False,
        clock: Clock = utc_now,
    ) -> None:
        self.url = parse_url(url)
        self.clock = clock
        self.row_level_security = row_level_security
        """Whether each transaction says who acts; only PostgreSQL knows what to do with it."""
        self.is_sqlite = self.url.drivername.startswith("sqlite")
        self._exit = AsyncExitStack()
        if self.is_sqlite:
            try:
                check_version()
            except OldSqliteError as error:
                raise DatabaseUrlError(str(error)) from None
            self.writer = sqlite_engine(self.url, writes=True)
            self.reader = sqlite_engine(self.url, writes=False)
            self.reads: Reads = SqliteReads(self.file, pool_size, statements)
            self.transactions: Transactions = SqliteTransactions(
                self.file, statements, self.dialect
            )
        else:
            self.writer = postgresql_engine(self.url, pool_size, statements)
            self.reader = self.writer.execution_options(
                isolation_level="REPEATABLE READ", postgresql_readonly=True
            )
            # Apart: whoever waits for a lock shall not keep others from reading.
            self.reads = PostgresqlReads(PostgresqlPool(self.url, pool_size, statements))
            self.transactions = PostgresqlTransactions(
                # What a script sends is about a few rows, whatever its values are.
                PostgresqlPool(
                    self.url, pool_size, statements, {"plan_cache_mode": "force_generic_plan"}
                ),
                self.dialect,
            )
        self._facts = FactStatements(self.dialect)

    @property
    def file(self) -> Path:
        """SQLite's file."""
        return Path(self.url.database or "")

    @property
    def dialect(self) -> Dialect:
        return self.writer.dialect

    async def __aenter__(self) -> Self:
        if self.is_sqlite:
            self._exit.enter_context(process_lock.held(self.file))
        self._exit.push_async_callback(self.writer.dispose)
        self._exit.push_async_callback(self.reader.dispose)
        await self.reads.open()
        self._exit.push_async_callback(self.reads.close)
        await self.transactions.open()
        self._exit.push_async_callback(self.transactions.close)
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._exit.aclose()

    def usage(self) -> Mapping[str, Usage]:
        """Of the connections that read, and of those that write."""
        return {"read": self.reads.usage(), "write": self.transactions.usage()}

    def read(
        self,
        actor: Actor,
        statement: Statement,
        values: Mapping[str, Any],
        traffic: Traffic | None = None,
    ) -> Awaitable[Answer]:
        """What a statement of the compiler's brings; it ends with a caller that is cancelled."""
        arguments = statement.arguments(values)
        return self.reads.row(statement.sql, arguments, traffic, self._acting(actor))

    async def transact(
        self,
        actor: Actor,
        script: Callable[[UnitOfWork], Awaitable[T]],
        commits: Commits | None = None,
        traffic: Traffic | None = None,
    ) -> T:
        """Run one write transaction and commit it, unless the script said work.discard().

        The script is run again, on a fresh transaction, when the database says so (a deadlock, a
        serialization failure). The answer is returned only after COMMIT has.

        Of a caller that is cancelled the statement ends and everything is rolled back, unless
        COMMIT is under way: that goes on to its end first. `commits` says which it was, `traffic`
        what was sent.
        """
        commits, traffic = commits or Commits(), traffic or Traffic()
        before = commits.begun
        for attempt in range(1, ATTEMPTS + 1):
            try:
                return await self._attempt(actor, script, commits, before, traffic)
            except CONFLICT:
                if attempt == ATTEMPTS:
                    raise
        raise AssertionError

    async def _attempt(
        self,
        actor: Actor,
        script: Callable[[UnitOfWork], Awaitable[T]],
        commits: Commits,
        before: int,
        traffic: Traffic,
    ) -> T:
        async def attempt(transaction: Transaction) -> T:
            # It may be another one's turn, of which nothing is left.
            commits.begun = before
            try:
                work = UnitOfWork(transaction, self._facts, actor, self.clock)
                result = await script(work)
                await work.flush()
            except BaseException:
                await transaction.roll_back()
                raise
            if work.discarded:
                await transaction.roll_back()
            else:
                await transaction.commit(commits.begin)
            return result

        return await self.transactions.run(attempt, traffic, self._acting(actor))

    def _acting(self, actor: Actor) -> str | None:
        """What the database is told of him, if it asks."""
        return told(actor) if self.row_level_security else None
