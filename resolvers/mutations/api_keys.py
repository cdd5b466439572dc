"""createApiKey, revokeApiKey."""

from collections.abc import Mapping
from typing import Any, Final

from db.reads.criteria import Criterion
from db.writes.unit_of_work import UnitOfWork
from domain.access import Right
from domain.api_keys import NewKey
from domain.refusals import Refused
from resolvers.mutations.change import Change, Mutation
from resolvers.sites import by_id
from schema.api_keys import (
    CreateApiKeyInput,
    CreateApiKeyPayload,
    RevokeApiKeyInput,
    RevokeApiKeyPayload,
)
from services import api_keys
from services.master_data import RecordWasWritten
from services.settings import BusinessSettings


def create_api_key(input: CreateApiKeyInput, _settings: BusinessSettings) -> Change[Any]:
    wanted = NewKey(input.user_id, input.name, tuple(input.scopes), input.expires_at)
    key, lock = api_keys.new_key()

    async def script(work: UnitOfWork) -> RecordWasWritten | Refused:
        return await api_keys.create_api_key(work, wanted, lock)

    # The key is no part of the outcome, which is kept for whoever makes the call again.
    return Change(script, _written, input.dry_run, {"key": key})


def revoke_api_key(input: RevokeApiKeyInput, _settings: BusinessSettings) -> Change[Any]:
    async def script(work: UnitOfWork) -> RecordWasWritten | Refused:
        return await api_keys.revoke_api_key(work, input.api_key_id)

    return Change(script, _written, input.dry_run)


def _written(done: RecordWasWritten) -> Mapping[str, Criterion]:
    return {"apiKey": by_id(done.record_id)}


MUTATIONS: Final = (
    Mutation(
        "createApiKey",
        create_api_key,
        CreateApiKeyInput,
        CreateApiKeyPayload,
        Right.MANAGE_KEYS,
        "Makes an API key, with which a program acts as a user; the key is told once.",
    ),
    Mutation(
        "revokeApiKey",
        revoke_api_key,
        RevokeApiKeyInput,
        RevokeApiKeyPayload,
        Right.MANAGE_KEYS,
        "Revokes an API key, at once and for good; one that is revoked stays so.",
    ),
)
