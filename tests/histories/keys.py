"""Calls with idempotency keys: any rule's may have one, and is made again at any later time."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any, Final

from hypothesis import strategies as st
from hypothesis.stateful import Bundle, multiple, rule

from db.database import Database
from db.ids import new_id
from db.writes.idempotency import IdempotencyKeys
from domain.idempotency import KeyedCall
from domain.refusals import IdempotencyKeyReused, Refused
from services.idempotency import Replayed
from tests.services.calls import Keyed

PATH: Final = ("input", "idempotencyKey")
HOURS: Final = 24
"""So long a key is kept."""
PATIENCE: Final = 5
KEYS: Final = ("first", "second")
"""So few that they are used again."""
NOT_INPUT: Final = frozenset({"dry_run", "drafts_block"})
"""What a call's fingerprint doesn't tell: whether it is but tried, and a setting."""

Play = Callable[..., Any]


class SettledError(Exception):
    """The key has given the answer: the call itself wasn't made."""


@dataclass(frozen=True, slots=True)
class Use:
    """What a key was used for, when, and what came of it."""

    fingerprint: str
    at: datetime
    outcome: Any


@dataclass(frozen=True, slots=True)
class Attempt:
    """A call under a key, as it is about to be made."""

    key: str
    fingerprint: str
    kind: Any
    dry_run: bool


@dataclass(slots=True)
class Keyring:
    """What the model knows of the keys of one history; in the database their names are its own."""

    database: Database
    now: Callable[[], datetime]
    names: Mapping[str, str] = field(default_factory=lambda: {key: new_id("Event") for key in KEYS})
    uses: dict[str, Use] = field(default_factory=dict)
    last: dict[str, Callable[[], Any]] = field(default_factory=dict)
    """The last call under each that was made, to be made again."""
    attempt: Attempt | None = None

    @property
    def target(self) -> Database | Keyed:
        """Where the next call is made."""
        if self.attempt is None:
            return self.database
        keys = IdempotencyKeys(self.database.dialect, self.now, HOURS, PATIENCE)
        call = KeyedCall(self.names[self.attempt.key], self.attempt.fingerprint, PATH)
        return Keyed(self.database, keys, call, self.attempt.kind)

    def judge(self, outcome: Any) -> None:
        """SettledError, after a look at the answer, if the call's key was used before."""
        attempt, oldest = self.attempt, self.now() - timedelta(hours=HOURS)
        if attempt is None:
            return
        use = self.uses.get(attempt.key)
        if use is not None and use.at >= oldest:
            if use.fingerprint == attempt.fingerprint:
                assert outcome == Replayed(use.outcome)
            else:
                assert outcome == Refused((IdempotencyKeyReused(PATH),))
            raise SettledError
        assert not isinstance(outcome, Replayed)
        if not attempt.dry_run and not isinstance(outcome, Refused):
            # Those that are too old go with the call, even if the clock goes back afterwards.
            self.uses = {key: use for key, use in self.uses.items() if use.at >= oldest}
            self.uses[attempt.key] = Use(attempt.fingerprint, self.now(), outcome)


def keyed_rule(kind: Any, target: Bundle[Any] | None = None, **drawn: Any) -> Callable[[Play], Any]:
    """A rule of a machine with a keyring: one call, with a key or without.

    `kind` is what a success of the call is.
    """

    def decorate(play: Play) -> Any:
        def playing(self: Any, *args: Any, key: str | None = None, **given: Any) -> Any:
            keyring: Keyring = self.keyring
            if key is not None:
                fingerprint = _fingerprint(play.__name__, args, given)
                keyring.attempt = Attempt(key, fingerprint, kind, bool(given.get("dry_run")))
            try:
                made = play(self, *args, **given)
            except SettledError:
                return None if target is None else multiple()
            else:
                if key is not None:
                    keyring.last[key] = lambda: playing(self, *args, key=key, **given)
                return made
            finally:
                keyring.attempt = None

        playing.__name__ = play.__name__
        drawn["key"] = st.sampled_from([None, None, None, None, *KEYS])
        if target is not None:
            drawn["target"] = target
        as_rule: Any = rule(**drawn)
        return as_rule(playing)

    return decorate


def _fingerprint(name: str, args: Iterable[Any], given: Mapping[str, Any]) -> str:
    """A call's name, and what it is about."""
    told = [*enumerate(args), *given.items()]
    text = f"{name} {[(at, getattr(v, 'id', v)) for at, v in told if at not in NOT_INPUT]}"
    return sha256(text.encode()).hexdigest()
