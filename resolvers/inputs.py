"""Inputs as their schema's dataclasses: how each is read is found out once, not at every call."""

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import Any

from strawberry import UNSET
from strawberry.schema.name_converter import NameConverter
from strawberry.types.base import StrawberryList, StrawberryOptional, has_object_definition

Read = Callable[[Any], Any]

_NAMES = NameConverter()


@cache
def reader_of(type_: Any) -> Read | None:
    """How a value of this type that graphql-core has coerced is read; None is as it is."""
    if isinstance(type_, StrawberryOptional):
        read = reader_of(type_.of_type)
        return read and (lambda value: None if value is None else read(value))
    if isinstance(type_, StrawberryList):
        read_item = reader_of(type_.of_type)
        return list if read_item is None else lambda value: [read_item(item) for item in value]
    if has_object_definition(type_):
        return _object_reader(type_)
    return None


def arguments_of(input: Any) -> Any:
    """An input, or a value in one, as graphql-core coerced it: the way back."""
    if isinstance(input, list):
        return [arguments_of(each) for each in input]
    if not has_object_definition(input):
        return input
    return {
        _NAMES.from_field(field): arguments_of(value)
        for field in input.__strawberry_definition__.fields
        if (value := getattr(input, field.python_name)) is not UNSET
    }


def _object_reader(type_: Any) -> Read:
    def read(value: Mapping[str, Any]) -> Any:
        return type_(
            **{
                name: value[key] if read_value is None else read_value(value[key])
                for key, name, read_value in _fields_of(type_)
                if key in value
            }
        )

    return read


@cache
def _fields_of(type_: Any) -> Sequence[tuple[str, str, Read | None]]:
    """An input's fields: the contract's name, ours, how each is read; filters hold filters."""
    definition = type_.__strawberry_definition__
    return [
        (
            _NAMES.from_field(field),
            field.python_name,
            reader_of(field.resolve_type(type_definition=definition)),
        )
        for field in definition.fields
    ]
