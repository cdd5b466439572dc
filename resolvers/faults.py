"""Top-level errors: what isn't a refusal, each with Apollo's code name."""

from collections.abc import Collection
from enum import StrEnum

from graphql import GraphQLError, Node


class FaultCode(StrEnum):
    """Append-only: what a top-level error says in `extensions.code`."""

    BAD_REQUEST = "BAD_REQUEST"
    """It isn't GraphQL over HTTP; the status says so too."""
    UNAUTHENTICATED = "UNAUTHENTICATED"
    """Nobody is signed in by what the request brings."""
    GRAPHQL_PARSE_FAILED = "GRAPHQL_PARSE_FAILED"
    GRAPHQL_VALIDATION_FAILED = "GRAPHQL_VALIDATION_FAILED"
    OPERATION_RESOLUTION_FAILURE = "OPERATION_RESOLUTION_FAILURE"
    """Which of the document's operations is meant can't be told."""
    BAD_USER_INPUT = "BAD_USER_INPUT"
    LIMIT_EXCEEDED = "LIMIT_EXCEEDED"
    RATE_LIMITED = "RATE_LIMITED"
    """Too much in too short a time; Retry-After says when to come again."""
    TIMEOUT = "TIMEOUT"
    """It took longer than an operation may."""
    PERSISTED_QUERY_NOT_FOUND = "PERSISTED_QUERY_NOT_FOUND"
    """The document was named and isn't here: send its text."""
    PERSISTED_QUERY_NOT_SUPPORTED = "PERSISTED_QUERY_NOT_SUPPORTED"
    """No documents are kept here: send the text each time."""
    INTERNAL_SERVER_ERROR = "INTERNAL_SERVER_ERROR"
    """A fault of ours."""


def bad_user_input(message: str, nodes: Collection[Node] | None = None) -> GraphQLError:
    """An argument that GraphQL's types let through and Clinch can't use."""
    return GraphQLError(message, nodes, extensions={"code": FaultCode.BAD_USER_INPUT})


def limit_exceeded(message: str, nodes: Collection[Node] | None = None) -> GraphQLError:
    """A document that asks for more than one answer should hold."""
    return GraphQLError(message, nodes, extensions={"code": FaultCode.LIMIT_EXCEEDED})


def anew(error: GraphQLError) -> GraphQLError:
    """The same error, never raised: each raise would add to what it keeps alive."""
    return GraphQLError(
        error.message,
        error.nodes,
        error.source,
        error.positions,
        original_error=error.original_error,
        extensions=error.extensions,
    )
