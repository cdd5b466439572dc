"""What is on record about access, beside the events: who came in, who was turned away."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class AuditType(StrEnum):
    """What happened."""

    SIGNED_IN = "SIGNED_IN"
    """A credential was accepted that hadn't been seen for a while."""
    SIGN_IN_REFUSED = "SIGN_IN_REFUSED"
    """A credential wasn't accepted."""
    DENIED = "DENIED"
    """Somebody who is signed in lacked a right."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Noted:
    """Something that is to be on record."""

    type: AuditType
    happened_at: datetime
    actor_id: str | None = None
    credential: str | None = None
    detail: str | None = None
    client: str | None = None
    address: str | None = None
    request_id: str | None = None
