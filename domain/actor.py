"""Who asks, and from where."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

SYSTEM_USER_ID: Final = "usr_00000000000000000000000000"
"""The user *System*, who acts in commands, migrations and imports."""


class UserKind(StrEnum):
    """What kind of actor a user is."""

    PERSON = "PERSON"
    INTEGRATION = "INTEGRATION"
    SYSTEM = "SYSTEM"


@dataclass(frozen=True, slots=True)
class Actor:
    """The user on whose behalf a call runs, the client program it came through, which request."""

    user_id: str
    client: str | None = None
    request_id: str | None = None


SYSTEM: Final = Actor(SYSTEM_USER_ID, "clinch")
