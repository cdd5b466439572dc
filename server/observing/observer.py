"""Who is told of each request: the log, the counts, the traces, as far as they are wanted."""

import asyncio
import logging
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Final

from starlette.types import Scope

from server.header_values import header_values
from server.observing.exchange import EXCHANGE, Exchange, request_id_of
from server.observing.record import Parts, Record, parts_of, records_of

if TYPE_CHECKING:
    from server.observing.spans import Traces

logger = logging.getLogger("clinch")

Consumer = Callable[[Sequence[Record]], None]

DELAY: Final = 0.1
"""Seconds after which a request is told of at the latest."""
CLOSING: Final = 200
"""So many hundredths of a second what runs has when the process ends: it was cancelled by then."""
TOGETHER: Final = 200
"""So many that wait are told of at once: it takes half a millisecond, in which nobody is served."""


class Observer:
    """Begins an exchange for each request, and tells what it came to when it is over.

    Of many together, each time: what is done a hundred times in a row takes a third of what it
    takes between other things. What waits is the parts of records: requests that wait with all that
    belongs to them take the memory that the next ones would find at hand.
    """

    def __init__(self, consumers: Sequence[Consumer]) -> None:
        self._consumers = consumers
        self._waiting: list[Parts] = []
        self.traces: Traces | None = None
        """Once there are any."""
        self.running = 0
        """Exchanges that aren't over."""
        self.sockets = 0
        """WebSockets that are open."""

    def begin(self, scope: Scope) -> Exchange:
        """A request's exchange, which has to be ended."""
        self.running += 1
        headers = header_values(scope)
        exchange = scope[EXCHANGE] = Exchange(
            headers, request_id_of(scope, headers), "http", self.traces is not None
        )
        return exchange

    def begin_within(self, socket: Exchange, number: int) -> Exchange:
        """The exchange of a WebSocket's operation, which has to be ended."""
        self.running += 1
        request_id = f"{socket.request_id}.{number}"
        return Exchange(socket.headers, request_id, "websocket", self.traces is not None)

    def end(self, exchange: Exchange, scope: Scope) -> None:
        """It is over, however it ended; `scope` is the connection's."""
        self.running -= 1
        parts = parts_of(exchange, scope)
        if exchange.traced and self.traces is not None:
            parts = (*parts[:-1], self.traces.trace(exchange, Record(*parts)))
        waiting = self._waiting
        if not waiting:
            asyncio.get_running_loop().call_later(DELAY, self.tell)
        waiting.append(parts)
        if len(waiting) >= TOGETHER:
            self.tell()

    def refused(self, socket: Exchange, scope: Scope) -> None:
        """A WebSocket isn't opened: that is an answer over HTTP."""
        self.running += 1
        self.end(socket, scope)

    async def close(self) -> None:
        """Tell of the last ones too, which may be about to end."""
        for _ in range(CLOSING):
            if self.running:
                await asyncio.sleep(0.01)
        self.tell()

    def tell(self) -> None:
        """Tell of all that are over; a log whose disk is full, say, is in no other's way."""
        waited, self._waiting = self._waiting, []
        if waited:
            records = records_of(waited)
            for consume in self._consumers:
                try:
                    consume(records)
                except Exception:
                    logger.exception("requests that are over couldn't be told of")
