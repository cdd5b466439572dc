"""API keys are made, revoked, found and touched; a secret is nowhere in the database."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import update

from db.api_keys import find_key, is_any_key_accepted, list_keys, touch_key
from db.database import Database
from db.tables import ApiKey
from domain.access import Right, Role, access_of
from domain.actor import SYSTEM_USER_ID, Actor
from domain.api_keys import KeyStanding, NewKey, fault_of_key, hash_of, parse_key
from domain.refusals import InvalidInput, NotFound, PermissionDenied, Problem, Refused
from server.demo import DEMO_USER
from services.api_keys import (
    Lock,
    create_api_key,
    create_api_key_and_user,
    new_key,
    revoke_api_key,
)
from services.master_data import RecordWasWritten
from tests.conftest import NOW
from tests.services.calls import act
from tests.services.dump import Changes, changes, dump, event, events

pytestmark = pytest.mark.anyio

END = NOW + timedelta(days=70)
WANTED = NewKey(DEMO_USER, "Acme", ("quotes:write",), END)
SCOPES = ("quotes:write", "users:write")
NOBODY = "usr_7zzzzzzzzzzzzzzzzzzzzzzzzz"


async def making(
    database: Database, wanted: NewKey = WANTED, *, dry_run: bool = False
) -> tuple[RecordWasWritten | Refused, str, Lock]:
    key, lock = new_key()
    done = await act(database, lambda work: create_api_key(work, wanted, lock), dry_run=dry_run)
    return done, key, lock


async def made(database: Database) -> tuple[str, str, Lock]:
    done, key, lock = await making(database)
    assert isinstance(done, RecordWasWritten)
    return done.record_id, key, lock


async def revoking(database: Database, key_id: str) -> RecordWasWritten | Refused:
    return await act(database, lambda work: revoke_api_key(work, key_id))


# ── create ──────────────────────────────────────────────────────────────────────────────────────


async def test_a_key_is_stored_as_a_hash(database: Database) -> None:
    before = await dump(database)

    key_id, key, lock = await made(database)

    found = changes(before, await dump(database))
    assert found == Changes(added={name: found.added[name] for name in ("api_key", "event")})
    parsed = parse_key(key)
    assert parsed is not None
    assert found.added["api_key"] == [
        {
            "id": key_id,
            "version": 1,
            "name": "Acme",
            "user_id": DEMO_USER,
            "prefix": parsed[0],
            "secret_hash": hash_of(parsed[1]),
            "scopes": '["opportunities:read","quotes:write"]',
            "created_at": NOW,
            "created_by_id": DEMO_USER,
            "expires_at": END,
            "revoked_at": None,
            "last_used_at": None,
        }
    ]
    assert events(found) == [event("ApiKeyCreated", api_key_id=key_id, user_id=DEMO_USER)]
    assert lock == Lock(parsed[0], hash_of(parsed[1]))
    assert parsed[1] not in str(await dump(database))
    assert lock.secret_hash not in str(found.added["event"])


async def test_no_two_keys_are_alike(database: Database) -> None:
    keys = [await made(database) for _ in range(5)]

    assert len({key for _, key, _ in keys}) == len({lock.prefix for *_, lock in keys}) == 5


@pytest.mark.parametrize("user_id", [NOBODY, "acc_00000000000000000000000001", "x\0"])
async def test_of_a_refused_or_rehearsed_key_nothing_remains(
    database: Database, user_id: str
) -> None:
    before = await dump(database)

    done, *_ = await making(database, NewKey(user_id, "Acme", ("quotes:write",), END))
    rehearsed, *_ = await making(database, dry_run=True)

    assert done == Refused((NotFound(("input", "userId"), user_id),))
    assert isinstance(rehearsed, RecordWasWritten)
    assert await dump(database) == before


async def test_a_key_that_makes_keys_gives_none_more_than_it_has(database: Database) -> None:
    before = await dump(database)
    _, lock = new_key()
    few = access_of(Role.ADMINISTRATOR, frozenset({Right.MANAGE_KEYS}))

    done = await database.transact(
        Actor(DEMO_USER, access=few),
        lambda work: create_api_key(work, replace(WANTED, scopes=("keys:manage", *SCOPES)), lock),
    )

    paths = [("input", "scopes", str(index)) for index in (1, 2)]
    assert done == Refused(tuple(map(PermissionDenied, paths, SCOPES)))
    assert await dump(database) == before


async def test_the_system_has_no_key(database: Database) -> None:
    before = await dump(database)

    done, *_ = await making(database, replace(WANTED, user_id=SYSTEM_USER_ID))

    assert done == Refused((InvalidInput(("input", "userId"), Problem.NO_SIGN_IN),))
    assert await dump(database) == before


async def test_a_key_that_the_system_has_all_the_same_finds_nobody(database: Database) -> None:
    _, _, lock = await made(database)
    async with database.writer.begin() as connection:
        await connection.execute(update(ApiKey).values(user_id=SYSTEM_USER_ID))

    assert await find_key(database, lock.prefix) is None
    assert not await is_any_key_accepted(database, NOW)


async def test_a_key_can_have_a_user_of_its_own(database: Database) -> None:
    before = await dump(database)
    _, lock = new_key()
    wanted = NewKey("", "Acme", ("quotes:write",), END)

    done = await act(
        database, lambda work: create_api_key_and_user(work, wanted, Role.PARTNER, lock)
    )

    assert isinstance(done, RecordWasWritten)
    found = changes(before, await dump(database))
    (user,) = found.added["users"]
    assert (user["kind"], user["name"], user["role"]) == ("INTEGRATION", "Acme", "PARTNER")
    assert [row["user_id"] for row in found.added["api_key"]] == [user["id"]]
    assert events(found) == [
        event("UserCreated", user_id=user["id"]),
        event("ApiKeyCreated", api_key_id=done.record_id, user_id=user["id"]),
    ]


async def test_of_a_refused_key_there_is_no_user_either(database: Database) -> None:
    before = await dump(database)
    _, lock = new_key()
    wanted = NewKey("", " ", ("keys:manage",), END)

    done = await act(
        database, lambda work: create_api_key_and_user(work, wanted, Role.PARTNER, lock)
    )

    assert done == Refused(
        (
            InvalidInput(("input", "name"), Problem.BLANK),
            InvalidInput(("input", "scopes", "0"), Problem.BEYOND_ROLE, "PARTNER"),
        )
    )
    assert await dump(database) == before


# ── revoke ──────────────────────────────────────────────────────────────────────────────────────


async def test_a_key_is_revoked_once(database: Database) -> None:
    key_id, *_ = await made(database)
    before = await dump(database)

    done = await revoking(database, key_id)
    revoked = await dump(database)
    again = await revoking(database, key_id)

    assert done == again == RecordWasWritten(key_id)
    found = changes(before, revoked)
    assert found.changed == {"api_key": {key_id: {"version": 2, "revoked_at": NOW}}}
    assert found.fields == [(key_id, 2, "revokedAt", None, "2026-11-22T17:23:00Z")]
    assert events(found) == [event("ApiKeyRevoked", api_key_id=key_id)]
    assert await dump(database) == revoked


@pytest.mark.parametrize("key_id", ["key_7zzzzzzzzzzzzzzzzzzzzzzzzz", DEMO_USER, "", "x\0"])
async def test_what_is_no_key_isnt_revoked(database: Database, key_id: str) -> None:
    before = await dump(database)

    assert await revoking(database, key_id) == Refused((NotFound(("input", "apiKeyId"), key_id),))
    assert await dump(database) == before


# ── found and touched ───────────────────────────────────────────────────────────────────────────


def standing(key_id: str, lock: Lock, **given: Any) -> KeyStanding:
    fields: dict[str, Any] = {
        "id": key_id,
        "secret_hash": lock.secret_hash,
        "scopes": frozenset({Right.READ_OPPORTUNITIES, Right.WRITE_QUOTES}),
        "expires_at": END,
        "revoked_at": None,
        "last_used_at": None,
        "user_id": DEMO_USER,
        "role": Role.ADMINISTRATOR,
        "manager_id": None,
    }
    return KeyStanding(**fields | given)


async def test_a_key_is_found_by_its_prefix_and_accepted_with_its_secret(
    database: Database,
) -> None:
    key_id, key, lock = await made(database)
    _, other, other_lock = await made(database)
    parsed, others = parse_key(key), parse_key(other)
    assert parsed
    assert others

    found = await find_key(database, lock.prefix)

    assert found == standing(key_id, lock)
    assert fault_of_key(found, parsed[1], NOW) is None
    assert fault_of_key(found, others[1], NOW) == "WRONG_SECRET"
    assert fault_of_key(await find_key(database, other_lock.prefix), parsed[1], NOW) is not None
    assert fault_of_key(found, parsed[1], END) == "EXPIRED"
    await revoking(database, key_id)
    assert await find_key(database, lock.prefix) == standing(key_id, lock, revoked_at=NOW)


@pytest.mark.parametrize("prefix", ["", "abcdefghijkl", "%", "' OR 1=1 --", "é" * 100])
async def test_no_other_prefix_finds_a_key(database: Database, prefix: str) -> None:
    await made(database)

    assert await find_key(database, prefix) is None


async def test_whether_any_key_is_accepted(database: Database) -> None:
    assert not await is_any_key_accepted(database, NOW)

    first = await made(database)
    second = await made(database)
    await revoking(database, first[0])

    assert await is_any_key_accepted(database, END - timedelta(microseconds=1))
    assert not await is_any_key_accepted(database, END)
    await revoking(database, second[0])
    assert not await is_any_key_accepted(database, NOW)


async def test_the_last_use_is_known_to_the_minute_and_is_no_change(database: Database) -> None:
    key_id, _, lock = await made(database)
    before = await dump(database)

    async def used(now: datetime) -> datetime | None:
        await touch_key(database, key_id, now)
        found = await find_key(database, lock.prefix)
        assert found is not None
        return found.last_used_at

    first = NOW + timedelta(microseconds=1)
    assert await used(first) == first
    assert await used(first + timedelta(seconds=59)) == first
    assert await used(first - timedelta(days=1)) == first
    later = first + timedelta(minutes=1)
    assert await used(later) == later
    found = changes(before, await dump(database))
    assert found == Changes(changed={"api_key": {key_id: {"last_used_at": later}}})
    await touch_key(database, "key_7zzzzzzzzzzzzzzzzzzzzzzzzz", later)


async def test_all_keys_are_listed_newest_first(database: Database) -> None:
    first, second = [await made(database) for _ in range(2)]
    await revoking(database, first[0])

    found = await list_keys(database)

    assert [(key.prefix, key.name, key.user, key.state(NOW), key.state(END)) for key in found] == [
        (second[2].prefix, "Acme", "Aiko Tanaka", "active", "expired"),
        (first[2].prefix, "Acme", "Aiko Tanaka", "revoked", "revoked"),
    ]
    assert found[0].scopes == ["opportunities:read", "quotes:write"]
