"""What logs, metrics and traces cost: a server's requests with more and more of them, in turn."""

import argparse
import shutil
import statistics
import sys
import tempfile
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from random import Random
from typing import Final

import uvloop
from rich.console import Console

from benchmarks import cache, load
from benchmarks.arena import fighting
from benchmarks.cases import CASES, Samples
from benchmarks.contenders import Contender, Database
from benchmarks.databases import Sqlite, Store
from benchmarks.observed import JSON, LOG, METRICS, NOTHING
from benchmarks.processes import end_politely
from benchmarks.slices import Slice, in_turn
from server.observing.observer import TOGETHER

ONE: Final = next(case for case in CASES if case.name == "one")
IDS: Final = 500
REQUESTS: Final = 4 * TOGETHER
"""A slice's: some 130 ms, and none is told of in another one's."""
DRAWS: Final = 2000
TRACED: Final = "OTEL_EXPORTER_OTLP_ENDPOINT"
SOON: Final = "OTEL_BSP_SCHEDULE_DELAY=100"
"""Milliseconds until the last spans of a slice are sent: by default that is while others run."""
FEW: Final = ("OTEL_TRACES_SAMPLER=parentbased_traceidratio", "OTEL_TRACES_SAMPLER_ARG=0.01")
COMMAND: Final = (sys.executable, "-m", "benchmarks.observed", "serve", "--port", "{port}")
DATABASES: Final[tuple[Database, ...]] = ("PostgreSQL", "SQLite")

Ways = Mapping[str, str]
"""What a URL's query is, by the words for it."""


def processes(collector: str) -> Sequence[tuple[Sequence[str], Ways]]:
    """Each a command, and the ways in which its requests are observed, the unobserved first.

    `collector` is the URL that takes traces.
    """
    traced = ("env", f"{TRACED}={collector}", SOON)
    return (
        (
            COMMAND,
            {
                "nothing": NOTHING,
                "log": LOG,
                "log and metrics": METRICS,
                "log as JSON and metrics": JSON,
            },
        ),
        (
            (*traced, *FEW, *COMMAND),
            {
                "nothing (a trace in a hundred)": NOTHING,
                "log, metrics, a trace in a hundred": METRICS,
            },
        ),
        (
            (*traced, *COMMAND),
            {"nothing (every trace)": NOTHING, "log, metrics and every trace": METRICS},
        ),
    )


class _Collector(BaseHTTPRequestHandler):
    """Takes whatever it is sent."""

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        self.send_response(HTTPStatus.OK)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Nothing."""


@contextmanager
def collecting() -> Iterator[str]:
    """The URL of a collector of traces, which nobody looks at."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Collector)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()


Found = Mapping[str, Sequence[Slice]]
"""By way, what one start of a server came to."""


def of_nothing(starts: Sequence[Found], way: str, nothing: str) -> str:
    """Requests a second, of those of `nothing` in the same round: the mean of the starts' medians.

    Behind it, between what that is 19 times of 20 when starts are drawn from these again.
    """
    medians = [
        statistics.median(
            unobserved.seconds / each.seconds
            for each, unobserved in zip(found[way], found[nothing], strict=True)
        )
        for found in starts
    ]
    draw = Random(1)  # noqa: S311 - nothing is secret
    again = sorted(statistics.fmean(draw.choices(medians, k=len(medians))) for _ in range(DRAWS))
    low, high = again[DRAWS // 40], again[-DRAWS // 40]
    return f"{statistics.fmean(medians):.3f} ({low:.3f} to {high:.3f})"


def lines(starts: Sequence[Found], database: Database) -> Iterator[str]:
    """The table's rows for a database and a server."""
    slices = {way: [each for found in starts for each in found[way]] for way in starts[0]}
    cpu = {way: sum(each.cpu_seconds for each in taken) for way, taken in slices.items()}
    nothing = next(iter(slices))
    for way, taken in slices.items():
        rate = REQUESTS / statistics.median(each.seconds for each in taken)
        yield (
            f"| {database} | {way} | {rate:,.0f} | {of_nothing(starts, way, nothing)} "
            f"| {cpu[way] * 1000 / (REQUESTS * len(taken)):.4f} "
            f"| {cpu[way] / cpu[nothing]:.3f} |"
        )


def measured(
    data: cache.Data,
    contender: Contender,
    ways: Ways,
    bodies: Sequence[bytes],
    rounds: int,
) -> Found:
    """One start of a server, and so many rounds."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="clinch-run-")))
        stores = {str(contender.database): _store(data, contender.database, folder / "copy.db")}
        [fighter] = stack.enter_context(fighting([contender], stores, folder, folder / "answers"))
        fighters = [
            replace(
                fighter,
                contender=replace(contender, title=way),
                url=f"{fighter.url}?{query}",
            )
            for way, query in ways.items()
        ]
        return uvloop.run(
            in_turn(fighters, bodies, connections=ONE.connections, requests=REQUESTS, rounds=rounds)
        )


def main() -> None:
    """Measure on both databases, and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--starts", type=int, default=10)
    parser.add_argument("--rounds", type=int, default=40)
    parser.add_argument("--opportunities", type=int, default=20_000)
    parser.add_argument("--untraced", action="store_true", help="leave traces out")
    given = parser.parse_args()
    end_politely()
    console = Console(highlight=False, soft_wrap=True)
    console.print("| database | observed by | requests/s | of nothing | CPU ms | of nothing |")
    console.print("|---|---|--:|--:|--:|--:|")
    with cache.data(given.opportunities) as data, collecting() as collector:
        ids = [row[0] for row in data.postgresql.rows("SELECT id FROM opportunity ORDER BY id")]
        samples = Samples(ids[:: max(len(ids) // IDS, 1)], [], [])
        bodies = [load.body(ONE.document, each) for each in ONE.variables(samples)]
        for database in DATABASES:
            for command, ways in processes(collector)[: 1 if given.untraced else None]:
                contender = Contender("observed", "", "ours", database, command)
                starts = [
                    measured(data, contender, ways, bodies, given.rounds)
                    for _ in range(given.starts)
                ]
                for line in lines(starts, database):
                    console.print(line)


def _store(data: cache.Data, database: Database, copy: Path) -> Store:
    """Of a file of SQLite each start has its own."""
    if database == "PostgreSQL":
        return data.postgresql
    shutil.copyfile(data.sqlite.file, copy)
    return Sqlite(copy)


if __name__ == "__main__":
    main()
