"""What a request costs: the CPU of the whole process, client and database included."""

import time
from collections.abc import Callable
from typing import Final, TypeVar

T = TypeVar("T")

MOST: Final = 0.1
"""Seconds that a hostile request may cost at most."""
TIMES: Final = 3
"""How often each is sent; the cheapest counts, as others are at work on the machine, too."""


def cheapest(send: Callable[[int], T]) -> tuple[float, T]:
    """The least seconds that sending it took, and the last answer."""
    spent: list[float] = []
    for again in range(TIMES):
        before = time.process_time()
        answer = send(again)
        spent.append(time.process_time() - before)
    return min(spent), answer
