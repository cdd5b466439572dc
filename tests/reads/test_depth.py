"""Every depth up to the limit can be read on both databases; one deeper is a clear error."""

from random import Random

import pytest
from starlette.testclient import TestClient

from resolvers.planner import MAX_DEPTH
from tests.reads.asking import Clients, ask, ask_both, post, refusal
from tests.reads.documents import going, wandering

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
STORY = "opp_00000000000000000000000001"


@pytest.mark.parametrize("depth", range(1, MAX_DEPTH))
def test_every_depth_is_answered_alike(readers: Clients, depth: int) -> None:
    kind, words = WAYS["by three pages"]

    answer = ask_both(readers, going(kind, words, depth))

    assert answer["accounts"]["totalCount"] == 5


@pytest.mark.parametrize("way", WAYS)
def test_the_greatest_depth_is_answered_alike(readers: Clients, way: str) -> None:
    assert ask_both(readers, going(*WAYS[way], MAX_DEPTH))


@pytest.mark.parametrize("seed", range(8))
def test_any_document_of_the_greatest_depth_is_answered_alike(readers: Clients, seed: int) -> None:
    random = Random(seed)  # noqa: S311 - the same documents in each run

    assert ask_both(readers, wandering(random, MAX_DEPTH))


@pytest.mark.parametrize("way", WAYS)
def test_one_deeper_is_refused(reader: TestClient, way: str) -> None:
    code, message = refusal(reader, going(*WAYS[way], MAX_DEPTH + 1))

    assert code == "LIMIT_EXCEEDED"
    assert message == f"Records are nested more than {MAX_DEPTH} deep here."


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

    (error,) = ask(reader, close(MAX_DEPTH))["closeOpportunity"]["errors"]
    too_deep = post(reader, close(MAX_DEPTH + 1))

    assert error["opportunity"]["quotes"]["totalCount"] == 4
    assert too_deep["data"] == {"closeOpportunity": None}
    (refused,) = too_deep["errors"]
    assert refused["extensions"]["code"] == "LIMIT_EXCEEDED"


@pytest.mark.parametrize("depth", [100, 1000, 20_000])
def test_far_deeper_is_refused_too(reader: TestClient, depth: int) -> None:
    answer = post(reader, going("User", ["manager"], depth))

    (error,) = answer["errors"]
    assert error["extensions"]["code"] in {"LIMIT_EXCEEDED", "GRAPHQL_PARSE_FAILED", "BAD_REQUEST"}
