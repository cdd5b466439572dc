"""The clients' programs, run to their end: what they print, and what they left behind them."""

import json
import shutil
import subprocess
import urllib.request
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from tests.api.demo import ROBOTS
from tests.clients.story import END, plain
from tests.server.commands import ROOT, Served

HERE = Path(__file__).parent
TOOLS = HERE / "node_modules" / ".bin"
PYTHON = ROOT / ".venv-clients" / "bin" / "python"

needs_node = pytest.mark.skipif(
    shutil.which("node") is None or not TOOLS.is_dir(),
    reason="needs node and what `make clients` installs",
)
needs_python_clients = pytest.mark.skipif(
    not PYTHON.is_file(), reason="needs what `make clients` installs"
)


def run(command: Sequence[str | Path], folder: Path = HERE) -> str:
    """What a program prints that must succeed."""
    done = subprocess.run(
        command, cwd=folder, capture_output=True, text=True, check=False, timeout=120
    )
    assert done.returncode == 0, f"{done.stdout}\n{done.stderr}"
    return done.stdout


def copied(name: str, folder: Path) -> Path:
    """A copy of a client's folder, for what is generated in it; schema and modules are beside it."""
    clients = folder / HERE.relative_to(ROOT)
    clients.mkdir(parents=True)
    (folder / "schema").symlink_to(ROOT / "schema")
    (clients / "node_modules").symlink_to(HERE / "node_modules")
    shutil.copytree(HERE / name, clients / name)
    return clients / name


def told(command: Sequence[str | Path], server: Served, folder: Path = HERE) -> list[Any]:
    """The steps that a client's program prints; it is given the server and the opportunity."""
    printed = run([*command, f"{server.address}/graphql", ROBOTS], folder)
    return [plain(json.loads(line)) for line in printed.splitlines()]


def stored(server: Served) -> Any:
    """What the server says about the story's end, asked without any client."""
    body = json.dumps({"query": END, "variables": {"id": ROBOTS}}).encode()
    request = urllib.request.Request(
        f"{server.address}/graphql", body, {"Content-Type": "application/json"}
    )
    with urllib.request.urlopen(request, timeout=10) as answer:
        return json.load(answer)["data"]
