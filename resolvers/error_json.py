"""Errors as JSON by the client's selection."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from resolvers.error_view import ErrorView
from resolvers.selections import SelectedField
from schema.messages import Locale

Records = Callable[[SelectedField], Any]
"""Finds what was read for a field that is a record or a list of them."""


def write_error(
    view: ErrorView, fields: Sequence[SelectedField], records: Records, locale: Locale
) -> dict[str, Any]:
    """What the client selected of this error, under the client's keys, in its order."""
    said = view.describe(locale)
    return {
        each.key: records(each) if each.choices else _project(said[each.name], each)
        for each in fields
    }


def _project(value: Any, field: SelectedField) -> Any:
    """A remedy's selected fields; any other value as it is."""
    if isinstance(value, list) and field.members:
        return [_selected(item, field.members) for item in value]
    return value


def _selected(item: Mapping[str, Any], fields: Sequence[Any]) -> dict[str, Any]:
    return {each.key: item[each.name] for each in fields}
