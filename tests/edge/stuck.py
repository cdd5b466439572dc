"""A server in the tests' own event loop, on a database in which statements wait or don't end."""

import asyncio
import json
import threading
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from typing import Final

import uvicorn
from sqlalchemy import text

from db.database import Database
from db.drivers.sqlite_writes import SqliteTransactions
from db.writes.unit_of_work import UnitOfWork
from domain.actor import SYSTEM
from server.app import create_app
from server.connections import BoundedConnection
from server.demo import DEMO_USER
from server.settings import Settings
from tests.api.demo import NORTHWIND, ROBOTS
from tests.db.breaking import Pause, raised
from tests.db.cancelling import Watched, until
from tests.edge.sockets import Answer, post, read_answer
from tests.factories import opportunity, store
from tests.server.commands import free_port

TIMEOUT: Final = 0.5
LONG: Final = 60.0
"""Seconds that no test takes: with them nothing is ended by the time limit."""
CLOSE: Final = f"""mutation {{ closeQuotes(input: {{opportunityId: "{ROBOTS}"}})
  {{ closedQuotes {{ state }} errors {{ code }} }} }}"""
QUICK: Final = "{ viewer { name } }"
_COUNT: Final = 'opportunities(filter: {name: {contains: "nothing"}}, first: 1) { totalCount }'
_DEEPER: Final = "opportunities(first: 100) {{ nodes {{ account {{ {} }} }} }}"
READ: Final = {
    True: f"{{ {_DEEPER.format(_DEEPER.format(_DEEPER.format(_COUNT)))} }}",
    False: "{ quotes { nodes { id } } }",
}
"""A read that doesn't end: on SQLite, as an account has MANY opportunities; on PostgreSQL, while
the table is locked."""
MANY: Final = 1000
_WAITING: Final = text(
    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() "
    "AND state = 'active' AND wait_event_type = 'Lock'"
)
_HOLD: Final = (
    """CREATE FUNCTION hold() RETURNS trigger LANGUAGE plpgsql AS
    'BEGIN PERFORM pg_advisory_xact_lock(1); RETURN NULL; END'""",
    """CREATE CONSTRAINT TRIGGER hold AFTER INSERT ON event
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION hold()""",
)
"""On PostgreSQL a COMMIT waits for whoever has this lock."""


class Client:
    """A client with one connection."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader, self._writer = reader, writer

    def send(self, document: str, *headers: bytes) -> None:
        self._writer.write(post(json.dumps({"query": document}).encode(), *headers))

    async def answer(self) -> Answer:
        async with asyncio.timeout(15):
            head = await self._reader.readuntil(b"\r\n\r\n")
            length = int(head.lower().partition(b"content-length: ")[2].split(b"\r\n")[0])
            body = await self._reader.readexactly(length)
        return read_answer(head + body, closed=False)

    async def leave(self) -> None:
        self._writer.close()
        await self._writer.wait_closed()


@dataclass(frozen=True, slots=True)
class Held:
    """A COMMIT that doesn't come to its end."""

    reached: Callable[[], Awaitable[bool]]
    """Whether it has begun."""
    let_go: Callable[[], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Stuck:
    """The server, and its database from another side."""

    port: int
    database: Database
    """The server's own, with one connection that reads and one that writes."""
    other: Database
    """Another one to the same; on SQLite, which has one process only, the server's own."""
    steps: Watched
    """What SQLite is at."""

    @property
    def read(self) -> str:
        return READ[self.database.is_sqlite]

    @asynccontextmanager
    async def client(self) -> AsyncIterator[Client]:
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        yield Client(reader, writer)
        writer.close()

    async def answered(self, document: str, *headers: bytes) -> Answer:
        """What a client of its own is answered."""
        async with self.client() as client:
            client.send(document, *headers)
            return await client.answer()

    async def runs(self) -> bool:
        """Whether the database is at a statement: on PostgreSQL, one that waits for a lock."""
        if self.database.is_sqlite:
            return await self.steps.runs()
        async with self.other.reader.connect() as connection:
            return bool(await connection.scalar(_WAITING))

    async def has_ended(self) -> bool:
        return not await self.runs()

    @asynccontextmanager
    async def unreadable(self) -> AsyncIterator[None]:
        """Meanwhile `read` doesn't end."""
        if self.database.is_sqlite:
            await store(self.other, *(opportunity(account_id=NORTHWIND) for _ in range(MANY)))
            yield
            return
        async with self.other.writer.connect() as holder:
            await holder.execute(text("LOCK TABLE quote IN ACCESS EXCLUSIVE MODE"))
            yield

    @asynccontextmanager
    async def locked(self) -> AsyncIterator[None]:
        """Meanwhile ROBOTS is another writer's, who changes nothing in the end."""
        pause = Pause(self.other)

        async def holding(work: UnitOfWork) -> None:
            await raised(work, ROBOTS)
            await pause.here()
            work.discard()

        holder = asyncio.create_task(self.other.transact(SYSTEM, holding))
        await pause.reached.wait()
        try:
            yield
        finally:
            pause.end()
            await holder

    @asynccontextmanager
    async def held_at_commit(self) -> AsyncIterator[Held]:
        """Meanwhile the server's COMMIT is held."""
        held = self._held_on_sqlite if self.database.is_sqlite else self._held_on_postgresql
        async with held() as found:
            yield found

    @asynccontextmanager
    async def _held_on_sqlite(self) -> AsyncIterator[Held]:
        begun, go = threading.Event(), threading.Event()

        def trace(sql: str) -> None:
            if sql == "COMMIT":
                begun.set()
                assert go.wait(timeout=15)

        async def reached() -> bool:
            return begun.is_set()

        async def let_go() -> None:
            go.set()

        assert isinstance(self.database.transactions, SqliteTransactions)
        writing = self.database.transactions.threads
        await writing.start_work(lambda connection: connection.set_trace_callback(trace))
        try:
            yield Held(reached, let_go)
        finally:
            go.set()

    @asynccontextmanager
    async def _held_on_postgresql(self) -> AsyncIterator[Held]:
        async with self.other.writer.connect() as holder:

            async def send(*statements: str) -> None:
                for statement in statements:
                    await holder.execute(text(statement))
                await holder.commit()

            await send(*_HOLD, "SELECT pg_advisory_lock(1)")
            try:
                yield Held(self.runs, lambda: send("SELECT pg_advisory_unlock_all()"))
            finally:
                await send("SELECT pg_advisory_unlock_all()")


@asynccontextmanager
async def serving(url: str, seconds: float) -> AsyncIterator[Stuck]:
    """The server, where an operation has so many seconds."""
    settings = Settings(
        database_url=url,
        database_pool_size=1,
        actor=DEMO_USER,
        operation_timeout=seconds,
        max_cost=1_000_000_000,
        rate_limit=0,
    )
    app = create_app(settings)
    config = uvicorn.Config(
        app, port=free_port(), http=BoundedConnection, proxy_headers=False, log_config=None
    )
    server = uvicorn.Server(config)
    running = asyncio.create_task(server.serve())
    async with AsyncExitStack() as stack:
        stack.push_async_callback(asyncio.wait_for, running, 20)
        stack.callback(_end, server)

        async def started() -> bool:
            return server.started or running.done()

        await until(started)
        database = app.state.application.database
        other = database
        if not database.is_sqlite:
            other = await stack.enter_async_context(Database(url))
        steps = Watched(database)
        await steps.begin()
        yield Stuck(config.port, database, other, steps)


def _end(server: uvicorn.Server) -> None:
    server.should_exit = server.force_exit = True
