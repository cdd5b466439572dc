"""A PostgreSQL with a real server's settings, on the core that the measured servers don't have."""

import os
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import asyncpg

from benchmarks.databases import Postgresql
from benchmarks.processes import OTHER_CORE, Running, listening, running
from tests.postgres import packaged_binaries

SETTINGS: Final = {
    "listen_addresses": "127.0.0.1",
    "fsync": "on",
    "synchronous_commit": "on",
    "full_page_writes": "on",
    "shared_buffers": "1GB",
    "work_mem": "16MB",
    "max_wal_size": "4GB",
    "checkpoint_timeout": "30min",
    "max_connections": "200",
    # It would start in the middle of a round; the benchmark vacuums between them.
    "autovacuum": "off",
}
USER: Final = "nobody"
_RECOVERING_SECONDS: Final = 300


@dataclass(frozen=True, slots=True)
class Server:
    """A running server; every database of it has a URL."""

    process: Running
    port: int

    def url(self, database: str) -> str:
        return f"postgresql://postgres@127.0.0.1:{self.port}/{database}"


@contextmanager
def server(folder: Path) -> Iterator[Server]:
    """The server whose data are in this folder, made anew if there are none."""
    binaries = _binaries(folder)
    data = folder / "postgresql"
    user = USER if os.geteuid() == 0 else None
    if not (data / "PG_VERSION").exists():
        _initialize(binaries, data, user)

    def start(port: int) -> AbstractContextManager[Running]:
        options = [
            part
            for name, value in {**SETTINGS, "port": str(port)}.items()
            for part in ("-c", f"{name}={value}")
        ]
        return running(
            "PostgreSQL",
            (str(binaries / "postgres"), "-D", str(data), "-k", str(data), *options),
            folder / "postgresql.log",
            core=OTHER_CORE,
            environment={"LC_ALL": "C"},
            folder=folder,
            user=user,
            stop=signal.SIGINT,  # A fast shutdown: it doesn't wait for its clients.
        )

    with listening(start) as (process, port):
        found = Server(process, port)
        _wait_until_ready(found)
        yield found


def _wait_until_ready(found: Server) -> None:
    """It listens before it serves, and recovers first what a power cut has left."""
    deadline = time.monotonic() + _RECOVERING_SECONDS
    while True:
        try:
            Postgresql(found.url("postgres")).rows("SELECT 1")
        except asyncpg.CannotConnectNowError:
            found.process.check()
            if time.monotonic() > deadline:
                raise
            time.sleep(0.1)
        else:
            return


def _binaries(folder: Path) -> Path:
    found = sorted(folder.glob("binaries/*/*/bin"))
    return found[-1] if found else packaged_binaries(folder / "binaries")


def _initialize(binaries: Path, data: Path, user: str | None) -> None:
    shutil.rmtree(data, ignore_errors=True)
    data.mkdir(mode=0o700)
    if user:
        shutil.chown(data, user)
    subprocess.run(
        (
            *(str(binaries / "initdb"), "-D", str(data), "-U", "postgres"),
            *("--auth=trust", "-E", "UTF8", "--locale=C"),
        ),
        user=user,
        cwd=data,
        env={**os.environ, "LC_ALL": "C"},
        stdout=subprocess.DEVNULL,
        check=True,
        timeout=120,
    )
