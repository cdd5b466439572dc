"""What is on record about access, beside the events: who came in, who was turned away."""

from enum import StrEnum


class AuditType(StrEnum):
    """What happened."""

    SIGNED_IN = "SIGNED_IN"
    """A credential was accepted that hadn't been seen for a while."""
    SIGN_IN_REFUSED = "SIGN_IN_REFUSED"
    """A credential wasn't accepted."""
    DENIED = "DENIED"
    """Somebody who is signed in lacked a right."""
