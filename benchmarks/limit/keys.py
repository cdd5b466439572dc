"""What a write brings along: the instant, and the start of the ids of what it adds."""

import secrets
import time
from datetime import UTC, datetime


def moment() -> datetime:
    """Now."""
    return datetime.now(UTC)


def stem() -> str:
    """23 characters that rise with time, as a TypeID's do; three more make an id's 26."""
    return f"{time.time_ns() // 1_000_000:012x}{secrets.token_hex(6)[:11]}"
