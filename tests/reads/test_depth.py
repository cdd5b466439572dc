"""Every depth up to the limit can be read on both databases; one deeper is a clear error."""

from random import Random

import pytest
from starlette.testclient import TestClient

from resolvers.limits import GREATEST_DEPTH
from tests.reads.asking import Clients, ask, ask_both, post, refusal
from tests.reads.documents import depth_of, going, wandering

WAYS = {
    "by one": ("User", ["manager"]),
    "by one of two kinds": ("Quote", ["opportunity", "account", "parent", "deals", "quotes"]),
    "by whole lists": (
        "Quote",
        ["lines", "quote", "opportunity", "closes", "opportunity", "quotes"],
    ),
    "by nodes": ("Account", ["deals", "account"]),
    "by edges": ("Account", ["edges", "edges", "opportunity", "account"]),
    "by three pages": ("Account", ["edges", "edges", "lines", "quote", "opportunity", "account"]),
    "by blockers' opportunity": ("Opportunity", ["blocked"]),
    "by blockers' quotes": ("Opportunity", ["blocking", "opportunity"]),
}
DEEPEST = {
    way: max(
        n for n in range(1, GREATEST_DEPTH) if depth_of(going(*WAYS[way], n)) <= GREATEST_DEPTH
    )
    for way in WAYS
}
"""How many records can be nested in this way."""
STORY = "opp_00000000000000000000000001"


@pytest.mark.parametrize("depth", range(1, DEEPEST["by three pages"]))
def test_every_depth_is_answered_alike(readers: Clients, depth: int) -> None:
    kind, words = WAYS["by three pages"]

    answer = ask_both(readers, going(kind, words, depth))

    assert answer["accounts"]["totalCount"] == 5


@pytest.mark.parametrize("way", WAYS)
def test_the_greatest_depth_is_answered_alike(readers: Clients, way: str) -> None:
    assert ask_both(readers, going(*WAYS[way], DEEPEST[way]))


@pytest.mark.parametrize("seed", range(16))
def test_any_document_of_the_greatest_depth_is_answered_alike(readers: Clients, seed: int) -> None:
    records = next(
        n
        for n in range(GREATEST_DEPTH, 0, -1)
        if depth_of(wandering(Random(seed), n)) <= GREATEST_DEPTH  # noqa: S311 - as below
    )

    # The same documents in each run.
    assert ask_both(readers, wandering(Random(seed), records))  # noqa: S311


@pytest.mark.parametrize("way", WAYS)
def test_one_deeper_is_refused(reader: TestClient, way: str) -> None:
    document = going(*WAYS[way], DEEPEST[way] + 1)

    code, message = refusal(reader, document)

    assert code == "LIMIT_EXCEEDED"
    assert message == (
        f"The fields are nested {depth_of(document)} deep; CLINCH_MAX_DEPTH allows 25."
    )


def test_a_payload_is_as_deep_as_any_answer(reader: TestClient) -> None:
    def close(depth: int) -> str:
        inner = going("Opportunity", ["edges", "opportunity"], depth)
        selection = inner[inner.index("{ nodes {") + 9 : inner.rindex("} totalCount")]
        return f"""mutation {{
          closeOpportunity(input: {{ opportunityId: "{STORY}", outcome: WON, dryRun: true }}) {{
            opportunity {{ {selection} }}
            errors {{ ... on BlockingQuotesError {{ opportunity {{ {selection} }} }} }}
          }}
        }}"""

    deepest = max(n for n in range(1, 20) if depth_of(close(n)) <= GREATEST_DEPTH)
    (error,) = ask(reader, close(deepest))["closeOpportunity"]["errors"]
    too_deep = post(reader, close(deepest + 1))

    assert error["opportunity"]["quotes"]["totalCount"] == 4
    assert "data" not in too_deep
    (refused,) = too_deep["errors"]
    assert refused["extensions"]["code"] == "LIMIT_EXCEEDED"


@pytest.mark.parametrize("depth", [100, 1000, 20_000])
def test_far_deeper_is_refused_too(reader: TestClient, depth: int) -> None:
    answer = post(reader, going("User", ["manager"], depth))

    (error,) = answer["errors"]
    assert error["extensions"]["code"] in {"LIMIT_EXCEEDED", "GRAPHQL_PARSE_FAILED", "BAD_REQUEST"}
