"""Documents: parsed and validated once, kept within bounds, with the plans of their operations."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from cachetools import LRUCache
from graphql import (
    DocumentNode,
    FragmentDefinitionNode,
    GraphQLError,
    GraphQLSchema,
    NamedTypeNode,
    NonNullTypeNode,
    OperationDefinitionNode,
    TypeNode,
    parse,
    validate,
)
from graphql.execution.collect_fields import FragmentDetails

REGULARS: Final = 512 * 1024
"""How many characters of documents that were asked for again are kept. A document's tree takes
some 200 times its text."""
NEWCOMERS: Final = 128 * 1024
"""How many characters of documents that were asked for once."""
LEAST: Final = 200
"""What the smallest document counts as."""
VARIANTS: Final = 16
"""How many plans an operation keeps, for different values of its Boolean variables."""


@dataclass(frozen=True, slots=True, eq=False)
class Operation:
    """One operation of a document, and the plans that it has so far."""

    node: OperationDefinitionNode
    fragments: dict[str, FragmentDetails]
    switches: tuple[str, ...]
    """The Boolean variables: @skip and @include may ask them, so each combination has a plan."""
    plans: LRUCache[tuple[Any, ...], Any] = field(default_factory=lambda: LRUCache(VARIANTS))

    def variant(self, variables: Mapping[str, Any]) -> tuple[Any, ...]:
        """Which of the plans these variables take."""
        return tuple([variables.get(name) for name in self.switches])


@dataclass(frozen=True, slots=True, eq=False)
class Document:
    """A document that can be parsed; `errors` are what validation says of it."""

    text: str
    tree: DocumentNode
    errors: Sequence[GraphQLError]
    operations: Mapping[str | None, Operation]

    def operation(self, name: str | None) -> Operation | None:
        """The operation of this name, or the only one; None if there isn't just that one."""
        if name:
            return self.operations.get(name)
        return next(iter(self.operations.values())) if len(self.operations) == 1 else None


class Documents:
    """The documents that are kept: newcomers can't crowd out those that come again."""

    def __init__(self, schema: GraphQLSchema) -> None:
        self.schema = schema
        self._regulars: LRUCache[str, Document] = LRUCache(REGULARS, _size)
        self._newcomers: LRUCache[str, Document] = LRUCache(NEWCOMERS, _size)

    def get(self, text: str) -> Document:
        """The document, read at the first call; GraphQLSyntaxError if it can't be parsed."""
        found = self._regulars.get(text)
        if found is not None:
            return found
        found = self._newcomers.pop(text, None)
        if found is not None:
            self._regulars[text] = found
            return found
        document = self._read(text)
        if _size(document) <= NEWCOMERS:
            self._newcomers[text] = document
        return document

    def _read(self, text: str) -> Document:
        tree = parse(text)
        errors = validate(self.schema, tree)
        return Document(text, tree, errors, {} if errors else dict(_operations(tree)))


def _size(document: Document) -> int:
    return max(len(document.text), LEAST)


def _operations(tree: DocumentNode) -> Iterator[tuple[str | None, Operation]]:
    fragments = {
        each.name.value: FragmentDetails(each)
        for each in tree.definitions
        if isinstance(each, FragmentDefinitionNode)
    }
    for each in tree.definitions:
        if isinstance(each, OperationDefinitionNode):
            switches = tuple(
                variable.variable.name.value
                for variable in each.variable_definitions or ()
                if _is_boolean(variable.type)
            )
            yield each.name and each.name.value, Operation(each, fragments, switches)


def _is_boolean(type_: TypeNode) -> bool:
    if isinstance(type_, NonNullTypeNode):
        type_ = type_.type
    return isinstance(type_, NamedTypeNode) and type_.name.value == "Boolean"
