"""What an operation sends to its database: how many statements, how long they took, which."""

from time import perf_counter
from typing import NamedTuple


class Sent(NamedTuple):
    """A statement that was sent; values are no part of it."""

    sql: str
    started: float
    ended: float
    """Both by time.perf_counter()."""


class Traffic:
    """Counts an operation's statements, BEGIN and COMMIT among them, ROLLBACK not.

    A statement's time is the database's and the network's; waiting for a connection is none of it.
    """

    __slots__ = ("seconds", "sent", "statements")

    def __init__(self) -> None:
        self.statements = 0
        self.seconds = 0.0
        self.sent: list[Sent] | None = None
        """Each of them, where somebody wants to know: whoever does puts a list here."""

    def note(self, sql: str, started: float) -> None:
        """A statement is over that was sent then."""
        ended = perf_counter()
        self.statements += 1
        self.seconds += ended - started
        if self.sent is not None:
            self.sent.append(Sent(sql, started, ended))
