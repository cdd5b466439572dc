"""The log of requests: one line each, as JSON or as text."""

import sys
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from functools import lru_cache
from itertools import compress
from operator import attrgetter
from typing import Final, Literal

import orjson

from resolvers.faults import FaultCode
from server.observing.record import CLIENT_GONE, OK, Record, epoch_of_counter

LogFormat = Literal["json", "text"]
Level = Literal["debug", "info", "warning", "error"]
Entry = tuple[Record, Level]

LOGGER: Final = "clinch.requests"
CLIENT_LENGTH: Final = 100
"""So much is shown of what a client says that it is."""
RANKS: Final[dict[Level, int]] = {"debug": 0, "info": 1, "warning": 2, "error": 3}
_OURS: Final[dict[str, Level]] = {
    FaultCode.INTERNAL_SERVER_ERROR: "error",
    FaultCode.TIMEOUT: "warning",
}
"""What is our concern rather than the client's."""
_SHOWN: Final[dict[Level, str]] = {level: f"{level.upper() + ':':9}" for level in RANKS}
_JSON_LINE: Final = (
    f'{{"time":"%s","level":"%s","logger":"{LOGGER}","requestId":"%s",%s,'
    '"ms":%s,"statements":%d,"databaseMs":%s,"traceId":%s}\n'
)
"""Time, level, request's id, what is asked for, milliseconds, …"""
_KIND, _CODE = attrgetter("kind"), attrgetter("code")
_UNNAMED: Final = "(unnamed)"
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
        self._shown = {each for each, rank in RANKS.items() if rank >= RANKS[level]}
        self._lines = {"json": json_lines, "text": text_lines}[log_format]
        self._write = write

    def __call__(self, records: Sequence[Record]) -> None:
        """Log requests."""
        levels = [*map(level_of, map(_KIND, records), map(_CODE, records))]
        shown = map(self._shown.__contains__, levels)
        entries = [*compress(zip(records, levels, strict=True), shown)]
        if entries:
            self._write(self._lines(entries, epoch_of_counter()))


@lru_cache(256)
def level_of(kind: str | None, code: str) -> Level:
    """Debug for what nobody asks about: answers that are no operation's, health checks say."""
    if kind is None and code in _QUIET:
        return "debug"
    return _OURS.get(code, "info")


def json_lines(entries: Sequence[Entry], epoch: float) -> bytes:
    """Objects with the same keys every time.

    perf_counter() was 0 at `epoch`, seconds since 1970.
    """
    # All in one expression, from a record that is unpacked at once: it is what logging costs.
    # fmt: off
    lines = [
        _JSON_LINE % (
            _instant(int((epoch + ended) * 1000)), level, request_id,
            _in_json(transport, path, status, code, refusals, kind, operation, document, actor,
                     client, peer and peer[0], cost),
            int((ended - started) * 1e6) / 1000, statements, int(seconds * 1e6) / 1000,
            "null" if trace_id is None else f'"{trace_id}"',
        )
        for (
            request_id, transport, started, ended, status, code, path, peer, actor, client,
            refusals, kind, operation, document, cost, statements, seconds, trace_id
        ), level in entries
    ]
    # fmt: on
    return "".join(lines).encode()


@lru_cache(256)
def _in_json(  # noqa: PLR0913, PLR0917 - as many as such a line has
    transport: str,
    path: str,
    status: int,
    code: str,
    refusals: tuple[str, ...],
    kind: str | None,
    operation: str | None,
    document: str | None,
    actor: str | None,
    client: str | None,
    address: str | None,
    cost: int | None,
) -> str:
    """The part that is the same each time that somebody asks for something.

    orjson escapes whatever could end a line: what clients say is all in here.
    """
    told = {
        "transport": transport,
        "path": path,
        "status": status,
        "code": code,
        "refusals": refusals,
        "kind": kind,
        "operation": operation,
        "document": document,
        "actor": actor,
        "client": client and client[:CLIENT_LENGTH],
        "peer": address,
        "cost": cost,
    }
    return orjson.dumps(told)[1:-1].decode()


def text_lines(entries: Sequence[Entry], epoch: float) -> bytes:
    """For a person at a terminal: the same in words, without what is long.

    Of what a client says, paths and its own name can have any character: of an operation's name
    and a request's id it is known by now that they have letters, digits and a few signs.
    """
    # fmt: off
    lines = [
        f"{_clock(int((epoch + ended) * 1000))} {_SHOWN[level]} "
        f"{f'{kind} {operation or _UNNAMED}' if kind else visible(path)} "
        f"{' '.join((code, *refusals)) if refusals else code}; {(ended - started) * 1000:.1f} ms, "
        f"{f'{statements} statements {seconds * 1000:.1f} ms, ' if statements else ''}"
        f"{'' if cost is None else f'cost {cost}, '}{request_id}"
        f"{f', {visible(client[:CLIENT_LENGTH])}' if client else ''}"
        for (
            request_id, _, started, ended, _, code, path, _, _, client, refusals,
            kind, operation, _, cost, statements, seconds, _
        ), level in entries
    ]
    # fmt: on
    lines.append("")
    return "\n".join(lines).encode()


@lru_cache(256)
def _instant(milliseconds: int) -> str:
    return f"{_utc(milliseconds // 1000)}.{milliseconds % 1000:03}Z"


@lru_cache(256)
def _clock(milliseconds: int) -> str:
    return f"{_local(milliseconds // 1000)},{milliseconds % 1000:03}"


@lru_cache(2)
def _utc(second: int) -> str:
    return f"{datetime.fromtimestamp(second, UTC):%Y-%m-%dT%H:%M:%S}"


@lru_cache(2)
def _local(second: int) -> str:
    return f"{datetime.fromtimestamp(second, UTC).astimezone():%Y-%m-%d %H:%M:%S}"


def visible(text: str) -> str:
    """With escapes for what a terminal obeys or doesn't show: nobody writes a line of his own."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(
        each if each.isprintable() else each.encode("unicode_escape").decode() for each in text
    )
