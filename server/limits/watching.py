"""Ends a request's work when its time is up, or when its client has gone."""

import asyncio
from time import monotonic
from types import TracebackType
from typing import Final, Self

from starlette.types import Receive

from server.limits.deadlines import Deadlines

PATIENCE: Final = 0.05
"""Seconds before anybody looks: most work is done by then, and nothing was watched for it."""


class TimeUpError(Exception):
    """The time limit is over."""


class ClientGoneError(Exception):
    """Nobody waits for the answer any more."""


class Watch:
    """While it is entered, the task that entered it is cancelled at the limit or on a disconnect.

    The cancellation leaves the block as TimeUpError or ClientGoneError; one that came from
    elsewhere stays what it is.
    """

    __slots__ = ("_deadlines", "_limit", "_reason", "_receive", "_task", "_watcher")

    def __init__(self, deadlines: Deadlines, limit: float, receive: Receive | None) -> None:
        """`limit` in seconds; `receive` is what tells of a disconnect, if that shall end it.

        The deadlines are looked at every PATIENCE: so much longer than the limit it can take.
        """
        self._deadlines = deadlines
        self._limit = limit
        self._receive = receive
        self._reason: type[Exception] | None = None
        self._watcher: asyncio.Task[None] | None = None

    def __enter__(self) -> Self:
        task = asyncio.current_task()
        assert task is not None
        self._task = task
        self._deadlines.add(self, monotonic() + min(self._limit, PATIENCE))
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._deadlines.discard(self)
        if self._watcher is not None:
            self._watcher.cancel()
        if self._reason is None:
            return
        # An end that came too late to be noticed must not cancel what follows.
        left = self._task.uncancel()
        if kind is asyncio.CancelledError and not left:
            raise self._reason from None

    def late(self) -> None:
        """The first time it is only known that the work takes long."""
        left, self._limit = self._limit - PATIENCE, 0
        if left <= 0:
            self._end(TimeUpError)
            return
        self._deadlines.add(self, monotonic() + left)
        if self._receive is not None:
            self._watcher = asyncio.create_task(self._wait_for_disconnect(self._receive))

    async def _wait_for_disconnect(self, receive: Receive) -> None:
        while (await receive())["type"] != "http.disconnect":
            pass
        self._end(ClientGoneError)

    def _end(self, reason: type[Exception]) -> None:
        if self._reason is None:
            self._reason = reason
            self._task.cancel()
