"""What a request costs: the CPU of the whole process, against a yardstick's on the same machine."""

import time
from collections.abc import Callable
from functools import partial
from typing import Final, TypeVar

T = TypeVar("T")

YARDSTICK: Final = 0.01
"""Seconds that the yardstick takes, by definition: in these are the others' given, whatever the
machine is and whoever else is at work on it."""
MOST: Final = 0.1
"""Seconds that a hostile request may cost at most."""
TIMES: Final = 3
"""How often each is sent; the cheapest counts, as others are at work on the machine, too."""


def yardstick() -> None:
    """What a good core does in YARDSTICK: much as requests do it, by calls, dictionaries, texts."""
    for _ in range(10):
        kept: dict[str, tuple[int, str]] = {}
        for number in range(3_700):
            name = f"{number:x}"
            if name.isalnum() and len(name) < 100:
                kept[name] = (number, name[:2])


def cheapest(send: Callable[[int], T]) -> tuple[float, T]:
    """The least seconds that sending it took, and the last answer."""
    spent: list[float] = []
    before, _ = _seconds(yardstick)
    for again in range(TIMES):
        seconds, answer = _seconds(partial(send, again))
        after, _ = _seconds(yardstick)
        spent.append(seconds / min(before, after) * YARDSTICK)
        before = after
    return min(spent), answer


def _seconds(work: Callable[[], T]) -> tuple[float, T]:
    """The CPU of the process, and what came of it."""
    before = time.process_time()
    done = work()
    return time.process_time() - before, done
