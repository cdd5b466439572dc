"""Breaking changes of the schema, and which of them the changelog names."""

import json
import re
from pathlib import Path
from typing import Final

from tests.sdl.node import ROOT, run

CHANGELOG: Final = ROOT / "CHANGELOG.md"
_UNRELEASED: Final = re.compile(r"^## Unreleased\n(.*?)(?=^## |\Z)", re.DOTALL | re.MULTILINE)
_ITEM: Final = re.compile(r"^- Breaking: .*?(?=^- |\Z)", re.DOTALL | re.MULTILINE)
_NAME: Final = re.compile(r"`([^`]+)`")
_ARGUMENT_DEPTH: Final = 3


def unnamed(before: Path, after: Path, changelog: str) -> list[str]:
    """What to add to the changelog: a line for each breaking change that it doesn't name."""
    compared = run("breaking.js", before, after, folder=ROOT)
    assert compared.returncode == 0, compared.stderr
    named = names(changelog)
    changes = [(coordinate(each["path"]), each["message"]) for each in json.loads(compared.stdout)]
    return [f"- Breaking: `{at}`: {message}." for at, message in changes if at not in named]


def names(changelog: str) -> set[str]:
    """The coordinates that are named as breaking under "Unreleased"."""
    section = _UNRELEASED.search(changelog)
    items = _ITEM.findall(section[1]) if section else []
    return {name for item in items for name in _NAME.findall(item)}


def coordinate(path: str) -> str:
    """`Query.accounts.name` as GraphQL's schema coordinate, `Query.accounts(name:)`."""
    parts = path.split(".")
    if len(parts) == _ARGUMENT_DEPTH:
        return f"{parts[0]}.{parts[1]}({parts[2]}:)"
    return path
