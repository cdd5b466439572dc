"""Runs what package.json here brings; a test that needs it skips where it isn't installed."""

import shutil
import subprocess
from pathlib import Path
from typing import Final

import pytest

HERE: Final = Path(__file__).resolve().parent
ROOT: Final = HERE.parents[1]
SCHEMA: Final = ROOT / "schema" / "schema.graphql"
_PROGRAM: Final = shutil.which("node")


def needs_node() -> pytest.MarkDecorator:
    """Skips where there is no node, or `make node-packages` hasn't run."""
    missing = "node isn't installed" if _PROGRAM is None else "`make node-packages` hasn't run"
    there = _PROGRAM is not None and (HERE / "node_modules").is_dir()
    return pytest.mark.skipif(not there, reason=missing)


def run(script: str, *arguments: str | Path, folder: Path) -> subprocess.CompletedProcess[str]:
    """What a script of this folder says, started in another; it is over after a minute."""
    command = [str(_PROGRAM), str(HERE / script), *map(str, arguments)]
    return subprocess.run(
        command, cwd=folder, capture_output=True, text=True, timeout=60, check=False
    )
