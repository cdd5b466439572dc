"""What was selected where Python finishes the JSON: of errors, of a readiness, of a payload."""

from collections.abc import Mapping
from dataclasses import dataclass

from graphql import FieldNode

from db.reads.plan import Document, Members


@dataclass(frozen=True, slots=True)
class ErrorField:
    """One selected field of an error: what to answer under which key."""

    key: str
    name: str
    members: "tuple[ErrorField, ...]" = ()
    """Of a remedy what to answer of it."""
    choices: tuple[tuple[str, Members], ...] = ()
    """If the field is a record or a list of them: the kinds that it may be of, and what to read
    of each."""


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
