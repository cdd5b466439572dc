"""The command line: help, exit codes, and a sentence for whatever can be wrong."""

import re
import socket
from collections.abc import Callable
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner, Result

from db.database import Database
from db.migrating import newest_revision
from server.cli import app
from server.commanding import with_database
from server.demo import DEMO_USER
from server.settings import Settings
from tests.conftest import execute
from tests.server.commands import PYTHON, ROOT, free_port

RUNNER = CliRunner()
WRITTEN = (
    "Wrote the demo data. Try to close opp_00000000000000000000000001: it is refused, and the "
    "error carries the active quotes. Close them with closeQuotes, then close it. GraphiQL's tabs "
    "play it.\nTo see what others see, sign in with their keys; they aren't shown again:\n"
)
KEY_LINES = re.compile(
    r"  salesperson  Ben Carter      clinch_\w+\n  manager      Chika Mori      clinch_\w+\n"
    r"  reader       Dario Conti     clinch_\w+\n  partner      Lumen Partners  clinch_\w+\n"
)
THERE = "The demo data is there already, as it was left; a new file begins the story anew.\n"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder to run in; the variable that a command sets itself is put back."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("CLINCH_DATABASE_URL", "sqlite:///clinch.db")
    return tmp_path


def clinch(*arguments: str) -> Result:
    return RUNNER.invoke(app, arguments)


def refusal(result: Result, code: int) -> str:
    """The one sentence of a command that refused; it says nothing else."""
    assert result.exit_code == code, result.output
    assert result.stdout == ""
    assert not PYTHON.search(result.stderr), result.stderr
    assert "hunter2" not in result.output
    lines = result.stderr.splitlines()
    assert len(lines) == 1, lines
    assert lines[0].startswith("clinch: ")
    return lines[0].removeprefix("clinch: ")


# ── help and usage ──────────────────────────────────────────────────────────────────────────────


def test_help_tells_what_every_command_takes() -> None:
    for command, words in {
        (): ("serve", "migrate", "seed", "import", "rates", "keys", "schema"),
        ("serve",): ("--host", "--port", "--workers", "--database-url"),
        ("migrate",): ("--database-url",),
        ("seed",): ("--database-url",),
        ("rates",): ("FILE.csv", "currency", "validFrom", "rate", "--dry-run", "--database-url"),
        ("import",): ("crm",),
        ("keys",): ("create", "list", "revoke"),
        ("keys", "create"): ("--name", "--scope", "--expires", "--user", "--role"),
        ("keys", "list"): ("--database-url",),
        ("keys", "revoke"): ("KEY", "--database-url"),
        ("import", "crm"): ("DIR", "--database-url"),
        ("schema",): ("SDL",),
    }.items():
        result = clinch(*command, "--help")
        assert result.exit_code == 0, command
        assert result.stderr == ""
        for word in words:
            assert word in result.stdout, command


def test_a_wrong_call_is_2() -> None:
    for arguments in (
        ("nonsense",),
        ("serve", "--nonsense"),
        ("serve", "--port", "0"),
        ("serve", "--port", "65536"),
        ("serve", "--port", "http"),
        ("serve", "--workers", "0"),
        ("serve", "--workers", "65"),
        ("migrate", "more"),
        ("migrate", "--database-url"),
        ("import", "nonsense"),
        ("import", "crm"),
        ("keys", "create"),
        ("keys", "revoke"),
        ("keys", "list", "more"),
        ("schema", "more"),
    ):
        result = clinch(*arguments)
        assert result.exit_code == 2, arguments
        assert result.stdout == ""
        assert "Traceback" not in result.stderr


def test_without_a_command_it_shows_what_there_is() -> None:
    result = clinch()

    assert result.exit_code == 2
    assert "migrate" in result.output


def test_schema_prints_the_committed_sdl_whatever_is_set(
    monkeypatch: pytest.MonkeyPatch, folder: Path
) -> None:
    monkeypatch.setenv("CLINCH_DATABASE_URL", "nonsense")

    result = clinch("schema")

    assert result.exit_code == 0
    assert result.stdout == (ROOT / "schema" / "schema.graphql").read_text("utf-8")
    assert [*folder.iterdir()] == []


# ── migrate and seed ────────────────────────────────────────────────────────────────────────────


def test_migrate_and_seed_can_be_run_again() -> None:
    results = [clinch(command) for command in ("migrate", "migrate", "seed", "seed")]

    assert [result.exit_code for result in results] == [0] * 4
    assert [result.stderr for result in results] == [""] * 4
    said = [KEY_LINES.sub("", result.stdout) for result in results]
    assert KEY_LINES.search(results[2].stdout)
    assert said == [
        f"Migrated the database from nothing to revision {newest_revision()}.\n",
        f"The database is at revision {newest_revision()} already.\n",
        WRITTEN,
        THERE,
    ]


def test_the_database_can_be_named_in_the_call(database_url: str, folder: Path) -> None:
    results = [clinch(command, "--database-url", database_url) for command in ("migrate", "seed")]

    assert [result.stdout for result in results] == [
        f"The database is at revision {newest_revision()} already.\n",
        THERE,
    ]
    assert not (folder / "clinch.db").exists()


def test_given_a_broken_rule_migrate_and_serve_say_so(database_url: str) -> None:
    past_the_rule = (
        "PRAGMA ignore_check_constraints = ON"
        if database_url.startswith("sqlite")
        else "ALTER TABLE quote DROP CONSTRAINT ck_quote_blocks_open_only"
    )
    quote = "quo_00000000000000000000000006"
    execute(database_url, past_the_rule, f"UPDATE quote SET state = 'ACTIVE' WHERE id = '{quote}'")

    for command in ("migrate", "serve"):
        said = refusal(clinch(command, "--database-url", database_url), 1)
        assert said == "opp_00000000000000000000000005 is closed and has an active quote."


# ── what serve refuses ──────────────────────────────────────────────────────────────────────────


def test_given_no_database_it_says_to_migrate(folder: Path) -> None:
    for command in ("serve", "seed"):
        said = refusal(clinch(command), 1)
        assert said == "There is no database clinch.db: run `clinch migrate`."
    assert not (folder / "clinch.db").exists()


def test_given_an_unmigrated_database_it_says_to_migrate(database_url: str) -> None:
    execute(database_url, "DELETE FROM alembic_version")

    for command in ("serve", "seed"):
        said = refusal(clinch(command, "--database-url", database_url), 1)
        assert said == (
            "The database is at revision none, this program needs "
            f"{newest_revision()}: run `clinch migrate`."
        )


def test_where_nobody_signs_in_only_this_machine_is_served_unless_that_is_meant(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("CLINCH_ACTOR", DEMO_USER)
    for host in ("0.0.0.0", "::", "192.0.2.1", "app.example.com", "localhost.example.com", "0", ""):  # noqa: S104
        said = refusal(clinch("serve", "--host", host), 2)
        assert said == (
            f"{host} is reachable from other machines, and with CLINCH_ACTOR nobody has to sign "
            "in: anybody could change everything. Unset it, or set CLINCH_INSECURE_OPEN=true if "
            "you mean it."
        )


def test_several_workers_need_postgresql() -> None:
    said = refusal(clinch("serve", "--workers", "2"), 2)

    assert said == (
        "--workers 2 needs PostgreSQL (CLINCH_DATABASE_URL=postgresql://…): SQLite has one writing "
        "process."
    )


def test_the_user_who_acts_has_to_exist(database_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CLINCH_ACTOR", DEMO_USER.replace("1", "9"))

    said = refusal(clinch("serve", "--database-url", database_url), 2)

    assert said == (
        "CLINCH_ACTOR: there is no user usr_00000000000000000000000009 in the database."
    )


def test_a_port_that_is_taken_or_isnt_ours(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CLINCH_INSECURE_OPEN", "true")
    serve = ("serve", "--database-url", database_url)

    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        for host in ("127.0.0.1", "localhost"):
            said = refusal(clinch(*serve, "--port", port, "--host", host), 1)
            assert said == f"Port {port} of {host} can't be listened on: Address already in use"
    said = refusal(clinch(*serve, "--host", "192.0.2.1"), 1)
    assert said == ("Port 8000 of 192.0.2.1 can't be listened on: Cannot assign requested address")
    said = refusal(clinch(*serve, "--host", "host.invalid"), 1)
    assert said.startswith("Port 8000 of host.invalid can't be listened on: ")


# ── databases that can't be used ────────────────────────────────────────────────────────────────


def test_wrong_settings_are_all_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CLINCH_MAX_PAGE", "none")
    monkeypatch.setenv("CLINCH_PORT", "80")

    for command in ("serve", "migrate", "seed"):
        result = clinch(command, "--database-url", "mysql://me:hunter2@host/name")
        assert result.exit_code == 2
        assert result.stdout == ""
        assert result.stderr == (
            "clinch: CLINCH_PORT: there is no such setting.\n"
            "CLINCH_DATABASE_URL: mysql:// isn't supported. Use sqlite:///file.db or "
            "postgresql://….\n"
            "CLINCH_MAX_PAGE: It has to be a whole number.\n"
        )


@pytest.mark.parametrize("command", ["serve", "migrate", "seed"])
def test_a_url_that_is_none_of_ours_is_2(command: str) -> None:
    for url in (
        *("", "clinch.db", "sqlite://", "sqlite:///:memory:", "http://host/name"),
        *("postgresql+psycopg2://me:hunter2@host/name", "postgresql://me:hunter2@host:port/name"),
    ):
        said = refusal(clinch(command, "--database-url", url), 2)
        assert said.startswith("CLINCH_DATABASE_URL: ")


def test_a_folder_that_isnt_there() -> None:
    for command in ("serve", "migrate", "seed"):
        said = refusal(clinch(command, "--database-url", "sqlite:///nowhere/clinch.db"), 1)
        assert "nowhere" in said, command


def nobody_listens() -> str:
    return f"postgresql://me:hunter2@127.0.0.1:{free_port()}/name"


def test_a_postgresql_that_cant_be_reached() -> None:
    for url, words in (
        (nobody_listens(), "Connection refused"),
        ("postgresql://me:hunter2@/name?host=/nowhere", "No such file or directory"),
    ):
        for command in ("serve", "migrate"):
            said = refusal(clinch(command, "--database-url", url), 1)
            assert said == f"The database can't be used: {words}"
    said = refusal(clinch("seed", "--database-url", "postgresql://me:hunter2@db.invalid/name"), 1)
    assert said.startswith("The database can't be used: ")


def test_a_postgresql_that_hasnt_this_database(postgresql: Callable[[str], str]) -> None:
    url = postgresql("nowhere").replace("postgres@", "postgres:hunter2@")
    stranger = postgresql("postgres").replace("postgres@", "stranger:hunter2@")

    for command in ("serve", "migrate", "seed"):
        said = refusal(clinch(command, "--database-url", url), 1)
        assert said == 'The database can\'t be used: database "nowhere" does not exist'
        said = refusal(clinch(command, "--database-url", stranger), 1)
        assert said == 'The database can\'t be used: role "stranger" does not exist'


def test_a_database_that_takes_too_long(capsys: pytest.CaptureFixture[str], folder: Path) -> None:
    async def act(_database: Database) -> None:
        raise TimeoutError

    with pytest.raises(typer.Exit) as ended:
        with_database(Settings(database_url=f"sqlite:///{folder}/slow.db"), act)

    assert ended.value.exit_code == 1
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err == "clinch: The database can't be used: it doesn't answer in time\n"


@pytest.mark.parametrize(
    "url",
    [
        "sqlite:///clinch.db?mode=memory",
        "sqlite:///file::memory:?uri=true",
        "postgresql://me:hunter2@127.0.0.1:1/name?nonsense=1",
        "postgresql://me:hunter2@127.0.0.1:70000/name",
    ],
)
def test_a_url_with_options_that_there_arent(url: str) -> None:
    said = refusal(clinch("migrate", "--database-url", url), 2)

    assert said.startswith("CLINCH_DATABASE_URL: ")
