"""Ends a request's work when its time is up, or when its client has gone."""

import asyncio
from types import TracebackType
from typing import Final, Self

from starlette.types import Receive

PATIENCE: Final = 0.05
"""Seconds before anybody looks: most work is done by then, and nothing was watched for it."""


class TimeUpError(Exception):
    """The time limit is over."""


class ClientGoneError(Exception):
    """Nobody waits for the answer any more."""


class Watch:
    """While it is entered, the task that entered it is cancelled at the limit or on a disconnect.

    The cancellation leaves the block as TimeUpError or ClientGoneError; one that came from
    elsewhere stays what it is. Until `PATIENCE` is over that costs one timer.
    """

    __slots__ = ("_handle", "_limit", "_loop", "_reason", "_receive", "_task", "_watcher")

    def __init__(self, limit: float, receive: Receive | None) -> None:
        """`limit` in seconds; `receive` is what tells of a disconnect, if that shall end it."""
        self._limit = limit
        self._receive = receive
        self._reason: type[Exception] | None = None
        self._watcher: asyncio.Task[None] | None = None

    def __enter__(self) -> Self:
        self._loop = asyncio.get_running_loop()
        task = asyncio.current_task()
        assert task is not None
        self._task = task
        if self._limit <= PATIENCE:
            self._handle = self._loop.call_later(self._limit, self._end, TimeUpError)
        else:
            self._handle = self._loop.call_later(PATIENCE, self._look)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._handle.cancel()
        if self._watcher is not None:
            self._watcher.cancel()
        if self._reason is None:
            return
        # An end that came too late to be noticed must not cancel what follows.
        left = self._task.uncancel()
        if kind is asyncio.CancelledError and not left:
            raise self._reason from None

    def _look(self) -> None:
        self._handle = self._loop.call_later(self._limit - PATIENCE, self._end, TimeUpError)
        if self._receive is not None:
            self._watcher = self._loop.create_task(self._wait_for_disconnect(self._receive))

    async def _wait_for_disconnect(self, receive: Receive) -> None:
        while (await receive())["type"] != "http.disconnect":
            pass
        self._end(ClientGoneError)

    def _end(self, reason: type[Exception]) -> None:
        if self._reason is None:
            self._reason = reason
            self._task.cancel()
