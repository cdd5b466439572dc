"""The end of a process: it takes nothing new, finishes what runs, and goes."""

import asyncio
import logging
import multiprocessing
import os
import signal
import threading
from collections.abc import Callable
from math import ceil
from types import FrameType
from typing import Any, Final

logger = logging.getLogger("clinch")

SIGNALS: Final = (signal.SIGTERM, signal.SIGINT)
READING_SECONDS: Final = 5
"""Beside an operation's own time, so long an answer may take to be read."""
LEAVING_SECONDS: Final = 5
"""So long connections to databases may take to be closed, when nothing runs any more."""
RESTARTS: Final = 1012
"""The code that a WebSocket is closed with: its client connects anew, and asks again."""
CUT_OFF: Final = (
    "The server ends, and had no more time for this request. Whether a mutation was done isn't "
    "known: send it again with the same idempotency key."
)


def seconds_to_finish(operation_timeout: float) -> int:
    """How long what runs has from the moment on when no connection is accepted any more."""
    return ceil(operation_timeout) + READING_SECONDS


class Draining:
    """Whether the process is about to end, and what has to know when that begins."""

    def __init__(self, delay: float = 0, finishing: float = 0) -> None:
        """Connections are accepted for `delay` seconds more; what runs then has `finishing`."""
        self.begun = False
        self._delay = delay
        self._finishing = finishing
        self._told: set[Callable[[], None]] = set()
        self._stops: dict[int, Any] = {}
        self._loop: asyncio.AbstractEventLoop | None = None

    def tell(self, act: Callable[[], None]) -> None:
        """Call this, in the event loop, when it begins."""
        self._told.add(act)

    def forget(self, act: Callable[[], None]) -> None:
        """Don't call it any more."""
        self._told.discard(act)

    def follow_signals(self) -> None:
        """SIGTERM and SIGINT begin it; after the delay come the handlers that are there now."""
        self._loop = asyncio.get_running_loop()
        for each in SIGNALS:
            self._stops[each] = signal.getsignal(each)
            signal.signal(each, self._on_signal)

    def _on_signal(self, number: int, _frame: FrameType | None) -> None:
        assert self._loop is not None
        # A second signal ends the process at once, whatever it is at. Workers are told by their
        # parent; a terminal and systemd tell all of them, and the parent tells them again.
        is_worker = multiprocessing.parent_process() is not None
        for each in SIGNALS:
            signal.signal(each, signal.SIG_IGN if is_worker else signal.SIG_DFL)
        self._loop.call_soon_threadsafe(self._begin, number)

    def _begin(self, number: int) -> None:
        assert self._loop is not None
        self.begun = True
        logger.info("Ending after %s: what runs is finished.", signal.Signals(number).name)
        guard = threading.Timer(self._delay + self._finishing + LEAVING_SECONDS, _leave)
        guard.daemon = True
        guard.start()
        for act in tuple(self._told):
            act()
        self._loop.call_later(self._delay, self._stops[number], number, None)


def _leave() -> None:
    """End the process although something doesn't: a database that doesn't answer, say."""
    logger.error("Not everything could be ended in time; the process ends without it.")
    os._exit(1)
