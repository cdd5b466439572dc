"""Several workers' figures as one: each writes its own into a file, whoever is asked adds all up.

A worker that has ended leaves what it counted, so that totals never fall.
"""

import asyncio
import logging
import os
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from itertools import count
from pathlib import Path
from typing import Any, Final, NamedTuple, Self

import orjson

from db.usage import Usage
from server.observing.counts import Counts

logger = logging.getLogger("clinch")

FOLDER: Final = "_CLINCH_WORKERS"
"""The environment variable by which workers know their folder; no setting."""
EVERY: Final = 0.2
"""Seconds after which a worker's file says what has changed."""
TOUCHED: Final = 3600 * 5
"""After so many of these times all files are made young."""


class Now(NamedTuple):
    """What is so at this moment, as /metrics says it."""

    pools: Mapping[str, Usage]
    documents: Mapping[str, int]
    """How many are kept, by why."""
    running: int
    """Requests that aren't over."""
    sockets: int

    def plus(self, other: "Now") -> "Now":
        """What both have."""
        return Now(
            {
                name: Usage(*(a + b for a, b in zip(usage, other.pools[name], strict=True)))
                for name, usage in self.pools.items()
            },
            {name: number + other.documents[name] for name, number in self.documents.items()},
            self.running + other.running,
            self.sockets + other.sockets,
        )


class Figures(NamedTuple):
    """What /metrics says, of one process or of all."""

    counts: Counts
    now: Now
    pids: tuple[int, ...] = ()
    """The workers that run, if there are several."""


@contextmanager
def shared_folder() -> Iterator[None]:
    """For the workers that are started meanwhile."""
    with tempfile.TemporaryDirectory(prefix="clinch-workers-") as folder:
        os.environ[FOLDER] = folder
        try:
            yield
        finally:
            del os.environ[FOLDER]


class Shared:
    """One worker's view of all: it has its own figures, and reads the others' files."""

    def __init__(self, folder: Path, own: Callable[[], Figures]) -> None:
        self._folder = folder
        self._own = own
        self._file = folder / f"{os.getpid()}.json"
        self._written = b""
        self._failed = False

    async def __aenter__(self) -> Self:
        self._writing = asyncio.create_task(self._keep_writing())
        return self

    async def __aexit__(self, *_: object) -> None:
        self._writing.cancel()
        # What was counted is left; nothing is under way here any more.
        self._write(None)

    def total(self) -> Figures:
        """Of all workers, those that have ended among them."""
        found = self._own()
        counts, now, pids = Counts().include(found.counts.plain()), found.now, [os.getpid()]
        for file in self._folder.glob("*.json"):
            if file == self._file:
                continue
            said = orjson.loads(file.read_bytes())
            counts.include(said["counts"])
            pid = int(file.stem)
            if said["now"] and _runs(pid):
                now = now.plus(_now(said["now"]))
                pids.append(pid)
        return Figures(counts, now, tuple(sorted(pids)))

    async def _keep_writing(self) -> None:
        for number in count():
            self._write(self._own().now)
            if number % TOUCHED == 0:
                self._keep_young()
            await asyncio.sleep(EVERY)

    def _write(self, now: Now | None) -> None:
        plain = None
        if now is not None:
            pools = {name: [*usage] for name, usage in now.pools.items()}
            plain = {**now._asdict(), "pools": pools}
        content = orjson.dumps({"counts": self._own().counts.plain(), "now": plain})
        if content == self._written:
            return
        unfinished = self._file.with_suffix(".new")
        try:
            unfinished.write_bytes(content)
            unfinished.replace(self._file)
        except OSError as error:
            if not self._failed:
                logger.warning("This worker's metrics can't be told to the others: %s", error)
            self._failed = True
        else:
            self._written, self._failed = content, False

    def _keep_young(self) -> None:
        """The files of all, those that have ended too: whoever cleans up takes what is old."""
        for file in self._folder.glob("*.json"):
            with suppress(OSError):
                file.touch()


def _now(said: dict[str, Any]) -> Now:
    pools = {name: Usage(*usage) for name, usage in said["pools"].items()}
    return Now(pools, said["documents"], said["running"], said["sockets"])


def _runs(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except OSError:
        return False
    return True
