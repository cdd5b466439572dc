"""What has to be so before the server starts, and whether anybody can sign in then."""

import asyncio
from typing import Final

from db.api_keys import is_any_key_accepted
from db.database import Database
from db.sign_in import find_user
from server.commanding import USAGE_ERROR, fail
from server.limits.redis_store import StoreError, open_store
from server.settings import Settings

NOBODY: Final = (
    "Nobody can sign in, and every call is answered by 401: there is neither a provider "
    "(CLINCH_OIDC_ISSUER) nor an API key that is accepted. `clinch keys create` makes one (on "
    'SQLite while no server runs); docs/access.md, "The first administrator", says with what.'
)


async def check_actor(database: Database, settings: Settings) -> None:
    """The user who acts exists; a failure that says so, if not."""
    if settings.actor is not None and await find_user(database, settings.actor) is None:
        message = f"CLINCH_ACTOR: there is no user {settings.actor} in the database."
        raise fail(message, USAGE_ERROR)


def check_store(settings: Settings) -> None:
    """The rate limit's Redis can be used, if there is one; a failure that says why, if not."""
    if not settings.rate_limit_store:
        return

    async def check() -> None:
        store = open_store(settings.rate_limit_store)
        try:
            await store.check()
        finally:
            await store.close()

    try:
        asyncio.run(check())
    except StoreError as error:
        raise fail(str(error)) from None


async def can_anybody_sign_in(database: Database, settings: Settings) -> bool:
    """Whether there is a way in; keys are looked for only where there is no other."""
    if settings.actor is not None or settings.oidc_issuer:
        return True
    return await is_any_key_accepted(database, database.clock())
