"""What logs, metrics and traces cost: a server with more and more of them, in turn by seconds."""

import argparse
import shutil
import statistics
import sys
import tempfile
import threading
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Final

from rich.console import Console

from benchmarks import cache, load
from benchmarks.arena import fighting
from benchmarks.cases import CASES, Samples
from benchmarks.contenders import Contender, Database
from benchmarks.databases import Sqlite, Store
from benchmarks.processes import end_politely
from benchmarks.rounds import Figures, Round

ONE: Final = next(case for case in CASES if case.name == "one")
IDS: Final = 500
_SERVE: Final = ("serve", "--port", "{port}")
_CLINCH: Final = (str(Path(sys.executable).with_name("clinch")), *_SERVE)
WITH_METRICS: Final = ("env", "CLINCH_METRICS=true")
NOTHING: Final = "nothing"
"""What the other ways are divided by."""
DATABASES: Final[tuple[Database, ...]] = ("PostgreSQL", "SQLite")


def ways(collector: str) -> dict[str, Sequence[str]]:
    """How the server is started in each way; `collector` is the URL that takes traces."""
    traced = (*WITH_METRICS, f"OTEL_EXPORTER_OTLP_ENDPOINT={collector}")
    few = ("OTEL_TRACES_SAMPLER=parentbased_traceidratio", "OTEL_TRACES_SAMPLER_ARG=0.01")
    return {
        NOTHING: (sys.executable, "-m", "benchmarks.unobserved", *_SERVE),
        "log": _CLINCH,
        "log and metrics": (*WITH_METRICS, *_CLINCH),
        "log as JSON and metrics": (*WITH_METRICS, "CLINCH_LOG_FORMAT=json", *_CLINCH),
        "log, metrics and a trace in a hundred": (*traced, *few, *_CLINCH),
        "log, metrics and every trace": (*traced, *_CLINCH),
    }


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


def contenders(database: Database, collector: str) -> list[Contender]:
    """The server in each way."""
    return [
        Contender(f"{number}-{database}".lower(), way, "ours", database, command)
        for number, (way, command) in enumerate(ways(collector).items())
    ]


def in_turn(rounds: Sequence[Round], count: int) -> dict[str, list[Figures]]:
    """Figures by way; each round begins with another one, so that none is always the first."""
    found: dict[str, list[Figures]] = defaultdict(list)
    for each in rounds:
        each.run(1)
    for number in range(count):
        first = number % len(rounds)
        for each in (*rounds[first:], *rounds[:first]):
            found[each.fighter.contender.title].append(each.run(1)[1])
    return found


def quartiles(way: Sequence[float], nothing: Sequence[float]) -> str:
    """Of the ratios, each of one round: the median, and between which half of them are."""
    ratios = [one / other for one, other in zip(way, nothing, strict=True)]
    low, middle, high = statistics.quantiles(ratios, n=4)
    return f"{middle:.3f} ({low:.3f} to {high:.3f})"


def lines(found: dict[str, list[Figures]], database: Database) -> list[str]:
    """The table's rows for a database."""
    rates = {way: [each.rate for each in figures] for way, figures in found.items()}
    cpu = {way: [each.cpu_ms for each in figures] for way, figures in found.items()}
    return [
        f"| {database} | {way} | {statistics.median(rates[way]):,.0f} "
        f"| {quartiles(rates[way], rates[NOTHING])} "
        f"| {statistics.median(cpu[way]):.4f} | {quartiles(cpu[way], cpu[NOTHING])} |"
        for way in found
    ]


def main() -> None:
    """Measure on both databases, and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=40)
    parser.add_argument("--opportunities", type=int, default=20_000)
    given = parser.parse_args()
    end_politely()
    console = Console(highlight=False, soft_wrap=True)
    console.print("| database | observed by | requests/s | of nothing | CPU ms | of nothing |")
    console.print("|---|---|--:|--:|--:|--:|")
    with (
        tempfile.TemporaryDirectory(prefix="clinch-run-") as scratch,
        cache.data(given.opportunities) as data,
        collecting() as collector,
    ):
        folder = Path(scratch)
        ids = [row[0] for row in data.postgresql.rows("SELECT id FROM opportunity ORDER BY id")]
        samples = Samples(ids[:: max(len(ids) // IDS, 1)], [], [])
        bodies = folder / "bodies"
        load.write_bodies(
            bodies, [load.body(ONE.document, each) for each in ONE.variables(samples)]
        )
        for database in DATABASES:
            with ExitStack() as stack:
                rounds = []
                for each in contenders(database, collector):
                    stores = {str(database): _store(data, database, folder / f"{each.name}.db")}
                    running = fighting([each], stores, folder, folder / "answers")
                    (fighter,) = stack.enter_context(running)
                    rounds.append(Round(fighter, data.postgres.process, bodies, ONE.connections))
                for line in lines(in_turn(rounds, given.rounds), database):
                    console.print(line)


def _store(data: cache.Data, database: Database, copy: Path) -> Store:
    """Of a file of SQLite each has its own: it is one process's."""
    if database == "PostgreSQL":
        return data.postgresql
    shutil.copyfile(data.sqlite.file, copy)
    return Sqlite(copy)


if __name__ == "__main__":
    main()
