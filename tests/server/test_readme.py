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

ROOT = Path(__file__).resolve().parents[2]
README = (ROOT / "README.md").read_text("utf-8")
PAIRS = re.findall(r"```sh\n(curl .*?)```\n\n```json\n(.*?)```", README, re.DOTALL)


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

        assert json.loads(done.stdout) == json.loads(answer)


def test_the_table_of_settings_is_the_settings() -> None:
    table = re.findall(r"^\| `(CLINCH_\w+)` \| (.*?) \| (.*?) \|$", README, re.MULTILINE)

    def shown(default: object) -> str:
        if default == ():
            return "none"
        return f"`{str(default).lower() if isinstance(default, bool) else default}`"

    assert table == [
        (f"CLINCH_{name.upper()}", shown(field.default), field.description)
        for name, field in Settings.model_fields.items()
    ]
