"""clinch keys: a key on standard output and nothing else, a sentence for what can be wrong."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from subprocess import CompletedProcess

import pytest

from domain.access import Right
from domain.actor import SYSTEM_USER_ID
from domain.api_keys import hash_of, parse_key
from server.demo import DEMO_USER
from tests.api.requests import nothing_changes, stored
from tests.server.commands import PYTHON, run

END = (datetime.now(UTC) + timedelta(days=60)).date()
FIRST_MOMENT_AFTER = f"{END + timedelta(days=1)}T00:00:00Z"
WANTED = ("--name", "Acme & Söhne", "--scope", "quotes:write", "--scope", "accounts:read")
UNTIL = ("--expires", str(END))
Keys = Callable[..., CompletedProcess[str]]
BEYOND = "A key can't do more than its user, whose role PARTNER hasn't this right."
NOBODY_SIGNS_IN = (
    "Nobody signs in as a user of the kind SYSTEM, only as a PERSON or an INTEGRATION."
)
LISTED = "PREFIX  NAME  USER  USER ID  STATE  EXPIRES  LAST USED  SCOPES"


@pytest.fixture
def keys(database_url: str, tmp_path: Path) -> Keys:
    """`clinch keys …` on a database with the demo data."""

    def command(*arguments: str, **settings: str) -> CompletedProcess[str]:
        set_ = {"CLINCH_DATABASE_URL": database_url, **settings}
        done = run(tmp_path, "keys", *arguments, **set_)
        assert not PYTHON.search(done.stderr), done.stderr
        return done

    return command


def columns(line: str) -> list[str]:
    return re.split(r"  +", line)


def test_a_key_is_made_listed_and_revoked(keys: Keys, database_url: str) -> None:
    made = keys("create", *WANTED, *UNTIL)

    assert made.returncode == 0, made.stderr
    parsed = parse_key(made.stdout.removesuffix("\n"))
    assert parsed
    prefix, secret = parsed
    assert secret not in made.stderr
    (key_id,) = re.findall(r"key_\w{26}", made.stderr)
    assert made.stderr == (
        f"{key_id} is accepted until {FIRST_MOMENT_AFTER}. It isn't shown again:\n"
    )
    tables = stored(database_url)
    assert secret not in str(tables)
    assert hash_of(secret) in str(tables["api_key"])

    (user_id,) = [row[0] for row in tables["users"] if "Acme & Söhne" in row]
    line = (prefix, "Acme & Söhne", "Acme & Söhne", user_id)
    rest = (FIRST_MOMENT_AFTER, "never", "opportunities:read quotes:write accounts:read")
    listed = keys("list")
    assert (listed.returncode, listed.stderr) == (0, "")
    assert [columns(each) for each in listed.stdout.splitlines()] == [
        columns(LISTED),
        [*line, "active", *rest],
    ]

    for name in (prefix, key_id):
        revoked = keys("revoke", name)
        assert (revoked.returncode, revoked.stderr) == (0, "")
        assert revoked.stdout == f"{key_id} is revoked.\n"
    assert columns(keys("list").stdout.splitlines()[1]) == [*line, "revoked", *rest]
    assert len(stored(database_url)["event"]) == len(tables["event"]) + 1


def test_a_key_can_be_a_users_and_a_day_ends_in_the_business_time_zone(
    keys: Keys, database_url: str
) -> None:
    users = len(stored(database_url)["users"])

    made = keys("create", *WANTED, *UNTIL, "--user", DEMO_USER, CLINCH_TIME_ZONE="Asia/Tokyo")

    assert made.returncode == 0, made.stderr
    assert f"{END}T15:00:00Z" in made.stderr
    assert len(stored(database_url)["users"]) == users


def test_a_new_user_has_the_role_that_is_given(keys: Keys, database_url: str) -> None:
    scope = ("--scope", "keys:manage")

    made = keys("create", "--name", "Root", *scope, *UNTIL, "--role", "ADMINISTRATOR")

    assert made.returncode == 0, made.stderr
    assert "ADMINISTRATOR" in str([row for row in stored(database_url)["users"] if "Root" in row])


def test_what_is_wrong_is_told_at_once_and_nothing_is_made(keys: Keys, database_url: str) -> None:
    with nothing_changes(database_url):
        refused = keys(
            *("create", "--name", " ", "--scope", "quotes:eat", "--scope", "audit:read"),
            *("--expires", "2020-01-31"),
        )
        no_user = keys("create", *WANTED, *UNTIL, "--user", "usr_7zzzzzzzzzzzzzzzzzzzzzzzzz")
        systems = keys("create", *WANTED, *UNTIL, "--user", SYSTEM_USER_ID)

    assert (refused.returncode, refused.stdout) == (1, "")
    *told, last = refused.stderr.splitlines()
    assert told == [
        "clinch: --name: It needs at least one visible character.",
        f"clinch: --scope quotes:eat: It isn't a scope. There are: {', '.join(Right)}.",
        f"clinch: --scope audit:read: {BEYOND}",
    ]
    assert last.startswith("clinch: --expires: It isn't in the future; it is ")
    assert (no_user.returncode, no_user.stdout) == (1, "")
    assert no_user.stderr.startswith("clinch: --user: There is nothing with the id usr_7zz")
    assert (systems.returncode, systems.stdout) == (1, "")
    assert systems.stderr == f"clinch: --user: {NOBODY_SIGNS_IN}\n"


def test_what_cant_be_meant_is_2(keys: Keys, database_url: str) -> None:
    day = "clinch: --expires: Write a calendar date, such as 2027-01-31.\n"
    both = "clinch: --role is for a new user, and --user names one that there is: give one of them."
    with nothing_changes(database_url):
        for written in ("2027-02-30", "20270131", "tomorrow", "9999-12-31", ""):
            wrong = keys("create", *WANTED, "--expires", written)
            assert (wrong.returncode, wrong.stdout, wrong.stderr) == (2, "", day)
        wrong = keys("create", *WANTED, *UNTIL, "--user", DEMO_USER, "--role", "READER")
        assert (wrong.returncode, wrong.stdout, wrong.stderr) == (2, "", f"{both}\n")
        assert keys("create", *WANTED, *UNTIL, "--role", "KING").returncode == 2


def test_what_is_no_key_isnt_revoked(keys: Keys, database_url: str) -> None:
    said = "clinch: There is no API key of this prefix or id; `clinch keys list` has them all.\n"

    with nothing_changes(database_url):
        for name in ("abcdefghijkl", "key_7zzzzzzzzzzzzzzzzzzzzzzzzz", DEMO_USER, "'"):
            refused = keys("revoke", name)
            assert (refused.returncode, refused.stdout, refused.stderr) == (1, "", said)
