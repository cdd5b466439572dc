"""What a write transaction is on each database: statements, a savepoint, one of two ends."""

import asyncio
from collections.abc import Callable, Collection, Coroutine, Sequence
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar

from db.traffic import Traffic
from db.usage import Usage
from db.writes.changes import Change

T = TypeVar("T")


class Transaction(Protocol):
    """It begins with its first statement, and has to be ended by commit() or roll_back()."""

    async def lock(self, opportunity_ids: Sequence[str]) -> Collection[str]:
        """Lock these opportunities until the end, in the order of their ids; those that exist."""

    async def lock_of_quote(self, quote_id: str) -> bool:
        """Lock the opportunity of this quote until the end; whether there is one."""

    async def lock_name(self, name: str) -> None:
        """Wait for others that have locked this name, and lock it until the end."""

    async def row(
        self, sql: str, arguments: Sequence[Any], patience: float | None = None
    ) -> Sequence[Any] | None:
        """The first row that the statement brings.

        LockTimeoutError if it waits for others for so many seconds, without which it waits on.
        """

    async def change(self, changes: Sequence[Change]) -> None:
        """Write these; what follows sees them."""

    async def save(self) -> None:
        """Set the savepoint."""

    async def undo(self) -> None:
        """Undo what was written since the savepoint."""

    async def commit(self, begun: Callable[[], None]) -> None:
        """End it; what was written lasts. If this fails, it is rolled back.

        `begun` is called when COMMIT is about to be, after which nothing interrupts it. If nothing
        was begun, nothing is committed.
        """

    async def roll_back(self) -> None:
        """End it, uninterrupted, as if nothing had been written; never fails."""


@dataclass(slots=True)
class Commits:
    """What a caller that was cancelled can say of what it did: Database.transact() takes one.

    It may go through several calls, one after another. Once the cancelled call has ended, and not
    before, 0 means that nothing was done; otherwise so many of the calls were committed.
    """

    begun: int = 0
    """How often COMMIT was begun, but for attempts that were undone and made again. Of one that
    failed otherwise, as when its connection was lost meanwhile, isn't known whether it was done.
    """

    def begin(self) -> None:
        self.begun += 1


class Transactions(Protocol):
    """The connections that write."""

    async def open(self) -> None:
        """Make ready; connections are made when they are needed."""

    async def close(self) -> None:
        """Give the connections up."""

    def usage(self) -> Usage:
        """How many of them are at work."""

    async def run(
        self,
        attempt: Callable[[Transaction], Coroutine[Any, Any, T]],
        traffic: Traffic,
        actor: str | None = None,
    ) -> T:
        """What it returns, for a transaction of its own, which it ends.

        `actor` is what row-level security is told; see db/acting.py.

        It awaits nothing else, for others wait for what it has locked. A cancelled caller's is
        rolled back, or committed if its COMMIT was under way, before the caller goes on.
        """


async def uninterrupted(ending: Coroutine[Any, Any, None]) -> None:
    """Await it to the end, however often the caller is cancelled meanwhile; then let that through.

    A cancel scope says it again and again, so shielding once isn't enough.
    """
    task = asyncio.ensure_future(ending)
    cancelled: asyncio.CancelledError | None = None
    while not task.done():
        try:
            await asyncio.shield(task)
        except asyncio.CancelledError as error:
            cancelled = error
        except Exception:  # noqa: BLE001, S110 - the task's own; its result() raises it below
            pass
    task.result()
    if cancelled is not None:
        raise cancelled
