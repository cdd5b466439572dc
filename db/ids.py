"""The application's own keys: TypeIDs, a prefix for the kind and a UUIDv7 that sorts by time."""

import secrets
from collections.abc import Sequence
from typing import Final

from typeid import TypeID

PREFIX_OF: Final = {
    "Opportunity": "opp",
    "Quote": "quo",
    "QuoteLine": "qln",
    "OpportunityClose": "ocl",
    "QuoteClose": "qcl",
    "Account": "acc",
    "Contact": "con",
    "User": "usr",
    "Competitor": "cmp",
    "Product": "prd",
    "StatusReason": "srs",
    "Event": "evt",
    "FieldChange": "chg",
    "ExchangeRate": "exr",
    "ApiKey": "key",
    "AuditEntry": "aud",
}
"""The kind of record behind each prefix; no two kinds share one."""

_KIND_OF: Final = {prefix: kind for kind, prefix in PREFIX_OF.items()}
_CROCKFORD: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_DIGITS: Final = _CROCKFORD.lower()
_LENGTH: Final = 30


def new_id(kind: str) -> str:
    """A fresh id for a record of this kind."""
    return str(TypeID(prefix=PREFIX_OF[kind]))


def new_ids(kind: str, count: int) -> Sequence[str]:
    """So many, in order: one fresh id, counted up in its last characters, which are random."""
    if not count:
        return ()
    stem = new_id(kind)[:-3]
    return [
        f"{stem}{_DIGITS[place >> 10]}{_DIGITS[place >> 5 & 31]}{_DIGITS[place & 31]}"
        for place in range(count)
    ]


def kind_of(identifier: str) -> str | None:
    """Which kind of record an id names by its prefix; None if it can't be one of ours."""
    prefix, _, suffix = identifier.partition("_")
    well_formed = len(identifier) == _LENGTH and suffix.isascii() and suffix.isalnum()
    return _KIND_OF.get(prefix) if well_formed else None


def of_kind(kind: str, identifiers: Sequence[str]) -> Sequence[str]:
    """Those that can name a record of this kind."""
    return [each for each in identifiers if kind_of(each) == kind]


def new_quote_number() -> str:
    """`Q-` and 8 random Crockford characters; the caller redraws on collision."""
    return "Q-" + "".join(secrets.choice(_CROCKFORD) for _ in range(8))
