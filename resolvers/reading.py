"""Answer a root field of a query: plan, criteria, statement, finished JSON."""

from collections.abc import Callable, Sequence
from typing import Any

import orjson
from orjson import Fragment

from db.binds import named_values
from db.criteria import ById, ByIds, Criterion, Nothing
from db.ids import kind_of
from db.plan import Plan, Record, Records, Root, RootPage
from db.reading import Reader
from resolvers.context import ClinchInfo, Context
from resolvers.planner import Planner, Site, raw_info
from resolvers.readiness import finish
from resolvers.searches import search

NOTHING = Criterion(Nothing())


def by_id(identifier: str | None) -> Criterion:
    """The record with this id; nothing for what isn't an id."""
    kind = kind_of(identifier or "")
    return Criterion(ById(kind), (identifier,)) if kind else NOTHING


def by_ids(kind: str, identifiers: Sequence[str]) -> Criterion:
    """The records with these ids, all of one kind."""
    return Criterion(ByIds((kind,)), (list(identifiers),))


async def read_record(info: ClinchInfo, kind: str, identifier: str) -> Any:
    """One record by id; null if there is none of this kind."""
    if kind_of(identifier) != kind:
        return None

    def make(planner: Planner) -> Root:
        return Record(planner.site(), ((kind, planner.members(kind, planner.root)),))

    return await read_root(info, make, by_id(identifier))


async def read_page(info: ClinchInfo, kind: str) -> Any:
    """A page of all records of a kind, by the field's own arguments."""

    def make(planner: Planner) -> Root:
        raw = raw_info(info)
        definition = raw.parent_type.fields[raw.field_name]
        return RootPage(kind, planner.page(definition, "", planner.root))

    return await read_root(info, make)


async def read_list(info: ClinchInfo, kind: str, criterion: Criterion) -> Any:
    """All records of a kind that match, in their kind's order."""

    def make(planner: Planner) -> Root:
        return Records(planner.site(), ((kind, planner.members(kind, planner.root)),))

    return await read_root(info, make, criterion)


def node_choices(planner: Planner) -> tuple[tuple[str, Any], ...]:
    """What to read of each type that is a Node."""
    interface = planner.schema.type_map["Node"]
    return tuple(
        (type_.name, planner.members(type_.name, planner.root))
        for type_ in planner.schema.get_possible_types(interface)  # type: ignore[arg-type]
    )


async def read_root(info: ClinchInfo, make: Callable[[Planner], Root], *brought: Criterion) -> Any:
    """The root field's answer; `brought` are the criteria of the sites that take no arguments."""
    context = info.context

    def make_plan() -> tuple[Plan, tuple[Site, ...]]:
        planner = Planner.of(info)
        plan = planner.finished(make(planner))
        return plan, tuple(planner.sites)

    plan, sites = context.application.plans.plan(info, make_plan)
    criteria = criteria_of(info, sites, iter(brought).__next__)
    async with context.reader() as reader:
        answer = await fetch(context, reader, plan, criteria)
    return None if answer is None else Fragment(answer)


def criteria_of(
    info: ClinchInfo, sites: Sequence[Site], bring: Callable[[], Criterion]
) -> list[Criterion]:
    """Every site's criterion: from its arguments in this call, or brought by the resolver."""
    variables = info.variable_values
    max_page = info.context.application.max_page
    return [
        bring() if site is None else search(site.arguments(variables), site.kind, max_page)
        for site in sites
    ]


async def fetch(
    context: Context, reader: Reader, plan: Plan, criteria: Sequence[Criterion]
) -> bytes | None:
    """One statement, and Python's part of the JSON where the plan leaves one."""
    statement = context.application.plans.statement(plan, criteria)
    values = named_values(criteria, context.actor.user_id, context.locale)
    answer = await reader.fetch(statement, values)
    if answer is None or not plan.finishing:
        return answer
    policy = context.application.settings.policy
    return orjson.dumps(finish(orjson.loads(answer), plan.finishing, context.locale, policy))
