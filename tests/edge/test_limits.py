"""Each limit allows as much as it says and refuses one more, in words that name its setting."""

from collections.abc import Mapping
from typing import Any

import pytest
from graphql import FragmentDefinitionNode, GraphQLError, OperationDefinitionNode, parse
from hypothesis import given
from hypothesis import strategies as st

from resolvers.documents import Documents
from resolvers.limits import Extent, Limits, extent_of
from server.schema import SCHEMA
from tests.differential.examples import examples

CASES: Mapping[str, tuple[Limits, str, str, str, tuple[int, int] | None]] = {
    "depth": (
        Limits(depth=3),
        "{ viewer { manager { id } } }",
        "{ viewer { manager { manager { id } } } }",
        "The fields are nested 4 deep; CLINCH_MAX_DEPTH allows 3.",
        (1, 32),
    ),
    "depth by fragments": (
        Limits(depth=3),
        "{ viewer { ...F } } fragment F on User { manager { id } }",
        "{ viewer { id ... { ...F } } } fragment F on User { manager { manager { id } } }",
        "The fields are nested 4 deep; CLINCH_MAX_DEPTH allows 3.",
        (1, 21),
    ),
    "fields": (
        Limits(fields=4),
        "{ viewer { id ... { name } } }",
        "{ viewer { id ... { name\nemail } } }",
        "5 fields and fragments are selected; CLINCH_MAX_FIELDS allows 4.",
        (2, 1),
    ),
    "fields by fragments": (
        Limits(fields=7),
        "{ viewer { ...F ...F } } fragment F on User { id name }",
        "{ viewer { ...F ...F id } } fragment F on User { id name }",
        "8 fields and fragments are selected; CLINCH_MAX_FIELDS allows 7.",
        (1, 22),
    ),
    "fields of a fragment that isn't used": (
        Limits(fields=4),
        "{ viewer { ...F } } fragment F on User { id name }",
        "{ viewer { ...F } } fragment F on User { id } fragment G on User { a b c d e }",
        "5 fields and fragments are selected; CLINCH_MAX_FIELDS allows 4.",
        (1, 76),
    ),
    "fields of a fragment with another's name": (
        Limits(fields=4),
        "{ viewer { ...F } } fragment F on User { id name }",
        "{ viewer { ...F } } fragment F on User { id } fragment F on User { a b c d e }",
        "5 fields and fragments are selected; CLINCH_MAX_FIELDS allows 4.",
        (1, 76),
    ),
    "aliases": (
        Limits(aliases=2),
        "{ viewer { a: id ...F } } fragment F on User { b: id }",
        "{ viewer { a: id ...F c: id } } fragment F on User { b: id }",
        "3 aliases are given; CLINCH_MAX_ALIASES allows 2.",
        (1, 23),
    ),
    "root fields": (
        Limits(root_fields=2),
        "{ viewer { id } ...F } fragment F on Query { __typename }",
        "{ viewer { id } ...F pipeline { count } } fragment F on Query { __typename }",
        "3 root fields are selected; CLINCH_MAX_ROOT_FIELDS allows 2.",
        (1, 22),
    ),
    "directives": (
        Limits(directives=2),
        "{ viewer @skip(if: false) { id @include(if: true) } }",
        ("{ viewer @skip(if: false) { ...F @include(if: true) } } "
        "fragment F on User { id @skip(if: false) }"),
        "3 directives are given; CLINCH_MAX_DIRECTIVES allows 2.",
        (1, 29),
    ),
    "tokens": (
        Limits(tokens=7),
        "{ viewer { id } } #",
        "{ viewer { id } } # #\n#",
        "The document has more than 7 tokens; CLINCH_MAX_TOKENS allows 7.",
        None,
    ),
    "lines": (
        Limits(tokens=7),
        "{ viewer { id } }" + "\n" * 6,
        "{ viewer { id } }" + "\n" * 6 + "\r",
        "The document has 8 lines; CLINCH_MAX_TOKENS allows 7.",
        None,
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_what_is_within_a_limit_is_read_and_one_more_is_refused(name: str) -> None:
    limits, within, beyond, message, place = CASES[name]
    documents = Documents(SCHEMA._schema, limits)

    assert documents.get(within).errors == []
    with pytest.raises(GraphQLError) as raised:
        documents.get(beyond)

    assert raised.value.message == message
    assert raised.value.extensions == {"code": "LIMIT_EXCEEDED"}
    assert raised.value.locations == (place and [place])


def test_fragments_in_a_circle_are_told_by_validation() -> None:
    documents = Documents(SCHEMA._schema, Limits())
    circle = "{ viewer { ...A } } fragment A on User { ...B } fragment B on User { id ...A }"

    (error,) = documents.get(circle).errors

    assert error.message == "Cannot spread fragment 'A' within itself via 'B'."


def test_what_takes_too_long_to_compare_is_refused() -> None:
    documents = Documents(SCHEMA._schema, Limits())
    fine, too_often = ("{ viewer { " + "manager { id } " * count + "} }" for count in (20, 200))

    assert documents.get(fine).errors == []
    (error,) = documents.get(too_often).errors

    assert error.message == "The document selects the same fields or spreads fragments too often."
    assert error.extensions == {"code": "LIMIT_EXCEEDED"}


# ── measuring each fragment once is the same as writing it out at every spread ────────────────────

Selected = list[Any]
"""A selection as drawn: fields as (alias, directives, selected), inline fragments, spreads."""


@st.composite
def drawn(draw: st.DrawFn) -> list[Selected]:
    """An operation and some fragments, of which each can spread those after it."""
    count = draw(st.integers(0, 4))

    def selections(number: int, depth: int) -> Selected:
        return draw(st.lists(selection(number, depth), max_size=3))

    def selection(number: int, depth: int) -> st.SearchStrategy[Any]:
        directives = st.integers(0, 2)
        deeper = st.deferred(lambda: st.just(selections(number, depth + 1)))
        kinds: list[st.SearchStrategy[Any]] = [
            st.tuples(st.just("field"), st.booleans(), directives, st.just([])),
        ]
        if depth < 3:
            kinds += [
                st.tuples(st.just("field"), st.booleans(), directives, deeper),
                st.tuples(st.just("inline"), st.just(value=False), directives, deeper),
            ]
        if number < count:
            after = st.integers(number + 1, count)
            kinds.append(st.tuples(st.just("spread"), st.just(value=False), directives, after))
        return st.one_of(kinds)

    return [selections(number, 0) for number in range(count + 1)]


def written(selected: Selected) -> str:
    parts = []
    for kind, alias, directives, inner in selected:
        marks = " @skip(if: false)" * directives
        match kind:
            case "spread":
                parts.append(f"...F{inner}{marks}")
            case "inline":
                parts.append(f"...{marks} {{ {written(inner)} }}")
            case _:
                nested = f" {{ {written(inner)} }}" if inner else ""
                parts.append(f"{'a: ' if alias else ''}b{marks}{nested}")
    return " ".join(parts)


def naive(definitions: list[Selected], selected: Selected, depth: int = 1) -> Extent:
    """By writing everything out."""
    found = Extent(depth - 1)
    for kind, alias, directives, inner in selected:
        match kind:
            case "spread":
                within = naive(definitions, definitions[inner], depth)
            case "inline":
                within = naive(definitions, inner, depth)
            case _:
                within = naive(definitions, inner, depth + 1)._replace(root_fields=0)
                within = Extent(max(depth, within.depth if inner else 0), *within[1:])
                within = within._replace(root_fields=int(depth == 1))
        found = Extent(
            max(found.depth, within.depth),
            found.fields + within.fields + 1,
            found.aliases + within.aliases + alias,
            found.root_fields + within.root_fields,
            found.directives + within.directives + directives,
        )
    return found


@examples(300)
@given(drawn())
def test_a_document_is_as_large_as_all_that_it_stands_for(definitions: list[Selected]) -> None:
    text = " ".join(
        [
            f"{{ {written(definitions[0])} }}",
            *(
                f"fragment F{n} on T {{ {written(each)} }}"
                for n, each in enumerate(definitions)
                if n
            ),
        ]
    )
    extents: dict[str, Extent] = {}
    operation, *fragments = parse(text).definitions
    for each in reversed(fragments):
        assert isinstance(each, FragmentDefinitionNode)
        extents[each.name.value] = extent_of(each, extents)
    assert isinstance(operation, OperationDefinitionNode)

    extent = extent_of(operation, extents)

    assert extent == naive(definitions, definitions[0])
