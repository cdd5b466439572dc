"""Top-level errors as clients see them: a code each, and no fault's own words."""

import logging
import re
import uuid
from typing import Final

from graphql import GraphQLError, GraphQLSyntaxError

from domain.text import printable
from resolvers.faults import FaultCode
from schema.messages import INTERNAL, Locale

logger = logging.getLogger("clinch")

_TOKEN: Final = re.compile(
    r"""'(?:[^'\\]|\\.)*' | "(?:[^"\\]|\\.)*" | \b(?:None|True|False)\b""", re.VERBOSE
)
_JSON_WORDS: Final = {"None": "null", "True": "true", "False": "false"}

_LONGEST: Final = 1000
"""Characters of a message; it can repeat a name as long as a body can be."""
_WRONG_TYPE: Final = re.compile(r"(cannot represent [^:]{0,60}value): .*$", re.DOTALL)


def presentable(error: GraphQLError, locale: Locale, *, discreet: bool = False) -> GraphQLError:
    """The error with its code; a fault of ours is logged with an id and answered as that id.

    A `discreet` message repeats no value and names nothing that wasn't asked for.
    """
    original = error.original_error
    extensions = dict(error.extensions or {})
    message = _shortened(_discreet(error.message) if discreet else error.message)
    message = printable(_in_json_words(message))
    if original is not None and not isinstance(original, GraphQLError):
        return fault(original, locale, error)
    if "code" not in extensions:
        syntax = isinstance(error, GraphQLSyntaxError)
        extensions["code"] = FaultCode.GRAPHQL_PARSE_FAILED if syntax else FaultCode.BAD_USER_INPUT
    return GraphQLError(
        message,
        nodes=error.nodes,
        source=error.source,
        positions=error.positions,
        path=error.path,
        extensions=extensions,
    )


def _discreet(message: str) -> str:
    """Without the values that graphql-core repeats, and without what it says the schema has.

    Whatever stands in a value, each step goes through it a few times at most.
    """
    told, found, _ = message.partition(", found: ")
    message = f"{told}." if found else message
    message = _WRONG_TYPE.sub(r"\1.", message)
    before, value, rest = message.partition("Value '")
    _, end, after = rest.rpartition("' does not exist in '")
    if value and end:
        message = f"{before}The value does not exist in '{after}"
    return message.partition(" Did you mean ")[0] if message.endswith("?") else message


def _shortened(message: str) -> str:
    return message if len(message) <= _LONGEST else f"{message[:_LONGEST]}…"


def _in_json_words(message: str) -> str:
    """graphql-core prints values as Python does; strings in quotation marks stay as they are."""
    return _TOKEN.sub(lambda token: _JSON_WORDS.get(token[0], token[0]), message)


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
        extensions={"code": FaultCode.INTERNAL_SERVER_ERROR, "id": identifier},
    )
