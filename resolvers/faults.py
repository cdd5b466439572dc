"""Top-level errors: what isn't a refusal, each with Apollo's code name."""

from collections.abc import Collection

from graphql import GraphQLError, Node


def bad_user_input(message: str, nodes: Collection[Node] | None = None) -> GraphQLError:
    """An argument that GraphQL's types let through and Clinch can't use."""
    return GraphQLError(message, nodes, extensions={"code": "BAD_USER_INPUT"})


def limit_exceeded(message: str, nodes: Collection[Node] | None = None) -> GraphQLError:
    """A document that asks for more than one answer should hold."""
    return GraphQLError(message, nodes, extensions={"code": "LIMIT_EXCEEDED"})
