"""What a process uses, as the system counts it: CPU time and memory."""

import os
from pathlib import Path
from typing import Final

_TICKS: Final = os.sysconf("SC_CLK_TCK")


def cpu_seconds(pid: int) -> float:
    """What a process has used so far, user and system, in all its threads."""
    return _used(pid, slice(11, 13))


def cpu_seconds_of_tree(pid: int) -> float:
    """The same of a process, its children, and the children that have ended."""
    total = _used(pid, slice(11, 15))
    for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split():
        try:
            total += _used(int(child), slice(11, 15))
        except (FileNotFoundError, ProcessLookupError):
            continue  # It has just ended.
    return total


def _used(pid: int, columns: slice) -> float:
    # The second column is the name, in parentheses, with whatever in it.
    stat = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return sum(map(int, stat[columns])) / _TICKS


def resident_bytes(pid: int) -> int:
    """The memory that a process holds at this moment."""
    pages = Path(f"/proc/{pid}/statm").read_text().split()[1]
    return int(pages) * os.sysconf("SC_PAGE_SIZE")


def reset_peak(pid: int) -> None:
    """Count the most memory that a process held from now on."""
    Path(f"/proc/{pid}/clear_refs").write_text("5")


def peak_bytes(pid: int) -> int:
    """The most memory that a process has held."""
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) * 1024
    message = "The system doesn't say what a process held at most."
    raise LookupError(message)
