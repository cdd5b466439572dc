"""Query strings and headers that were written to hurt; most of them no client would send."""

import json
from collections.abc import Iterator, Mapping
from urllib.parse import quote

from tests.hostile.bodies import CREATE
from tests.hostile.documents import filled
from tests.hostile.sending import ANSWERED, JSON, VIEWER, Sent, got, headed, posted


def heads() -> Mapping[str, Sent]:
    """Each by what it is."""
    return dict(_query_strings()) | dict(_headers())


def _query_strings() -> Iterator[tuple[str, Sent]]:
    viewer = f"query={quote(VIEWER)}"
    long = "query={" + "a" * 200_000 + "}"
    yield "200,000 characters by GET", got("GRAPHQL_VALIDATION_FAILED", long)
    yield "a parameter 10,000 times", got("BAD_REQUEST", "&".join([viewer] * 10_000), 400)
    yield "a parameter twice", got("BAD_REQUEST", f"{viewer}&{viewer}", 400)
    yield "10,000 parameters", got("BAD_REQUEST", filled("a#=1", "&"), 400)
    yield "separators", got("BAD_REQUEST", "&" * 100_000, 400)
    yield "equal signs", got("BAD_REQUEST", "=" * 100_000, 400)
    yield "a semicolon", got("GRAPHQL_PARSE_FAILED", f"{viewer};query={quote('{ a }')}")
    yield "half an escape", got("GRAPHQL_PARSE_FAILED", viewer + "%")
    yield "no escape", got("GRAPHQL_PARSE_FAILED", viewer + "%zz")
    yield "percent signs by GET", got("GRAPHQL_PARSE_FAILED", "query=" + "%" * 200_000)
    yield "escapes by GET", got("GRAPHQL_PARSE_FAILED", "query=" + "%20" * 60_000)
    yield "NUL by GET", got("GRAPHQL_PARSE_FAILED", viewer + "%00")
    yield "invalid UTF-8", got("BAD_REQUEST", viewer + "%ff%fe", 400)
    yield "UTF-8 that is too long", got("BAD_REQUEST", viewer + "%c0%af", 400)
    yield "half a surrogate pair by GET", got("BAD_REQUEST", viewer + "%ed%a0%80", 400)
    yield "bytes that aren't escaped", got("BAD_REQUEST", viewer.encode() + b"\xff\xfe", 400)
    yield "escapes of escapes", got("GRAPHQL_PARSE_FAILED", "query=%257B%2520viewer%257D")
    yield "a name that is escaped", got(ANSWERED, f"%71uery={quote(VIEWER)}")
    deep = quote("[" * 60_000)
    yield "deep variables by GET", got("BAD_REQUEST", f"{viewer}&variables={deep}", 400)
    yield "variables that are no object", got("BAD_REQUEST", f"{viewer}&variables=%221%22", 400)
    yield "a mutation by GET", got("BAD_REQUEST", "query=" + quote("mutation{__typename}"), 405)
    tags = (b"if-none-match", b'W/"x", ' * 20_000)
    yield "20,000 tags", got(ANSWERED, viewer, 200, tags)


def _headers() -> Iterator[tuple[str, Sent]]:
    accept, language = b"accept", b"accept-language"
    weights = ", ".join(f"a{n}/b;q=0.{n % 10}" for n in range(10_000)).encode()
    yield "10,000 kinds of answer", headed("BAD_REQUEST", (accept, weights), status=406)
    yield "10,000 kinds and any", headed(ANSWERED, (accept, weights + b", */*"))
    yield "one kind 10,000 times", headed(ANSWERED, (accept, b"application/json," * 10_000))
    yield "a kind with parameters", headed(ANSWERED, (accept, b"*/*" + b";a=b" * 16_000))
    yield "a kind of many weights", headed(ANSWERED, (accept, b"*/*" + b";q=1" * 16_000))
    for weight in (b"1e999", b"-1", b"nan", b"inf", b"9" * 5000, b"0x1", b"\xff", b""):
        yield (
            f"a weight of {weight[:8]!r}",
            headed("BAD_REQUEST", (accept, b"application/json;q=" + weight), status=406),
        )
    yield "commas for an answer", headed("BAD_REQUEST", (accept, b"," * 65_000), status=406)
    yield "bytes for an answer", headed("BAD_REQUEST", (accept, b"\xff\0\n" * 9_000), status=406)
    tags = ", ".join(f"x{n}-y;q=0.{n % 10}" for n in range(10_000)).encode()
    yield "10,000 languages", headed(ANSWERED, (language, tags))
    yield "one language 6,500 times", headed(ANSWERED, (language, b"ja;q=0.1," * 6_500))
    yield "a language of many parts", headed(ANSWERED, (language, b"ja" + b"-x" * 32_000))
    yield "a language with parameters", headed(ANSWERED, (language, b"ja" + b";a=b" * 16_000))
    yield "bytes for a language", headed(ANSWERED, (language, b"\xff\0\r\n"))
    body = json.dumps({"query": VIEWER}).encode()
    for name, type_, code, status in (
        ("parameters", b"application/json" + b";a=b" * 16_000, ANSWERED, 200),
        ("charsets", b"application/json" + b";charset=utf-8" * 4_300, ANSWERED, 200),
        ("other charsets", b"application/json" + b";charset=utf-7" * 4_300, "BAD_REQUEST", 415),
        ("quotation marks", b'application/json;charset="' * 9_000, "BAD_REQUEST", 415),
        ("bytes", b"\xff\0" * 9_000, "BAD_REQUEST", 415),
    ):
        yield (
            f"{name} of a content type",
            Sent(code, body, headers=((b"content-type", type_),), status=status),
        )
    for name, key in {
        "no": b"",
        "an unprintable": b"\xff\xfe\0",
        "a broken": b"a\r\nb: c",
        "a long": b"k" * 200_000,
        "a long unprintable": b"\xff" * 200_000,
    }.items():
        yield f"{name} idempotency key", headed(ANSWERED, (b"idempotency-key", key))
        created = posted(
            "BAD_REQUEST", CREATE, 400, input={"name": "x", "currency": "USD", "dryRun": True}
        )
        yield (
            f"{name} idempotency key of a mutation",
            Sent(created.code, created.body, headers=((b"idempotency-key", key), JSON), status=400),
        )
    for header in (b"x-request-id", b"traceparent", b"tracestate", b"x-client-name", b"origin",
                   b"user-agent", b"x-forwarded-for", b"cookie", b"content-encoding",
                   b"referer", b"expect"):  # fmt: skip
        for name, value in {
            "line breaks": b"a\r\nset-cookie: b=c\r\n\r\n<html>",
            "bytes": bytes(range(256)),
            "200,000 bytes": b"a=b; " * 40_000,
            "zeros": b"00-" + b"0" * 32 + b"-" + b"0" * 16 + b"-00",
        }.items():
            yield f"{name} for {header.decode()}", headed(ANSWERED, (header, value))
    for name, token in {
        "no": b"",
        "another scheme's": b"a=b; " * 12_000,
        "a broken": b"Bearer a\r\nb: c",
        "an unprintable": b"Bearer " + bytes(range(256)),
        "a long": b"Bearer " + b"x" * 60_000,
        "one of many parts": b"Bearer " + b"." * 60_000,
        "one that is no JSON": b"Bearer e30.W10.",
        "one of an endless list": b"Bearer " + b"W1tb" * 15_000 + b".e30.e30",
    }.items():
        refused = headed("UNAUTHENTICATED", (b"authorization", token), status=401)
        yield f"{name} token", refused
    yield "10,000 headers", headed(ANSWERED, *((f"x-{n}".encode(), b"1") for n in range(10_000)))
    yield "10,000 cookies", headed(ANSWERED, *[(b"cookie", b"a=b")] * 10_000)
