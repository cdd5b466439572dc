"""`clinch serve` that notes of each request what its URL's query says: `?log+metrics`, say.

So all ways have the same process, memory, connections and plans: from one process to the next
these make more of a difference than what is measured.
"""

from collections.abc import Mapping, Sequence
from typing import Final

from starlette.types import Scope

from server import app
from server.cli import main
from server.header_values import header_values
from server.observing.counts import Counts
from server.observing.exchange import EXCHANGE, Exchange
from server.observing.observer import Consumer, Observer
from server.observing.request_log import RequestLog, stderr_writer

NOTHING: Final = "nothing"
LOG: Final = "log"
METRICS: Final = "log+metrics"
JSON: Final = "json+metrics"


class Unobserving(Observer):
    """Makes what the rest of the server reads of a request, and forgets it."""

    def begin(self, scope: Scope) -> Exchange:
        exchange = scope[EXCHANGE] = Exchange(header_values(scope), "none")
        return exchange

    def end(self, exchange: Exchange, scope: Scope) -> None:
        """Nobody is told."""


class Choosing(Observer):
    """Has one for each way; who asks for none, as health checks do, isn't observed."""

    def __init__(self, consumers: Sequence[Consumer]) -> None:
        super().__init__(consumers)
        text = RequestLog("info", "text", stderr_writer())
        json = RequestLog("info", "json", stderr_writer())
        unobserving = Unobserving([])
        self._ways: Mapping[bytes, Observer] = {
            b"": unobserving,
            NOTHING.encode(): unobserving,
            LOG.encode(): Observer([text]),
            METRICS.encode(): Observer([text, Counts()]),
            JSON.encode(): Observer([json, Counts()]),
        }

    def begin(self, scope: Scope) -> Exchange:
        way = self._ways[scope["query_string"]]
        # The server gives them to this one, once it has started.
        way.traces = self.traces
        return way.begin(scope)

    def end(self, exchange: Exchange, scope: Scope) -> None:
        self._ways[scope["query_string"]].end(exchange, scope)


if __name__ == "__main__":
    app.Observer = Choosing  # type: ignore[attr-defined]
    main()
