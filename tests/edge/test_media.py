"""Which media type answers an Accept header, and which Content-Type is JSON."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.http.media import GRAPHQL_RESPONSE, HTML, JSON, OFFERED, is_json, negotiate

PLAIN, STRICT = JSON, GRAPHQL_RESPONSE


@pytest.mark.parametrize(
    ("accept", "expected"),
    [
        ("", PLAIN),
        (" ", PLAIN),
        ("*/*", PLAIN),
        ("application/*", PLAIN),
        ("application/json", PLAIN),
        ("APPLICATION/JSON", PLAIN),
        ("application/json; charset=utf-8", PLAIN),
        ('application/json; charset="UTF-8"', PLAIN),
        ("application/json; charset=iso-8859-1", None),
        ("application/graphql-response+json", STRICT),
        ("application/graphql-response+json; charset=utf-8", STRICT),
        # Apollo Client 4, urql 6, Relay's usual fetch, a browser's fetch without a header.
        ("application/graphql-response+json,application/json;q=0.9", STRICT),
        (
            (
                "application/graphql-response+json, application/graphql+json, application/json, "
                "text/event-stream, multipart/mixed"
            ),
            STRICT,
        ),
        ("application/json, application/graphql-response+json", PLAIN),
        ("application/json, text/plain, */*", PLAIN),
        ("application/json;q=0.5, application/graphql-response+json;q=0.6", STRICT),
        ("application/json;q=0.6, application/graphql-response+json;q=0.5", PLAIN),
        ("application/json;q=0, */*", STRICT),
        ("application/json;q=0, application/*;q=0.2", STRICT),
        ("*/*;q=0.1, application/graphql-response+json;q=0.1", STRICT),
        ("*/*;q=0", None),
        ("application/json;q=0", None),
        ("text/html", None),
        ("text/*", None),
        ("image/png, text/html;q=0.9", None),
        ("application/json;q=high", None),
        ("application/json;q=2", None),
        ("application/json;q=nan", None),
        (",,application/json,", PLAIN),
        ("application/json" * 100, None),
        ("text/html, " * 1000 + "*/*", PLAIN),
    ],
)
def test_the_best_of_what_is_offered(accept: str, expected: str | None) -> None:
    assert negotiate(accept) == expected


def test_a_browser_likes_html_best_and_a_program_doesnt() -> None:
    browser = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8"

    assert negotiate(browser, (HTML, *OFFERED)) == HTML
    assert negotiate("application/json, text/html", (HTML, *OFFERED)) == JSON


@given(st.text(max_size=200))
def test_no_header_is_too_odd(accept: str) -> None:
    assert negotiate(accept) in {PLAIN, STRICT, None}


@pytest.mark.parametrize(
    ("content_type", "expected"),
    [
        ("application/json", True),
        ("Application/JSON", True),
        ("application/json; charset=utf-8", True),
        ('application/json;charset="UTF-8"', True),
        ("application/json; charset=latin1", False),
        ("application/json; charset=utf-8; charset=latin1", False),
        ("application/json; boundary=x", True),
        ("application/json\t; boundary=x", True),
        ("application/json\xa0", False),
        ("application/json\x0b; boundary=x", False),
        ("", False),
        ("*/*", False),
        ("text/plain", False),
        ("text/plain; application/json", False),
        ("application/jsonp", False),
        ("application/graphql", False),
        ("application/graphql-response+json", False),
        ("application/x-www-form-urlencoded", False),
        ("multipart/form-data; boundary=x", False),
    ],
)
def test_a_body_is_json_in_utf_8(content_type: str, *, expected: bool) -> None:
    assert is_json(content_type) is expected
