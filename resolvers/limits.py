"""How large a document may be: checked before it is validated, in time that its text alone bounds.

What a document says by a fragment counts at every spread. Each fragment is measured once, after
those that it spreads, so that a few nested ones that stand for millions of fields cost no more to
refuse than to read.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter
from typing import Final, NamedTuple

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLError,
    GraphQLSyntaxError,
    InlineFragmentNode,
    Node,
    OperationDefinitionNode,
    parse,
)

from resolvers.faults import limit_exceeded
from resolvers.places import PlacedSource

GREATEST_DEPTH: Final = 25
"""The most that `depth` can be: compiling records that are nested deeper than this can end in
Python's RecursionError."""
GREATEST_FIELDS: Final = 1000
"""The most that `fields` can be: what plans and statements are tested with."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What one request may ask for; each is the setting CLINCH_MAX_… of its name."""

    page: int = 100
    tokens: int = 2000
    depth: int = 20
    fields: int = 500
    aliases: int = 50
    root_fields: int = 20
    directives: int = 50
    cost: int = 100_000


class Extent(NamedTuple):
    """How large an operation or a fragment is."""

    depth: int = 0
    fields: int = 0
    aliases: int = 0
    root_fields: int = 0
    directives: int = 0


_NOTHING: Final = Extent()
_WORDS: Final[Mapping[str, str]] = {
    "depth": "The fields are nested {} deep",
    "fields": "{} fields and fragments are selected",
    "aliases": "{} aliases are given",
    "root_fields": "{} root fields are selected",
    "directives": "{} directives are given",
}
"""How each part of an extent is said, in the order in which they are looked at."""

_TOO_MANY: Final = "Syntax Error: Document contains more than"
"""How graphql-core says that there are more tokens than it may read."""

Definition = OperationDefinitionNode | FragmentDefinitionNode


def exceeded(words: str, limit: str, allowed: int, *nodes: Node) -> GraphQLError:
    """The error of a document that asks for more than this limit allows."""
    return limit_exceeded(f"{words}; CLINCH_MAX_{limit.upper()} allows {allowed:,}.", [*nodes])


def parsed(text: str, limits: Limits) -> DocumentNode:
    """The document's tree, which is within the limits of its size; GraphQLError if it isn't.

    A line counts as a token at least, as a comment does: where each begins is kept.
    """
    lines = text.count("\n") + text.count("\r") + 1
    if lines > limits.tokens:
        words = f"The document has {lines:,} lines"
        raise exceeded(words, "tokens", limits.tokens)
    try:
        tree = parse(PlacedSource(text), max_tokens=limits.tokens)
    except GraphQLSyntaxError as error:
        if not error.message.startswith(_TOO_MANY):
            raise
        words = f"The document has more than {limits.tokens:,} tokens"
    else:
        _check(tree, limits)
        return tree
    raise exceeded(words, "tokens", limits.tokens)


def _check(tree: DocumentNode, limits: Limits) -> None:
    """GraphQLError if an operation is larger than the limits, or a fragment, used or not."""
    extents: dict[str, Extent] = {}
    for fragment in _in_order(tree):
        extents[fragment.name.value] = _checked(fragment, extents, limits)
    for definition in tree.definitions:
        if isinstance(definition, OperationDefinitionNode):
            _checked(definition, extents, limits)


def _checked(definition: Definition, extents: Mapping[str, Extent], limits: Limits) -> Extent:
    extent = extent_of(definition, extents)
    for limit, words in _WORDS.items():
        if limit == "root_fields" and isinstance(definition, FragmentDefinitionNode):
            continue
        asked, allowed = getattr(extent, limit), getattr(limits, limit)
        if asked > allowed:
            node = _crossing(definition, extents, limit, allowed)
            raise exceeded(words.format(f"{asked:,}"), limit, allowed, node)
    return extent


def extent_of(definition: Definition, extents: Mapping[str, Extent]) -> Extent:
    """How large a definition is, by the extents of the fragments that it spreads."""
    depths, *counts = zip(*(step for _, step in _steps(definition, extents)), strict=True)
    return Extent(max(depths), *map(sum, counts))


def _crossing(
    definition: Definition, extents: Mapping[str, Extent], limit: str, allowed: int
) -> Node:
    """Where in a definition the limit is passed."""
    sofar = 0
    for node, step in _steps(definition, extents):
        part: int = getattr(step, limit)
        sofar = max(sofar, part) if limit == "depth" else sofar + part
        if sofar > allowed:
            return node
    return definition


def _steps(definition: Definition, extents: Mapping[str, Extent]) -> Iterator[tuple[Node, Extent]]:
    """What each selection adds, in the order of the text."""
    declared = sum(len(each.directives or ()) for each in definition.variable_definitions or ())
    yield definition, Extent(directives=len(definition.directives or ()) + declared)
    stack = [(iter(definition.selection_set.selections), 1)]
    while stack:
        selections, depth = stack[-1]
        selection = next(selections, None)
        if selection is None:
            stack.pop()
            continue
        directives = len(selection.directives or ())
        match selection:
            case FragmentSpreadNode():
                spread = extents.get(selection.name.value, _NOTHING)
                yield (
                    selection,
                    Extent(
                        depth - 1 + spread.depth,
                        spread.fields + 1,
                        spread.aliases,
                        spread.root_fields if depth == 1 else 0,
                        spread.directives + directives,
                    ),
                )
                continue
            case FieldNode():
                yield (
                    selection,
                    Extent(depth, 1, selection.alias is not None, int(depth == 1), directives),
                )
                deeper = depth + 1
            case InlineFragmentNode():
                yield selection, Extent(depth - 1, 1, directives=directives)
                deeper = depth
            case _:
                continue
        inner = selection.selection_set
        if inner is not None:
            stack.append((iter(inner.selections), deeper))


def _in_order(tree: DocumentNode) -> list[FragmentDefinitionNode]:
    """The fragments, each after those that it spreads.

    As they stand if they spread in circles, which validation says: then each is measured as if the
    others weren't there. One that has another's name comes last.
    """
    fragments = [each for each in tree.definitions if isinstance(each, FragmentDefinitionNode)]
    named = {each.name.value: each for each in reversed(fragments)}
    twice = [each for each in fragments if named[each.name.value] is not each]
    sorter = TopologicalSorter(
        {name: _spreads(each) & named.keys() for name, each in named.items()}
    )
    try:
        return [named[name] for name in sorter.static_order()] + twice
    except CycleError:
        return [*named.values(), *twice]


def _spreads(fragment: FragmentDefinitionNode) -> set[str]:
    return {
        node.name.value for node, _ in _steps(fragment, {}) if isinstance(node, FragmentSpreadNode)
    }
