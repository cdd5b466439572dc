"""Documents: parsed and validated once, kept within bounds, with the plans of their operations."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any, Final

from graphql import (
    DocumentNode,
    FragmentDefinitionNode,
    GraphQLError,
    GraphQLInputType,
    GraphQLSchema,
    NamedTypeNode,
    NonNullTypeNode,
    OperationDefinitionNode,
    TypeNode,
    Undefined,
    VariableDefinitionNode,
    get_nullable_type,
    is_leaf_type,
)
from graphql.execution.collect_fields import FragmentDetails
from graphql.execution.values import get_variable_values
from graphql.utilities import coerce_input_value, type_from_ast

from resolvers.bounded import Bounded
from resolvers.cost import Price, Pricing
from resolvers.limits import Limits, parsed
from resolvers.validating import MAX_ERRORS, rules, validation_errors

REGULARS: Final = 512 * 1024
"""How many characters of documents that were asked for again are kept. A document's tree takes
some 200 times its text."""
NEWCOMERS: Final = 128 * 1024
"""How many characters of documents that were asked for once."""
LEAST: Final = 200
"""What the smallest document counts as."""
VARIANTS: Final = 16
"""How many plans an operation keeps, for different values of its Boolean variables."""
LABEL_LENGTH: Final = 100
"""How much of an operation's name logs have."""


@dataclass(frozen=True, slots=True, eq=False)
class Operation:
    """One operation of a document, and the plans that it has so far."""

    node: OperationDefinitionNode
    kind: str
    """query, mutation, subscription."""
    label: str | None
    """The client's name for it, as logs have it."""
    fragments: dict[str, FragmentDetails]
    switches: tuple[str, ...]
    """The Boolean variables: @skip and @include may ask them, so each combination has a plan."""
    schema: GraphQLSchema
    leaves: Mapping[str, GraphQLInputType] | None
    """The variables' types, if none is a list or an object and none has a default."""
    price: Price
    plans: Bounded[tuple[Any, ...], Any] = field(default_factory=lambda: Bounded(VARIANTS))

    def coerced(self, given: Mapping[str, Any]) -> dict[str, Any] | list[GraphQLError]:
        """The variables' values, or what is wrong with them."""
        if self.leaves is not None and self.leaves.keys() == given.keys():
            values = {name: coerce_input_value(given[name], self.leaves[name]) for name in given}
            if Undefined not in values.values():
                return values
        found = get_variable_values(
            self.schema,
            self.node.variable_definitions or (),
            dict(given),
            max_errors=MAX_ERRORS,
            hide_suggestions=True,
        )
        return found if isinstance(found, list) else found.coerced

    def variant(self, variables: Mapping[str, Any]) -> tuple[Any, ...]:
        """Which of the plans these variables take."""
        return tuple([variables.get(name) for name in self.switches])


@dataclass(frozen=True, slots=True, eq=False)
class Document:
    """A document that can be parsed; `errors` are what is wrong with it."""

    text: str
    tree: DocumentNode
    errors: Sequence[GraphQLError]
    operations: Mapping[str | None, Operation]
    hash: str
    """SHA-256 of the text in hex, by which persisted documents are named, too."""

    def operation(self, name: str | None) -> Operation | None:
        """The operation of this name, or the only one; None if there isn't just that one."""
        if name is not None:
            return self.operations.get(name)
        return next(iter(self.operations.values())) if len(self.operations) == 1 else None


class Documents:
    """The documents that are kept: newcomers can't crowd out those that come again."""

    def __init__(
        self, schema: GraphQLSchema, limits: Limits, *, introspection: bool = True
    ) -> None:
        """Without `introspection` documents that ask for the schema aren't valid."""
        self.schema = schema
        self.limits = limits
        self.pricing = Pricing.of(schema, limits.page)
        self._rules = rules(introspection=introspection)
        self.regulars: Bounded[str, Document] = Bounded(REGULARS, _size)
        self.newcomers: Bounded[str, Document] = Bounded(NEWCOMERS, _size)

    def get(self, text: str) -> Document:
        """The document, read at the first call; GraphQLError if it is too large or no GraphQL."""
        return self.known(text) or self.read(text)

    def known(self, text: str) -> Document | None:
        """The document if it was read before and is kept."""
        found = self.regulars.get(text)
        if found is not None:
            return found
        found = self.newcomers.pop(text)
        if found is not None:
            self.regulars.put(text, found)
        return found

    def read(self, text: str) -> Document:
        """The document, which is kept from now on; GraphQLError as get() has it."""
        document = self._read(text)
        self.newcomers.put(text, document)
        return document

    def _read(self, text: str) -> Document:
        tree = parsed(text, self.limits)
        errors = validation_errors(self.schema, tree, self._rules)
        operations = {} if errors else dict(self._operations(tree))
        digest = sha256(text.encode("utf-8", "surrogatepass"))
        return Document(text, tree, errors, operations, digest.hexdigest())

    def _operations(self, tree: DocumentNode) -> Iterator[tuple[str | None, Operation]]:
        fragments = {
            each.name.value: FragmentDetails(each)
            for each in tree.definitions
            if isinstance(each, FragmentDefinitionNode)
        }
        for each in tree.definitions:
            if isinstance(each, OperationDefinitionNode):
                variables = each.variable_definitions or ()
                switches = tuple(
                    variable.variable.name.value
                    for variable in variables
                    if _is_boolean(variable.type)
                )
                leaves = _leaves(self.schema, variables)
                price = self.pricing.price(each, fragments)
                kind, name = each.operation.value, each.name.value if each.name else None
                label = name and name[:LABEL_LENGTH]
                yield (
                    name,
                    Operation(each, kind, label, fragments, switches, self.schema, leaves, price),
                )


def _size(document: Document) -> int:
    return max(len(document.text), LEAST)


def _leaves(
    schema: GraphQLSchema, variables: Sequence[VariableDefinitionNode]
) -> Mapping[str, GraphQLInputType] | None:
    types: dict[str, GraphQLInputType] = {}
    for variable in variables:
        type_: Any = type_from_ast(schema, variable.type)
        if variable.default_value or not is_leaf_type(get_nullable_type(type_)):
            return None
        types[variable.variable.name.value] = type_
    return types


def _is_boolean(type_: TypeNode) -> bool:
    if isinstance(type_, NonNullTypeNode):
        type_ = type_.type
    return isinstance(type_, NamedTypeNode) and type_.name.value == "Boolean"
