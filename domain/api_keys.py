"""API keys: what one looks like, whether it is accepted, what can be said of a new one."""

import hmac
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from hashlib import sha256
from typing import Final

from domain.access import ROLES, Access, Reach, Right, Role, missing_right, with_needs
from domain.actor import UserKind
from domain.inspection import Inspection
from domain.refusals import NotFound, Path, Problem
from domain.text import NAME_LENGTH, instant_text

PREFIX_LENGTH: Final = 12
PREFIX_CHARACTERS: Final = "abcdefghijklmnopqrstuvwxyz0123456789"
SECRET_LENGTH: Final = 52
"""Of 5 bits each: more than the 256 that nobody guesses."""
SECRET_CHARACTERS: Final = "0123456789abcdefghjkmnpqrstvwxyz"  # noqa: S105 - an alphabet
"""Crockford's: none of them is taken for another, and a double click selects the whole key."""
LONGEST_LIFE: Final = timedelta(days=3653)
"""Ten years."""
TOUCHED_EVERY: Final = timedelta(minutes=1)
"""How exactly it is known when a key was last used."""

_KEY: Final = re.compile(
    f"clinch_([{PREFIX_CHARACTERS}]{{{PREFIX_LENGTH}}})_([{SECRET_CHARACTERS}]{{{SECRET_LENGTH}}})"
)
_NOBODYS_HASH: Final = "0" * 64
"""What no secret has that anybody could find."""
_RIGHTS: Final = frozenset(Right)
_PATH: Final[Path] = ("input",)


@dataclass(frozen=True, slots=True)
class KeyStanding:
    """A stored key and whose it is, as far as it decides whether it is accepted and for what."""

    id: str
    secret_hash: str = field(repr=False)
    scopes: frozenset[Right]
    expires_at: datetime
    revoked_at: datetime | None
    last_used_at: datetime | None
    user_id: str
    role: Role
    manager_id: str | None

    def is_touch_due(self, now: datetime) -> bool:
        """Whether its last use is to be written down anew."""
        return self.last_used_at is None or now - self.last_used_at >= TOUCHED_EVERY


class KeyFault(StrEnum):
    """Why a key isn't accepted; only the last two are for whoever has the whole key."""

    UNKNOWN = "UNKNOWN"
    WRONG_SECRET = "WRONG_SECRET"  # noqa: S105 - what is wrong, not a secret
    REVOKED = "REVOKED"
    EXPIRED = "EXPIRED"


def key_text(prefix: str, secret: str) -> str:
    """The key as its owner keeps it."""
    return f"clinch_{prefix}_{secret}"


def parse_key(text: str) -> tuple[str, str] | None:
    """Prefix and secret of a key; None for whatever doesn't look like one."""
    found = _KEY.fullmatch(text)
    return (found[1], found[2]) if found else None


def hash_of(secret: str) -> str:
    """What is stored of a secret: its SHA-256, in hexadecimal.

    A slow hash protects what can be guessed. This can't.
    """
    return sha256(secret.encode()).hexdigest()


def fault_of_key(standing: KeyStanding | None, secret: str, now: datetime) -> KeyFault | None:
    """Why the key isn't accepted, None if it is; `standing` is what its prefix names, if it does.

    It takes the same time whether there is such a prefix or not.
    """
    expected = standing.secret_hash if standing else _NOBODYS_HASH
    is_right = hmac.compare_digest(hash_of(secret), expected)
    if standing is None:
        return KeyFault.UNKNOWN
    if not is_right:
        return KeyFault.WRONG_SECRET
    if standing.revoked_at is not None:
        return KeyFault.REVOKED
    return KeyFault.EXPIRED if standing.expires_at <= now else None


@dataclass(frozen=True, slots=True)
class NewKey:
    """What a caller says of a new key, or what is stored of that."""

    user_id: str
    name: str
    scopes: Sequence[str]
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class KeyHolder:
    """The user as whom a key acts."""

    kind: UserKind
    role: Role


def settle_key(
    inspection: Inspection, key: NewKey, holder: KeyHolder | None, access: Access, now: datetime
) -> NewKey:
    """The key as it is stored; what is wrong with it goes to the findings.

    `holder` is None if there is no such user; `access` is that of whoever makes it. A key can't do
    more than its user, nor more than whoever made it.
    """
    if holder is None:
        inspection.findings.append(NotFound((*_PATH, "userId"), key.user_id))
    elif holder.kind is UserKind.SYSTEM:
        inspection.fault((*_PATH, "userId"), Problem.NO_SIGN_IN)
    name = inspection.required_text((*_PATH, "name"), key.name, NAME_LENGTH)
    scopes = _scopes(inspection, key.scopes, holder.role if holder else None, access)
    if key.expires_at <= now:
        inspection.fault((*_PATH, "expiresAt"), Problem.NOT_IN_FUTURE, instant_text(now))
    elif key.expires_at > now + LONGEST_LIFE:
        inspection.fault((*_PATH, "expiresAt"), Problem.TOO_LATE, instant_text(now + LONGEST_LIFE))
    return NewKey(key.user_id, name, scopes, key.expires_at)


def _scopes(
    inspection: Inspection, given: Sequence[str], role: Role | None, access: Access
) -> tuple[Right, ...]:
    """With what they are no use without, in the order of the rights."""
    path = (*_PATH, "scopes")
    known: list[Right] = []
    if not given:
        inspection.fault(path, Problem.EMPTY)
    if len(given) > len(_RIGHTS):
        inspection.fault(path, Problem.TOO_MANY, len(_RIGHTS))
        return ()
    for index, scope in enumerate(given):
        here = (*path, str(index))
        if scope not in _RIGHTS:
            inspection.fault(here, Problem.UNKNOWN_SCOPE, ", ".join(Right))
            continue
        right = Right(scope)
        if right in known:
            inspection.fault(here, Problem.TWICE)
            continue
        known.append(right)
        if role is None:
            continue
        reach = ROLES[role][right]
        denied = missing_right(access, right, reach, here)
        if reach is Reach.NONE:
            inspection.fault(here, Problem.BEYOND_ROLE, role)
        elif denied:
            inspection.findings.append(denied)
    kept = with_needs(known)
    return tuple(right for right in Right if right in kept)
