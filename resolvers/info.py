"""graphql-core's own info, which Strawberry wraps: the document that a resolver is called for."""

from typing import Any

from graphql import GraphQLResolveInfo
from strawberry.types import Info

from resolvers.asked import Asked
from resolvers.context import Context
from resolvers.documents import Operation


def raw_info(info: Info[Any, Any]) -> GraphQLResolveInfo[Any]:
    """With the field's nodes and the fragments, which Strawberry's hides."""
    return info._raw_info  # noqa: SLF001


def operation_of(info: Info[Context, Any]) -> Operation:
    """The operation that is executed, with its plans."""
    asked = info.context.asked
    assert isinstance(asked, Asked)
    return asked.operation
