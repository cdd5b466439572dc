"""docs/access.md's first administrator: the key that is made there lets everybody else in."""

import re
import shlex
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from starlette.testclient import TestClient
from typer.testing import CliRunner

from domain.access import Role
from server.app import create_app
from server.cli import app
from server.settings import Settings
from tests.api.requests import ask
from tests.conftest import LOCAL
from tests.sign_in.test_signed_in import bearer

DOCUMENT = (Path(__file__).parents[2] / "docs/access.md").read_text("utf-8")
SECTION = DOCUMENT.partition("## The first administrator\n")[2].partition("\n## ")[0]
END = (datetime.now(UTC) + timedelta(days=30)).date()
CREATE_USER = """mutation($input: CreateUserInput!) {
  createUser(input: $input) { user { id role } errors { code message } } }"""
CREATE_KEY = """mutation($input: CreateApiKeyInput!) {
  createApiKey(input: $input) { key errors { code message } } }"""


def test_it_creates_users_of_every_role_and_a_partners_key(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    (command,) = re.findall(r"```sh\n(.*?)```", SECTION, re.DOTALL)
    monkeypatch.setenv("CLINCH_DATABASE_URL", database_url)
    words = shlex.split(command.replace("\\\n", "").replace("2027-01-31", str(END)))

    made = CliRunner().invoke(app, words[1:])

    assert made.exit_code == 0, made.stderr
    with TestClient(
        create_app(Settings(database_url=database_url)), LOCAL, headers=bearer(made.stdout.strip())
    ) as client:
        for role in Role:
            wanted = {"kind": "INTEGRATION", "name": "Lumen sync", "role": role}
            created = ask(client, CREATE_USER, {"input": wanted})["createUser"]
            assert created["errors"] == []
            assert created["user"]["role"] == role
            key_wanted = {
                "userId": created["user"]["id"],
                "name": "Lumen sync",
                "scopes": ["opportunities:read"],
                "expiresAt": f"{END}T00:00:00Z",
            }
            key = ask(client, CREATE_KEY, {"input": key_wanted})["createApiKey"]
            assert key["errors"] == []
            assert key["key"].startswith("clinch_")
