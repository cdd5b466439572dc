"""What an answer says beside its data and its errors: replays, and what it cost."""

from typing import Any

import orjson

from resolvers.asked import Asked
from resolvers.context import Context


def extensions(context: Context) -> dict[str, Any]:
    """Which of the changes had been made before; the cost, unless it never came to be known."""
    found: dict[str, Any] = {}
    if context.replays:
        found["idempotentReplays"] = list(context.replays)
    asked = context.asked
    if asked is not None and asked.cost is not None:
        found["cost"] = {"requested": asked.cost, "limit": context.application.limits.cost}
    return found


def end(context: Context) -> bytes:
    """The end of an answer's JSON, from the brace that closes its data."""
    if context.replays or not isinstance(context.asked, Asked):
        return b'},"extensions":' + orjson.dumps(extensions(context)) + b"}"
    # What nearly every answer ends with.
    given = context.asked.cost, context.application.limits.cost
    return b'},"extensions":{"cost":{"requested":%d,"limit":%d}}}' % given
