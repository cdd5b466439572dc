"""What the figures depend on beside the code: the machine, the versions, the command."""

import json
import os
import platform
import shlex
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Final

from benchmarks.contenders import PEERS

_PACKAGES: Final = ("strawberry-graphql", "starlette", "uvicorn", "uvloop", "asyncpg", "sqlalchemy")
_PEERS: Final = ("postgraphile", "mercurius", "fastify", "graphql-yoga", "graphql", "postgres")


def notes(opportunities: int, postgres: str) -> Iterator[str]:
    """A line each."""
    options = shlex.join(_without_output(sys.argv[1:]))
    command = f"python -m benchmarks {options}".strip()
    yield f"{datetime.now(UTC):%Y-%m-%d}, `{command}`, {opportunities:,} opportunities"
    yield f"{_processor()}, {os.cpu_count()} cores; {platform.system()} {platform.release()}"
    yield (
        f"Python {platform.python_version()}, {', '.join(f'{p} {version(p)}' for p in _PACKAGES)}, "
        f"SQLite {sqlite3.sqlite_version}"
    )
    yield f"PostgreSQL {postgres}"
    if node := _first_line("node", "--version"):
        lock = json.loads((PEERS / "package.json").read_text())["dependencies"]
        yield f"Node {node}, {', '.join(f'{name} {lock[name]}' for name in _PEERS)}"
    if wrk := _first_line("wrk", "--version"):
        yield " ".join(wrk.split()[:2])


def _without_output(options: list[str]) -> list[str]:
    """Where the table goes has no influence on it, and is a path of this machine."""
    if "--output" not in options:
        return options
    place = options.index("--output")
    return options[:place] + options[place + 2 :]


def _processor() -> str:
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        name, _, value = line.partition(":")
        if name.strip() == "model name":
            return value.strip()
    return platform.machine()


def _first_line(*command: str) -> str:
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=30)
    except OSError:
        return ""
    return (done.stdout or done.stderr).partition("\n")[0]
