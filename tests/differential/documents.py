"""Whole documents: operations, fragments, variables, and the calls that are made of one."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from graphql import GraphQLObjectType, parse, validate
from hypothesis import assume
from hypothesis import strategies as st

from tests.differential.arguments import Arguments
from tests.differential.choices import Choices
from tests.differential.cursors import Cursors
from tests.differential.data import IndexedRows
from tests.differential.filters import Filters
from tests.differential.layout import laid_out
from tests.differential.literals import CALLS, OMITTED, Literals, Variable
from tests.differential.oracle import SDL
from tests.differential.selections import Scope, Selections
from tests.differential.ways import Request

Write = Callable[[Selections], str]
"""Writes the selection set of an operation."""
assert SDL.query_type is not None
QUERY: GraphQLObjectType = SDL.query_type


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation: its text, and what it uses."""

    name: str
    text: str
    variables: set[str]
    spreads: set[str]


@dataclass(frozen=True, slots=True)
class Author:
    """Writes documents about what the database holds."""

    rows: IndexedRows
    cursors: Cursors

    def requests(self) -> st.SearchStrategy[Sequence[Request]]:
        """The calls of one valid document, each with values of its own."""

        @st.composite
        def write(draw: st.DrawFn) -> Sequence[Request]:
            choices = Choices(draw)
            selections = self.selections(choices, choices.number(4, 40))
            requests = requests_of(choices, selections)
            assume(requests)
            return requests

        return write()

    def selections(self, choices: Choices, budget: int) -> Selections:
        """What writes the selection sets of one document with about so many fields."""
        literals = Literals(choices)
        filters = Filters(choices, self.rows)
        arguments = Arguments(choices, literals, filters, self.cursors)
        return Selections(SDL, choices, literals, arguments, budget)


def requests_of(
    choices: Choices, selections: Selections, write: Write | None = None
) -> Sequence[Request]:
    """The calls of one document, whose operations `write` may write; none if it isn't valid."""
    literals, write = selections.literals, write or any_operation
    several = choices.one([1, 1, 1, 1, 2, 3])
    named = several > 1 or choices.chance(50)
    names = [f"Op{number}" if named else "" for number in range(several)]
    operations = [_operation(name, selections, write) for name in names]
    document = laid_out(choices, _document(choices, operations, selections, literals))
    if validate(SDL, parse(document)):
        return ()
    return [
        _request(choices, document, operations, selections, literals.variables, call)
        for call in range(CALLS)
    ]


def any_operation(selections: Selections) -> str:
    """Any fields of the query."""
    return selections.set(QUERY, Scope(within_fragment=False), 5)


def _operation(name: str, selections: Selections, write: Write) -> Operation:
    literals = selections.literals
    selections.spreads, literals.used = set(), set()
    text = write(selections)
    return Operation(name, text, literals.used, selections.spreads)


def _document(
    choices: Choices,
    operations: Sequence[Operation],
    selections: Selections,
    literals: Literals,
) -> str:
    parts = [_definition(each, selections, literals.variables) for each in operations]
    fragments = selections.fragments.values()
    parts += [f"fragment {each.name} on {each.on} {each.text}" for each in fragments]
    return "\n".join(reversed(parts) if choices.chance(30) else parts)


def _definition(
    operation: Operation, selections: Selections, variables: Mapping[str, Variable]
) -> str:
    used = sorted(_used(operation, selections))
    declared = ", ".join(f"${each}: {variables[each].declared}" for each in used)
    if not operation.name and not declared:
        return operation.text
    return f"query {operation.name}{f'({declared})' if declared else ''} {operation.text}"


def _used(operation: Operation, selections: Selections) -> set[str]:
    """The variables of the operation and of all fragments that it leads to."""
    variables, pending, seen = {*operation.variables}, [*operation.spreads], set[str]()
    while pending:
        name = pending.pop()
        if name not in seen:
            seen.add(name)
            variables |= selections.fragments[name].variables
            pending += selections.fragments[name].spreads
    return variables


def _request(
    choices: Choices,
    document: str,
    operations: Sequence[Operation],
    selections: Selections,
    variables: Mapping[str, Variable],
    call: int,
) -> Request:
    operation = choices.one(operations)
    sent: dict[str, Any] = {
        name: variables[name].sent[call]
        for name in sorted(_used(operation, selections))
        if variables[name].sent[call] is not OMITTED
    }
    if choices.chance(10):
        sent["unknown"] = {"a": [None, "🤖"]}
    said = len(operations) > 1 or (operation.name and choices.chance(50))
    return Request(
        document,
        sent or (None if choices.chance(50) else {}),
        operation.name if said else None,
        choices.one(["en", "ja"]),
        choices.one([{}, {}, {"extensions": {"any": 1}}]),
    )
