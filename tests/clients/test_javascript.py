"""The JavaScript clients play the story; each program is also how one connects that client."""

from collections.abc import Sequence
from pathlib import Path

from tests.clients.running import TOOLS, Demo, copied, needs_node, run, told
from tests.clients.story import ENDED, steps_without

pytestmark = needs_node


def test_apollo_client_with_hashed_queries_by_get(demo: Demo) -> None:
    with demo.served() as server:
        steps = told(["node", "apollo.js"], server)

    sent = steps.pop(-2)["sent"]
    assert steps == steps_without()
    assert sent == by_hash(document_of_queries="POST")
    assert demo.stored() == ENDED


def test_urql_with_the_persisted_exchange(demo: Demo) -> None:
    with demo.served() as server:
        steps = told(["node", "urql.js"], server)

    sent = steps.pop(-2)["sent"]
    assert steps == steps_without()
    assert sent == by_hash(document_of_queries="GET")
    assert demo.stored() == ENDED


def test_apollo_client_sends_documents_where_no_hashes_are_kept(demo: Demo) -> None:
    with demo.served(CLINCH_PERSISTED_QUERIES="0") as server:
        steps = told(["node", "apollo.js"], server)

    sent = steps.pop(-2)["sent"]
    assert steps == steps_without()
    # Told so, it stops sending hashes; after an error of another kind it tries once more.
    with_hash = [place for place, request in enumerate(sent) if "hash" in request]
    assert with_hash == [0, 11]
    assert sent[9:] == [
        "CreateOpportunity: POST document 200",
        "Invalid: POST document 400",
        "CloseOpportunity: POST hash 200",
        "CloseOpportunity: POST document 400",
    ]


def by_hash(document_of_queries: str) -> Sequence[str]:
    """What a client sends that knows APQ: each document once, after its hash alone was unknown."""
    return [
        "Quotes: GET hash 200",
        f"Quotes: {document_of_queries} document+hash 200",
        "Quotes: GET hash 200",
        "CloseOpportunity: POST hash 200",
        "CloseOpportunity: POST document+hash 200",
        "CloseOpportunity: POST hash 200",
        "CloseQuotes: POST hash 200",
        "CloseQuotes: POST document+hash 200",
        "CloseOpportunity: POST hash 200",
        "ReopenOpportunity: POST hash 200",
        "ReopenOpportunity: POST document+hash 200",
        "CreateOpportunity: POST hash 200",
        "CreateOpportunity: POST document+hash 200",
        "CreateOpportunity: POST hash 200",
        "Invalid: GET hash 200",
        f"Invalid: {document_of_queries} document+hash 400",
        "CloseOpportunity: POST hash 400",
    ]


def test_relay_with_trusted_documents_and_no_others(demo: Demo, tmp_path: Path) -> None:
    folder = copied("relay", tmp_path)
    (folder / "documents.json").write_text("{}")  # the compiler wants one to write to
    run([TOOLS / "relay-compiler"], folder)
    run([TOOLS / "babel", "story.js", "--out-file", "compiled.js"], folder)

    with demo.served(**trusted(folder / "documents.json")) as server:
        first, *steps = told(["node", "compiled.js"], server, folder)

    assert first == {"firstPage": {"quotes": 3, "more": True}}
    assert steps.pop(-2) == {
        "namesInStore": [
            "Harbour terminal",
            "Store network",
            "Warehouse automation",
            "生産管理システムの更新",
            "Second terminal",
        ]
    }
    assert steps == steps_without("invalid", "tooMuch")
    assert demo.stored() == ENDED


def test_graphql_codegen_s_client_preset_with_trusted_documents_and_no_others(
    demo: Demo, tmp_path: Path
) -> None:
    folder = copied("codegen", tmp_path)
    run([TOOLS / "graphql-codegen", "--config", "codegen.json"], folder)
    run([TOOLS / "tsc"], folder)

    with demo.served(**trusted(folder / "generated/persisted-documents.json")) as server:
        steps = told(["node", "built/story.js"], server, folder)

    assert steps.pop(3) == {"blockedBy": ["Q-DEMX0002", "Q-DEMX0001"]}
    assert steps == steps_without("quotesInCache", "invalid", "tooMuch")
    assert demo.stored() == ENDED


def trusted(documents: Path) -> dict[str, str]:
    """The settings of a server that answers these documents alone."""
    return {
        "CLINCH_TRUSTED_DOCUMENTS": str(documents),
        "CLINCH_TRUSTED_DOCUMENTS_ONLY": "true",
    }


def test_graphql_ws(demo: Demo) -> None:
    with demo.served() as server:
        steps = told(["node", "graphql_ws.js"], server, scheme="ws")

    assert steps == steps_without("quotesInCache")
    assert demo.stored() == ENDED
