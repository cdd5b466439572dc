"""Compiled statements, kept for whichever documents have the same plan; bounded."""

from collections.abc import Hashable, Sequence
from typing import Final

from cachetools import LRUCache
from sqlalchemy.engine import Dialect

from db.binds import Statement
from db.compiler import compile_plan
from db.criteria import Criterion
from db.plan import Plan

SIZE: Final = 8 * 1024 * 1024
"""How many characters of SQL are kept."""


class Statements:
    """The newest statements; the least recently used ones go first."""

    def __init__(self, dialect: Dialect) -> None:
        self._dialect = dialect
        self._kept: LRUCache[Hashable, Statement] = LRUCache(SIZE, lambda each: len(each.sql))

    def get(self, plan: Plan, criteria: Sequence[Criterion]) -> Statement:
        """The statement of this plan for criteria of these shapes, compiled at the first call."""
        shapes = tuple([criterion.shape for criterion in criteria])
        key = (plan, shapes)
        found = self._kept.get(key)
        if found is None:
            found = compile_plan(plan, shapes, self._dialect)
            if len(found.sql) <= SIZE:
                self._kept[key] = found
        return found
