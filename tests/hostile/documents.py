"""Documents that were written to hurt: each costs its author little and a naive server much."""

from collections.abc import Iterator, Mapping

from graphql import get_introspection_query

from tests.api.demo import ROBOTS

LARGEST = 256 * 1024
"""No body is larger."""
DEAL = f'opportunity(id: "{ROBOTS}")'
PAGE = 'quotes(first: 1, filter: {not: {name: {contains: "x"}}}, orderBy: [{field: NUMBER}])'


def many(count: int, text: str) -> str:
    """So many of these, each with its number for #."""
    return " ".join(text.replace("#", str(number)) for number in range(count))


def filled(text: str, separator: str = " ") -> str:
    """As many of these as a body can hold, each with its number for #."""
    parts: list[str] = []
    size = 0
    while size < LARGEST - 200:
        parts.append(text.replace("#", str(len(parts))))
        size += len(parts[-1]) + len(separator)
    return separator.join(parts)


def chain(count: int, selection: str) -> str:
    """Fragments on User, each of which spreads the next one where @ stands."""
    links = [
        f"fragment F{number} on User {{ {selection.replace('@', f'...F{number + 1}')} }}"
        for number in range(count)
    ]
    return " ".join([*links, f"fragment F{count} on User {{ id }}"])


def hostile() -> Mapping[str, str]:
    """Each by what it is."""
    return (
        dict(_fragments())
        | dict(_wide())
        | dict(_deep())
        | dict(_wrong())
        | dict(_texts())
        | dict(_fine())
    )


def _fragments() -> Iterator[tuple[str, str]]:
    yield (
        "a bomb of fields",
        "{ viewer { ...F0 } } " + chain(18, "a: manager { @ } b: manager { @ }"),
    )
    yield (
        "a bomb of a thousand levels",
        "{ viewer { ...F0 } } " + chain(1000, "a: manager { @ } b: manager { @ }"),
    )
    yield "a bomb of nothing", "{ viewer { ...F0 } } " + chain(40, "@ @").replace("{ id }", "{ }")
    yield "a chain", "{ viewer { ...F0 } } " + chain(190, "id @")
    yield "a long chain", "{ viewer { ...F0 } } " + chain(480, "@")
    yield "a longer chain", "{ viewer { ...F0 } } " + chain(5000, "@")
    yield "a cycle of one", "{ viewer { ...F } } fragment F on User { id ...F }"
    yield (
        "a cycle of many",
        ("{ viewer { ...F0 } } " + chain(180, "id @") + " fragment F180 on User { ...F0 }").replace(
            " fragment F180 on User { id }", ""
        ),
    )
    yield (
        "cycles through all",
        "{ viewer { ...F0 } } "
        + many(30, "fragment F# on User { id " + many(30, "...F%").replace("%", "#") + " }"),
    )
    yield (
        "cycles by fields",
        "{ viewer { ...F0 } } "
        + many(
            20, "fragment F# on User { manager { " + many(20, "...F%").replace("%", "#") + " } }"
        ),
    )
    yield "one spread often", "{ viewer { " + many(450, "...F") + " } } fragment F on User { id }"
    yield "one spread everywhere", "{ viewer { " + filled("...F") + " } } fragment F on User { id }"
    yield (
        "many spread at once",
        "{ viewer { " + many(240, "...F#") + " } } " + many(240, "fragment F# on User { a#: id }"),
    )
    yield (
        "many spread at once with fields",
        (
            "{ viewer { "
            + many(60, "...F#")
            + " } } "
            + many(60, "fragment F# on User { id name email kind manager { id } }")
        ),
    )
    yield "many of the same name", "{ viewer { ...F } } " + many(500, "fragment F on User { id }")
    yield "many unused", "{ viewer { id } } " + many(500, "fragment F# on User { id }")
    yield "as many as there is room", "{ viewer { id } } " + filled("fragment F# on User { id }")
    yield "unknown ones", "{ viewer { " + many(450, "...F#") + " } }"
    yield "on unknown types", "{ viewer { " + many(300, "... on T# { id }") + " } }"
    yield (
        "inline ones within each other",
        "{ viewer { " + "... { " * 180 + "id" + " }" * 180 + " } }",
    )
    yield "impossible ones", "{ viewer { " + many(300, "... on Quote { id }") + " } }"


def _wide() -> Iterator[tuple[str, str]]:
    yield "10,000 aliases", "{ viewer { " + many(10_000, "a#: id") + " } }"
    yield "1,000 aliases", "{ viewer { " + many(1000, "a#: id") + " } }"
    yield "aliases of root fields", "{ " + many(1000, "a#: viewer { id }") + " }"
    yield "one field 10,000 times", "{ viewer { " + many(10_000, "id") + " } }"
    yield "one field 490 times", "{ viewer { " + many(490, "id") + " } }"
    yield "one object 240 times", "{ viewer { " + many(240, "manager { id }") + " } }"
    yield (
        "one page 120 times",
        f"{{ {DEAL} {{ " + many(120, f"{PAGE} {{ nodes {{ id }} }}") + " } }",
    )
    yield (
        "one page with other arguments",
        f"{{ {DEAL} {{ " + many(160, "quotes(first: #) { totalCount }") + " } }",
    )
    yield "one name for other fields", "{ viewer { " + many(160, "x: id x: name x: email") + " } }"
    yield (
        "objects within objects that clash",
        "{ viewer { "
        + many(100, "manager { manager { x: id } } manager { manager { x: name } }")
        + " } }",
    )
    yield "directives", "{ viewer { id " + many(2000, "@include(if: true)") + " } }"
    yield "other directives", "{ viewer { id " + many(900, "@d#") + " } }"
    yield (
        "directives everywhere",
        "query @include(if: true) { viewer { " + many(400, "id @skip(if: false)") + " } }",
    )
    yield "variables", "query(" + many(1000, "$v#: Int") + ") { viewer { id } }"
    yield "variables of one name", "query(" + many(1000, "$v: Int") + ") { viewer { id } }"
    yield "variables of unknown types", "query(" + many(1000, "$v#: T#") + ") { viewer { id } }"
    yield (
        "undefined variables",
        "{ "
        + many(19, "a#: opportunities(first: $a#, after: $b#, last: $c#) { totalCount }")
        + " }",
    )
    yield "operations", many(600, "query Q# { viewer { id } }")
    yield "operations of one name", many(600, "query Q { viewer { id } }")
    yield "unnamed operations", many(700, "{ viewer { id } }")
    yield (
        "operations that share fragments",
        many(100, "query Q#($v: Int) { viewer { ...F0 } }") + chain(100, "id @"),
    )
    yield (
        "operations that share variables",
        many(90, "query Q#($v: Int!) { ...F }")
        + " fragment F on Query { "
        + many(19, "a#: opportunities(first: $v) { totalCount }")
        + " }",
    )
    yield "arguments", "{ opportunities(" + many(900, "a#: 1") + ") { totalCount } }"
    yield "one argument often", "{ opportunities(" + many(900, "first: 1") + ") { totalCount } }"
    yield "input fields", "{ opportunities(filter: {" + many(900, "a#: 1") + "}) { totalCount } }"
    yield (
        "one input field often",
        "{ opportunities(filter: {" + many(900, 'name: {eq: "x"}') + "}) { totalCount } }",
    )
    yield "a list of ids", "{ nodes(ids: [" + many(3900, '"x"') + "]) { id } }"
    yield (
        "a list of filters",
        "{ opportunities(filter: {or: [" + many(480, '{name: {eq: "#"}}') + "]}) { totalCount } }",
    )
    yield "type definitions", many(900, "type T# { a: Int }")
    yield (
        "pages of the dearest kind",
        f"{{ {DEAL} {{ " + many(49, f"a#: {PAGE} {{ nodes {{ id }} totalCount }}") + " } }",
    )
    yield "as many pages as the fields allow", _pages()
    yield (
        "blockers of the dearest kind",
        f"{{ {DEAL} {{ "
        + many(
            40,
            "a#: closeReadiness { blockers { code message remedies { mutation } "
            "... on BlockingQuotesError { quotes { id } } } }",
        )
        + " } }",
    )
    yield (
        "figures of the dearest kind",
        "{ "
        + many(
            20,
            "a#: closeMetrics(groupBy: [OWNER, QUARTER]) "
            "{ winRate { percent n } daysToClose { median } wonValue { amount } }",
        )
        + " }",
    )
    yield (
        "anything by its id",
        "{ " + many(20, f'a#: node(id: "{ROBOTS}") {{ id __typename }}') + " }",
    )


def _pages() -> str:
    page = f"{PAGE} {{ nodes {{ %s }} }}"
    deal = "changes(first: 1) { nodes { id } } " + page % "id"
    for _ in range(5):
        account = f"account {{ opportunities(first: 1) {{ nodes {{ {deal} }} }} }}"
        deal = "changes(first: 1) { nodes { id } } " + page % f"opportunity {{ {account} }}"
    return f"{{ {DEAL} {{ {deal} }} }}"


def _deep() -> Iterator[tuple[str, str]]:
    for depth in (30, 190, 3000, 20_000):
        yield (
            f"fields {depth} deep",
            "{ viewer { " + "manager { " * depth + "id" + " }" * depth + " } }",
        )
    yield "open braces", "{" * LARGEST
    yield "open brackets", "{ nodes(ids: " + "[" * (LARGEST - 50)
    yield "open objects", "{ opportunities(filter: " + filled("{not:", "")
    yield (
        "filters within filters",
        "{ opportunities(filter: "
        + "{not: " * 190
        + "{name: {eq: 1}}"
        + "}" * 190
        + ") { totalCount } }",
    )
    yield "lists within lists", "{ nodes(ids: " + "[" * 190 + "]" * 190 + ") { id } }"
    yield "types within types", "query($v: " + "[" * 190 + "Int" + "]" * 190 + ") { viewer { id } }"
    yield "introspection", get_introspection_query()
    yield (
        "introspection often",
        "{ "
        + many(15, "a#: __schema { types { fields { args { type { ofType { name } } } } } }")
        + " }",
    )
    yield (
        "introspection of itself",
        "{ __schema { types { " + "fields { type { " * 3 + "name" + " } }" * 3 + " } } }",
    )
    yield (
        "introspection of itself, far",
        "{ __schema { types { " + "fields { type { " * 9 + "name" + " } }" * 9 + " } } }",
    )
    yield (
        "introspection by fragments",
        "{ __schema { types { ...F0 } } } "
        + (
            chain(8, "fields { type { @ } }")
            .replace("on User", "on __Type")
            .replace("{ id }", "{ name }")
        ),
    )
    yield (
        "types of types",
        (
            "{ __schema { types { fields { type { fields { name description "
            "args { name description } } } } } } }"
        ),
    )
    yield (
        "kinds of kinds",
        (
            "{ __schema { types { possibleTypes { interfaces { name } } "
            "interfaces { possibleTypes { name } } } } }"
        ),
    )
    yield (
        "aliases of introspection",
        "{ __schema { types { fields { " + many(49, "a#: description") + " } } } }",
    )
    yield (
        "one type often",
        "{ "
        + many(
            19,
            'a#: __type(name: "Query") { fields { args { type { name fields { name } } } '
            "type { fields { name } } } }",
        )
        + " }",
    )


def _wrong() -> Iterator[tuple[str, str]]:
    yield "unknown fields", "{ viewer { " + many(490, "field#") + " } }"
    yield "unknown fields, as many as there is room", "{ viewer { " + filled("field#") + " } }"
    yield "nearly known fields", "{ viewer { " + many(490, "nam") + " } }"
    yield "a long unknown field", "{ viewer { " + "nam" * 80_000 + " } }"
    yield "long unknown fields", "{ viewer { " + many(40, "a#" + "manager" * 800) + " } }"
    yield "a long unknown argument", "{ opportunities(" + "firs" * 60_000 + ": 1) { totalCount } }"
    yield (
        "a long unknown value",
        "{ opportunityStatusReasons(state: " + "OPEN" * 60_000 + ") { id } }",
    )
    yield "errors after many lines", "\n" * 200_000 + "{ viewer { " + many(100, "field#") + " } }"
    yield (
        "errors after as many lines as allowed",
        "\n" * 3900 + "{ viewer { " + many(30, "x: id x: name") + " } }",
    )
    yield "errors after other lines", "\r" * 3900 + "{ viewer { " + many(100, "field#") + " } }"
    yield "leaves with selections", "{ viewer { " + many(240, "id { id }") + " } }"
    yield "objects without", "{ viewer { " + many(490, "manager") + " } }"
    yield "wrong values", "{ nodes(ids: [" + many(1900, "1.5") + "]) { id } }"
    yield "subscriptions", many(500, "subscription S# { a }")


def _texts() -> Iterator[tuple[str, str]]:
    yield "spaces", " " * (LARGEST - 20) + "{ viewer { id } }"
    yield "commas", "," * (LARGEST - 20) + "{ viewer { id } }"
    yield "byte order marks", "\ufeff" * 80_000 + "{ viewer { id } }"
    yield "comments", "#\n" * 100_000 + "{ viewer { id } }"
    yield "a long comment", "#" + "x" * (LARGEST - 30) + "\n{ viewer { id } }"
    yield "a long string", '{ opportunity(id: "' + "x" * (LARGEST - 50) + '") { id } }'
    yield "a string of escapes", '{ opportunity(id: "' + "\\n" * 120_000 + '") { id } }'
    yield "a string of code points", '{ opportunity(id: "' + "\\u{1F600}" * 28_000 + '") { id } }'
    yield "a block string", '{ opportunity(id: """' + "x" * (LARGEST - 50) + '""") { id } }'
    yield "a block string of quotes", '{ opportunity(id: """' + '\\"""' * 60_000 + '""") { id } }'
    yield "a block string of lines", '{ opportunity(id: """' + "\n x" * 3900 + '""") { id } }'
    yield "a string without end", '{ opportunity(id: "' + "x" * (LARGEST - 50)
    yield "a huge number", "{ opportunities(first: " + "9" * (LARGEST - 50) + ") { totalCount } }"
    yield (
        "numbers that are too long",
        "{ " + many(19, "a#: opportunities(first: " + "9" * 9000 + ") { totalCount }") + " }",
    )
    yield (
        "a huge fraction",
        "{ opportunities(first: 1." + "9" * (LARGEST - 50) + ") { totalCount } }",
    )
    yield "a huge exponent", "{ opportunities(first: 1e" + "9" * 9000 + ") { totalCount } }"
    yield (
        "a huge sum of money",
        '{ opportunities(filter: {estimatedRevenue: {gt: "1e999999999"}}) { totalCount } }',
    )
    yield "a long name", "{ " + "x" * (LARGEST - 50) + " }"
    yield "NUL", "{ viewer { id \0 } }"
    yield "NUL in a string", '{ opportunity(id: "\\u0000") { id } }'
    yield "bidi", '{ opportunity(id: "\u202e\u2066\u202d") { id } }'
    yield "bidi among fields", "{ viewer { \u202eid } }"
    yield "a lone surrogate", '{ opportunity(id: "\ud800") { id } }'
    yield "a lone surrogate, escaped", '{ opportunity(id: "\\uD800") { id } }'
    yield "nothing", ""


def _fine() -> Iterator[tuple[str, str]]:
    yield "no field at all", "{ }"
    yield "no field of an object", "{ viewer { } }"
    yield "an empty page", "{ opportunities { nodes { } edges { } } }"
