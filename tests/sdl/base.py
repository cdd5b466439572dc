"""With which earlier schema the present one is compared."""

import os
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Final

PATH: Final = "schema/schema.graphql"
MAIN: Final = ("origin/main", "main")
VARIABLE: Final = "CLINCH_TEST_BASE_SDL"


class NoBaseError(Exception):
    """There is nothing to compare with; the message says why."""


def base_branch_sdl(repository: Path, environment: Mapping[str, str] = os.environ) -> str:
    """The SDL that this branch started from: where it left main, or the file that is named.

    Raises NoBaseError on main itself and outside of git.
    """
    named = environment.get(VARIABLE)
    if named:
        return Path(named).read_text("utf-8")
    head = _git(repository, "rev-parse", "HEAD")
    for main in MAIN:
        left = _git(repository, "merge-base", "HEAD", main)
        if left not in {None, head}:
            sdl = _git(repository, "show", f"{left}:{PATH}")
            if sdl is not None:
                return sdl
    message = "HEAD is a commit of main" if head else "this is no git repository"
    raise NoBaseError(message)


def _git(repository: Path, *arguments: str) -> str | None:
    """What git says; None if it can't."""
    try:
        said = subprocess.run(
            ["git", "-C", str(repository), *arguments],
            capture_output=True, text=True, encoding="utf-8", check=True,
        )  # fmt: skip
    except (OSError, subprocess.CalledProcessError):
        return None
    return said.stdout.strip()
