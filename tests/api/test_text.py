"""Text as people send it: code points are counted, what can't be stored is refused and named."""

from typing import Any

from starlette.testclient import TestClient

from tests.api.demo import ROBOTS, STORES
from tests.api.refusals import ERRORS
from tests.api.requests import ask, call, nothing_changes, post

HALVES = ("\ud800", "\udfff", "a\ud83eb", "\udd1d\ud83e")
"""Halves of surrogate pairs, which JSON can escape and no text has."""


def test_lengths_are_code_points(client: TestClient, database_url: str) -> None:
    # A handshake is one code point, two UTF-16 units, four bytes; "é" here is two code points.
    for name in ("🤝" * 300, "e\u0301" * 150, "倉" * 300):
        given = {"name": f"  {name}  ", "currency": "USD", "description": "🤝" * 2000}

        payload = call(
            client, "createOpportunity", given, "opportunity { name description } errors { code }"
        )

        assert payload == {
            "opportunity": {"name": name, "description": "🤝" * 2000},
            "errors": [],
        }

    with nothing_changes(database_url):
        given = {"name": "🤝" * 301, "currency": "USD", "description": "🤝" * 2001}
        payload = call(client, "createOpportunity", given, "errors { message path }")
    assert payload["errors"] == [
        {"message": "It is longer than 300 characters.", "path": ["input", "name"]},
        {"message": "It is longer than 2000 characters.", "path": ["input", "description"]},
    ]


def test_text_is_trimmed_and_kept_as_sent_otherwise(client: TestClient) -> None:
    texts = (
        "a\u200bb",
        "\u200b",
        "<script>alert('x')</script>",
        "%s {0} {name} $1 \\n \\u0041 \"q\" 'q' `q`",
        "x'; DROP TABLE opportunity; --",
        "\u202eright to left\u202c",
        "\x01\x1f\x7f",
        "Ｗｉｄｅ ﾊﾝｶｸ ①",  # noqa: RUF001 - width is what is kept
        "👩\u200d👩\u200d👧",
        "\u2028\u2029\ufeffx",
    )

    for text in texts:
        given = {"name": f"\u3000{text}\n", "currency": "USD", "description": text}
        payload = call(client, "createOpportunity", given, "opportunity { id name description }")
        written = payload["opportunity"]
        assert written["name"] == text.strip()
        assert written["description"] == text.strip()
        document = "query($id: ID!) { opportunity(id: $id) { name description } }"
        read = ask(client, document, {"id": written["id"]})["opportunity"]
        assert read == {"name": text.strip(), "description": text.strip()}


def test_half_a_surrogate_pair_is_refused_where_text_is_stored(
    client: TestClient, database_url: str
) -> None:
    words = "It has a character that can't be stored: U+0000 or half of a surrogate pair."

    with nothing_changes(database_url):
        for text in (*HALVES, "\0", "a\0b"):
            for field, given, paths in (
                (
                    "createOpportunity",
                    {"name": text, "currency": "USD", "description": text},
                    [["input", "name"], ["input", "description"]],
                ),
                (
                    "createQuote",
                    {
                        "opportunityId": STORES,
                        "name": text,
                        "lines": [{"name": text, "quantity": 1, "unitPrice": 1}],
                    },
                    [["input", "name"], ["input", "lines", "0", "name"]],
                ),
                (
                    "closeQuotes",
                    {"opportunityId": ROBOTS, "description": text},
                    [["input", "description"]],
                ),
                (
                    "closeOpportunity",
                    {"opportunityId": STORES, "outcome": "WON", "description": text},
                    [["input", "description"]],
                ),
            ):
                payload = call(client, field, given, "errors { code message path }")
                assert payload["errors"] == [
                    {"code": "INVALID_INPUT", "message": words, "path": path} for path in paths
                ]


def test_an_answer_that_repeats_what_was_sent_is_utf_8_all_the_same(
    client: TestClient, database_url: str
) -> None:
    given: dict[str, Any] = {
        "opportunityId": STORES,
        "outcome": "LOST",
        "statusReasonCode": "\ud800x",
        "competitorId": "cmp_\udfff",
        "actualRevenue": {"amount": "1", "currency": "\ud83e"},
    }

    with nothing_changes(database_url):
        payload = call(client, "closeOpportunity", given, ERRORS)
        missing = call(
            client,
            "closeQuotes",
            {"opportunityId": ROBOTS, "quoteIds": ["quo_\ud800", "\0"]},
            "errors { message ... on NotFoundError { missingId } }",
        )

    reason, currency, competitor = payload["errors"]
    assert reason["givenCode"] == "?x"
    assert reason["message"] == "?x isn't an active status reason that can be chosen for LOST."
    assert currency["givenCurrency"] == "?"
    assert currency["message"] == "The amount is in ?, the opportunity in EUR."
    assert competitor["missingId"] == "cmp_?"
    assert competitor["message"] == "There is nothing with the id cmp_?."
    assert missing["errors"] == [
        {"message": "There is nothing with the id quo_?.", "missingId": "quo_?"},
        {"message": "There is nothing with the id \0.", "missingId": "\0"},
    ]


def test_braces_in_what_was_sent_are_no_placeholders(client: TestClient) -> None:
    given = {
        "opportunityId": STORES,
        "outcome": "LOST",
        "statusReasonCode": "{state}{0}{",
        "competitorId": "{id.__class__}",
    }

    payload = call(client, "closeOpportunity", given, "errors { message }")

    assert payload["errors"] == [
        {"message": "{state}{0}{ isn't an active status reason that can be chosen for LOST."},
        {"message": "There is nothing with the id {id.__class__}."},
    ]


def test_top_level_errors_repeat_it_in_utf_8_too(client: TestClient) -> None:
    document = "query($state: OpportunityState) { opportunityStatusReasons(state: $state) { id } }"

    for half in HALVES:
        (error,) = post(client, document, {"state": half})["errors"]
        assert error["extensions"]["code"] == "BAD_USER_INPUT"
        shown = half.encode("utf-8", "replace").decode()
        assert f"'{shown}' does not exist" in error["message"]
        (error,) = post(client, "{ viewer { name" + half)["errors"]
        assert error["extensions"]["code"] == "GRAPHQL_PARSE_FAILED"
