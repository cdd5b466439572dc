"""Plans and compiled statements, kept for later calls of the same document; bounded."""

from collections.abc import Callable, Hashable, Sequence
from typing import Any, TypeVar, cast

from cachetools import LRUCache
from graphql import NamedTypeNode, NonNullTypeNode
from sqlalchemy.engine import Dialect
from strawberry.types import Info

from db.binds import Statement
from db.compiler import compile_plan
from db.criteria import Criterion
from db.plan import Plan

T = TypeVar("T")


class PlanCache:
    """The newest `size` plans and statements; the least recently used ones go first."""

    def __init__(self, dialect: Dialect, size: int = 1000) -> None:
        self._dialect = dialect
        self._plans: LRUCache[Hashable, Any] = LRUCache(size)
        self._statements: LRUCache[Hashable, Statement] = LRUCache(size)

    def plan(self, info: Info[Any, Any], make: Callable[[], T]) -> T:
        """The plan of this root field of this document, made at the first call."""
        key = _key(info)
        found = self._plans.get(key)
        if found is None:
            found = self._plans[key] = make()
        return cast("T", found)

    def statement(self, plan: Plan, criteria: Sequence[Criterion]) -> Statement:
        """The statement of this plan for criteria of these shapes, compiled at the first call."""
        shapes = tuple(criterion.shape for criterion in criteria)
        key = (plan, shapes)
        found = self._statements.get(key)
        if found is None:
            found = self._statements[key] = compile_plan(plan, shapes, self._dialect)
        return found


def _key(info: Info[Any, Any]) -> Hashable:
    """Document, operation, root field, and the Boolean variables, which @skip and @include ask."""
    operation = info.operation
    switches = tuple(
        info.variable_values.get(definition.variable.name.value)
        for definition in operation.variable_definitions or ()
        if _is_boolean(definition.type)
    )
    return (
        operation.loc and operation.loc.source.body,
        operation.name and operation.name.value,
        info.path.key,
        switches,
    )


def _is_boolean(type_: Any) -> bool:
    if isinstance(type_, NonNullTypeNode):
        type_ = type_.type
    return isinstance(type_, NamedTypeNode) and type_.name.value == "Boolean"
