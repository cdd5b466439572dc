"""What row-level security is told of whoever acts: a value that lasts as long as a transaction."""

from functools import lru_cache
from typing import Final

import orjson

from domain.access import Access
from domain.actor import Actor

ACT: Final = "SELECT set_config('clinch.actor', $1, true)"
"""For the transaction that has begun; nothing of it is left afterwards, however it ends."""


def told(actor: Actor) -> str:
    """The actor as the policies read him: his id, his team's lead, how far each right reaches."""
    reaches = orjson.Fragment(_reaches(actor.access))
    who = {"id": actor.user_id, "lead": actor.lead, "reaches": reaches}
    return orjson.dumps(who).decode()


@lru_cache(maxsize=1024)
def _reaches(access: Access) -> bytes:
    """By right; what isn't in it reaches nothing."""
    return orjson.dumps(
        {str(right): int(reach) for right, reach in access.reaches.items() if reach}
    )


def acting(sql: str, count: int) -> str:
    """A SELECT without FROM and WHERE of so many values: the same that has an actor as the last.

    One message is one transaction, so there is no actor yet when it begins: were anything read
    before WHERE is looked at, the policies would hide it. PostgreSQL looks at it first, as a filter
    that stands before whatever is selected, and not before each row.
    """
    return f"{sql}\nWHERE set_config('clinch.actor', ${count + 1}, true) IS NOT NULL"
