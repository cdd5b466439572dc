"""One writing process an SQLite file: a lock on a file beside the database."""

import fcntl
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class DatabaseInUseError(Exception):
    """Another process writes to this SQLite file."""


@contextmanager
def held(database: Path) -> Iterator[None]:
    """Hold the lock while inside; the system drops it when the process ends, however it ends.

    The lock goes with the file, not with the name it is called by: symbolic links are followed,
    and a file of several names is refused, for SQLite keeps a journal beside each of them.

    Raises DatabaseInUseError with a sentence that names the process that holds it.
    """
    database = database.resolve()
    if database.is_file() and database.stat().st_nlink > 1:
        message = (
            f"{database} has a second name (a hard link): written under both, changes would be "
            "lost. Remove one of them."
        )
        raise DatabaseInUseError(message)
    path = database.with_name(database.name + "-owner")
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            owner = os.pread(descriptor, 1000, 0).decode(errors="replace") or "another process"
            message = (
                f"{database} is in use by {owner}. SQLite has one writing process: stop that one "
                "first, or use PostgreSQL (CLINCH_DATABASE_URL=postgresql://…), which any number "
                "of processes can share."
            )
            raise DatabaseInUseError(message) from None
        os.truncate(descriptor, 0)
        command = " ".join([Path(sys.argv[0]).name, *sys.argv[1:2]])
        os.pwrite(descriptor, f"process {os.getpid()} ({command})".encode(), 0)
        yield
    finally:
        os.close(descriptor)
