"""How much of a pool of connections is used now."""

from typing import NamedTuple


class Usage(NamedTuple):
    """Of one process: connections at most, those at work, and calls that wait for one."""

    size: int
    in_use: int
    waiting: int
