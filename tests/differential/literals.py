"""Values written into a document: any part of one may be a variable instead."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

from graphql import (
    GraphQLInputObjectType,
    GraphQLInputType,
    get_named_type,
    get_nullable_type,
    is_enum_type,
    is_list_type,
    is_non_null_type,
)

from tests.differential.choices import Choices

CALLS = 2
"""How many times each document is sent, with other values for its variables."""


class Omitted(Enum):
    """The variable isn't among those that are sent."""

    OMITTED = 0


OMITTED = Omitted.OMITTED
Values = tuple[Any, ...]
"""What a value is in each call; all are of one shape."""


@dataclass(frozen=True, slots=True)
class Variable:
    """A declared variable, and what is sent for it in each call."""

    name: str
    declared: str
    sent: Values


@dataclass(slots=True)
class Literals:
    """Writes values, and remembers the variables."""

    choices: Choices
    variables: dict[str, Variable] = field(default_factory=dict)
    used: set[str] = field(default_factory=set)
    """Those used in the operation or fragment that is being written."""
    percent: int = 20
    """How many parts of a hundred are variables."""

    def argument(self, type_: GraphQLInputType, values: Values, *, has_default: bool) -> str:
        """An argument's value; if null is allowed, a variable may also be null or left out."""
        if not is_non_null_type(type_) and self.choices.chance(self.percent * 2):
            return self.nullable(type_, values)
        return self.value(type_, values, has_default=has_default)

    def nullable(self, type_: GraphQLInputType, values: Values) -> str:
        """A variable that is null, left out or given, with a default or without."""
        sent = tuple(self.choices.one([each, None, OMITTED]) for each in values)
        default = self.choices.one([OMITTED, values[0], None])
        return self.variable(str(type_), sent, type_, default)

    def value(self, type_: GraphQLInputType, values: Values, *, has_default: bool = False) -> str:
        """A value that mustn't become null; the same in each call unless it is a variable."""
        if self.choices.chance(self.percent):
            return self.given(type_, values, has_default=has_default)
        return self.literal(type_, values)

    def whole(self, type_: GraphQLInputType, values: Values) -> str:
        """The same in each call: a variable as a whole, or none in it."""
        if self.choices.chance(self.percent):
            return self.given(type_, values, has_default=False)
        return self.literal(type_, values, constant=True)

    def given(self, type_: GraphQLInputType, values: Values, *, has_default: bool) -> str:
        """A variable that always comes to a value: given, or by a default."""
        bare = str(get_nullable_type(type_))
        if None in values:
            # To give null is to give a value, too: it empties a field.
            return self.variable(bare, values)
        some = tuple(self.choices.one([each, OMITTED]) for each in values)
        match self.choices.number(0, 4):
            case 0 | 1:
                return self.variable(f"{bare}!", values)
            case 2:
                return self.variable(f"{bare}!", some, type_, values[0])
            case 3 if has_default:
                return self.variable(bare, some)
            case _:
                return self.variable(bare, some, type_, values[-1])

    def variable(
        self, declared: str, sent: Values, type_: Any = None, default: Any = OMITTED
    ) -> str:
        """Declare a variable; its name, as it is used."""
        name = f"{self.choices.one(['v', 'input', '_', 'on', 'null', 'Ab_'])}{len(self.variables)}"
        if default is not OMITTED:
            declared += f" = {self.literal(type_, (default,), constant=True)}"
        self.variables[name] = Variable(name, declared, sent)
        self.used.add(name)
        return f"${name}"

    def literal(self, type_: Any, values: Values, *, constant: bool = False) -> str:
        """A value's own text; its parts may be variables unless it has to be constant."""
        nullable, named, value = get_nullable_type(type_), get_named_type(type_), values[0]
        if value is None:
            return "null"
        if is_list_type(nullable) and isinstance(value, list):
            items = zip(*values, strict=True)
            texts = [self.part(nullable.of_type, each, constant=constant) for each in items]
            if len(texts) == 1 and self.choices.chance(30):
                return texts[0] if not texts[0].startswith("$") else f"[{texts[0]}]"
            return f"[{', '.join(texts)}]"
        if isinstance(value, Mapping) and isinstance(named, GraphQLInputObjectType):
            return self.object(named, values, constant=constant)
        if is_enum_type(named):
            return str(value)
        return self.text(value) if isinstance(value, str) else json.dumps(value)

    def object(self, type_: GraphQLInputObjectType, values: Values, *, constant: bool) -> str:
        """An input object. A variable that is left out leaves its field out: never the only one."""
        fields: list[str] = []
        for place, name in enumerate(values[0]):
            definition, each = type_.fields[name], tuple(value[name] for value in values)
            has_default = definition.default is not None
            optional = place > 0 and not type_.is_one_of and not is_non_null_type(definition.type)
            if optional and not constant and self.choices.chance(self.percent):
                sent = tuple(self.choices.one([value, OMITTED]) for value in each)
                text = self.variable(str(definition.type), sent)
            elif type_.is_one_of and not constant and self.choices.chance(self.percent):
                text = self.variable(f"{definition.type}!", each)
            elif type_.is_one_of:
                text = self.literal(definition.type, each, constant=constant)
            else:
                text = self.part(definition.type, each, constant=constant, has_default=has_default)
            fields.append(f"{name}: {text}")
        return f"{{{', '.join(fields)}}}"

    def part(self, type_: Any, values: Values, *, constant: bool, has_default: bool = False) -> str:
        """A part of a value."""
        if constant:
            return self.literal(type_, values, constant=True)
        return self.value(type_, values, has_default=has_default)

    def text(self, value: str) -> str:
        """A string in one of the spellings that GraphQL has."""
        escaped = json.dumps(value, ensure_ascii=False)
        match self.choices.number(0, 3):
            case 1:
                return json.dumps(value)
            case 2 if value.isprintable() and value.strip() == value and not {*'"\\'} & {*value}:
                return f'"""{value}"""' if value else escaped
            case 3:
                return '"' + "".join(f"\\u{{{ord(each):x}}}" for each in value) + '"'
            case _:
                return escaped
