"""docs/access.md's first call of a partner, played as it is written."""

import json
import re
import shlex
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient
from typer.testing import CliRunner

from server.app import create_app
from server.cli import app
from server.settings import Settings
from tests.conftest import LOCAL
from tests.costs import without_cost
from tests.sign_in.test_signed_in import bearer

DOCUMENT = (Path(__file__).parents[2] / "docs/access.md").read_text("utf-8")


def blocks() -> list[tuple[str, str]]:
    """The fenced blocks of the section, with their languages."""
    section = DOCUMENT.partition("## A partner's first call\n")[2].partition("\n## ")[0]
    return re.findall(r"```(\w+)\n(.*?)```", section, re.DOTALL)


def body_of(command: str) -> Any:
    """What curl sends."""
    # shlex keeps the end of a line that a shell leaves out.
    words = shlex.split(command.replace("\\\n", "").partition("curl ")[2])
    return json.loads(words[words.index("-d") + 1])


def test_the_first_call_is_answered_as_the_document_says(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    (_, create), (_, first), (_, created), (_, second), (_, listed) = blocks()
    monkeypatch.setenv("CLINCH_DATABASE_URL", database_url)

    # What the document has will be in the past one day.
    end = str((datetime.now(UTC) + timedelta(days=365)).date())
    create = create.replace("2027-12-31", end)
    key = CliRunner().invoke(app, shlex.split(create)[1:]).stdout.strip()

    with TestClient(create_app(Settings(database_url=database_url)), LOCAL) as client:
        for command, answer in ((first, created), (second, listed)):
            told = client.post("/graphql", json=body_of(command), headers=bearer(key))
            assert without_cost(told.json()) == json.loads(answer)
