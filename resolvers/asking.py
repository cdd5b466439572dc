"""The first step of every request: which operation is meant, with which values, at what cost."""

from collections.abc import Mapping
from typing import Any

from graphql import GraphQLError

from resolvers.asked import Asked, Refusal, refuse
from resolvers.context import Context
from resolvers.documents import Document
from resolvers.faults import FaultCode
from resolvers.idempotency import header_fault


def ask(
    context: Context,
    text: str,
    variables: Mapping[str, Any] | None = None,
    operation_name: str | None = None,
) -> Asked | Refusal:
    """The operation that a request asks for, or why it isn't run; kept in context.asked.

    Nothing is read or done. Both ways to answer, and whatever counts or limits requests, take what
    this says, so that a document is looked up once and its variables are coerced once.
    """
    asked = _ask(context, text, variables or {}, operation_name)
    context.asked = asked
    return asked


def _ask(
    context: Context, text: str, variables: Mapping[str, Any], name: str | None
) -> Asked | Refusal:
    documents = context.application.documents
    known = documents.known(text)
    try:
        document = known or documents.read(text)
    except GraphQLError as error:
        return refuse([error.with_traceback(None)], FaultCode.GRAPHQL_PARSE_FAILED)
    if document.errors:
        return refuse(document.errors, FaultCode.GRAPHQL_VALIDATION_FAILED, document)
    operation = document.operation(name)
    if operation is None:
        return _unresolved(document, name)
    values = operation.coerced(variables)
    if isinstance(values, list):
        return refuse(values, FaultCode.BAD_USER_INPUT, document, operation)
    cost = operation.price.of(values)
    limits = documents.limits
    if cost > limits.cost:
        too_dear = documents.pricing.too_dear(
            operation.node, operation.fragments, values, limits.cost
        )
        return refuse([too_dear], FaultCode.LIMIT_EXCEEDED, document, operation, cost)
    fault = header_fault(context, operation, values)
    if fault is not None:
        return refuse([GraphQLError(fault)], FaultCode.BAD_REQUEST, document, operation)
    return Asked(document, operation, values, cost, is_new=known is None)


def _unresolved(document: Document, name: str | None) -> Refusal:
    if name is None:
        message = "The document has several operations: say which one by operationName."
    else:
        message = f'Unknown operation named "{name}".'
    return refuse([GraphQLError(message)], FaultCode.OPERATION_RESOLUTION_FAILURE, document)
