"""Make an API key, and revoke it; what a key is made of is known to whoever makes it alone."""

import secrets
from dataclasses import dataclass, field, replace

import orjson

from db.ids import kind_of, new_id
from db.tables import ApiKey, User
from db.writes.facts import record_of
from db.writes.unit_of_work import UnitOfWork
from domain.access import Role
from domain.actor import UserKind
from domain.api_keys import (
    PREFIX_CHARACTERS,
    PREFIX_LENGTH,
    SECRET_CHARACTERS,
    SECRET_LENGTH,
    KeyHolder,
    NewKey,
    hash_of,
    key_text,
    settle_key,
)
from domain.events import ApiKeyCreated, ApiKeyRevoked, FieldChange
from domain.inspection import Inspection
from domain.refusals import NotFound, Refused
from domain.text import instant_text
from services.history import field_name
from services.master_data import USER, RecordWasWritten, create_record

_KIND = ApiKey.__name__


@dataclass(frozen=True, slots=True)
class Lock:
    """What is stored of a key: by which it is found, and what its secret has to come to."""

    prefix: str
    secret_hash: str = field(repr=False)


def new_key() -> tuple[str, Lock]:
    """A key that nobody has, and what is stored of it."""
    prefix = _random(PREFIX_CHARACTERS, PREFIX_LENGTH)
    secret = _random(SECRET_CHARACTERS, SECRET_LENGTH)
    return key_text(prefix, secret), Lock(prefix, hash_of(secret))


def _random(characters: str, length: int) -> str:
    return "".join(secrets.choice(characters) for _ in range(length))


async def create_api_key(work: UnitOfWork, given: NewKey, lock: Lock) -> RecordWasWritten | Refused:
    """A key that is accepted from now on, until its end."""
    possible = given.user_id if kind_of(given.user_id) == User.__name__ else ""
    (user,) = await work.load(record_of(User, ("kind", "role"), possible))
    inspection = Inspection()
    holder = KeyHolder(UserKind(user["kind"]), Role(user["role"])) if user else None
    key = settle_key(inspection, given, holder, work.actor.access, work.now)
    if inspection.findings:
        return Refused(tuple(inspection.findings))
    return _write(work, key, lock)


async def create_api_key_and_user(
    work: UnitOfWork, given: NewKey, role: Role, lock: Lock
) -> RecordWasWritten | Refused:
    """The same with a user of its own, who has the key's name and this role."""
    inspection = Inspection()
    holder = KeyHolder(UserKind.INTEGRATION, role)
    key = settle_key(inspection, given, holder, work.actor.access, work.now)
    if inspection.findings:
        return Refused(tuple(inspection.findings))
    user = {"kind": holder.kind, "name": key.name, "role": role}
    made = await create_record(work, USER, user)
    # Its name was looked at, and whoever may do this may do that.
    assert isinstance(made, RecordWasWritten)
    return _write(work, replace(key, user_id=made.record_id), lock)


def _write(work: UnitOfWork, key: NewKey, lock: Lock) -> RecordWasWritten:
    key_id = new_id(_KIND)
    work.insert(
        ApiKey,
        id=key_id,
        name=key.name,
        user_id=key.user_id,
        prefix=lock.prefix,
        secret_hash=lock.secret_hash,
        scopes=orjson.dumps(key.scopes).decode(),
        created_at=work.now,
        created_by_id=work.actor.user_id,
        expires_at=key.expires_at,
    )
    work.record(ApiKeyCreated(key_id, key.user_id))
    return RecordWasWritten(key_id)


async def revoke_api_key(work: UnitOfWork, key_id: str) -> RecordWasWritten | Refused:
    """It isn't accepted any longer; if it is revoked already, nothing happens."""
    missing = Refused((NotFound(("input", "apiKeyId"), key_id),))
    if kind_of(key_id) != _KIND:
        return missing
    await work.lock(key_id)
    (key,) = await work.load(record_of(ApiKey, ("version", "revoked_at"), key_id))
    if key is None:
        return missing
    if key["revoked_at"] is None:
        work.update(ApiKey, key_id, revoked_at=work.now)
        now = instant_text(work.now)
        change = FieldChange(key_id, key["version"] + 1, field_name("revoked_at"), None, now)
        work.record(ApiKeyRevoked(key_id), changes=[change])
    return RecordWasWritten(key_id)
