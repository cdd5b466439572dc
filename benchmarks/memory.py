"""What the server holds: over ever new documents, and for one large page."""

import argparse
import subprocess
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Final

import orjson
from rich.console import Console

from benchmarks import cache, load
from benchmarks.arena import Fighter, fighting
from benchmarks.cases import PAGE
from benchmarks.contenders import CONTENDERS
from benchmarks.processes import OTHER_CORE, end_politely
from benchmarks.usage import peak_bytes, reset_peak, resident_bytes

if TYPE_CHECKING:
    from benchmarks.databases import Store

MIB: Final = 2**20
CONNECTIONS: Final = 8
POINTS: Final = 20
"""So many lines has the curve, or a few less."""
ROUND_SECONDS: Final = 2
PAGE_SIZE: Final = 1000
PAGES: Final = 10
_SCRIPT: Final = Path(__file__).with_name("distinct.lua")

Point = tuple[int, int]
"""How many requests so far, and how many bytes are held."""


def curve(server: Fighter, opportunity_id: str, requests: int) -> Iterator[Point]:
    """The memory held after ever more requests, each with a document of its own."""
    sent = 0
    # What every first request brings is no growth.
    load.post(server.url, load.body(PAGE, {"first": PAGE_SIZE}))
    yield sent, resident_bytes(server.pid)
    while sent < requests:
        sent += _distinct(server, opportunity_id, sent)
        yield sent, resident_bytes(server.pid)


def _distinct(server: Fighter, opportunity_id: str, start: int) -> int:
    done = subprocess.run(
        (
            *("taskset", "--cpu-list", str(OTHER_CORE), "wrk", "--threads", "1"),
            *("--connections", str(CONNECTIONS), "--duration", f"{ROUND_SECONDS}s"),
            *("--script", str(_SCRIPT), server.url, "--", str(start), opportunity_id),
        ),
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    found = orjson.loads(done.stderr)
    if found["failed"] or not found["requests"]:
        message = f"Not every request was answered with 200: {found}"
        raise RuntimeError(message)
    # Those under way at the end aren't counted, but were sent: their numbers aren't used again.
    return int(found["requests"]) + CONNECTIONS


def page_growth(server: Fighter) -> Point:
    """The size of a large page's answer, and by how much the most that is held exceeds it."""
    body = load.body(PAGE, {"first": PAGE_SIZE})
    load.post(server.url, load.body(PAGE, {"first": 1}))
    before = resident_bytes(server.pid)
    reset_peak(server.pid)
    sizes = [len(load.post(server.url, body)) for _ in range(PAGES)]
    return max(sizes), peak_bytes(server.pid) - before


def _shown(console: Console, points: Iterable[Point], requests: int) -> None:
    """A line for about every POINTS-th part of the requests, as soon as it is reached."""
    due = 0
    for sent, held in points:
        if sent >= min(due, requests):
            console.print(f"{sent:>12,} requests {held / MIB:>8,.1f} MiB")
            due = sent + requests // POINTS


def main() -> None:
    """Measure both on the databases that the command line asks for."""
    ours = {each.database.lower(): each for each in CONTENDERS if each.role == "ours"}
    parser = argparse.ArgumentParser("python -m benchmarks.memory", description=__doc__)
    parser.add_argument("--requests", type=int, default=20_000, help="how many, at least")
    parser.add_argument("--opportunities", type=int, default=20_000, help="the data set's size")
    parser.add_argument(
        "--only",
        nargs="+",
        default=list(ours),
        metavar="DATABASE",
        choices=ours,
        help="these databases alone: " + ", ".join(ours),
    )
    options = parser.parse_args()
    end_politely()
    console = Console(highlight=False, width=100)
    with (
        tempfile.TemporaryDirectory(prefix="clinch-run-") as scratch,
        cache.data(options.opportunities) as data,
    ):
        ((opportunity_id,),) = data.postgresql.rows("SELECT max(id) FROM opportunity")
        stores: dict[str, Store] = {"PostgreSQL": data.postgresql, "SQLite": data.sqlite}
        for contender in (ours[name] for name in options.only):
            folder = Path(scratch)
            # Two servers, so that neither measurement sees what the other has left.
            with fighting([contender], stores, folder, folder / "answers") as (server,):
                size, growth = page_growth(server)
            console.print(
                f"Clinch on {contender.database}: a page of {PAGE_SIZE:,} with 3 quotes each is "
                f"{size / MIB:.2f} MiB; at most {growth / MIB:.2f} MiB more are held for it, "
                f"{growth / size:.1f} times its size. After so many distinct documents it holds:"
            )
            with fighting([contender], stores, folder, folder / "answers") as (server,):
                _shown(console, curve(server, opportunity_id, options.requests), options.requests)


if __name__ == "__main__":
    main()
