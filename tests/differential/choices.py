"""Small decisions, each drawn by Hypothesis: it shrinks a document by making them smaller."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TypeVar

from hypothesis import strategies as st

T = TypeVar("T")
Draw = Callable[[st.SearchStrategy[int]], int]


@cache
def _up_to(most: int) -> st.SearchStrategy[int]:
    return st.integers(0, most)


@dataclass(frozen=True, slots=True)
class Choices:
    """What a document's author asks; 0, the first, and no are the simplest answers."""

    draw: Draw

    def number(self, least: int, most: int) -> int:
        """A whole number, both ends included."""
        return least + self.draw(_up_to(most - least)) if most > least else least

    def one(self, options: Sequence[T]) -> T:
        """One of them."""
        return options[self.number(0, len(options) - 1)]

    def some(self, options: Sequence[T], least: int, most: int) -> list[T]:
        """So many of them, any of them more than once."""
        return [self.one(options) for _ in range(self.number(least, most))]

    def chance(self, percent: int) -> bool:
        """Yes, in so many cases of a hundred."""
        return self.number(0, 99) >= 100 - percent
