"""Clinch's command as its users run it: a process of its own, in an empty folder."""

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import pytest

from domain.actor import SYSTEM_USER_ID

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("db", "domain", "resolvers", "schema", "server", "services")
COMMAND = (sys.executable, "-c", "from server.cli import main; main()")
PYTHON = re.compile(r"Traceback|Error\(|File \"|\bNone\b|<class|sqlalche|\[Errno|Background on")
"""What only a program that gives up would say."""


def environment(**settings: str) -> dict[str, str]:
    """The environment of these tests, with these settings and none besides."""
    bare = {name: value for name, value in os.environ.items() if not name.startswith("CLINCH_")}
    return {**bare, "PYTHONPATH": str(ROOT), "COLUMNS": "200", "TERM": "dumb", **settings}


def run(
    folder: Path, *arguments: str, prefix: Sequence[str] = (), **settings: str
) -> subprocess.CompletedProcess[str]:
    """The command, run to its end."""
    return subprocess.run(
        [*prefix, *COMMAND, *arguments],
        cwd=folder,
        env=environment(**settings),
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


def without_rights() -> list[str]:
    """What to put before a command so that a file's permissions count, for root too."""
    if os.geteuid() != 0:
        return []
    if shutil.which("setpriv") is None:
        pytest.skip("root may do everything")
    return ["setpriv", "--bounding-set=-dac_override,-dac_read_search"]


def copy_packages(folder: Path) -> None:
    """The program's own files, without what `make setup` fetches."""
    unwanted = shutil.ignore_patterns("*.pyc", "__pycache__", "static")
    for package in PACKAGES:
        shutil.copytree(ROOT / package, folder / package, ignore=unwanted)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@dataclass(slots=True)
class Served:
    """`clinch serve`, which runs and is ready."""

    process: subprocess.Popen[str]
    port: int
    _written: tuple[IO[str], IO[str]]
    """Where its standard output and standard error go: a pipe that nobody reads would fill up."""
    output: str = ""
    errors: str = ""

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def get(self, path: str) -> int:
        with urllib.request.urlopen(f"{self.address}{path}", timeout=10) as answer:
            status: int = answer.status
            return status

    def read(self, path: str, **headers: str) -> bytes:
        request = urllib.request.Request(f"{self.address}{path}", headers=headers)
        with urllib.request.urlopen(request, timeout=10) as answer:
            body: bytes = answer.read()
            return body

    def end(self, with_signal: signal.Signals) -> int:
        """Its exit code; minus the signal's number is what a program ended by it has."""
        self.process.send_signal(with_signal)
        self.process.wait(timeout=30)
        self.note_what_it_wrote()
        return self.process.returncode

    def note_what_it_wrote(self) -> None:
        for file in self._written:
            file.seek(0)
        self.output, self.errors = (file.read() for file in self._written)


@contextmanager
def serving(
    folder: Path, *arguments: str, command: Sequence[str] = COMMAND, **settings: str
) -> Iterator[Served]:
    """`clinch serve` on a free port of this machine; nobody has to sign in."""
    port = free_port()
    settings = {"CLINCH_ACTOR": SYSTEM_USER_ID, **settings}
    with (
        tempfile.TemporaryFile("w+") as output,
        tempfile.TemporaryFile("w+") as errors,
        subprocess.Popen(
            [*command, "serve", "--port", str(port), *arguments],
            cwd=folder,
            env=environment(**settings),
            stdout=output,
            stderr=errors,
            text=True,
        ) as process,
    ):
        served = Served(process, port, (output, errors))
        try:
            _wait(served)
            yield served
        finally:
            if process.poll() is None:
                process.terminate()


def _wait(served: Served) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and served.process.poll() is None:
        try:
            assert served.get("/health/ready") == 200
        except OSError:
            time.sleep(0.05)
        else:
            return
    served.process.kill()
    served.process.wait()
    served.note_what_it_wrote()
    pytest.fail(f"the server didn't start:\n{served.errors}")
