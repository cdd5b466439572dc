"""What is selected of a mutation's payload becomes a plan, and what a refusal answers instead."""

from graphql import (
    GraphQLField,
    GraphQLObjectType,
    get_named_type,
    get_nullable_type,
    is_leaf_type,
    is_list_type,
)
from graphql.execution.collect_fields import FieldDetailsList

from db.reads import plan
from resolvers.planner import Planner
from resolvers.selections import ErrorSelection, PayloadSelection, SelectedField


def plan_payload(
    planner: Planner, type_: GraphQLObjectType, nodes: FieldDetailsList
) -> PayloadSelection:
    """A mutation's payload: entities that are read after the change, or errors; or results."""
    parts: list[tuple[str, plan.Root] | plan.Constant] = []
    brought: list[tuple[int, str]] = []
    layout: list[tuple[str, str, str | None]] = []
    errors: list[tuple[str, ErrorSelection]] = []
    results: list[tuple[str, tuple[SelectedField, ...]]] = []
    for key, name, field_nodes in planner.selected(type_, nodes):
        if name == "__typename":
            parts.append(plan.Constant(key, f'"{type_.name}"'))
            layout.append((key, name, type_.name))
            continue
        layout.append((key, name, None))
        if name == "errors":
            parts.append(plan.Constant(key, "[]"))
            errors.append((key, planner.errors(field_nodes)))
        elif name == "results":
            result = planner.type(get_named_type(type_.fields[name].type).name)
            results.append((key, planner.finished_fields(result, field_nodes)))
        else:
            site = planner.brought_site()
            brought.append((site, name))
            parts.append((key, _field(planner, type_.fields[name], site, field_nodes)))
    return PayloadSelection(
        plan.Document(tuple(parts)), tuple(brought), tuple(layout), tuple(errors), tuple(results)
    )


def _field(
    planner: Planner, definition: GraphQLField, site: int, nodes: FieldDetailsList
) -> plan.Root:
    named = get_named_type(definition.type)
    if is_leaf_type(named):
        return plan.Given(site)
    choices = ((named.name, planner.members(named.name, nodes)),)
    if is_list_type(get_nullable_type(definition.type)):
        return plan.Records(site, choices)
    return plan.Record(site, choices)
