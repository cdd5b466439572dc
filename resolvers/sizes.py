"""How many entries a list can have, as far as its document says, and its variables."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from graphql import (
    FieldNode,
    GraphQLSchema,
    ObjectValueNode,
    Undefined,
    ValueNode,
    is_enum_type,
    is_input_object_type,
    is_interface_type,
    is_object_type,
    value_from_ast_untyped,
)

from domain.batch import MAX_BATCH
from resolvers.searches import DEFAULT_PAGE
from resolvers.sites import has_variable
from schema.error_catalog import error_codes

Variables = Mapping[str, Any]
"""The variables' coerced values."""
Size = int | Callable[[Variables], int]
"""A number, or how it follows from the variables' values. It is 1 at least."""

USUAL: Final = 20
"""Entries of a list that says nothing of it: lines, closes, revisions, groups of figures, …"""
FEW: Final = 2
"""Entries of a list of reasons or of remedies."""
SEVERAL: Final = 5
"""Entries of what an error lists: quotes that block, status reasons that would fit. A bulk close
has these twice for each of a thousand, and shall be able to ask for all of them."""


def page_size(field: FieldNode, max_page: int) -> Size:
    """Entries of a connection's page; what the page itself refuses counts as the most it can be."""

    def entries(first: Any, last: Any) -> int:
        wanted = [each for each in (first, last) if each is not None]
        return _within(max(wanted, default=DEFAULT_PAGE), max_page)

    return size_of(entries, argument(field, "first"), argument(field, "last"))


def ids_size(field: FieldNode, max_page: int) -> Size:
    """Entries of `nodes`."""

    def entries(ids: Any) -> int:
        return _within(_length(ids), max_page)

    return size_of(entries, argument(field, "ids"))


def batch_size(field: FieldNode) -> Size:
    """The opportunities that a mutation on many can be about: its ids, or all that it may find."""

    def entries(ids: Any) -> int:
        return MAX_BATCH if ids is None else _within(_length(ids), MAX_BATCH)

    def entries_of(input: Any) -> int:
        return entries(input.get("ids"))

    given = argument(field, "input")
    if isinstance(given, ObjectValueNode):
        members = {each.name.value: each.value for each in given.fields}
        return size_of(entries, members.get("ids"))
    return size_of(entries_of, given)


def argument(field: FieldNode, name: str) -> ValueNode | None:
    """What is given for it in the document; None if nothing."""
    return next((each.value for each in field.arguments or () if each.name.value == name), None)


def size_of(entries: Callable[..., int], *nodes: ValueNode | None) -> Size:
    """What these values come to: now, or at each call if they hold a variable."""

    def size(variables: Variables) -> int:
        return entries(*[_value(node, variables) for node in nodes])

    return size if any(node and has_variable(node) for node in nodes) else size({})


def _value(node: ValueNode | None, variables: Variables) -> Any:
    """The value; None if there is none, or if it is null."""
    value = None if node is None else value_from_ast_untyped(node, variables)  # type: ignore[arg-type]
    return None if value is Undefined else value


def _length(value: Any) -> int:
    """The entries of a list; of a single value, which GraphQL takes for a list of it, 1."""
    return len(value) if isinstance(value, list) else 1


def _within(size: int, most: int) -> int:
    return max(1, min(size, most))


def fixed_sizes(schema: GraphQLSchema) -> Mapping[str, int]:
    """Entries of the lists that are the same at each call, by `Type.field`.

    Of the introspection the mean, rounded up: so many fields a type has, so many arguments a field.
    """
    types = [*schema.type_map.values()]
    composite = [each for each in types if is_object_type(each) or is_interface_type(each)]
    fields = [field for each in composite for field in each.fields.values()]
    inputs = [field for each in types if is_input_object_type(each) for field in each.fields]
    values = [value for each in types if is_enum_type(each) for value in each.values]
    interfaces = [each for type_ in composite for each in type_.interfaces]
    arguments = [argument for field in fields for argument in field.args]

    def mean(parts: Sequence[Any], wholes: Sequence[Any]) -> int:
        return max(1, -(-len(parts) // len(wholes)))

    return {
        "Query.errorCodes": len(error_codes("en")),
        "__Schema.types": len(types),
        "__Schema.directives": len(schema.directives),
        "__Directive.args": 1,
        "__Type.fields": mean(fields, types),
        "__Type.inputFields": mean(inputs, types),
        "__Type.enumValues": mean(values, types),
        "__Type.interfaces": mean(interfaces, types),
        "__Type.possibleTypes": mean(interfaces, types),
        "__Field.args": mean(arguments, fields),
    }
