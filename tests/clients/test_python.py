"""The Python clients play the story; each program is also how one connects that client."""

from pathlib import Path

from tests.clients.running import PYTHON, copied, needs_python_clients, run, stored, told
from tests.clients.story import ENDED, steps_without
from tests.server.commands import Served

pytestmark = needs_python_clients


def test_gql(served: Served, tmp_path: Path) -> None:
    folder = copied("python", tmp_path)

    steps = told([PYTHON, "gql_story.py"], served, folder)

    assert steps == steps_without("quotesInCache")
    assert stored(served) == ENDED


def test_ariadne_codegen(served: Served, tmp_path: Path) -> None:
    folder = copied("python", tmp_path)
    run([PYTHON.with_name("ariadne-codegen"), "--config", "ariadne.toml"], folder)

    steps = told([PYTHON, "ariadne_story.py"], served, folder)

    assert steps.pop(3) == {"blockedBy": ["Q-DEMX0002", "Q-DEMX0001"]}
    assert steps == steps_without("quotesInCache", "createdAgain")
    assert stored(served) == ENDED


def test_the_python_programs_and_the_generated_client_are_strictly_typed(tmp_path: Path) -> None:
    folder = copied("python", tmp_path)
    run([PYTHON.with_name("ariadne-codegen"), "--config", "ariadne.toml"], folder)

    checked = run([PYTHON.with_name("mypy"), "--strict", "."], folder)

    assert checked.startswith("Success: no issues found")
