"""What Python does for a small read, in bytecodes by file: the same at every run, on any machine.

A request goes through uvicorn's protocol, the whole application and a database that answers at
once, and its answer to a transport that takes everything. Sockets, the driver and the database do
the same whatever is written here; this is the rest.
"""

import argparse
import asyncio
import contextlib
import os
import sys
import tempfile
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from time import perf_counter
from types import FrameType
from typing import Any, Final, Self

import uvicorn
import uvloop
from rich.console import Console
from rich.table import Table
from uvicorn.server import ServerState

from benchmarks import load
from benchmarks.cases import ONE
from db.database import Database
from db.migrating import migrate
from db.traffic import Traffic
from domain.actor import SYSTEM_USER_ID
from server.app import create_app
from server.connections import BoundedConnection
from server.settings import Settings

ANSWER: Final = b'{"id":"opp_00000000000000000000000001","name":"Anything","quotes":{"nodes":[]}}'
BODY: Final = load.body(ONE, {"id": "opp_00000000000000000000000001"})
REQUEST: Final = (
    b"POST /graphql HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: application/json\r\n"
    b"Content-Type: application/json\r\nContent-Length: %d\r\n\r\n%b" % (len(BODY), BODY)
)
PARTS: Final = 2
"""An answer is written as its head and its body."""


class _Transport(asyncio.Transport):
    """A connection whose other side takes everything."""

    def __init__(self) -> None:
        super().__init__({"peername": ("127.0.0.1", 1), "sockname": ("127.0.0.1", 2)})
        self._parts = 0
        self.answered = asyncio.Event()

    def write(self, _data: Any) -> None:
        self._parts += 1
        if self._parts % PARTS == 0:
            self.answered.set()

    def is_closing(self) -> bool:
        return False

    def resume_reading(self) -> None:
        """It never stops."""

    def close(self) -> None:
        """Nobody needs to know."""


class _Reads:
    """A database that has the answer ready."""

    async def row(
        self,
        sql: str,
        _arguments: Sequence[Any],
        traffic: Traffic | None = None,
        _actor: str | None = None,
    ) -> Sequence[Any]:
        if traffic is not None:
            traffic.note(sql, perf_counter())
        return (ANSWER,)


class Steps:
    """Counts bytecodes by file while it is entered."""

    def __init__(self) -> None:
        self.counted: Counter[str] = Counter()

    def __enter__(self) -> Self:
        self._before = sys.gettrace()
        sys.settrace(self._trace)
        return self

    def __exit__(self, *_: object) -> None:
        sys.settrace(self._before)

    def _trace(self, frame: FrameType, event: str, _argument: Any) -> Any:
        if event == "call":
            frame.f_trace_opcodes, frame.f_trace_lines = True, False
        elif event == "opcode":
            self.counted[frame.f_code.co_filename] += 1
        return self._trace


async def count(file: Path, requests: int) -> Counter[str]:
    """Bytecodes of so many requests, by file."""
    settings = Settings(
        database_url=f"sqlite:///{file}",
        actor=SYSTEM_USER_ID,
        rate_limit=10**12,
        sign_in_max_age=300,
    )
    async with Database(settings.database_url) as database:
        await migrate(database)
    app = create_app(settings)
    config = uvicorn.Config(app, log_config=None, proxy_headers=False, interface="asgi3")
    config.load()
    async with app.router.lifespan_context(app):
        database = app.state.application.database
        connection, transport = BoundedConnection(config, ServerState(), {}), _Transport()
        connection.connection_made(transport)

        async def ask(times: int) -> None:
            for _ in range(times):
                connection.data_received(REQUEST)
                await transport.answered.wait()
                transport.answered.clear()

        await ask(1)  # who acts is looked up
        real, database.reads = database.reads, _Reads()
        await ask(100)
        with Steps() as steps:
            await ask(requests)
        database.reads = real
        connection.connection_lost(None)
    del steps.counted[__file__]
    return steps.counted


def named(file: str) -> str:
    """A file as its reader knows it."""
    for start in (f"{Path(__file__).parents[1]}{os.sep}", "site-packages/", "python3.11/"):
        file = file.rpartition(start)[2]
    return file


def main() -> None:
    """Count, and print a table."""
    parser = argparse.ArgumentParser("python -m benchmarks.front", description=__doc__)
    parser.add_argument("--requests", type=int, default=200)
    given = parser.parse_args()
    with (
        tempfile.TemporaryDirectory() as folder,
        Path(os.devnull).open("w") as log,
        contextlib.redirect_stderr(log),
    ):
        counted = uvloop.run(count(Path(folder, "front.db"), given.requests))
    table = Table("file", "bytecodes a request", box=None)
    table.add_row("all", f"{counted.total() / given.requests:,.0f}")
    for file, steps in counted.most_common(40):
        table.add_row(named(file), f"{steps / given.requests:,.0f}")
    Console(highlight=False).print(table)


if __name__ == "__main__":
    main()
