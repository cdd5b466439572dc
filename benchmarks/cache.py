"""The data sets, built once and kept under the system's temporary folder."""

import asyncio
import fcntl
import hashlib
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import repeat
from pathlib import Path
from typing import Final

from benchmarks import dataset
from benchmarks.databases import Postgresql, Sqlite
from benchmarks.postgres import Server, server
from db.database import Database
from db.migrating import migrate

ROOT: Final = Path(__file__).parents[1]
DATABASE: Final = "bench"


@dataclass(frozen=True, slots=True)
class Data:
    """The same data in both databases, and a folder for what a run leaves behind."""

    folder: Path
    postgres: Server
    postgresql: Postgresql
    sqlite: Sqlite


@contextmanager
def data(opportunities: int) -> Iterator[Data]:
    """The data set of this size, while its PostgreSQL runs."""
    folder = _folder(opportunities)
    done = folder / "complete"
    with _lock(folder) as is_ours:
        if not is_ours:
            message = f"Another run uses the data set in {folder}."
            raise RuntimeError(message)
        with server(folder) as postgres:
            found = Data(
                folder,
                postgres,
                Postgresql(postgres.url(DATABASE)),
                Sqlite(folder / "clinch.db"),
            )
            if not done.exists():
                _build(found, opportunities)
                done.touch()
            yield found


def _folder(opportunities: int) -> Path:
    """Named by what the data depend on; its parent is ours alone to write to."""
    base = Path(tempfile.gettempdir()) / "clinch-benchmarks"
    # Others may enter: PostgreSQL runs as another user where we are root.
    base.mkdir(mode=0o755, exist_ok=True)
    if base.is_symlink() or base.stat().st_uid != os.geteuid():
        message = f"{base} is somebody else's."
        raise RuntimeError(message)
    digest = hashlib.sha256()
    for file in (
        *sorted((ROOT / "db" / "migrations").rglob("*.py")),
        *(ROOT / "benchmarks" / name for name in ("dataset.py", "draw.py")),
    ):
        digest.update(file.read_bytes())
    folder = base / f"{opportunities}-{digest.hexdigest()[:12]}"
    for old in base.glob(f"{opportunities}-*"):
        with _lock(old) as is_ours:
            if is_ours and old != folder:
                shutil.rmtree(old)
    folder.mkdir(exist_ok=True)
    return folder


@contextmanager
def _lock(folder: Path) -> Iterator[bool]:
    """Whether the folder is ours alone for now; the lock goes with the process."""
    with (folder / "lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
        else:
            yield True


def _build(found: Data, opportunities: int) -> None:
    sys.stderr.write(f"Building the data set of {opportunities:,} opportunities, once …\n")
    maintenance = Postgresql(found.postgres.url("postgres"))
    maintenance.execute_alone(f"DROP DATABASE IF EXISTS {DATABASE}", f"CREATE DATABASE {DATABASE}")
    for leftover in found.sqlite.file.parent.glob("clinch.db*"):
        leftover.unlink()
    stores = (found.postgresql, found.sqlite)
    # Drawing the data takes as long as writing them: the two are filled side by side.
    with ProcessPoolExecutor(len(stores)) as pool:
        list(pool.map(_fill_one, (store.url for store in stores), repeat(opportunities)))
    for store in stores:
        store.settle()


def _fill_one(url: str, opportunities: int) -> None:
    asyncio.run(_fill(url, opportunities))


async def _fill(url: str, opportunities: int) -> None:
    async with Database(url) as database:
        await migrate(database)
    await dataset.fill(url, opportunities)
