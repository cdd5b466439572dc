"""Servers as child processes, each on one core: started, waited for, stopped."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

_CORES: Final = sorted(os.sched_getaffinity(0))
SERVER_CORE: Final = _CORES[0]
OTHER_CORE: Final = _CORES[1 % len(_CORES)]
"""For the load and for PostgreSQL, so that a server has its core to itself."""

_STARTING_SECONDS: Final = 60
_STOPPING_SECONDS: Final = 15
_ATTEMPTS: Final = 3
_TAKEN: Final = "address already in use"
"""What all servers write, in upper or lower case, before they end for want of their port."""


def end_politely() -> None:
    """Take a SIGTERM like Ctrl-C, so that everything that was started is stopped."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))


class PortTakenError(RuntimeError):
    """A server ended as somebody else has its port."""


@dataclass(frozen=True, slots=True)
class Running:
    """A process that runs."""

    name: str
    process: subprocess.Popen[bytes]
    log: Path

    def check(self) -> None:
        """It still runs; if not, the end of its log says why."""
        if self.process.poll() is not None:
            message = f"{self.name} ended ({self.process.returncode}):\n{tail(self.log)}"
            is_taken = _TAKEN in self.log.read_text(errors="replace").lower()
            raise (PortTakenError if is_taken else RuntimeError)(message)


@contextmanager
def running(
    name: str,
    command: Sequence[str],
    log: Path,
    *,
    core: int = SERVER_CORE,
    environment: Mapping[str, str] | None = None,
    folder: Path | None = None,
    user: str | None = None,
    stop: signal.Signals = signal.SIGTERM,
) -> Iterator[Running]:
    """The process, pinned; it is gone afterwards, however the block ends."""
    with log.open("wb") as output:
        process = subprocess.Popen(
            ("taskset", "--cpu-list", str(core), *command),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            env={**os.environ, **(environment or {})},
            cwd=folder,
            user=user,
            # Ctrl-C is for us: we stop our servers ourselves, PostgreSQL last.
            start_new_session=True,
        )
    try:
        yield Running(name, process, log)
    finally:
        process.send_signal(stop)
        try:
            process.wait(_STOPPING_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


@contextmanager
def listening(
    start: Callable[[int], AbstractContextManager[Running]],
) -> Iterator[tuple[Running, int]]:
    """A server that listens, and its port: another one if somebody took the first meanwhile."""
    for attempt in range(1, _ATTEMPTS + 1):
        port = free_port()
        with start(port) as process:
            try:
                wait_for_port(process, port)
            except PortTakenError:
                if attempt == _ATTEMPTS:
                    raise
                continue
            yield process, port
            return


def free_port() -> int:
    """A port of this machine that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def wait_for_port(server: Running, port: int) -> None:
    """Return once the server listens."""
    deadline = time.monotonic() + _STARTING_SECONDS
    while time.monotonic() < deadline:
        server.check()
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    message = f"{server.name} doesn't listen after {_STARTING_SECONDS} s:\n{tail(server.log)}"
    raise RuntimeError(message)


def tail(log: Path) -> str:
    """The last lines that a process wrote."""
    return "\n".join(log.read_text(errors="replace").splitlines()[-20:])
