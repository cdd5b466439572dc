"""`make bench`: start everything that is compared, measure it, print one table."""

import argparse
import shutil
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from rich.console import Console

from benchmarks import cache, machine, report
from benchmarks.cases import CASES, Case
from benchmarks.checking import DifferenceError
from benchmarks.contenders import CONTENDERS, Contender
from benchmarks.installing import install_peers
from benchmarks.measuring import Rounds
from benchmarks.processes import end_politely
from benchmarks.runs import Run

NEEDED: Final = ("taskset", "wrk")


def options() -> argparse.Namespace:
    """The command line."""
    names = [each.name for each in CONTENDERS] + [each.name for each in CASES]
    parser = argparse.ArgumentParser("python -m benchmarks", description=__doc__)
    parser.add_argument("--opportunities", type=int, default=20_000, help="the data set's size")
    parser.add_argument("--seconds", type=int, default=4, help="how long a round is")
    parser.add_argument("--rounds", type=int, default=3, help="how many; medians are shown")
    parser.add_argument(
        "--only",
        nargs="+",
        default=[],
        metavar="NAME",
        choices=names,
        help="these servers and cases alone: " + ", ".join(names),
    )
    parser.add_argument("--reads", action="store_true", help="the reads alone")
    parser.add_argument("--writes", action="store_true", help="the writes alone")
    parser.add_argument("--output", type=Path, help="write the table into this file, too")
    return parser.parse_args()


def chosen(wanted: argparse.Namespace) -> tuple[list[Contender], list[Case]]:
    """Who and what is measured."""
    names = set(wanted.only)
    kinds = {kind for kind, is_on in (("read", wanted.reads), ("write", wanted.writes)) if is_on}
    contenders = [each for each in CONTENDERS if each.name in names]
    cases = [each for each in CASES if each.name in names]
    return contenders or list(CONTENDERS), [
        each for each in cases or CASES if not kinds or each.kind in kinds
    ]


def available(contenders: Sequence[Contender], console: Console) -> list[Contender]:
    """Those whose tools are there; what is missing is named."""
    for contender in contenders:
        if contender.missing:
            console.print(f"{contender.title} is left out: no {', '.join(contender.missing)}.")
    return [each for each in contenders if not each.missing]


def main() -> None:
    """Measure what the command line asks for."""
    wanted = options()
    console = Console(stderr=True, highlight=False, soft_wrap=True)
    if missing := [tool for tool in NEEDED if shutil.which(tool) is None]:
        sys.exit(f"Nothing can be measured without {' and '.join(missing)}.")
    end_politely()
    contenders, cases = chosen(wanted)
    contenders = available(contenders, console)
    if any(each.role == "node" for each in contenders):
        install_peers()
    rounds = Rounds(wanted.seconds, wanted.rounds)
    try:
        with (
            tempfile.TemporaryDirectory(prefix="clinch-run-") as scratch,
            cache.data(wanted.opportunities) as data,
        ):
            run = Run(data, contenders, cases, rounds, console.status("starting"), Path(scratch))
            results = run.results()
            ((postgres,),) = data.postgresql.rows("SHOW server_version")
            notes = list(machine.notes(wanted.opportunities, postgres))
    except DifferenceError as error:
        sys.exit(str(error))
    except KeyboardInterrupt:
        sys.exit("Stopped.")
    width = None if sys.stdout.isatty() else 160
    report.show(Console(highlight=False, width=width), results)
    if wanted.output:
        report.write(wanted.output, report.markdown(results, notes))


if __name__ == "__main__":
    main()
