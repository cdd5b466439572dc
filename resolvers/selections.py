"""What was selected where Python finishes the JSON: of errors, of a readiness, of a payload."""

from collections.abc import Mapping
from dataclasses import dataclass

from graphql import FieldNode

from db.plan import Document, Members


@dataclass(frozen=True, slots=True)
class ErrorField:
    """One selected field of an error: what to answer under which key."""

    key: str
    name: str
    members: "tuple[ErrorField, ...] | Members" = ()
    """Of an entity what to read of it; of a remedy what to answer of it."""
    entity: str | None = None
    """The kind of record, if the field is one or a list of them."""


ErrorSelection = Mapping[str, tuple[ErrorField, ...]]
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
    refusal: tuple[tuple[str, str], ...]
    """The answer of a refused call, but for what its errors are: (key, JSON)."""
    errors: tuple[tuple[str, ErrorSelection], ...]
    """The keys under which the errors are selected, and what of them."""
