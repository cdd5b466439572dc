"""Text as people write it: what can be stored, and how texts are compared."""

import unicodedata
from datetime import UTC, datetime
from functools import cache
from typing import Final

NAME_LENGTH: Final = 300
DESCRIPTION_LENGTH: Final = 2000


def is_storable(text: str) -> bool:
    """Whether both databases can hold it: no U+0000, no lone surrogate."""
    return not any(character == "\0" or "\ud800" <= character <= "\udfff" for character in text)


def printable(text: str) -> str:
    """A caller's own text as far as UTF-8 has it: half a surrogate pair can't be answered."""
    return text.encode("utf-8", "replace").decode()


def looks_like_email(text: str) -> bool:
    """Whether something stands on both sides of an @, and no space anywhere."""
    local, _, host = text.rpartition("@")
    return bool(local and host) and not any(map(str.isspace, text))


@cache
def camel_case(name: str) -> str:
    """The contract's spelling of a name: annual_revenue becomes annualRevenue."""
    first, *rest = name.split("_")
    return first + "".join(map(str.capitalize, rest))


def instant_text(instant: datetime) -> str:
    """An instant in UTC to the second: 2026-11-22T17:23:00Z."""
    return instant.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="seconds") + "Z"


def fold(text: str) -> str:
    """The form in which texts are compared: width (NFKC) and case don't count."""
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())
