"""What an API key looks like, which are accepted, what can be said of a new one."""

import string
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.access import FULL_ACCESS, ROLES, Reach, Right, Role, access_of, with_needs
from domain.actor import UserKind
from domain.api_keys import (
    LONGEST_LIFE,
    PREFIX_CHARACTERS,
    PREFIX_LENGTH,
    SECRET_CHARACTERS,
    SECRET_LENGTH,
    KeyFault,
    KeyHolder,
    KeyStanding,
    NewKey,
    fault_of_key,
    hash_of,
    key_text,
    parse_key,
    settle_key,
)
from domain.inspection import Inspection
from domain.refusals import InvalidInput, NotFound, PermissionDenied, Problem, Refusal

NOW = datetime(2026, 11, 22, 17, 23, tzinfo=UTC)
LATER = NOW + timedelta(days=70)
PREFIX, SECRET = "abcdefghij01", "0123456789abcdefghjkmnpqrstvwxyz0123456789abcdefghjk"
KEY = f"clinch_{PREFIX}_{SECRET}"
PREFIXES = st.text(PREFIX_CHARACTERS, min_size=PREFIX_LENGTH, max_size=PREFIX_LENGTH)
SECRETS = st.text(SECRET_CHARACTERS, min_size=SECRET_LENGTH, max_size=SECRET_LENGTH)


def standing(**given: Any) -> KeyStanding:
    fields: dict[str, Any] = {
        "id": "key_1",
        "secret_hash": hash_of(SECRET),
        "scopes": frozenset({Right.READ_OPPORTUNITIES}),
        "expires_at": LATER,
        "revoked_at": None,
        "last_used_at": None,
        "user_id": "usr_1",
        "role": Role.PARTNER,
        "manager_id": None,
    }
    return KeyStanding(**fields | given)


# ── what one looks like ─────────────────────────────────────────────────────────────────────────


@given(PREFIXES, SECRETS)
def test_a_key_is_read_as_it_is_written(prefix: str, secret: str) -> None:
    assert parse_key(key_text(prefix, secret)) == (prefix, secret)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "clinch__",
        KEY[:-1],
        KEY + "0",
        KEY + "\n",
        " " + KEY,
        KEY.upper(),
        KEY.replace("clinch_", "clinch-"),
        KEY.replace("clinch_", ""),
        KEY.replace("j01_", "j0_"),
        KEY.replace("j01_", "j012_"),
        KEY.replace("j01_", "J01_"),
        *(KEY[:-1] + each for each in "iloué\u0660_-"),
        f"clinch_{'é' * 12}_{SECRET}",
        f"clinch_{chr(0x660) * 12}_{SECRET}",
        f"{KEY}\0",
        "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJ4In0.c2lnbmF0dXJl",
    ],
)
def test_what_isnt_written_as_a_key_isnt_one(text: str) -> None:
    assert parse_key(text) is None


def test_nobody_guesses_a_secret() -> None:
    assert len(set(SECRET_CHARACTERS)) ** SECRET_LENGTH > 2**256
    assert not {*SECRET_CHARACTERS} - {*string.ascii_lowercase, *string.digits}


def test_what_is_stored_of_a_secret_is_its_sha_256() -> None:
    assert hash_of("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"


def test_a_standing_doesnt_show_the_hash() -> None:
    assert hash_of(SECRET) not in repr(standing())


# ── which are accepted ──────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("found", "secret", "fault"),
    [
        (standing(), SECRET, None),
        (standing(expires_at=NOW + timedelta(microseconds=1)), SECRET, None),
        (standing(expires_at=NOW), SECRET, KeyFault.EXPIRED),
        (standing(revoked_at=NOW), SECRET, KeyFault.REVOKED),
        (standing(revoked_at=NOW, expires_at=NOW), SECRET, KeyFault.REVOKED),
        (None, SECRET, KeyFault.UNKNOWN),
        (standing(), SECRET[::-1], KeyFault.WRONG_SECRET),
        (standing(), hash_of(SECRET), KeyFault.WRONG_SECRET),
        (standing(), "", KeyFault.WRONG_SECRET),
        # Whoever hasn't the whole key isn't told what became of it.
        (standing(revoked_at=NOW), SECRET[::-1], KeyFault.WRONG_SECRET),
        (standing(expires_at=NOW), SECRET[::-1], KeyFault.WRONG_SECRET),
    ],
)
def test_a_key_is_accepted_or_not(
    found: KeyStanding | None, secret: str, fault: KeyFault | None
) -> None:
    assert fault_of_key(found, secret, NOW) is fault


class Unequalled(str):
    """Text that can't be compared by `==`, whose time tells where the first difference is."""

    __slots__ = ()
    __hash__ = str.__hash__

    def __eq__(self, _: object) -> bool:
        raise AssertionError


def test_hashes_are_compared_in_a_time_that_tells_nothing() -> None:
    kept = Unequalled(hash_of(SECRET))

    assert fault_of_key(standing(secret_hash=kept), SECRET, NOW) is None
    assert fault_of_key(standing(secret_hash=kept), SECRET[::-1], NOW) is KeyFault.WRONG_SECRET
    # The control: any other comparison is noticed.
    with pytest.raises(AssertionError):
        _ = kept == hash_of(SECRET)


@given(SECRETS | st.text())
def test_no_other_secret_is_accepted(secret: str) -> None:
    expected = None if secret == SECRET else KeyFault.WRONG_SECRET

    assert fault_of_key(standing(), secret.encode("utf-8", "ignore").decode(), NOW) is expected
    assert fault_of_key(None, secret.encode("utf-8", "ignore").decode(), NOW) is KeyFault.UNKNOWN


@pytest.mark.parametrize(
    ("used", "is_due"),
    [
        (None, True),
        (NOW - timedelta(minutes=1), True),
        (NOW - timedelta(seconds=59), False),
        (NOW + timedelta(hours=1), False),
    ],
)
def test_a_use_is_written_down_once_a_minute(used: datetime | None, is_due: bool) -> None:  # noqa: FBT001
    assert standing(last_used_at=used).is_touch_due(NOW) is is_due


# ── a new one ───────────────────────────────────────────────────────────────────────────────────


def new(*scopes: str, **given: Any) -> NewKey:
    fields: dict[str, Any] = {"user_id": "usr_1", "name": "Acme", "expires_at": LATER}
    return NewKey(**fields | given, scopes=scopes)


def settled(
    key: NewKey, role: Role | None = Role.ADMINISTRATOR, access: Any = FULL_ACCESS
) -> tuple[NewKey, list[Refusal]]:
    inspection = Inspection()
    holder = KeyHolder(UserKind.PERSON, role) if role else None
    return settle_key(inspection, key, holder, access, NOW), inspection.findings


def test_a_key_has_what_its_scopes_need_in_the_order_of_the_rights() -> None:
    key, findings = settled(new("quotes:write", "accounts:read", name=" Acme "))

    assert findings == []
    assert key == new("opportunities:read", "quotes:write", "accounts:read")


@pytest.mark.parametrize("role", Role)
def test_a_role_has_what_each_of_its_rights_needs(role: Role) -> None:
    for right, reach in ROLES[role].items():
        if reach is not Reach.NONE:
            assert all(ROLES[role][each] >= reach for each in with_needs({right}))


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("right", Right)
def test_a_key_cant_do_more_than_its_user(role: Role, right: Right) -> None:
    _, findings = settled(new(right), role)

    beyond = InvalidInput(("input", "scopes", "0"), Problem.BEYOND_ROLE, role)
    assert findings == ([beyond] if ROLES[role][right] is Reach.NONE else [])


@pytest.mark.parametrize("right", Right)
def test_nor_more_than_whoever_makes_it(right: Right) -> None:
    maker = access_of(Role.ADMINISTRATOR, frozenset({Right.MANAGE_KEYS, Right.WRITE_QUOTES}))

    _, findings = settled(new(right), access=maker)

    has = {Right.MANAGE_KEYS, Right.WRITE_QUOTES, Right.READ_OPPORTUNITIES}
    denied = PermissionDenied(("input", "scopes", "0"), right)
    assert findings == ([] if right in has else [denied])


@pytest.mark.parametrize("kind", UserKind)
def test_a_key_is_a_persons_or_a_programs_and_never_the_systems(kind: UserKind) -> None:
    inspection = Inspection()

    settle_key(inspection, new("users:read"), KeyHolder(kind, Role.READER), FULL_ACCESS, NOW)

    systems = [InvalidInput(("input", "userId"), Problem.NO_SIGN_IN)]
    assert inspection.findings == (systems if kind is UserKind.SYSTEM else [])


def at(*names: str) -> tuple[str, ...]:
    return ("input", *names)


@pytest.mark.parametrize(
    ("key", "role", "findings"),
    [
        (new(), Role.READER, [InvalidInput(at("scopes"), Problem.EMPTY)]),
        (
            new("opportunities:read", "", "QUOTES:WRITE", "opportunities:read"),
            Role.READER,
            [
                InvalidInput(at("scopes", "1"), Problem.UNKNOWN_SCOPE, ", ".join(Right)),
                InvalidInput(at("scopes", "2"), Problem.UNKNOWN_SCOPE, ", ".join(Right)),
                InvalidInput(at("scopes", "3"), Problem.TWICE),
            ],
        ),
        (
            new(*["x"] * 17),
            Role.READER,
            [InvalidInput(at("scopes"), Problem.TOO_MANY, "16")],
        ),
        (new("quotes:write"), None, [NotFound(at("userId"), "usr_1")]),
        (
            new("opportunities:read", name=" ", expires_at=NOW),
            Role.READER,
            [
                InvalidInput(at("name"), Problem.BLANK),
                InvalidInput(at("expiresAt"), Problem.NOT_IN_FUTURE, "2026-11-22T17:23:00Z"),
            ],
        ),
        (new("opportunities:read", expires_at=NOW + LONGEST_LIFE), Role.READER, []),
        (
            new("opportunities:read", expires_at=NOW + LONGEST_LIFE + timedelta(microseconds=1)),
            Role.READER,
            [InvalidInput(at("expiresAt"), Problem.TOO_LATE, "2036-11-22T17:23:00Z")],
        ),
    ],
)
def test_what_is_wrong_with_a_new_key_is_told_at_once(
    key: NewKey, role: Role | None, findings: list[Refusal]
) -> None:
    assert settled(key, role)[1] == findings
