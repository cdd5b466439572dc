"""What can be an idempotency key, in an input and in the header; which calls are the same."""

from typing import Any

import pytest
from starlette.testclient import TestClient

from tests.api.demo import ROBOTS, STORES
from tests.api.refusals import Said, at, in_language, refusal
from tests.api.requests import call, call_literally, literal, nothing_changes, post, stored
from tests.api.test_http import refused
from tests.conftest import execute
from tests.costs import without_cost

CREATE = """mutation($input: CreateOpportunityInput!) {
  createOpportunity(input: $input) { opportunity { id } errors { code path } }
}"""
DEAL = {"name": "Depot", "currency": "JPY"}
UNUSABLE = ("", "x" * 256, "é", "鍵", "a\tb", "a\nb", "\x00", "\x7f", "\ud800", "a\u2028")
USABLE = (" ", "x" * 255, "0", '"quoted"', "'); DROP TABLE quote; --", "~!@#$%^&*()_+{}|:<>?")


def send(client: TestClient, key: str | bytes, query: str, **variables: Any) -> Any:
    """The response to a document with this key in its header."""
    headers: Any = {"Idempotency-Key": key}
    body = {"query": query, "variables": variables}
    return client.post("/graphql", json=body, headers=headers)


# ── in an input ─────────────────────────────────────────────────────────────────────────────────


def test_what_is_no_key_is_refused(client: TestClient, database_url: str) -> None:
    said = Said(
        "A key is 1 to 255 printable ASCII characters.",
        "キーは印字可能な ASCII 文字 1〜255 文字で指定してください。",
    )
    error = refusal("InvalidInputError", "INVALID_INPUT", said, at("idempotencyKey"))
    selection = """opportunity { id } errors {
      __typename code message path remedies { mutation }
    }"""

    with nothing_changes(database_url):
        for key in UNUSABLE:
            for field, more in (
                ("createOpportunity", DEAL),
                # What else is wrong isn't looked at.
                ("closeOpportunity", {"opportunityId": ROBOTS, "outcome": "WON"}),
            ):
                for dry in ({}, {"dryRun": True}):
                    given = {**more, **dry, "idempotencyKey": key}
                    for language in ("en", "ja"):
                        expected = {"opportunity": None, "errors": [in_language(error, language)]}
                        assert call(client, field, given, selection, language) == expected
                    if key == "\ud800":
                        # A document can't have it at all.
                        continue
                    expected = {"opportunity": None, "errors": [in_language(error, "en")]}
                    assert call_literally(client, field, given, selection) == expected


def test_what_can_be_printed_is_a_key(client: TestClient, database_url: str) -> None:
    for key in USABLE:
        given = {**DEAL, "idempotencyKey": key}
        first = call(client, "createOpportunity", given, "opportunity { id } errors { code }")
        again = call_literally(
            client, "createOpportunity", given, "opportunity { id } errors { code }"
        )
        assert first["errors"] == []
        assert first == again

    assert len(stored(database_url)["idempotency_key"]) == len(USABLE)


# ── in the header ───────────────────────────────────────────────────────────────────────────────


def test_the_header_is_the_only_changes_key(client: TestClient, database_url: str) -> None:
    first = without_cost(send(client, "k", CREATE, input=DEAL).json())
    assert [*first] == ["data"]

    with nothing_changes(database_url):
        for given in (DEAL, {**DEAL, "idempotencyKey": "k"}):
            again = without_cost(send(client, "k", CREATE, input=given).json())
            assert again == {**first, "extensions": {"idempotentReplays": ["createOpportunity"]}}
        assert post(client, CREATE, {"input": {**DEAL, "idempotencyKey": "k"}}) == again
        other = without_cost(send(client, "k", CREATE, input={**DEAL, "name": "Other"}).json())

    # The input is right, so no part of it is to blame.
    error = {"code": "IDEMPOTENCY_KEY_REUSED", "path": []}
    assert other == {"data": {"createOpportunity": {"opportunity": None, "errors": [error]}}}


def test_beside_typename_it_is_the_only_change(client: TestClient) -> None:
    document = CREATE.replace("{\n", "{ a: __typename __typename @skip(if: true)\n", 1)

    first, again = (without_cost(send(client, "k", document, input=DEAL).json()) for _ in range(2))

    assert first["data"] == again["data"]
    assert [*first["data"]] == ["a", "createOpportunity"]
    assert "extensions" not in first
    assert again["extensions"] == {"idempotentReplays": ["createOpportunity"]}


SEVERAL = (
    "Idempotency-Key is for one change, and the operation has several: give each an "
    "idempotencyKey of its own."
)
DIFFER = "Idempotency-Key and idempotencyKey differ: give one of them, or the same."
NO_KEY = "Idempotency-Key has to be 1 to 255 printable ASCII characters."


def close(opportunity: str, **more: Any) -> str:
    given = literal({"opportunityId": opportunity, **more})
    return f"closeQuotes(input: {given}) {{ errors {{ code }} }}"


def test_a_header_that_cant_be_meant_is_a_bad_request(
    client: TestClient, database_url: str
) -> None:
    twice = f"mutation {{ a: {close(ROBOTS)} b: {close(STORES)} }}"
    keyed = f"mutation {{ a: {close(ROBOTS, idempotencyKey='k')} b: {close(STORES)} }}"
    by_variable = f"""mutation($b: Boolean!) {{ {close(ROBOTS)} ...B @include(if: $b) }}
      fragment B on Mutation {{ b: {close(STORES)} }}"""
    by_null = f"""mutation($x: Boolean = false) {{ {close(ROBOTS)}
      b: closeQuotes(input: {{opportunityId: "{STORES}", dryRun: $x}}) {{ errors {{ code }} }} }}"""
    other = f"mutation {{ {close(ROBOTS, idempotencyKey='K', dryRun=True)} }}"
    plain = f"mutation {{ {close(ROBOTS)} }}"

    with nothing_changes(database_url):
        for document in (twice, keyed):
            assert refused(send(client, "k", document)) == SEVERAL
        assert refused(send(client, "k", by_variable, b=True)) == SEVERAL
        # The second one can't be called at all.
        assert refused(send(client, "k", by_null, x=None)) == SEVERAL
        assert refused(send(client, "k", other)) == DIFFER
        for key in (b"", b"x" * 256, "é".encode(), b"\xff", b"a\tb"):
            assert refused(send(client, key, plain)) == NO_KEY

        alone = by_null.replace(close(ROBOTS), "", 1)
        answer = send(client, "k", alone, x=None).json()
        assert answer["data"] == {"b": None}
        assert answer["errors"][0]["extensions"] == {"code": "BAD_USER_INPUT"}

    # The same documents are fine without what is wrong with them.
    assert without_cost(send(client, "k", by_variable, b=False).json()) == {
        "data": {"closeQuotes": {"errors": []}}
    }


def test_what_changes_nothing_takes_any_header(client: TestClient) -> None:
    for key in (b"k", b"", b"\xff"):
        for document in ("{ viewer { id } }", "query A { a: viewer { id } b: viewer { id } }"):
            response = send(client, key, document)
            assert response.status_code == 200
            assert "errors" not in response.json()
    for document in ("mutation {", "mutation { x }", CREATE):
        answer = send(client, b"k", document).json()
        codes = [error["extensions"]["code"] for error in answer["errors"]]
        assert codes[0] in {"GRAPHQL_PARSE_FAILED", "GRAPHQL_VALIDATION_FAILED", "BAD_USER_INPUT"}


def test_the_first_of_two_headers_counts(client: TestClient) -> None:
    body = {"query": CREATE, "variables": {"input": DEAL}}
    headers: Any = [("Idempotency-Key", "a"), ("Idempotency-Key", "b")]

    first = client.post("/graphql", json=body, headers=headers).json()

    assert send(client, "a", CREATE, input=DEAL).json()["data"] == first["data"]
    assert send(client, "b", CREATE, input=DEAL).json()["data"] != first["data"]


# ── faults ──────────────────────────────────────────────────────────────────────────────────────


def test_a_payload_that_cant_be_read_uses_up_no_key(client: TestClient, database_url: str) -> None:
    given = {"opportunityId": STORES, "outcome": "WON", "idempotencyKey": "k"}
    document = """mutation($input: CloseOpportunityInput!, $first: Int!) {
      closeOpportunity(input: $input) { opportunity { quotes(first: $first) { totalCount } } }
    }"""

    with nothing_changes(database_url):
        answer = post(client, document, {"input": given, "first": 101})
    assert answer["errors"][0]["extensions"] == {"code": "BAD_USER_INPUT"}
    answer = post(client, document, {"input": given, "first": 1})

    opportunity = {"quotes": {"totalCount": 0}}
    assert answer == {"data": {"closeOpportunity": {"opportunity": opportunity}}}


@pytest.mark.parametrize("selection", ["opportunity { closes { id } }", "opportunity { id }"])
def test_a_replay_that_cant_be_read_can_be_asked_for_again(
    client: TestClient, database_url: str, selection: str
) -> None:
    given = {"opportunityId": ROBOTS, "idempotencyKey": "k"}
    first = call(client, "closeQuotes", given, f"{selection} errors {{ code }}")
    execute(database_url, "ALTER TABLE opportunity_close RENAME TO opportunity_close_moved")
    document = f"""mutation($input: CloseQuotesInput!) {{
      closeQuotes(input: $input) {{ {selection} errors {{ code }} }}
    }}"""
    answer = post(client, document, {"input": given})
    assert answer["data"] == {"closeQuotes": None if "closes" in selection else first}
    execute(database_url, "ALTER TABLE opportunity_close_moved RENAME TO opportunity_close")

    again = post(client, document, {"input": given})

    assert again == {
        "data": {"closeQuotes": first},
        "extensions": {"idempotentReplays": ["closeQuotes"]},
    }
