"""The README's story, word for word: its curl commands against a real server, its settings."""

import json
import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from server.demo import DEMO_USER
from server.settings import Settings
from tests.costs import without_cost

ROOT = Path(__file__).resolve().parents[2]
README = (ROOT / "README.md").read_text("utf-8")
PAIRS = re.findall(r"```sh\n(curl .*?)```\n\n```json\n(.*?)```", README, re.DOTALL)
WALK = README.partition("## A partner's walk")[2].partition("\n## ")[0]
CHANGING = re.compile(r"(?<=quo_)[0-9a-z]{26}|(?<=\")20\d\d-\d\d-\d\d(?=\")")
"""What is another one in every walk: ids, and the day."""


@pytest.fixture
def served(database_url: str, tmp_path: Path) -> Iterator[str]:
    """`clinch serve` as a process of its own on a free port; its base URL."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = {
        **os.environ,
        "CLINCH_DATABASE_URL": database_url,
        "CLINCH_ACTOR": DEMO_USER,
        "PYTHONPATH": str(ROOT),
    }
    command = [sys.executable, "-c", "from server.cli import main; main()", "serve"]
    with subprocess.Popen(
        [*command, "--port", str(port)], env=environment, cwd=tmp_path, stdout=subprocess.DEVNULL
    ) as process:
        try:
            base = f"http://127.0.0.1:{port}"
            wait_until_ready(base, process)
            yield base
        finally:
            process.terminate()


def wait_until_ready(base: str, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline and process.poll() is None:
        try:
            with urllib.request.urlopen(f"{base}/health/ready") as answer:
                assert answer.status == 200
                return
        except OSError:
            time.sleep(0.1)
    pytest.fail("the server didn't start")


@pytest.mark.skipif(shutil.which("curl") is None, reason="curl isn't installed")
def test_the_story_by_curl_answers_what_the_readme_says(served: str) -> None:
    assert len(PAIRS) == 7

    for command, answer in PAIRS:
        local = command.replace("http://127.0.0.1:8000", served)
        done = subprocess.run(["bash", "-c", local], capture_output=True, check=True)

        assert without_cost(json.loads(done.stdout)) == json.loads(answer)


@pytest.mark.skipif(shutil.which("curl") is None, reason="curl isn't installed")
def test_a_partner_s_walk_by_curl_answers_what_the_readme_says(served: str) -> None:
    script = "".join(re.findall(r"```sh\n(.*?)```", WALK, re.DOTALL))
    told = "".join(re.findall(r"```json\n(.*?)```", WALK, re.DOTALL))
    local = script.replace("http://127.0.0.1:8000", served)

    done = subprocess.run(["bash", "-euc", local], capture_output=True, text=True, check=True)

    answered = [without_cost(each) for each in objects(CHANGING.sub("…", done.stdout))]
    assert answered == objects(told)
    assert len(answered) == 6


def objects(text: str) -> list[object]:
    """The JSON objects that stand one after another."""
    decoder, found, place = json.JSONDecoder(), list[object](), 0
    while place < len(text):
        value, place = decoder.raw_decode(text, place)
        found.append(value)
        place += len(text[place:]) - len(text[place:].lstrip())
    return found


def test_the_table_of_settings_is_the_settings() -> None:
    table = re.findall(r"^\| `(CLINCH_\w+)` \| (.*?) \| (.*?) \|$", README, re.MULTILINE)

    def shown(default: object) -> str:
        if default in ((), None, ""):
            return "none"
        if isinstance(default, tuple):
            return f"`{','.join(default)}`"
        return f"`{str(default).lower() if isinstance(default, bool) else default}`"

    assert table == [
        (f"CLINCH_{name.upper()}", shown(field.default), field.description)
        for name, field in Settings.model_fields.items()
    ]
