"""docs/access.md has the table that the rules are."""

import re
from pathlib import Path

from typer.testing import CliRunner

from domain.access import Right
from server.access_table import MEANINGS, access_table
from server.cli import app

DOCUMENT = Path(__file__).parents[2] / "docs/access.md"


def test_the_document_has_the_table_that_the_command_prints() -> None:
    printed = CliRunner().invoke(app, ["access"]).output

    found = re.search(
        "<!-- clinch access -->\n(.*)<!-- /clinch access -->",
        DOCUMENT.read_text("utf-8"),
        re.DOTALL,
    )

    assert printed == access_table()
    assert found is not None
    assert found[1] == printed


def test_every_right_is_explained() -> None:
    assert [*MEANINGS] == [*Right]
