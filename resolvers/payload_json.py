"""A mutation's payload that Python writes: errors, and what became of each of many."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import orjson

from domain.refusals import NotFound
from resolvers.error_json import write_error
from resolvers.error_view import ErrorView
from resolvers.refusals import view
from resolvers.selections import ErrorSelection, PayloadSelection, SelectedField
from schema.errors import ErrorCode
from schema.messages import Locale

Ids = str | tuple[str, ...] | None
"""The record that a field is, or those of a list; None is null."""


@dataclass(frozen=True, slots=True)
class ResultView:
    """What became of one, before the client's selection."""

    values: Mapping[str, Any]
    records: Mapping[str, Ids]
    errors: Sequence[ErrorView]


@dataclass(frozen=True, slots=True)
class PayloadView:
    """A payload before the client's selection; what it doesn't name is null."""

    errors: Sequence[ErrorView] = ()
    values: Mapping[str, Any] = field(default_factory=dict)
    results: Sequence[ResultView] | None = None

    @property
    def codes(self) -> tuple[str, ...]:
        """Of its errors and its results'."""
        return tuple(each.code.value for each in self._all_errors())

    @property
    def missing_rights(self) -> frozenset[str]:
        """Those that its errors and its results' name."""
        denied = ErrorCode.PERMISSION_DENIED
        return frozenset(
            each.values["missingRight"] for each in self._all_errors() if each.code is denied
        )

    def _all_errors(self) -> Iterator[ErrorView]:
        yield from self.errors
        for result in self.results or ():
            yield from result.errors


@dataclass(frozen=True, slots=True)
class Reading:
    """The records that a field has in all objects which have it, one after another."""

    name: str
    field: SelectedField
    ids: Sequence[Ids]

    def listed(self) -> list[str]:
        """One after another."""
        return [each for ids in self.ids for each in ([ids] if isinstance(ids, str) else ids or ())]


def readings(selection: PayloadSelection, payload: PayloadView) -> Iterator[Reading]:
    """What has to be read for the payload.

    A field is read for all errors of its type together, in their order, so that the statement is
    the same however many there are.
    """
    for key, errors in selection.errors:
        yield from _of_errors(key, errors, payload.errors)
    results = payload.results or ()
    for key, fields in selection.results:
        for each in fields:
            name = f"{key}.{each.key}"
            if each.choices:
                yield Reading(name, each, [result.records[each.name] for result in results])
            elif each.errors is not None:
                yield from _of_errors(
                    name, each.errors, [error for result in results for error in result.errors]
                )


def _of_errors(
    key: str, selection: ErrorSelection, errors: Sequence[ErrorView]
) -> Iterator[Reading]:
    for kind, fields in selection.items():
        carried = [error.records for error in errors if error.type.__name__ == kind]
        for each in fields:
            if each.choices:
                ids = [records[each.name] for records in carried]
                yield Reading(f"{key}.{kind}.{each.key}", each, ids)


def write_payload(
    selection: PayloadSelection,
    payload: PayloadView,
    read: Mapping[str, Sequence[Any]],
    locale: Locale,
) -> bytes:
    """The payload as JSON; `read` has the records of each reading by its name."""
    return orjson.dumps(_Writer(selection, payload, read, locale).written())


def with_values(selection: PayloadSelection, payload: bytes, values: Mapping[str, str]) -> bytes:
    """A payload that the database wrote, with values that it wasn't to know."""
    written = orjson.loads(payload)
    told = {key: values[name] for key, name, _ in selection.layout if name in values}
    return orjson.dumps({**written, **told})


class _Writer:
    """Takes the records that were read in the order in which they were asked for."""

    def __init__(
        self,
        selection: PayloadSelection,
        payload: PayloadView,
        read: Mapping[str, Sequence[Any]],
        locale: Locale,
    ) -> None:
        self._selection, self._payload, self._locale = selection, payload, locale
        self._following = {name: iter(records) for name, records in read.items()}

    def written(self) -> dict[str, Any]:
        errors, results = dict(self._selection.errors), dict(self._selection.results)
        return {
            key: [self._error(key, errors[key], each) for each in self._payload.errors]
            if key in errors
            else self._results(key, results[key])
            if key in results
            else self._payload.values.get(name, constant)
            for key, name, constant in self._selection.layout
        }

    def _results(self, key: str, fields: Sequence[SelectedField]) -> Any:
        if self._payload.results is None:
            return None
        return [
            {each.key: self._field(key, each, result) for each in fields}
            for result in self._payload.results
        ]

    def _field(self, key: str, field: SelectedField, result: ResultView) -> Any:
        name = f"{key}.{field.key}"
        if field.choices:
            return self._records(name, result.records[field.name])
        if field.errors is not None:
            return [self._error(name, field.errors, each) for each in result.errors]
        return result.values[field.name]

    def _error(self, key: str, selection: ErrorSelection, error: ErrorView) -> dict[str, Any]:
        kind = error.type.__name__
        read = {
            field.key: self._records(f"{key}.{kind}.{field.key}", error.records[field.name])
            for field in selection[kind]
            if field.choices
        }
        gone = [each.name for each in selection[kind] if each.choices and read[each.key] is None]
        if gone:
            # A replay, and what the call was refused for has been deleted since.
            missing = error.records[gone[0]]
            assert isinstance(missing, str)
            error, read = view(NotFound(error.path, missing)), {}
            kind = error.type.__name__
        return write_error(error, selection[kind], lambda each: read[each.key], self._locale)

    def _records(self, name: str, ids: Ids) -> Any:
        if ids is None:
            return None
        if isinstance(ids, str):
            return next(self._following[name])
        records = [next(self._following[name]) for _ in ids]
        return [each for each in records if each is not None]
