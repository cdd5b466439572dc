"""Idempotency keys: what can be one, and whether a call that has one was made before."""

from dataclasses import dataclass
from hashlib import sha256
from typing import Final

from domain.refusals import IdempotencyKeyReused, Path, Refused

MAX_KEY_LENGTH: Final = 255


def is_key(text: str) -> bool:
    """Printable ASCII, as a header can carry it, and not without end."""
    return 0 < len(text) <= MAX_KEY_LENGTH and text.isascii() and text.isprintable()


def key_id(actor_id: str, key: str) -> str:
    """Names an actor's key without telling it: what clients call their calls is their own."""
    return sha256(f"{actor_id} {key}".encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class KeyedCall:
    """A call with an idempotency key: which, what it asks for, and where the key was given."""

    key_id: str
    fingerprint: str
    """The same for every call that asks for the same."""
    path: Path


@dataclass(frozen=True, slots=True)
class Remembered:
    """What a key was used for, and what came of it; None if that isn't known yet."""

    fingerprint: str
    outcome: str | None = None


@dataclass(frozen=True, slots=True)
class Run:
    """The key is new: the call is to be run."""


@dataclass(frozen=True, slots=True)
class Replay:
    """The call was made before: this is what came of it."""

    outcome: str


def decide_keyed(call: KeyedCall, remembered: Remembered) -> Run | Replay | Refused:
    """`remembered` is what is stored once the call has claimed its key."""
    if remembered.outcome is None:
        return Run()
    if remembered.fingerprint != call.fingerprint:
        return Refused((IdempotencyKeyReused(call.path),))
    return Replay(remembered.outcome)
