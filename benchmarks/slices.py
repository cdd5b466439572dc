"""A load in slices so short that the machine stays as it is: for differences of a few percent."""

import asyncio
import os
from collections.abc import Sequence
from itertools import cycle
from random import Random
from time import perf_counter
from typing import Any, Final, NamedTuple, Self
from urllib.parse import urlsplit, urlunsplit

import httptools

from benchmarks.arena import Fighter
from benchmarks.processes import OTHER_CORE
from benchmarks.usage import cpu_seconds

HTTP_OK: Final = 200
WARMING: Final = 4
"""So many rounds aren't counted."""
REST: Final = 0.15
"""Seconds after a slice in which its server can end what it has put off, such as to send spans:
else it would do that while another one is measured, whose core is the same."""


class Slice(NamedTuple):
    """What so many requests took."""

    seconds: float
    """Until the last answer."""
    cpu_seconds: float
    """The server's, until it has rested, in the hundredths that the kernel counts: add up many."""


class _Connection(asyncio.Protocol):
    """Sends a request after the other for as long as its server has some left to answer."""

    def __init__(self, server: "Server") -> None:
        self._server = server
        self._parser = httptools.HttpResponseParser(self)

    def connection_made(self, transport: Any) -> None:
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._parser.feed_data(data)

    def on_message_complete(self) -> None:
        status = self._parser.get_status_code()
        self._parser = httptools.HttpResponseParser(self)
        self._server.answered(status)
        self.ask()

    def ask(self) -> None:
        """Send the next request, if there is one left."""
        request = self._server.next_request()
        if request is not None:
            self._transport.write(request)

    def connection_lost(self, exc: Exception | None) -> None:
        self._server.failed(f"a connection was closed: {exc}")


class Server:
    """A server with connections that stay open."""

    def __init__(self, fighter: Fighter, bodies: Sequence[bytes]) -> None:
        self.fighter = fighter
        url = urlsplit(fighter.url)
        self._address = str(url.hostname), int(url.port or 0)
        target = urlunsplit(("", "", url.path, url.query, ""))
        head = f"POST {target} HTTP/1.1\r\nHost: {url.netloc}\r\nAccept: application/json\r\n"
        head += "Content-Type: application/json\r\nContent-Length: "
        self._requests = cycle([b"%b%d\r\n\r\n%b" % (head.encode(), len(b), b) for b in bodies])

    async def connect(self, connections: int) -> Self:
        """Open so many connections."""
        loop, (host, port) = asyncio.get_running_loop(), self._address
        made = [
            await loop.create_connection(lambda: _Connection(self), host, port)
            for _ in range(connections)
        ]
        self._connections = [connection for _, connection in made]
        return self

    async def answer(self, requests: int) -> Slice:
        """Have so many requests answered, each with 200; RuntimeError if one isn't."""
        self._unsent = self._unanswered = requests
        self._done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        used, began = cpu_seconds(self.fighter.pid), perf_counter()
        for connection in self._connections:
            connection.ask()
        await self._done
        seconds = perf_counter() - began
        await asyncio.sleep(REST)
        return Slice(seconds, cpu_seconds(self.fighter.pid) - used)

    def next_request(self) -> bytes | None:
        """One of those that aren't sent yet."""
        if not self._unsent:
            return None
        self._unsent -= 1
        return next(self._requests)

    def answered(self, status: int) -> None:
        """One of the requests is over."""
        self._unanswered -= 1
        if status != HTTP_OK:
            self.failed(f"answered {status}")
        elif not self._unanswered and not self._done.done():
            self._done.set_result(None)

    def failed(self, why: str) -> None:
        """Whoever waits for the slice is told."""
        if not self._done.done():
            self._done.set_exception(RuntimeError(f"{self.fighter.contender.name}: {why}"))


async def in_turn(
    fighters: Sequence[Fighter],
    bodies: Sequence[bytes],
    *,
    connections: int,
    requests: int,
    rounds: int,
) -> dict[str, list[Slice]]:
    """Slices of each, by title; in each round in another order, so that none always follows one."""
    os.sched_setaffinity(0, {OTHER_CORE})
    servers = [await Server(each, bodies).connect(connections) for each in fighters]
    found: dict[str, list[Slice]] = {each.contender.title: [] for each in fighters}
    order = Random(1)  # noqa: S311 - nothing is secret
    for number in range(-WARMING, rounds):
        for each in order.sample(servers, len(servers)):
            taken = await each.answer(requests)
            if number >= 0:
                found[each.fighter.contender.title].append(taken)
    return found
