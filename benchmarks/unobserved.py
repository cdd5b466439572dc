"""`clinch serve` that notes nothing of requests: no log of them, no counts, no ids."""

from starlette.types import Scope

from server import app
from server.cli import main
from server.header_values import header_values
from server.observing.exchange import EXCHANGE, Exchange
from server.observing.observer import Observer


class Unobserving(Observer):
    """Makes what the rest of the server reads of a request, and forgets it."""

    def begin(self, scope: Scope) -> Exchange:
        exchange = scope[EXCHANGE] = Exchange(header_values(scope), "none")
        return exchange

    def end(self, exchange: Exchange, scope: Scope) -> None:
        """Nobody is told."""


if __name__ == "__main__":
    app.Observer = Unobserving  # type: ignore[attr-defined]
    main()
