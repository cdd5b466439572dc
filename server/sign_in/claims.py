"""What a token says of its user, once it is known to be the provider's."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final, TypeVar

from domain.text import is_storable
from server.sign_in.refusing import Reason, TokenRefused
from server.sign_in.rules import ClaimNames

LONGEST: Final = 255
"""Characters that a user's name at the provider can have, as OpenID Connect says of `sub`."""

R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class Claims:
    """Whom the provider vouches for, and until when."""

    subject: str
    """What `users.subject` is compared with, byte by byte."""
    name: str | None
    email: str | None
    """None, too, if the provider says that it hasn't been verified."""
    roles: tuple[str, ...]
    """In the provider's own words; `mapped_role` has ours."""
    expires: float
    """Seconds since 1970. A connection that lives on has to end then."""


def claims_of(payload: Mapping[str, Any], names: ClaimNames) -> Claims:
    """What these claims say; TokenRefused if they name no user."""
    subject = _text(claim(payload, names.user))
    if subject is None:
        raise TokenRefused(Reason.USER)
    verified = payload.get("email_verified", True) is True
    return Claims(
        subject,
        _text(claim(payload, names.name)),
        _text(claim(payload, names.email)) if verified else None,
        _texts(claim(payload, names.roles)),
        payload["exp"],
    )


def claim(payload: Mapping[str, Any], path: str) -> object:
    """The claim of this very name, dots and all; else what the path `a.b.c` leads to; or None."""
    if path in payload:
        return payload[path]
    found: object = payload
    for step in path.split("."):
        found = found.get(step) if isinstance(found, Mapping) else None
    return found


def mapped_role(roles: Iterable[str], mapping: Iterable[tuple[str, R]]) -> R | None:
    """Our role for the provider's: the first line of the mapping that fits, so best first."""
    having = frozenset(roles)
    return next((role for word, role in mapping if word in having), None)


def _text(value: object) -> str | None:
    """A text that can be stored and isn't cut."""
    fits = isinstance(value, str) and 0 < len(value) <= LONGEST and is_storable(value)
    return value if isinstance(value, str) and fits else None


def _texts(value: object) -> tuple[str, ...]:
    """A list's texts; one text is a list of one."""
    entries = value if isinstance(value, list) else [value]
    return tuple(entry for entry in entries if isinstance(entry, str))
