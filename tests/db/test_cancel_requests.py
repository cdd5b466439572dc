"""PostgreSQL gets a request to cancel too early, or never answers one: nobody waits for ever."""

import asyncio
import shutil
import struct
import tempfile
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import pytest
from sqlalchemy.engine import make_url

from db.database import Database
from db.drivers import postgresql_pool
from db.writes.transactions import Commits
from db.writes.unit_of_work import UnitOfWork
from domain.actor import SYSTEM
from tests.conftest import NOW, fresh_postgresql
from tests.db.breaking import raised
from tests.db.cancelling import ENDLESS, Watched, until
from tests.factories import opportunity, store

pytestmark = pytest.mark.anyio

CANCEL = 80877102
"""The request's code, where others have the protocol's version."""
COUNTING = "SELECT count(*) FROM (SELECT generate_series(1, $1::bigint)) AS n"
LONG = 10**12


@pytest.fixture
def postgresql_url(postgresql: Callable[[str], str]) -> Iterator[str]:
    with fresh_postgresql(postgresql) as url:
        yield url


class Way:
    """What lies between us and the server."""

    def __init__(self, url: str) -> None:
        self._server = make_url(url)
        self._ends: list[asyncio.StreamWriter] = []
        self._flows = asyncio.Event()
        self._flows.set()
        self.is_deaf = False
        """Whether requests to cancel are taken and never passed on."""
        self.held, self.cancelled = asyncio.Event(), asyncio.Event()
        """Something was held back; a request to cancel was passed on, and taken."""

    def hold(self) -> None:
        """Keep back what is sent, but for requests to cancel, until it may flow."""
        self._flows.clear()

    def flow(self) -> None:
        self._flows.set()

    def close(self) -> None:
        for each in self._ends:
            each.close()

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._ends.append(writer)
        head = await reader.readexactly(8)
        is_cancel = struct.unpack("!II", head)[1] == CANCEL
        if is_cancel and self.is_deaf:
            return
        back, forth = await self._open()
        self._ends.append(forth)
        forth.write(head)
        await asyncio.gather(
            self._pump(reader, forth, may_wait=not is_cancel),
            self._pump(back, writer, may_wait=False),
        )
        if is_cancel:
            self.cancelled.set()

    async def _open(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        port = self._server.port or 5432
        if "host" in self._server.query:
            socket = f"{self._server.query['host']}/.s.PGSQL.{port}"
            return await asyncio.open_unix_connection(socket)
        return await asyncio.open_connection(self._server.host, port)

    async def _pump(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, *, may_wait: bool
    ) -> None:
        with suppress(OSError):
            while sent := await reader.read(65536):
                if may_wait and not self._flows.is_set():
                    self.held.set()
                    await self._flows.wait()
                writer.write(sent)
        writer.close()


@asynccontextmanager
async def on_way(url: str, pool_size: int) -> AsyncIterator[tuple[Database, Way]]:
    """The database by a way that is in our hand."""
    server, way = make_url(url), Way(url)
    folder = Path(tempfile.mkdtemp(prefix="clinch-"))
    listening = await asyncio.start_unix_server(way.serve, folder / ".s.PGSQL.5432")
    database = Database(
        f"postgresql://{server.username}@/{server.database}?host={folder}",
        pool_size=pool_size,
        clock=lambda: NOW,
    )
    await database.__aenter__()
    try:
        yield database, way
    finally:
        listening.close()
        way.close()
        shutil.rmtree(folder)
    # The way is closed by now: what was still waited for is lost.
    await asyncio.wait_for(database.__aexit__(), 15)


async def answers(database: Database) -> bool:
    return bool((await database.reads.row("SELECT 1", ()))[0] == 1)


async def cancelled(call: "asyncio.Task[object]") -> None:
    call.cancel()
    await asyncio.wait([call], timeout=15)
    assert call.cancelled()


async def cancelled_too_early(database: Database, way: Way) -> None:
    """A read of which the server hears after the request to cancel it."""
    await database.reads.row(COUNTING, (1,))
    way.hold()
    call = asyncio.create_task(database.reads.row(COUNTING, (LONG,)))
    await way.held.wait()
    await cancelled(call)
    await way.cancelled.wait()
    way.flow()


async def test_a_read_that_the_server_gets_after_its_cancelling_ends_nevertheless(
    postgresql_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(postgresql_pool, "LONGEST_END", 3600)
    async with on_way(postgresql_url, 1) as (database, way):
        await cancelled_too_early(database, way)

        assert await asyncio.wait_for(answers(database), 15)


async def test_control_where_it_is_cancelled_only_once_it_goes_on(
    postgresql_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(postgresql_pool, "LONGEST_END", 3600)
    monkeypatch.setattr(postgresql_pool, "CANCELLED_EVERY", 3600)
    async with Database(postgresql_url) as watching, on_way(postgresql_url, 1) as (database, way):
        await cancelled_too_early(database, way)
        waiting = asyncio.create_task(answers(database))

        await until(Watched(watching, COUNTING).runs)
        assert not waiting.done()
        await cancelled(waiting)


async def test_a_write_that_the_server_gets_after_its_cancelling_gives_its_lock_up(
    postgresql_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(postgresql_pool, "LONGEST_END", 3600)
    deal, commits = opportunity(), Commits()
    async with on_way(postgresql_url, 1) as (database, way):
        await store(database, deal)

        async def script(work: UnitOfWork) -> None:
            await raised(work, deal.id)
            await work.transaction.row(COUNTING, (1,))
            way.hold()
            await work.transaction.row(COUNTING, (LONG,))

        call = asyncio.create_task(database.transact(SYSTEM, script, commits))
        await way.held.wait()
        call.cancel()
        await way.cancelled.wait()
        way.flow()
        await asyncio.wait([call], timeout=15)

        again = database.transact(SYSTEM, lambda work: raised(work, deal.id))
        assert call.cancelled()
        assert commits.begun == 0
        assert await asyncio.wait_for(again, 15) == 2


async def cancelled_in_vain(database: Database, way: Way, url: str) -> None:
    """A read that runs, of whose cancelling the server never hears."""
    way.is_deaf = True
    call = asyncio.create_task(database.reads.row(ENDLESS[False], ()))
    async with Database(url) as watching:
        await until(Watched(watching).runs)
    await cancelled(call)


async def test_given_no_answer_then_a_read_gets_another_connection_meanwhile(
    postgresql_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(postgresql_pool, "LONGEST_END", 3600)
    async with on_way(postgresql_url, 2) as (database, way):
        await cancelled_in_vain(database, way, postgresql_url)

        for _ in range(3):
            assert await asyncio.wait_for(answers(database), 15)


async def test_given_no_answer_then_the_connection_is_replaced_after_a_while(
    postgresql_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(postgresql_pool, "LONGEST_END", 0.2)
    async with on_way(postgresql_url, 1) as (database, way):
        await cancelled_in_vain(database, way, postgresql_url)

        assert await asyncio.wait_for(answers(database), 15)


async def test_given_no_answer_then_a_write_is_over_after_a_while_and_its_connection_replaced(
    postgresql_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(postgresql_pool, "LONGEST_END", 0.2)
    deal, commits = opportunity(), Commits()
    sending = asyncio.Event()

    async def script(work: UnitOfWork) -> None:
        await raised(work, deal.id)
        sending.set()
        await work.transaction.row("SELECT pg_sleep(1)", ())

    async with on_way(postgresql_url, 1) as (database, way):
        way.is_deaf = True
        await store(database, deal)
        call = asyncio.create_task(database.transact(SYSTEM, script, commits))
        await sending.wait()
        await asyncio.sleep(0.01)
        await cancelled(call)

        # It waits for the lock until the server has noticed that nobody is there any more.
        again = database.transact(SYSTEM, lambda work: raised(work, deal.id))
        assert commits.begun == 0
        assert await asyncio.wait_for(again, 15) == 2
