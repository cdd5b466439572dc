"""The log of requests: one line each, as JSON or as text."""

import sys
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from functools import lru_cache
from typing import Final, Literal

import orjson

from resolvers.faults import FaultCode
from server.observing.record import CLIENT_GONE, OK, Record

LogFormat = Literal["json", "text"]
Level = Literal["debug", "info", "warning", "error"]

LOGGER: Final = "clinch.requests"
RANKS: Final[dict[Level, int]] = {"debug": 0, "info": 1, "warning": 2, "error": 3}
_OURS: Final[dict[str, Level]] = {
    FaultCode.INTERNAL_SERVER_ERROR: "error",
    FaultCode.TIMEOUT: "warning",
}
"""What is our concern rather than the client's."""
_SHOWN: Final[dict[Level, str]] = {level: f"{level.upper() + ':':9}" for level in RANKS}
_QUIET: Final = frozenset({OK, CLIENT_GONE, "NOT_MODIFIED"})


def stderr_writer() -> Callable[[bytes], None]:
    """Writes to what is standard error now, whatever encoding it has: lines come later."""
    stream = sys.stderr.buffer

    def write(lines: bytes) -> None:
        stream.write(lines)
        stream.flush()

    return write


class RequestLog:
    """Writes lines of `level` and above, those of many requests at once."""

    def __init__(
        self, level: Level, log_format: LogFormat, write: Callable[[bytes], object]
    ) -> None:
        self._least = RANKS[level]
        self._line = {"json": json_line, "text": text_line}[log_format]
        self._write = write

    def __call__(self, records: Sequence[Record]) -> None:
        """Log requests."""
        lines = b"".join(
            [
                self._line(record, level)
                for record in records
                if RANKS[level := level_of(record)] >= self._least
            ]
        )
        if lines:
            self._write(lines)


def level_of(record: Record) -> Level:
    """Debug for what nobody asks about: answers that are no operation's, health checks say."""
    if record.kind is None and record.code in _QUIET:
        return "debug"
    return _OURS.get(record.code, "info")


def json_line(record: Record, level: Level) -> bytes:
    """One object with the same keys every time; orjson escapes whatever could end the line."""
    return orjson.dumps(
        {
            "time": datetime.fromtimestamp(record.ended, UTC),
            "level": level,
            "logger": LOGGER,
            "requestId": record.request_id,
            "transport": record.transport,
            "path": record.path,
            "status": record.status,
            "code": record.code,
            "refusals": record.refusals,
            "kind": record.kind,
            "operation": record.operation,
            "document": record.document,
            "actor": record.actor,
            "client": record.client,
            "peer": record.peer,
            "cost": record.cost,
            "ms": int(record.seconds * 1e6) / 1000,
            "statements": record.statements,
            "databaseMs": int(record.database_seconds * 1e6) / 1000,
            "traceId": record.trace_id,
        },
        option=orjson.OPT_APPEND_NEWLINE | orjson.OPT_UTC_Z,
    )


def text_line(record: Record, level: Level) -> bytes:
    """For a person at a terminal: the same in words, without what is long."""
    # At once, and in one expression: it is half of what logging costs.
    # fmt: off
    (request_id, _, ended, seconds, _, code, refusals, path, _, kind, operation,
     _, cost, _, client, statements, database_seconds, _) = record
    # fmt: on
    what = f"{kind} {operation or '(unnamed)'}" if kind else path
    sent = f"{statements} statements {database_seconds * 1000:.1f} ms, " if statements else ""
    line = (
        f"{_clock(int(ended * 1000))} {_SHOWN[level]} {what} "
        f"{' '.join((code, *refusals)) if refusals else code}; {seconds * 1000:.1f} ms, {sent}"
        f"{'' if cost is None else f'cost {cost}, '}{request_id}{f', {client}' if client else ''}"
    )
    return visible(line).encode() + b"\n"


@lru_cache(256)
def _clock(milliseconds: int) -> str:
    second, rest = divmod(milliseconds, 1000)
    return f"{_second(second)},{rest:03}"


@lru_cache(2)
def _second(second: int) -> str:
    return f"{datetime.fromtimestamp(second, UTC).astimezone():%Y-%m-%d %H:%M:%S}"


def visible(text: str) -> str:
    """With escapes for what a terminal obeys or doesn't show: nobody writes a line of his own."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(
        each if each.isprintable() else each.encode("unicode_escape").decode() for each in text
    )
