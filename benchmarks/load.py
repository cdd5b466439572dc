"""The load: wrk, pinned beside PostgreSQL, and single calls for everything that isn't timed."""

import subprocess
import urllib.request
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import orjson

from benchmarks.processes import OTHER_CORE

_SCRIPT: Final = Path(__file__).with_name("wrk.lua")
_LONGEST_SECONDS: Final = 60


@dataclass(frozen=True, slots=True)
class Load:
    """What one round of requests came to."""

    requests: int
    seconds: float
    p50_ms: float
    p99_ms: float

    @property
    def rate(self) -> float:
        return self.requests / self.seconds


def body(document: str, variables: Any) -> bytes:
    """A request's body."""
    return orjson.dumps({"query": document, "variables": variables})


def write_bodies(file: Path, bodies: Iterable[bytes]) -> None:
    """The file that the load script reads; JSON has no line ends of its own."""
    file.write_bytes(b"\n".join(bodies) + b"\n")


def run(url: str, bodies: Path, connections: int, seconds: int) -> Load:
    """One round; every answer has to be a 200."""
    found = _wrk(url, bodies, connections, seconds)
    if found["failed"] or found["refused"]:
        message = f"{url} doesn't answer every request with 200: {found}"
        raise RuntimeError(message)
    return Load(
        found["requests"],
        found["microseconds"] / 1e6,
        found["p50"] / 1e3,
        found["p99"] / 1e3,
    )


def _wrk(url: str, bodies: Path, connections: int, seconds: int) -> dict[str, int]:
    done = subprocess.run(
        (
            *("taskset", "--cpu-list", str(OTHER_CORE), "wrk", "--threads", "1"),
            *("--connections", str(connections), "--duration", f"{seconds}s"),
            *("--timeout", f"{_LONGEST_SECONDS}s"),
            *("--script", str(_SCRIPT), url, "--", str(bodies)),
        ),
        capture_output=True,
        text=True,
        check=False,
        timeout=seconds + _LONGEST_SECONDS,
    )
    if done.returncode:
        message = f"wrk failed on {url}:\n{done.stdout}{done.stderr}"
        raise RuntimeError(message)
    found: dict[str, int] = orjson.loads(done.stderr)
    return found


def post(url: str, content: bytes) -> bytes:
    """One call; its answer."""
    headers = {"Content-Type": "application/json", "Accept": "application/json"}
    request = urllib.request.Request(url, content, headers)
    with urllib.request.urlopen(request, timeout=60) as response:
        answer: bytes = response.read()
        return answer
