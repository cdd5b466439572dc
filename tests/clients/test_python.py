"""The Python clients play the story; each program is also how one connects that client."""

from pathlib import Path

from tests.clients.running import (
    PYTHON,
    PYTHON_TOOLS,
    Demo,
    copied,
    needs_python_clients,
    run,
    told,
)
from tests.clients.story import ENDED, steps_without

pytestmark = needs_python_clients
GENERATE = (PYTHON_TOOLS / "ariadne-codegen", "--config", "ariadne.toml")


def test_gql(demo: Demo) -> None:
    with demo.served() as server:
        steps = told([PYTHON, "python/gql_story.py"], server)

    assert steps == steps_without("quotesInCache")
    assert demo.stored() == ENDED


def test_gql_over_websockets(demo: Demo) -> None:
    with demo.served() as server:
        steps = told([PYTHON, "python/gql_websocket.py"], server, scheme="ws")

    assert steps == steps_without("quotesInCache")
    assert demo.stored() == ENDED


def test_ariadne_codegen(demo: Demo, tmp_path: Path) -> None:
    folder = copied("python", tmp_path)
    run(GENERATE, folder)

    with demo.served() as server:
        steps = told([PYTHON, "ariadne_story.py"], server, folder)

    assert steps.pop(3) == {"blockedBy": ["Q-DEMX0002", "Q-DEMX0001"]}
    assert steps == steps_without("quotesInCache", "createdAgain")
    assert demo.stored() == ENDED


def test_the_programs_and_what_ariadne_codegen_generates_are_strictly_typed(
    tmp_path: Path,
) -> None:
    folder = copied("python", tmp_path)
    run(GENERATE, folder)

    checked = run([PYTHON_TOOLS / "mypy", "."], folder)

    assert checked.startswith("Success: no issues found")
