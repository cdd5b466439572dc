"""Answer a whole operation by its plan, before graphql-core; it gets whatever has no plan."""

from collections.abc import Awaitable
from typing import Any

from graphql import GraphQLError, OperationType

from resolvers.asked import Asked
from resolvers.changes import MUTATIONS
from resolvers.context import Context
from resolvers.documents import Operation
from resolvers.extensions import end
from resolvers.inputs import reader_of
from resolvers.operations import QueryPlan, root_fields
from resolvers.reading import query_plan, read_all
from resolvers.writing import change_plan, run_change


def answer(context: Context, asked: Asked) -> Awaitable[bytes | None]:
    """The answer as JSON; None if graphql-core has to give it.

    That is so where a field has a resolver of its own, and wherever there is something to say in
    `errors`. What was read or done by then is in context.outcomes and isn't done again.
    """
    match asked.operation.node.operation:
        case OperationType.QUERY:
            return _answer_query(context, asked.operation, asked.variables)
        case OperationType.MUTATION:
            return _answer_mutation(context, asked.operation, asked.variables)
    return _leave_to_graphql_core()


async def _leave_to_graphql_core() -> None:
    """It has the words for an operation of a kind that the schema doesn't have."""


async def _answer_query(
    context: Context, operation: Operation, variables: dict[str, Any]
) -> bytes | None:
    planned = query_plan(context, operation, variables)
    if not planned.is_whole:
        return None
    context.outcomes = await read_all(context, planned, variables)
    return _written(planned, context)


def _written(planned: QueryPlan, context: Context) -> bytes | None:
    """The whole answer; None if a field failed, or is null and mustn't be."""
    # Joined once: a large page isn't copied from text to text.
    parts: list[bytes] = [b'{"data":{']
    found = iter(planned.roots)
    for key, constant in planned.layout:
        value: bytes | None = constant
        if value is None:
            root = next(found)
            outcome = (context.outcomes or {})[root.key]
            if isinstance(outcome, Exception) or (outcome is None and not root.nullable):
                return None
            value = outcome or b"null"
        parts += [b"," if len(parts) > 1 else b"", key, value]
    parts.append(end(context))
    return b"".join(parts)


async def _answer_mutation(
    context: Context, operation: Operation, variables: dict[str, Any]
) -> bytes | None:
    try:
        fields = root_fields(context.application.documents.schema, operation, variables)
        if len(fields) != 1:
            return None
        ((key, nodes),) = fields.items()
        if nodes[0].node.name.value not in MUTATIONS:
            return None
        planned = change_plan(context, operation, key, nodes, variables)
        given = _given(planned.definition, planned.arguments(variables))
    except (GraphQLError, ValueError):
        return None
    try:
        payload = await run_change(context, planned, variables, given)
    except Exception as exception:  # noqa: BLE001 - graphql-core says it, and runs nothing again
        context.outcomes = {key: exception}
        return None
    if payload.is_replay:
        context.replays += (key,)
    return b'{"data":{"' + key.encode() + b'":' + payload.json + end(context)


def _given(definition: Any, arguments: dict[str, Any]) -> Any:
    """The mutation's input, as Strawberry gives it to a resolver."""
    (argument,) = definition.extensions["strawberry-definition"].arguments
    read = reader_of(argument.type)
    assert read is not None
    return read(arguments["input"])
