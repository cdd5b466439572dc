"""The public audits of GraphQL over HTTP (npm: graphql-http), run against a real server."""

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.edge.conftest import Serve

AUDITS = Path(__file__).parent / "audits"

ASK_FOR_TYPES = {"2EA1", "28B9", "D6D5", "6A70"}
"""The audits that ask for `__type`, by their ids."""

pytestmark = pytest.mark.skipif(
    shutil.which("node") is None or not (AUDITS / "node_modules").is_dir(),
    reason="needs node and what `make node-packages` installs",
)


def audited(url: str) -> list[dict[str, Any]]:
    """What each audit came to."""
    done = subprocess.run(
        ["node", "audit.js", url],
        cwd=AUDITS,
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
    )
    results: list[dict[str, Any]] = json.loads(done.stdout)
    return results


def failed(results: list[dict[str, Any]]) -> list[tuple[str, str, str]]:
    """Those that didn't pass, and why."""
    return [
        (each["id"], each["name"], each["reason"]) for each in results if each["status"] != "ok"
    ]


def test_all_audits_pass(serve: Serve) -> None:
    with serve(CLINCH_INTROSPECTION="true") as served:
        results = audited(f"{served.address}/graphql")

    assert failed(results) == []
    assert len({each["id"] for each in results}) == len(results) == 61


def test_without_introspection_those_that_use_it_dont(serve: Serve) -> None:
    """Four audits ask for `__type`, which isn't told then; no others differ."""
    with serve(CLINCH_INTROSPECTION="false") as served:
        results = audited(f"{served.address}/graphql")

    assert {identifier for identifier, _, _ in failed(results)} == ASK_FOR_TYPES
    assert len(results) == 61
