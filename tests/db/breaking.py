"""What units of work do in these tests."""

import asyncio
from threading import Event

from db.database import Database
from db.tables import Opportunity
from db.writes.facts import opportunity_of
from db.writes.unit_of_work import UnitOfWork


class Pause:
    """Where a script stops until the test lets it go on."""

    def __init__(self, database: Database) -> None:
        self._is_sqlite = database.is_sqlite
        self._loop = asyncio.get_running_loop()
        self._in_thread, self._in_loop = Event(), asyncio.Event()
        self.reached = asyncio.Event()

    async def here(self) -> None:
        """In the script: on SQLite it has a thread of its own, which may wait."""
        self._loop.call_soon_threadsafe(self.reached.set)
        if self._is_sqlite:
            assert self._in_thread.wait(timeout=10)
        else:
            await self._in_loop.wait()

    def end(self) -> None:
        self._in_thread.set()
        self._in_loop.set()


async def raised(work: UnitOfWork, opportunity_id: str) -> int:
    """Raise an opportunity's version under its lock; what it is afterwards."""
    assert await work.lock_opportunity(opportunity_id)
    work.update(Opportunity, opportunity_id)
    (opportunity,) = await work.load(opportunity_of(opportunity_id))
    return opportunity.version


async def break_at_commit(database: Database, work: UnitOfWork) -> None:
    """Write what a foreign key forbids, which is looked at by COMMIT."""
    await work.transaction.row(
        "PRAGMA defer_foreign_keys = ON"
        if database.is_sqlite
        else "ALTER TABLE quote_line ALTER CONSTRAINT fk_quote_line_quote_id "
        "DEFERRABLE INITIALLY DEFERRED",
        (),
    )
    await work.transaction.row(
        "INSERT INTO quote_line (id, quote_id, position, name, quantity, currency, unit_price, "
        "discount, tax, amount) VALUES ('qln_x', 'quo_x', 1, '', 1, 'USD', 0, 0, 0, 0)",
        (),
    )
