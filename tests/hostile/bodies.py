"""Bodies that were written to hurt: variables, texts, ids, cursors, keys, hashes."""

import json
from collections.abc import Iterator, Mapping
from hashlib import sha256

from tests.api.demo import ROBOTS, SIX
from tests.hostile.sending import ANSWERED, VIEWER, Raw, Sent, hashed, posted

FILTER = "query($f: OpportunityFilter) { opportunities(filter: $f, first: 1) { totalCount } }"
PAGE = (
    "query($first: Int, $after: String) { opportunities(first: $first, after: $after) "
    "{ totalCount } }"
)
NODES = "query($ids: [ID!]!) { nodes(ids: $ids) { id } }"
NODE = "query($id: ID!) { node(id: $id) { id } opportunity(id: $id) { id } }"
CREATE = (
    "mutation($input: CreateOpportunityInput!) { createOpportunity(input: $input) "
    "{ errors { code message } } }"
)
CLOSE = (
    "mutation($input: CloseQuotesInput!) { closeQuotes(input: $input) { errors { code message } } }"
)
DEEP = 100_000


def bodies() -> Mapping[str, Sent]:
    """Each by what it is."""
    return (
        dict(_variables()) | dict(_texts()) | dict(_arguments()) | dict(_bodies()) | dict(_hashes())
    )


def _variables() -> Iterator[tuple[str, Sent]]:
    for name, endless in (("lists", "[" * DEEP), ("objects", '{"a":' * (DEEP // 2))):
        yield f"endless {name} in a variable", posted("BAD_REQUEST", FILTER, 400, f=Raw(endless))
    closed = Raw("[" * DEEP + "]" * DEEP)
    yield "lists 100,000 deep", posted("BAD_REQUEST", FILTER, 400, f=closed)
    filters = Raw('{"not":' * 300 + "{}" + "}" * 300)
    yield "filters 300 deep", posted("LIMIT_EXCEEDED", FILTER, f=filters)
    filters = Raw('{"not":' * 18 + "{}" + "}" * 18)
    yield "filters 18 deep", posted("BAD_USER_INPUT", FILTER, f=filters)
    filters = Raw('{"not":' * 11 + '{"name": {"eq": "x"}}' + "}" * 11)
    yield "filters as deep as allowed", posted(ANSWERED, FILTER, f=filters)
    wide = {"or": [{"and": [{"not": {"name": {"eq": str(n)}}}]} for n in range(1990)]}
    yield "as many filters as allowed", posted("LIMIT_EXCEEDED", FILTER, f=wide)
    keys = {f"k{number}": number for number in range(10_000)}
    yield "10,000 variables that nobody asked for", posted(ANSWERED, VIEWER, **keys)
    yield "10,000 keys in a filter", posted("LIMIT_EXCEEDED", FILTER, f=keys)
    yield (
        "9,999 keys in a filter",
        posted("BAD_USER_INPUT", FILTER, f=dict(list(keys.items())[:9_999])),
    )
    names = ["__proto__", "constructor", "__class__", "__init__", "toString", ""]
    yield "keys of other languages", posted("BAD_USER_INPUT", FILTER, f={key: {} for key in names})
    yield "variables of such names", posted(ANSWERED, VIEWER, **dict.fromkeys(names, 0))
    yield "a key of 200,000 characters", posted("BAD_USER_INPUT", FILTER, f={"k" * 200_000: 1})
    for number in ("1e999999", "-1e999999", "1e-999999", "1.0", "9" * 4300, "-" + "9" * 300):
        shown = number if len(number) < 20 else f"{len(number)} digits"
        raw = Raw(number)
        page = ANSWERED if number in {"1.0", "1e-999999"} else "BAD_USER_INPUT"
        yield f"{shown} for an Int", posted(page, PAGE, first=raw)
        money = Raw(f'{{"estimatedRevenue": {{"gt": {number}}}}}')
        yield f"{shown} for a Decimal", posted("BAD_USER_INPUT", FILTER, f=money)
    yield "4,300 digits for an ID", posted(ANSWERED, NODE, id=Raw("9" * 4300))
    yield "1e999999 for an ID", posted("BAD_USER_INPUT", NODE, id=Raw("1e999999"))
    yield "5,000 digits", posted("BAD_REQUEST", PAGE, 400, first=Raw("9" * 5000))
    yield "200,000 digits", posted("BAD_REQUEST", PAGE, 400, first=Raw("9" * 200_000))
    yield "200,000 decimals", posted(ANSWERED, PAGE, first=Raw("1." + "9" * 200_000))


def _texts() -> Iterator[tuple[str, Sent]]:
    """In variables; what an error says of a value goes through several expressions."""
    for name, text in {
        "NUL": "\0",
        "bidi": "\u202e\u2066",
        "half a surrogate pair": "\ud800",
        "a joined family, often": "\U0001f468\u200d\U0001f469" * 1500,
        "one letter with 12,000 marks": "e" + "\u0301" * 12_000,
        "percent signs": "%" * 10_000,
        "percent signs apart": "%a" * 10_000,
        "underscores": "_" * 10_000,
        "backslashes": "\\" * 10_000,
        "10,000 characters": "x" * 10_000,
        "60,000 characters of a pattern": "%_" * 30_000,
    }.items():
        # What no text has, and patterns of more than 1,000 characters, are refused.
        fine = len(text) == 2
        for operator in ("eq", "contains", "startsWith"):
            code = ANSWERED if fine or (operator == "eq" and len(text) > 1) else "BAD_USER_INPUT"
            yield (
                f"{name} for a name that {operator}",
                posted(code, FILTER, f={"name": {operator: text}}),
            )
        yield f"{name} for an id", posted(ANSWERED, NODE, id=text)
        yield f"{name} for a state", posted("BAD_USER_INPUT", FILTER, f={"state": {"eq": text}})
        yield f"{name} for a cursor", posted("BAD_USER_INPUT", PAGE, after=text)
        yield f"{name} for a key", posted("BAD_USER_INPUT", FILTER, f={text: 1})
        created = {"name": text, "currency": text, "dryRun": True}
        yield f"{name} for a new name", posted(ANSWERED, CREATE, input=created)
        keyed = {**created, "idempotencyKey": text}
        yield f"{name} for an idempotency key", posted(ANSWERED, CREATE, input=keyed)
    unclosed = "\\'" * 12_000 + "\\"
    yield "quotation marks that never close", posted("BAD_USER_INPUT", FILTER, f={unclosed: 1})
    for text in ("cannot represent ", "Value '", ", found: ", "' does not exist", "\\'", "'\"",
                 " Did you mean ", "None ", "\n"):  # fmt: skip
        for path in ({"state": {"eq": text * 12_000}}, {"createdAt": {"gt": text * 12_000}},
                     {text * 12_000: 1}):  # fmt: skip
            yield (
                f"{text!r} over and over for {next(iter(path))[:20]!r}",
                posted("BAD_USER_INPUT", FILTER, f=path),
            )
        literal = json.dumps(text * 9_000)
        yield (
            f"{text!r} over and over in a document",
            posted(
                "GRAPHQL_VALIDATION_FAILED",
                f"{{ opportunities(filter: {{state: {{eq: {literal}}}}}) {{ totalCount }} }}",
            ),
        )


def _arguments() -> Iterator[tuple[str, Sent]]:
    yield "9,999 ids", posted("BAD_USER_INPUT", NODES, ids=["x"] * 9_999)
    yield "10,000 ids", posted("LIMIT_EXCEEDED", NODES, ids=["x"] * 10_000)
    yield "100 ids", posted(ANSWERED, NODES, ids=[ROBOTS] * 100)
    yield "an id of 200,000 characters", posted(ANSWERED, NODE, id="opp_" + "0" * 200_000)
    quotes = {"opportunityId": ROBOTS, "dryRun": True}
    for name, ids in {
        "10,000": ["x"] * 10_000,
        "9,000 that nothing has": [f"quo_x{number}" for number in range(9_000)],
        "7,000 of the right form": [f"quo_{number:026}" for number in range(7_000)],
        "one 7,000 times": [SIX] * 7_000,
    }.items():
        code = "LIMIT_EXCEEDED" if name == "10,000" else ANSWERED
        closed = posted(code, CLOSE, input={**quotes, "quoteIds": ids})
        yield f"quotes to close, {name}", closed
    for name, cursor in {
        "empty": "",
        "no base64": "!" * 1000,
        "of lists": "W1tbW1tbXV1dXV1d",
        "of another order": "eyJvIjpbWyJuYW1lIiwiYSJdXSwidiI6WyJ4Il19",
        "of an endless list": "W1tb" * 30_000,
        "of numbers": "MTIz" * 30_000,
        "huge": "A" * 200_000,
    }.items():
        yield f"a cursor that is {name}", posted("BAD_USER_INPUT", PAGE, after=cursor)


def _bodies() -> Iterator[tuple[str, Sent]]:
    twice = ", ".join(f'"k{number}": 0' for number in range(20_000))
    yield (
        "a key that comes again after 20,000",
        Sent("BAD_REQUEST", f'{{{twice}, "k19999": 0}}'.encode(), status=400),
    )
    all_twice = ", ".join(f'"k{number}": 0, "k{number}": 0' for number in range(9_000))
    yield "each key twice", Sent("BAD_REQUEST", f"{{{all_twice}}}".encode(), status=400)
    objects = ",".join(['{"a":1,"a":1}'] * 15_000)
    yield (
        "objects with one key twice",
        Sent("BAD_REQUEST", f'{{"variables": {{"l": [{objects}]}}}}'.encode(), status=400),
    )
    yield "bytes that are no text", Sent("BAD_REQUEST", b"\xff" * 200_000, status=400)
    yield "NUL bytes", Sent("BAD_REQUEST", b"\0" * 200_000, status=400)
    yield "escapes", Sent("BAD_REQUEST", b'{"query": "' + b"\\u0000" * 40_000, status=400)
    yield "commas", Sent("BAD_REQUEST", b"[" + b"," * 200_000, status=400)
    yield (
        "requests in one body",
        Sent(
            "BAD_REQUEST",
            b"[" + b",".join([b'{"query":"{__typename}"}'] * 9_000) + b"]",
            status=400,
        ),
    )
    yield (
        "an operation name of 200,000 characters",
        Sent(
            "OPERATION_RESOLUTION_FAILURE",
            json.dumps({"query": VIEWER, "operationName": "\ud800" * 33_000}).encode(),
        ),
    )
    yield (
        "a documentId of 200,000 characters",
        Sent("PERSISTED_QUERY_NOT_FOUND", json.dumps({"documentId": "\0" * 33_000}).encode()),
    )


def _hashes() -> Iterator[tuple[str, Sent]]:
    fine = sha256(VIEWER.encode()).hexdigest()
    for name, given in {
        "no object": [fine],
        "a text": fine,
        "nothing": None,
        "no version": {"sha256Hash": fine},
        "another version": {"version": 1e300, "sha256Hash": fine},
        "a version of lists": {"version": [1], "sha256Hash": fine},
        "a number": {"version": 1, "sha256Hash": 10**300},
        "a list of hashes": {"version": 1, "sha256Hash": [fine]},
        "another's": {"version": 1, "sha256Hash": "0" * 64},
        "no hash": {"version": 1, "sha256Hash": ""},
        "no hexadecimal": {"version": 1, "sha256Hash": "g" * 64},
        "half a surrogate pair": {"version": 1, "sha256Hash": "\ud800" * 64},
        "a long one": {"version": 1, "sha256Hash": fine * 3000},
        "one that isn't stripped": {"version": 1, "sha256Hash": f" {fine}\n"},
    }.items():
        yield f"a hash that is {name}", hashed("BAD_REQUEST", given)
    for name, text in {
        "no hexadecimal": "g" * 64,
        "half a surrogate pair": "\ud800",
        "200,000 characters": "a" * 200_000,
        "NUL": "\0",
    }.items():
        asked = {"version": 1, "sha256Hash": text}
        yield f"a hash alone that is {name}", hashed("PERSISTED_QUERY_NOT_FOUND", asked, None, 200)
