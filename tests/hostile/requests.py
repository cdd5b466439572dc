"""HTTP requests that Hypothesis makes: from nearly right ones to bytes that are none."""

import json
import string
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import quote

from hypothesis import strategies as st

from tests.api.demo import ROBOTS

DOCUMENTS: Final = (
    "{ __typename }",
    "{ viewer { name } }",
    "{ nobody }",
    "query A($id: ID!) { node(id: $id) { id } } query B { viewer { id } }",
    """query($f: OpportunityFilter, $n: Int, $a: String) {
      opportunities(filter: $f, first: $n, after: $a) {
        nodes { id name } pageInfo { endCursor } } }""",
    """query($f: OpportunityFilter, $o: [OpportunityOrder!]) {
      opportunities(filter: $f, orderBy: $o, last: 3) {
        totalCount nodes { estimatedRevenue { amount } quotes { nodes { number } } } } }""",
    """mutation($i: CloseOpportunityInput!) {
      closeOpportunity(input: $i) { errors { code message } } }""",
    """mutation($i: CreateOpportunityInput!) {
      createOpportunity(input: $i) { opportunity { id } errors { code } } }""",
    f'mutation {{ closeQuotes(input: {{opportunityId: "{ROBOTS}"}}) {{ errors {{ code }} }} }}',
    "{ __schema { types { name fields { name } } } }",
    "subscription { events }",
    "{ " * 300,
    "",
)
WORDS: Final = (
    *("id", "i", "f", "n", "a", "o", "name", "state", "eq", "gt", "in", "and", "not", "field"),
    *("opportunityId", "outcome", "currency", "amount", "actualRevenue", "dryRun", "some"),
    *("query", "variables", "operationName", "extensions", "documentId", "persistedQuery"),
    *("version", "sha256Hash", "quotes", "estimatedCloseDate", "idempotencyKey", "__proto__"),
)
VALUES: Final = (
    *(ROBOTS, "opp_", "OPEN", "WON", "USD", "1234.50", "NaN", "1e999", "2026-02-30", "A", "NAME"),
    *("ab" * 32, "\0", "\ud800", "\u202e", "倉庫", "' OR 1=1 --", "%s{0}$1", "\\u0000"),
    *(0, -1, 2**31, 2**63, 10**400, 1.5, 1e308, True, None),
)
PATHS: Final = (
    *("/graphql", "/graphql", "/graphql", "/graphql", "/graphql/", "/", "/nowhere", "//", "*"),
    *("/health/live", "/health/ready", "/static/", "/static/..%2f", "/metrics", "/%00", "/%ff"),
    *("http://localhost/graphql", "/graphql;x", "/graphql%3f", "/graphql#a", "/gr%61phql"),
)
METHODS: Final = (
    *("POST", "POST", "POST", "GET", "GET", "HEAD", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"),
    *("QUERY", "PROPFIND", "PURGE"),
)
HEADERS: Final = (
    *("Accept", "Accept-Language", "Accept-Encoding", "Idempotency-Key", "If-None-Match", "Origin"),
    *("X-Request-Id", "X-Client-Name", "User-Agent", "Cookie", "Authorization", "Content-Encoding"),
    *("X-Forwarded-For", "X-Forwarded-Host", "Access-Control-Request-Method", "traceparent"),
    *("Host", "Range", "If-Match", "X-HTTP-Method-Override", "Content-Type"),
)
HEADER_VALUES: Final = (
    *("application/json", "application/graphql-response+json", "text/html,*/*;q=0.8", "*/*"),
    *("ja", "en;q=0", "null", "localhost", "http://localhost:1", "gzip", 'W/""', "a" * 300),
    *("text/plain", "multipart/form-data; boundary=x", "application/json; charset=utf-16"),
    *("application/json;q=" + "9" * 400, ";,=" * 50, "bytes=0-0", "POST", "00-" + "0" * 32),
)  # fmt: skip

text = st.text(max_size=60)
mostly = st.sampled_from((True, True, True, True, False))
leaf = st.sampled_from(VALUES) | text | st.integers() | st.floats()
json_values = st.recursive(
    leaf,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(WORDS) | text, inner, max_size=4)
    ),
    max_leaves=12,
)
documents = (
    st.sampled_from(DOCUMENTS)
    | text
    | st.lists(
        st.sampled_from((*WORDS, *'{}()[]:!$@,"#|=&', "...", "on", "fragment", "query", '"""')),
        max_size=30,
    ).map(" ".join)
)
members = st.fixed_dictionaries(
    {"query": documents},
    optional={
        "variables": st.dictionaries(st.sampled_from(WORDS[:6]), json_values, max_size=4),
        "operationName": st.sampled_from(("A", "B", "", None)) | text,
        "extensions": json_values,
        "documentId": leaf,
    },
)
bodies = (
    members.map(lambda found: json.dumps(found).encode())
    | json_values.map(lambda found: json.dumps(found).encode())
    | members.map(lambda found: json.dumps(found, ensure_ascii=False).encode("utf-16", "replace"))
    | st.binary(max_size=200)
)


@st.composite
def spoiled(draw: st.DrawFn, whole: st.SearchStrategy[bytes]) -> bytes:
    """With some bytes left out, and some others in their place."""
    found = draw(whole)
    start = draw(st.integers(0, len(found)))
    end = draw(st.integers(start, min(len(found), start + 20)))
    return found[:start] + draw(st.binary(max_size=8)) + found[end:]


def query_string(found: dict[str, Any]) -> str:
    """A request's members as GET has them."""
    written = (
        (name, value if isinstance(value, str) else json.dumps(value))
        for name, value in found.items()
    )
    return "&".join(f"{name}={quote(value, errors='replace')}" for name, value in written)


query_strings = (
    members.map(query_string)
    | st.text(string.printable.strip(), max_size=60).map(lambda found: found.replace("#", "%"))
    | st.just("")
)
field_values = st.sampled_from(HEADER_VALUES).map(str.encode) | st.text(
    st.characters(codec="latin-1", exclude_categories=["Cc"]), max_size=60
).map(lambda found: found.encode("latin-1"))
_FRAMING: Final = {"content-length", "transfer-encoding", "connection", "upgrade", "expect"}
"""What says where a request ends; tests/edge has what comes of them."""


def frames(name: str) -> bool:
    return name.lower() in _FRAMING


headers = st.lists(
    st.tuples(
        st.sampled_from(HEADERS).map(str.encode)
        | st.text(string.ascii_letters + "-_!", min_size=1, max_size=20)
        .filter(lambda name: not frames(name))
        .map(str.encode),
        field_values,
    ),
    max_size=4,
)


@dataclass(frozen=True, slots=True)
class Sent:
    """A request's bytes, and whether its answer has no body."""

    data: bytes
    head: bool = False


@st.composite
def well_framed(draw: st.DrawFn) -> Sent:
    """A request whose end is clear, whatever it says."""
    method = draw(
        st.sampled_from(METHODS) | st.text(string.ascii_uppercase, min_size=1, max_size=12)
    )
    query = draw(query_strings)
    path = draw(st.sampled_from(PATHS)) + (f"?{query}" if query else "")
    body = draw(bodies | spoiled(bodies)) if method not in {"GET", "HEAD"} else b""
    lines = [f"{method} {path} HTTP/1.1".encode("latin-1", "replace")]
    given = draw(headers)
    if draw(mostly):
        given = [(b"Host", b"localhost"), *(each for each in given if each[0] != b"Host")]
    if draw(mostly):
        given = [
            (b"Content-Type", b"application/json"),
            *(each for each in given if each[0] != b"Content-Type"),
        ]
    lines += [b"%b: %b" % each for each in given]
    lines += [b"Content-Length: %d" % len(body), b"Connection: close"]
    return Sent(b"\r\n".join(lines) + b"\r\n\r\n" + body, method == "HEAD")


@st.composite
def unframed(draw: st.DrawFn) -> Sent:
    """Bytes that are perhaps no request at all."""
    whole = b"GET /graphql?query={__typename} HTTP/1.1\r\nHost: localhost\r\nConnection: close"
    data = draw(spoiled(st.just(whole)) | st.binary(max_size=100))
    return Sent(data + b"\r\n\r\n")
