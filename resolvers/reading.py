"""Answer what a query reads: its plan, this call's criteria, one statement, finished JSON."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import Any

import orjson
from graphql import GraphQLError

from db.drivers.reading import Answer
from db.reads.criteria import Criterion, named_values
from db.reads.plan import Plan
from db.sql.binds import Statement
from resolvers.context import ClinchInfo, Context, Outcome
from resolvers.documents import Operation
from resolvers.finishing import finish
from resolvers.info import operation_of
from resolvers.operations import QueryPlan, plan_query
from resolvers.sites import NOTHING

Fetch = Callable[[Statement, Mapping[str, Any]], Awaitable[Answer]]


async def read(info: ClinchInfo) -> Any:
    """A root field's answer. The first that is asked reads for all of the operation."""
    context = info.context
    async with context.turn:
        if context.outcomes is None:
            operation = operation_of(info)
            planned = query_plan(context, operation, info.variable_values)
            context.outcomes = await read_all(context, planned, info.variable_values)
    outcome = context.outcomes[str(info.path.key)]
    if isinstance(outcome, Exception):
        raise outcome
    return None if outcome is None else orjson.Fragment(outcome)


def query_plan(context: Context, operation: Operation, variables: dict[str, Any]) -> QueryPlan:
    """The operation's plan for these variables, made at the first call."""
    variant = operation.variant(variables)
    planned: QueryPlan | None = operation.plans.get(variant)
    if planned is None:
        application = context.application
        planned = plan_query(
            application.documents.schema, operation, variables, application.limits.page
        )
        operation.plans.put(variant, planned)
    return planned


async def read_all(
    context: Context, planned: QueryPlan, variables: dict[str, Any]
) -> dict[str, Outcome]:
    """What every root field that is planned comes to, by response key."""
    failed: dict[str, GraphQLError] = {}
    criteria = _criteria(planned, variables, context.application.limits.page, failed)
    try:
        answer = await _fetch_planned(context, planned, criteria) if planned.plan.roots else ()
    except Exception as exception:  # noqa: BLE001 - of each field that is read, as it concerns all
        return {root.key: failed.get(root.key, exception) for root in planned.roots}
    # One that can't be asked has an empty column.
    return {
        root.key: failed.get(root.key) or _finished(context, planned.plan, column)
        for root, column in zip(planned.roots, answer, strict=True)
    }


def _finished(context: Context, plan: Plan, column: bytes | None) -> Outcome:
    try:
        return finished(context, plan, column)
    except GraphQLError as error:
        return error


def _criteria(
    planned: QueryPlan,
    variables: dict[str, Any],
    max_page: int,
    failed: dict[str, GraphQLError],
) -> list[Criterion]:
    """Every site's criterion in this call; a root that can't be asked gets an entry in `failed`."""
    criteria: list[Criterion] = []
    for root in planned.roots:
        try:
            criteria += [
                site if isinstance(site, Criterion) else site.criterion(variables, max_page)
                for site in planned.sites[root.sites.start : root.sites.stop]
            ]
        except GraphQLError as error:
            failed[root.key] = error
            criteria[root.sites.start :] = [NOTHING] * len(root.sites)
    return criteria


# Each of those that only pass a statement on is no coroutine: on a small read they would add up.
def _fetch_planned(
    context: Context, planned: QueryPlan, criteria: Sequence[Criterion]
) -> Awaitable[Answer]:
    access = context.actor.access
    key = (access, *[criterion.shape for criterion in criteria])
    statement = planned.statements.get(key)
    if statement is None:
        statement = context.application.statements.get(planned.plan, criteria, access)
        planned.statements.put(key, statement)
    database = context.application.database
    return fetch(
        context,
        partial(database.read, context.actor, traffic=context.traffic),
        statement,
        criteria,
        database.clock,
    )


def fetch(
    context: Context,
    send: Fetch,
    statement: Statement,
    criteria: Sequence[Criterion],
    clock: Callable[[], datetime],
) -> Awaitable[Answer]:
    """What one statement brings; see finished() for Python's part of it."""
    settings = context.application.settings
    values = named_values(criteria, context.actor, context.locale)
    values["base_currency"] = settings.base_currency
    if "today" in statement.names:
        values["today"] = clock().astimezone(settings.time_zone).date()
    if "now" in statement.names:
        values["now"] = clock()
    return send(statement, values)


def finished(context: Context, plan: Plan, column: bytes | None) -> bytes | None:
    """A root's answer, with Python's part of the JSON where the plan leaves one."""
    if not plan.finishing or column is None:
        return column
    settings = context.application.settings
    return orjson.dumps(finish(orjson.loads(column), plan.finishing, context.locale, settings))
