"""Documents by numbers: each is another, where Hypothesis makes many that are alike."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from random import Random
from typing import Final

from graphql import GraphQLObjectType

from tests.differential.choices import Choices
from tests.differential.cursors import ROOTS
from tests.differential.documents import QUERY, Author, any_operation, requests_of
from tests.differential.oracle import SDL
from tests.differential.selections import Scope, Selections
from tests.differential.ways import Request

_PAGE: Final = "totalCount pageInfo { hasNextPage hasPreviousPage }"


@dataclass(frozen=True, slots=True)
class Lucky(Choices):
    """Choices that are drawn from a number's own luck; nothing is shrunk."""

    luck: Random

    def number(self, least: int, most: int) -> int:
        return self.luck.randint(least, most)


def documents(author: Author, first: int, count: int) -> Iterator[Sequence[Request]]:
    """The calls of each of so many documents: the same for the same numbers."""
    for number in range(first, first + count):
        choices = Lucky(_nothing, Random(number))  # noqa: S311 - the same each time
        selections = author.selections(choices, choices.number(20, 50))
        write = any_operation if choices.chance(25) else pages
        yield requests_of(choices, selections, write)


def pages(selections: Selections) -> str:
    """Pages of records, with much of what these lead to: who sees what is told by such."""
    choices = selections.choices
    parts = []
    for _ in range(choices.number(1, 2)):
        kind = choices.one([*ROOTS, "Opportunity", "Quote", "Account", "Event"])
        type_, root = SDL.type_map[kind], ROOTS[kind]
        assert isinstance(type_, GraphQLObjectType)
        given = selections.arguments.of(QUERY.fields[root], kind, at_root=True)
        inner = selections.set(type_, Scope(within_fragment=False), 4)
        more = selections.set(type_, Scope(within_fragment=False), 3)
        key = selections.fresh()
        parts.append(f"{key}: {root}{given} {{ {_PAGE} nodes {inner} edges {{ node {more} }} }}")
    return f"{{ {' '.join(parts)} }}"


def _nothing(*_: object) -> int:
    raise AssertionError
