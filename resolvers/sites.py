"""Sites: where the calls of a planned document have their say, by arguments that they coerce."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import Any, Final

from graphql import (
    FieldNode,
    GraphQLError,
    GraphQLField,
    ListValueNode,
    ObjectValueNode,
    Undefined,
    ValueNode,
    VariableNode,
)
from graphql.execution.values import VariableValues, get_argument_values

from db.ids import kind_of
from db.reads.criteria import ById, ByIds, Criterion, Nothing
from resolvers.searches import search

NOTHING: Final = Criterion(Nothing())
_by_id: Final = cache(ById)
"""The same one each time, so that a statement's key is found without comparing it."""

Ask = Callable[[Mapping[str, Any], int], Criterion]
"""What coerced arguments ask for, where pages have at most so many entries; GraphQLError if they
can't be meant."""


def by_id(identifier: str | None) -> Criterion:
    """The record with this id; nothing for what isn't an id."""
    kind = kind_of(identifier or "")
    return Criterion(_by_id(kind), (identifier,)) if kind else NOTHING


def by_ids(kinds: tuple[str, ...], identifiers: list[str]) -> Criterion:
    """The records with these ids, of these kinds."""
    return Criterion(ByIds(kinds), (identifiers,))


def still_there(criterion: Criterion) -> Criterion:
    """The same without holes in a list where records have gone, or are seen no more."""
    shape = criterion.shape
    if not isinstance(shape, ByIds):
        return criterion
    return Criterion(replace(shape, only_found=True), criterion.values)


def page_of(kind: str) -> Ask:
    """A connection's own arguments: filter, order, page."""
    return lambda arguments, max_page: search(arguments, kind, max_page)


@dataclass(frozen=True, slots=True)
class Site:
    """A field with arguments, and what they ask for."""

    definition: GraphQLField
    node: FieldNode
    ask: Ask
    names: Mapping[str, str] | None
    """The variables that the arguments are, where all are and none else has a default."""

    @classmethod
    def of(cls, definition: GraphQLField, node: FieldNode, ask: Ask) -> "Site":
        given = {argument.name.value: argument.value for argument in node.arguments or ()}
        left_out = [each for name, each in definition.args.items() if name not in given]
        defaults = [each.default or each.default_value for each in left_out]
        names = {
            name: value.name.value
            for name, value in given.items()
            if isinstance(value, VariableNode)
        }
        is_plain = len(names) == len(given) and defaults == [Undefined] * len(defaults)
        return cls(definition, node, ask, names if is_plain else None)

    def criterion(self, variables: dict[str, Any], max_page: int) -> Criterion:
        """What this call asks for; GraphQLError at this field if it can't be meant."""
        try:
            return self.ask(self.arguments(variables), max_page)
        except GraphQLError as error:
            if error.nodes:
                raise
            raise GraphQLError(error.message, self.node, extensions=error.extensions) from None

    def arguments(self, variables: dict[str, Any]) -> dict[str, Any]:
        """The coerced arguments; variables' values are coerced already."""
        if self.names is not None:
            given = {name: variables.get(variable) for name, variable in self.names.items()}
            if None not in given.values():
                return given
        return get_argument_values(self.definition, self.node, VariableValues({}, variables))

    @property
    def is_constant(self) -> bool:
        """Every call asks for the same: the document says it all."""
        return not any(has_variable(argument.value) for argument in self.node.arguments or ())


def has_variable(value: ValueNode) -> bool:
    """Whether a value is a variable, or holds one."""
    match value:
        case VariableNode():
            return True
        case ListValueNode():
            return any(map(has_variable, value.values))
        case ObjectValueNode():
            return any(has_variable(field.value) for field in value.fields)
    return False
