"""What was selected where Python finishes the JSON: of errors, of a readiness, of a payload."""

from collections.abc import Mapping
from dataclasses import dataclass

from graphql import FieldNode

from db.reads.plan import Document, Members


@dataclass(frozen=True, slots=True)
class SelectedField:
    """One selected field of an error or a result: what to answer under which key."""

    key: str
    name: str
    members: "tuple[SelectedField, ...]" = ()
    """Of a remedy what to answer of it."""
    choices: tuple[tuple[str, Members], ...] = ()
    """If the field is a record or a list of them: the kinds that it may be of, and what to read
    of each."""
    errors: "ErrorSelection | None" = None
    """If the field is a list of errors: what to answer of each type of them."""


ErrorSelection = Mapping[str, tuple[SelectedField, ...]]
"""For each error type what is selected of it."""


@dataclass(frozen=True, slots=True)
class ReadinessSelection:
    """What is selected of a closeReadiness."""

    fields: tuple[tuple[str, str], ...]
    errors: ErrorSelection


Selected = tuple[tuple[str, str, "Selected | str"], ...]
"""The fields selected of an object: key, name, and what is selected of it.

Of a record that is the name under which it was read, of __typename the type's, of a leaf nothing.
"""


@dataclass(frozen=True, slots=True)
class FiguresSelection:
    """What is selected of each group of figures."""

    fields: Selected
    node: FieldNode


Finishing = ReadinessSelection | FiguresSelection


@dataclass(frozen=True, slots=True)
class PayloadSelection:
    """What is selected of a mutation's payload."""

    document: Document
    """The answer of a call that isn't refused."""
    brought: tuple[tuple[int, str], ...]
    """The sites that the call brings a criterion for, and the payload's field each is for."""
    layout: tuple[tuple[str, str, str | None], ...]
    """The answer as Python writes it: key, name, and its value if that is constant."""
    errors: tuple[tuple[str, ErrorSelection], ...]
    """The keys under which the errors are selected, and what of them."""
    results: tuple[tuple[str, tuple[SelectedField, ...]], ...]
    """The same of what became of each, where the payload is about many."""
