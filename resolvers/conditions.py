"""What it costs to look for records by a filter, as far as its document says, and its variables."""

from collections.abc import Mapping
from typing import Any, Final

from graphql import FieldNode, GraphQLField, get_named_type

from resolvers.sizes import Size, argument, size_of

CONDITION: Final = 10
VALUES: Final = 10
"""So many values of a list cost a point more."""
RELATED: Final = 500
"""To go on to other records, for each record that is looked at."""
BELOW: Final = 10
"""By so much is a filter cheaper on what belongs to a record than on all that there is."""

_OF_THE_SAME: Final = frozenset({"and", "or", "not", "some", "none", "every"})
"""Members of a filter that are filters of the same records."""


def filter_points(field: FieldNode, definition: GraphQLField, *, below: bool) -> Size:
    """Points for all filters in a field's arguments; 0 if there is none."""
    given = [
        argument(field, name)
        for name, each in definition.args.items()
        if get_named_type(each.type).name.endswith("Filter")
    ]
    whole = argument(field, "input")
    if whole is None and not any(given):
        return 0

    def points(input: Any, *filters: Any) -> int:
        inner = input.get("filter") if isinstance(input, Mapping) else None
        found = sum(_points(each) for each in (inner, *filters))
        return -(-found // BELOW) if below else found

    return size_of(points, whole, *given)


def _points(given: Any) -> int:
    """Of a filter, of several, or of the operators on a field."""
    points = 0
    if isinstance(given, list):
        for each in given:
            points += _points(each)
    elif isinstance(given, Mapping):
        for name, value in given.items():
            if isinstance(value, Mapping):
                is_related = name not in _OF_THE_SAME and _holds_filters(value)
                points += _points(value) + (RELATED if is_related else 0)
            elif name in _OF_THE_SAME:
                points += _points(value)
            else:
                points += CONDITION
                points += len(value) // VALUES if isinstance(value, list) else 0
    return points


def _holds_filters(member: Mapping[str, Any]) -> bool:
    """Whether these are filters of other records, and not the operators on a field."""
    return any(name in _OF_THE_SAME or isinstance(value, Mapping) for name, value in member.items())
