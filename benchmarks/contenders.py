"""Who is compared: how each is started, on which database, and what it needs."""

import shutil
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, Literal

from benchmarks.cases import Kind
from benchmarks.postgraphile import DOCUMENTS, normalised

POOL_SIZE: Final = 8
"""Connections to PostgreSQL of each contender; twice as many change nothing."""

PEERS: Final = Path(__file__).with_name("peers")
_BIN: Final = Path(sys.executable).parent

Role = Literal["ours", "limit", "bytes", "ordinary", "node"]
Database = Literal["PostgreSQL", "SQLite", ""]


@dataclass(frozen=True, slots=True)
class Contender:
    """A server that answers the cases."""

    name: str
    title: str
    role: Role
    database: Database
    command: Sequence[str]
    tools: Sequence[str] = ()
    kinds: Sequence[Kind] = ("read", "write")
    documents: Mapping[str, str] = field(default_factory=dict)
    """Where its schema has other names: the document by the case's document."""
    normalised: Callable[[Any], Any] = lambda answer: answer
    """Makes an answer Clinch's, where the schema has another form."""

    @property
    def missing(self) -> list[str]:
        """The tools that this machine lacks."""
        return [tool for tool in self.tools if shutil.which(tool) is None]


def _uvicorn(factory: str) -> Sequence[str]:
    # As `clinch serve` starts it: uvloop and httptools, no access log.
    return (
        *(sys.executable, "-m", "uvicorn", factory, "--factory", "--no-access-log"),
        *("--loop", "uvloop", "--http", "httptools", "--no-server-header"),
        *("--log-level", "warning", "--port", "{port}"),
    )


def _node(script: str) -> Sequence[str]:
    return ("node", str(PEERS / script))


_CLINCH: Final = (str(_BIN / "clinch"), "serve", "--port", "{port}")
_LIMIT: Final = _uvicorn("benchmarks.limit.app:create_app")
_NODE: Final = ("node", "npm")

CONTENDERS: Final = (
    Contender("clinch", "Clinch", "ours", "PostgreSQL", _CLINCH),
    Contender("limit", "the limit, by hand", "limit", "PostgreSQL", _LIMIT),
    Contender(
        "strawberry",
        "Strawberry, dataloaders",
        "ordinary",
        "PostgreSQL",
        _uvicorn("benchmarks.ordinary.app:create_app"),
    ),
    Contender(
        "postgraphile",
        "PostGraphile 5",
        "node",
        "PostgreSQL",
        _node("postgraphile.js"),
        _NODE,
        documents=DOCUMENTS,
        normalised=normalised,
    ),
    Contender("mercurius", "Mercurius, JIT", "node", "PostgreSQL", _node("mercurius.js"), _NODE),
    Contender("yoga", "GraphQL Yoga", "node", "PostgreSQL", _node("yoga.js"), _NODE),
    Contender("clinch-sqlite", "Clinch", "ours", "SQLite", _CLINCH),
    Contender("limit-sqlite", "the limit, by hand", "limit", "SQLite", _LIMIT),
    Contender(
        "bytes",
        "ready-made bytes",
        "bytes",
        "",
        _uvicorn("benchmarks.ready:create_app"),
        kinds=("read",),
    ),
)
