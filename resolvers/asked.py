"""What came of asking: an operation that can be run, or why none is."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from graphql import GraphQLError

from resolvers.documents import Document, Operation
from resolvers.faults import FaultCode


class Asked(NamedTuple):
    """An operation that can be run; nothing of it has been read or done yet."""

    document: Document
    operation: Operation
    variables: dict[str, Any]
    """The variables' values as their types have them, defaults filled in."""
    cost: int
    """What it costs at most, in points; see resolvers/cost.py."""
    is_new: bool = False
    """Whether the document had to be read for it."""


class Refusal(NamedTuple):
    """Why a request isn't run. Each of the errors has its code."""

    errors: Sequence[GraphQLError]
    code: FaultCode
    """The first one's."""
    document: Document | None = None
    """None if it can't be parsed."""
    operation: Operation | None = None
    """None if it isn't known which one was meant."""
    cost: int | None = None
    """What it would cost; None if that isn't known."""


def refuse(
    errors: Sequence[GraphQLError],
    code: FaultCode,
    document: Document | None = None,
    operation: Operation | None = None,
    cost: int | None = None,
) -> Refusal:
    """The refusal for these errors; one that has no code yet gets this."""
    coded = [coded_as(code, each) for each in errors]
    return Refusal(coded, (coded[0].extensions or {})["code"], document, operation, cost)


def coded_as(code: FaultCode, error: GraphQLError) -> GraphQLError:
    """The same error with a code, by default this one."""
    error.extensions = {"code": code, **(error.extensions or {})}
    return error
