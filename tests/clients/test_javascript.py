"""The JavaScript clients play the story; each program is also how one connects that client."""

from pathlib import Path

from tests.clients.running import TOOLS, copied, needs_node, run, stored, told
from tests.clients.story import ENDED, steps_without
from tests.server.commands import Served

pytestmark = needs_node


def test_apollo_client(served: Served) -> None:
    *steps, _ = told(["node", "apollo.js"], served)

    assert steps == steps_without()
    assert stored(served) == ENDED


def test_urql(served: Served) -> None:
    *steps, _ = told(["node", "urql.js"], served)

    assert steps == steps_without()
    assert stored(served) == ENDED


def test_relay(served: Served, tmp_path: Path) -> None:
    folder = copied("relay", tmp_path)
    run([TOOLS / "relay-compiler"], folder)
    run([TOOLS / "babel", "story.js", "--out-file", "compiled.js"], folder)

    first, *steps = told(["node", "compiled.js"], served, folder)

    names = steps.pop(-2)
    assert first == {"firstPage": {"quotes": 3, "more": True}}
    assert steps == steps_without("invalid")
    assert names == {
        "namesInStore": [
            "Harbour terminal",
            "Store network",
            "Warehouse automation",
            "生産管理システムの更新",
            "Second terminal",
        ]
    }
    assert stored(served) == ENDED


def test_graphql_codegen_s_client_preset(served: Served, tmp_path: Path) -> None:
    folder = copied("codegen", tmp_path)
    run([TOOLS / "graphql-codegen", "--config", "codegen.json"], folder)
    run([TOOLS / "tsc"], folder)

    steps = told(["node", "built/story.js"], served, folder)

    assert steps.pop(3) == {"blockedBy": ["Q-DEMX0002", "Q-DEMX0001"]}
    assert steps == steps_without("quotesInCache", "invalid")
    assert stored(served) == ENDED
