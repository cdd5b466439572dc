"""The command as a process: exit codes, signals, the lock on a file, several workers."""

import shutil
import signal
import socket
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from server.starting import NOBODY
from tests.conftest import fresh_postgresql
from tests.server.commands import COMMAND, PYTHON, run, serving, without_rights


def refused(folder: Path, *arguments: str, prefix: tuple[str, ...] = ()) -> str:
    """The one sentence of a command that couldn't do it."""
    done = run(folder, *arguments, prefix=prefix)
    assert (done.returncode, done.stdout) == (1, "")
    assert not PYTHON.search(done.stderr), done.stderr
    (line,) = done.stderr.splitlines()
    return line


@pytest.fixture
def folder(tmp_path: Path, sqlite_template: Path) -> Path:
    """A folder with a migrated database in it."""
    shutil.copyfile(sqlite_template, tmp_path / "clinch.db")
    return tmp_path


def test_what_is_no_database_stays_as_it_is(tmp_path: Path) -> None:
    text = "This is a text, and a long one.\n" * 100
    (tmp_path / "clinch.db").write_text(text)

    said = refused(tmp_path, "migrate")

    assert said == "clinch: The database can't be used: file is not a database"
    assert (tmp_path / "clinch.db").read_text() == text


def test_a_folder_is_no_database(tmp_path: Path) -> None:
    (tmp_path / "clinch.db").mkdir()

    said = refused(tmp_path, "migrate")

    assert said == "clinch: The database can't be used: unable to open database file"


def test_a_file_that_cant_be_written(tmp_path: Path) -> None:
    prefix = tuple(without_rights())
    (tmp_path / "clinch.db").touch(0o444)

    read_only_file = refused(tmp_path, "migrate", prefix=prefix)
    (tmp_path / "clinch.db-owner").unlink()
    tmp_path.chmod(0o555)
    read_only_folder = refused(tmp_path, "migrate", prefix=prefix)
    tmp_path.chmod(0o755)

    cant = "clinch: The database can't be used:"
    assert read_only_file == f"{cant} attempt to write a readonly database"
    assert read_only_folder == f"{cant} Permission denied: {tmp_path}/clinch.db-owner"


def test_one_process_serves_a_file_until_it_is_told_to_end(folder: Path) -> None:
    with serving(folder) as served:
        assert served.get("/health/live") == 200
        in_use = refused(folder, "serve")
        code = served.end(signal.SIGTERM)

    assert code == 0
    assert "Application shutdown complete." in served.errors
    assert not PYTHON.search(served.errors), served.errors
    assert in_use == (
        f"clinch: {folder}/clinch.db is in use by process {served.process.pid} "
        f"({COMMAND[1]} serve). "
        "SQLite has one writing process: stop that one first, or use PostgreSQL "
        "(CLINCH_DATABASE_URL=postgresql://…), which any number of processes can share."
    )
    seeded = run(folder, "seed")
    assert (seeded.returncode, seeded.stderr) == (0, "")


def test_a_killed_process_leaves_no_lock_and_the_next_ends_by_ctrl_c(folder: Path) -> None:
    with serving(folder) as served:
        assert served.end(signal.SIGKILL) == -signal.SIGKILL

    with serving(folder, CLINCH_LOG_LEVEL="warning") as served:
        code = served.end(signal.SIGINT)

    assert code == 0
    assert served.errors == ""


NO_ACTOR = ("env", "-u", "CLINCH_ACTOR", *COMMAND)


def test_given_no_way_in_it_says_so_once_and_how_to_make_one(folder: Path) -> None:
    quiet = {"CLINCH_LOG_LEVEL": "warning"}

    with serving(folder, command=NO_ACTOR, **quiet) as served:
        served.end(signal.SIGTERM)
    assert served.errors == f"clinch: {NOBODY}\n"

    issuer = {"CLINCH_OIDC_ISSUER": "http://localhost:1", "CLINCH_OIDC_AUDIENCE": "clinch"}
    with serving(folder, command=NO_ACTOR, **issuer) as served:
        served.end(signal.SIGTERM)
    assert NOBODY not in served.errors

    last_day = str(datetime.now(UTC).date() + timedelta(days=7))
    made = run(
        *(folder, "keys", "create", "--name", "Root", "--role", "ADMINISTRATOR"),
        *("--scope", "users:write", "--expires", last_day),
    )
    assert made.returncode == 0
    with serving(folder, command=NO_ACTOR, **quiet) as served:
        served.end(signal.SIGTERM)
    assert served.errors == ""


def test_several_processes_serve_postgresql(
    tmp_path: Path, postgresql: Callable[[str], str]
) -> None:
    with fresh_postgresql(postgresql) as url:
        secret = url.replace("postgres@", "postgres:hunter2@")
        with serving(
            tmp_path, "--workers", "2", CLINCH_DATABASE_URL=secret, CLINCH_LOG_LEVEL="debug"
        ) as served:
            # Another server of the same database, and commands beside it, are welcome.
            seeded = run(tmp_path, "seed", "--database-url", secret)
            answers = {served.get("/graphql?query={viewer{name}}") for _ in range(8)}
            code = served.end(signal.SIGTERM)

    assert answers == {200}
    assert (seeded.returncode, seeded.stderr) == (0, "")
    assert code == 0
    assert served.errors.count("Application startup complete.") == 2
    assert served.errors.count("Application shutdown complete.") == 2
    assert not PYTHON.search(served.errors), served.errors
    assert "hunter2" not in served.errors + seeded.stdout


@pytest.mark.parametrize("arguments", [(), ("--workers", "2")])
def test_a_port_that_is_taken_is_1(
    tmp_path: Path, postgresql: Callable[[str], str], arguments: tuple[str, ...]
) -> None:
    with (
        fresh_postgresql(postgresql) as url,
        socket.create_server(("127.0.0.1", 0)) as taken,
    ):
        port = str(taken.getsockname()[1])
        said = refused(tmp_path, "serve", "--port", port, "--database-url", url, *arguments)

    assert said == f"clinch: Port {port} of 127.0.0.1 can't be listened on: Address already in use"


def test_a_password_is_in_no_output_even_if_the_driver_gives_up(tmp_path: Path) -> None:
    for url in (
        "postgresql://me:hunter2@127.0.0.1:1/name?nonsense=1",
        "postgresql://me:hunter2@127.0.0.1:70000/name",
    ):
        done = run(tmp_path, "serve", CLINCH_DATABASE_URL=url, CLINCH_LOG_LEVEL="debug")
        assert done.returncode in {1, 2}, url
        assert "hunter2" not in done.stdout + done.stderr, url
