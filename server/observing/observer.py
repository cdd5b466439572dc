"""Who is told of each request: the log, the counts, the traces, as far as they are wanted."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from starlette.types import Scope

from server.observing.exchange import Exchange
from server.observing.record import Record, Transport, record_of

if TYPE_CHECKING:
    from server.observing.spans import Traces

Consumer = Callable[[Record], None]


class Observer:
    """Begins an exchange for each request, and tells what it came to when it is over."""

    def __init__(self, consumers: Sequence[Consumer]) -> None:
        self._consumers = consumers
        self.traces: Traces | None = None
        """Once there are any."""
        self.running = 0
        """Exchanges that aren't over."""
        self.sockets = 0
        """WebSockets that are open."""

    def begin(self, scope: Scope, request_id: str) -> Exchange:
        """An exchange, which has to be ended."""
        self.running += 1
        return Exchange(scope, request_id, traced=self.traces is not None)

    def end(self, exchange: Exchange, transport: Transport) -> None:
        """It is over, however it ended."""
        self.running -= 1
        record = record_of(exchange, transport)
        if self.traces is not None:
            record = record._replace(trace_id=self.traces.trace(exchange, record))
        for consume in self._consumers:
            consume(record)
