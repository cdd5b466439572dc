"""A mutation's document that selects all that a refusal can say, the records in it too."""

from collections.abc import Iterable

from graphql import (
    GraphQLField,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLObjectType,
    get_named_type,
    is_leaf_type,
)

from server.schema import SCHEMA

_CORE = SCHEMA._schema
_WHOLE = {"Money", "Remedy"}
"""Objects that are no records: all their fields are read."""


def document(mutation: str) -> str:
    """Of the payload every error whole; of its records which they are, and their versions."""
    fields = _fields(get_named_type(_payloads()[mutation].type))
    parts = [
        f"errors {{ {errors()} }}" if name == "errors" else f"{name} {_version(field)}"
        for name, field in fields.items()
    ]
    return (
        f"mutation($input: {mutation[0].upper()}{mutation[1:]}Input!) "
        f"{{ {mutation}(input: $input) {{ {' '.join(parts)} }} }}"
    )


def errors() -> str:
    """Every field of every type of error; of a record in one, all that it says of itself."""
    return f"__typename {' '.join(map(_error, _possible('UserError')))}"


def _payloads() -> dict[str, GraphQLField]:
    assert _CORE.mutation_type is not None
    fields: dict[str, GraphQLField] = _CORE.mutation_type.fields
    return fields


def _possible(interface: str) -> Iterable[GraphQLObjectType]:
    type_ = _CORE.type_map[interface]
    assert isinstance(type_, GraphQLInterfaceType)
    return sorted(_CORE.get_possible_types(type_), key=lambda each: each.name)


def _fields(type_: GraphQLNamedType) -> dict[str, GraphQLField]:
    assert isinstance(type_, GraphQLObjectType)
    fields: dict[str, GraphQLField] = type_.fields
    return fields


def _error(type_: GraphQLObjectType) -> str:
    parts = [f"{name} {_whole(field)}" for name, field in type_.fields.items()]
    return f"... on {type_.name} {{ {' '.join(parts)} }}"


def _whole(field: GraphQLField) -> str:
    """All of what an error's field leads to."""
    named = get_named_type(field.type)
    if isinstance(named, GraphQLInterfaceType):
        records = (f"... on {each.name} {{ {_record(each)} }}" for each in _possible(named.name))
        return f"{{ __typename {' '.join(records)} }}"
    if is_leaf_type(named):
        return ""
    return f"{{ __typename {_record(named)} }}"


def _record(type_: GraphQLNamedType) -> str:
    """All that it says of itself, under names of its type's own: types differ in equal names."""
    alias = "" if type_.name in _WHOLE else f"{type_.name}_"
    return " ".join(
        f"{alias}{name}: {name} {_reference(field)}"
        for name, field in _fields(type_).items()
        if not field.args and not get_named_type(field.type).name.endswith("Readiness")
    )


def _version(field: GraphQLField) -> str:
    named = get_named_type(field.type)
    if is_leaf_type(named):
        return ""
    return f"{{ __typename id {'version' if 'version' in _fields(named) else ''} }}"


def _reference(field: GraphQLField) -> str:
    named = get_named_type(field.type)
    if is_leaf_type(named):
        return ""
    if named.name in _WHOLE:
        return f"{{ {' '.join(_fields(named))} }}"
    return "{ __typename id }"
