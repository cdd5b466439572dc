"""Many at once: how many, and whether one that is refused keeps the others from being done."""

from collections.abc import Iterable
from enum import StrEnum
from typing import Final

from domain.refusals import Refused

MAX_BATCH: Final = 1000
"""So many opportunities a call."""


class BatchPolicy(StrEnum):
    """What becomes of the others when one is refused."""

    ALL_OR_NOTHING = "ALL_OR_NOTHING"
    EACH = "EACH"


class BatchStatus(StrEnum):
    """What became of one."""

    CLOSED = "CLOSED"
    UNCHANGED = "UNCHANGED"
    FAILED = "FAILED"


def goes_on(decisions: Iterable[object], policy: BatchPolicy) -> bool:
    """Whether those that aren't refused are done."""
    return policy is BatchPolicy.EACH or not any(isinstance(each, Refused) for each in decisions)
