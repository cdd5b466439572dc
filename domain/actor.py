"""Who asks, and from where."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from domain.access import FULL_ACCESS, Access

SYSTEM_USER_ID: Final = "usr_00000000000000000000000000"
"""The user *System*, who acts in commands, migrations and imports."""


class UserKind(StrEnum):
    """What kind of actor a user is."""

    PERSON = "PERSON"
    INTEGRATION = "INTEGRATION"
    SYSTEM = "SYSTEM"
    """As whom nobody signs in: a provider has no name for it, and it has no API keys."""


@dataclass(frozen=True, slots=True)
class Actor:
    """The user on whose behalf a call runs, the client program it came through, which request."""

    user_id: str
    client: str | None = None
    request_id: str | None = None
    access: Access = field(kw_only=True)
    lead_id: str | None = field(default=None, kw_only=True)
    """Who leads his team; he himself if it is nobody else."""

    @property
    def lead(self) -> str:
        return self.lead_id or self.user_id


SYSTEM: Final = Actor(SYSTEM_USER_ID, "clinch", access=FULL_ACCESS)
"""Commands act as the system, on behalf of whoever may run them."""
