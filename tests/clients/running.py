"""The demo's server and the clients' programs: what they print, and what they left behind them."""

import json
import shutil
import subprocess
from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from server.app import create_app
from server.demo import DEMO_USER
from server.settings import Settings
from tests.api.demo import ROBOTS
from tests.api.requests import ask
from tests.clients.story import END, plain
from tests.conftest import LOCAL
from tests.server.commands import ROOT, Served, serving

HERE = Path(__file__).parent
TOOLS = HERE / "node_modules" / ".bin"
PYTHON_TOOLS = ROOT / ".venv-clients" / "bin"
PYTHON = PYTHON_TOOLS / "python"

needs_node = pytest.mark.skipif(
    shutil.which("node") is None or not TOOLS.is_dir(),
    reason="needs node and what `make clients` installs",
)
needs_python_clients = pytest.mark.skipif(
    not PYTHON.is_file(), reason="needs what `make clients` installs"
)


@dataclass(frozen=True, slots=True)
class Demo:
    """A database with the demo data."""

    url: str
    folder: Path

    def served(self, **settings: str) -> AbstractContextManager[Served]:
        """`clinch serve` on it, as a process of its own."""
        mine = {"CLINCH_DATABASE_URL": self.url, "CLINCH_ACTOR": DEMO_USER}
        return serving(self.folder, **mine, **settings)

    def stored(self) -> Any:
        """What is in it at the story's end, asked without any client, when no server runs."""
        app = create_app(Settings(database_url=self.url, actor=DEMO_USER))
        with TestClient(app, LOCAL) as client:
            return ask(client, END, {"id": ROBOTS})


def run(command: Sequence[str | Path], folder: Path = HERE) -> str:
    """What a program prints that must succeed."""
    done = subprocess.run(
        command, cwd=folder, capture_output=True, text=True, check=False, timeout=120
    )
    assert done.returncode == 0, f"{done.stdout}\n{done.stderr}"
    return done.stdout


def told(
    command: Sequence[str | Path], server: Served, folder: Path = HERE, scheme: str = "http"
) -> list[Any]:
    """The steps that a client's program prints; it is given the API's URL and the opportunity."""
    printed = run([*command, f"{scheme}://127.0.0.1:{server.port}/graphql", ROBOTS], folder)
    return [plain(json.loads(line)) for line in printed.splitlines()]


def copied(name: str, folder: Path) -> Path:
    """A copy of a client's folder, to generate in; what it reads from outside is beside it."""
    clients = folder / HERE.relative_to(ROOT)
    clients.mkdir(parents=True)
    (folder / "schema").symlink_to(ROOT / "schema")
    for beside in ("node_modules", "story.graphql", "too_deep.graphql"):
        (clients / beside).symlink_to(HERE / beside)
    return shutil.copytree(HERE / name, clients / name)
