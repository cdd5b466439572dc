"""Top-level errors as clients see them: a code each, and no fault's own words."""

import logging
import uuid

from graphql import GraphQLError, GraphQLSyntaxError

from resolvers.refusals import printable
from schema.messages import INTERNAL, Locale

logger = logging.getLogger("clinch")


def presentable(error: GraphQLError, locale: Locale) -> GraphQLError:
    """The error with its code; a fault of ours is logged with an id and answered as that id."""
    original = error.original_error
    if original is not None and not isinstance(original, GraphQLError):
        return fault(original, locale, error)
    extensions = dict(error.extensions or {})
    if "code" not in extensions:
        syntax = isinstance(error, GraphQLSyntaxError)
        extensions["code"] = "GRAPHQL_PARSE_FAILED" if syntax else "BAD_USER_INPUT"
    return GraphQLError(
        printable(error.message),
        nodes=error.nodes,
        source=error.source,
        positions=error.positions,
        path=error.path,
        extensions=extensions,
    )


def fault(
    exception: BaseException, locale: Locale, located: GraphQLError | None = None
) -> GraphQLError:
    """INTERNAL_SERVER_ERROR for an exception, which goes to the log under the same id."""
    identifier = uuid.uuid4().hex
    logger.error("fault %s", identifier, exc_info=exception)
    return GraphQLError(
        INTERNAL[locale].format(id=identifier),
        nodes=located.nodes if located else None,
        path=located.path if located else None,
        extensions={"code": "INTERNAL_SERVER_ERROR", "id": identifier},
    )
