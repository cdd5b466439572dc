"""Compiled statements, kept for whichever documents have the same plan; bounded."""

from collections.abc import Hashable, Sequence
from typing import Final

from sqlalchemy.engine import Dialect

from db.reads.compiler import compile_plan
from db.reads.criteria import Criterion
from db.reads.plan import Plan
from db.reads.visibility import Visibility
from db.sql.binds import Statement
from domain.access import Access
from resolvers.bounded import Bounded

SIZE: Final = 2 * 1024 * 1024
"""How many characters of SQL are kept."""


class Statements:
    """The newest statements; the least recently used ones go first."""

    def __init__(self, dialect: Dialect) -> None:
        self._dialect = dialect
        self._kept: Bounded[Hashable, Statement] = Bounded(SIZE, lambda each: len(each.sql))

    def get(self, plan: Plan, criteria: Sequence[Criterion], access: Access) -> Statement:
        """The statement of this plan for criteria of these shapes, compiled at the first call.

        It has the conditions of this access, whoever asks; the actor is a value.
        """
        shapes = tuple([criterion.shape for criterion in criteria])
        key = (plan, shapes, access)
        found = self._kept.get(key)
        if found is None:
            found = compile_plan(plan, shapes, self._dialect, Visibility(access))
            self._kept.put(key, found)
        return found
