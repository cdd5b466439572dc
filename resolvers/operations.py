"""What an operation reads or changes, planned once for all calls of its document."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from graphql import (
    FieldNode,
    GraphQLError,
    GraphQLField,
    GraphQLSchema,
    get_named_type,
    is_non_null_type,
)
from graphql.execution.collect_fields import FieldDetailsList, collect_fields
from graphql.execution.values import VariableValues, get_argument_values

from db.reads.criteria import Criterion, Shape
from db.reads.plan import Plan, Root
from db.sql.binds import Statement
from domain.access import Access
from resolvers.bounded import Bounded
from resolvers.documents import Operation
from resolvers.payloads import plan_payload
from resolvers.planner import Planner
from resolvers.roots import ROOTS
from resolvers.selections import PayloadSelection
from resolvers.sites import Site

SHAPES: Final = 32
"""How many statements a plan keeps at hand, for arguments of different shapes."""


@dataclass(frozen=True, slots=True)
class ReadRoot:
    """A root field that the plan reads: its column is the `number`th, its sites are a range."""

    key: str
    nullable: bool
    sites: range


@dataclass(frozen=True, slots=True, eq=False)
class QueryPlan:
    """All that an operation reads, by one statement; what is left is graphql-core's."""

    plan: Plan
    sites: Sequence[Site | Criterion]
    roots: Sequence[ReadRoot]
    layout: Sequence[tuple[bytes, bytes | None]]
    """The answer's keys as JSON, in their order, each with its value where that is constant."""
    is_whole: bool
    """Nothing is left."""
    statements: Bounded[tuple[Access | Shape, ...], Statement] = field(
        default_factory=lambda: Bounded(SHAPES)
    )


@dataclass(frozen=True, slots=True, eq=False)
class ChangePlan:
    """What a mutation's payload reads."""

    name: str
    definition: GraphQLField
    node: FieldNode
    selection: PayloadSelection
    plan: Plan
    sites: Sequence[Site | None]

    def arguments(self, variables: dict[str, Any]) -> dict[str, Any]:
        return get_argument_values(self.definition, self.node, VariableValues({}, variables))


def root_fields(
    schema: GraphQLSchema, operation: Operation, variables: dict[str, Any]
) -> Mapping[str, FieldDetailsList]:
    """An operation's root fields, by response key, in their order."""
    type_ = schema.get_root_type(operation.node.operation)
    assert type_ is not None
    return collect_fields(
        schema, operation.fragments, VariableValues({}, variables), type_, operation.node
    ).grouped_field_set


def plan_query(
    schema: GraphQLSchema, operation: Operation, variables: dict[str, Any], max_page: int
) -> QueryPlan:
    """The plan of a query's root fields, as far as the database answers them."""
    assert schema.query_type is not None
    planner = Planner(schema, operation.node, operation.fragments, VariableValues({}, variables))
    planned: list[Root] = []
    roots: list[ReadRoot] = []
    layout: list[tuple[bytes, bytes | None]] = []
    is_whole = True
    for key, nodes in root_fields(schema, operation, variables).items():
        name = nodes[0].node.name.value
        key_json = f'"{key}":'.encode()
        if name == "__typename":
            layout.append((key_json, b'"Query"'))
            continue
        plan_root = ROOTS.get(name)
        if plan_root is None:
            is_whole = False
            continue
        definition = schema.query_type.fields[name]
        first = len(planner.sites)
        planned.append(plan_root(planner, definition, nodes))
        nullable = not is_non_null_type(definition.type)
        roots.append(ReadRoot(key, nullable, range(first, len(planner.sites))))
        layout.append((key_json, None))
    sites = [_folded(site, max_page) for site in planner.sites if site is not None]
    return QueryPlan(planner.finished(*planned), sites, roots, layout, is_whole)


def _folded(site: Site, max_page: int) -> Site | Criterion:
    """The criterion itself if it is always the same."""
    if not site.is_constant:
        return site
    try:
        return site.criterion({}, max_page)
    except GraphQLError:
        return site


def plan_change(
    schema: GraphQLSchema, operation: Operation, nodes: FieldDetailsList, variables: dict[str, Any]
) -> ChangePlan:
    """The plan of a mutation's payload."""
    assert schema.mutation_type is not None
    node = nodes[0].node
    definition = schema.mutation_type.fields[node.name.value]
    planner = Planner(schema, operation.node, operation.fragments, VariableValues({}, variables))
    type_ = planner.type(get_named_type(definition.type).name)
    selection = plan_payload(planner, type_, nodes)
    return ChangePlan(
        node.name.value,
        definition,
        node,
        selection,
        planner.finished(selection.document),
        planner.sites,
    )
