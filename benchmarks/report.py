"""The table, for a terminal and for the documentation."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Final

from rich import box
from rich.console import Console
from rich.table import Table

from benchmarks.cases import CASES, Case
from benchmarks.contenders import CONTENDERS, Contender
from benchmarks.measuring import Results
from benchmarks.rounds import Figures

BEGIN: Final = "<!-- table: begin -->"
END: Final = "<!-- table: end -->"
COLUMNS: Final = (
    "server",
    "database",
    "requests/s",
    "p50 ms",
    "p99 ms",
    "CPU ms",
    "PostgreSQL CPU ms",
    "of the limit",
    "of the fastest Node peer",
)

Row = Sequence[str]


def rows(case: Case, results: Results) -> Iterable[Row]:
    """A case's rows: everybody who took part."""
    figures = results[case.name]
    limits = {
        each.database: figures[each.name]
        for each in CONTENDERS
        if each.role == "limit" and each.name in figures
    }
    peers = [
        figures[each.name] for each in CONTENDERS if each.role == "node" and each.name in figures
    ]
    fastest = max((each.rate for each in peers), default=None)
    for contender in CONTENDERS:
        if contender.name in figures:
            limit = limits.get(contender.database)
            yield _row(contender, figures[contender.name], limit, fastest)


def _row(contender: Contender, own: Figures, limit: Figures | None, fastest: float | None) -> Row:
    return (
        contender.title,
        contender.database,
        f"{own.rate:,.0f}" if own.rate >= 10 else f"{own.rate:.1f}",
        f"{own.p50_ms:.2f}",
        f"{own.p99_ms:.2f}",
        f"{own.cpu_ms:.3f}",
        "" if own.database_ms is None else f"{own.database_ms:.3f}",
        f"{own.rate / limit.rate:.2f}" if limit else "",
        f"{own.rate / fastest:.2f}" if fastest else "",
    )


def _measured(results: Results) -> list[Case]:
    return [case for case in CASES if case.name in results]


def show(console: Console, results: Results) -> None:
    """The table on a terminal: a section a case."""
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for number, column in enumerate(COLUMNS):
        is_name = number < 2
        table.add_column(column, justify="left" if is_name else "right", no_wrap=is_name)
    for case in _measured(results):
        table.add_section()
        table.add_row(f"[bold]{case.title}[/]")
        for row in rows(case, results):
            table.add_row(*row)
    console.print(table)


def markdown(results: Results, notes: Sequence[str]) -> str:
    """The same for the documentation."""
    lines = [f"- {note}" for note in notes]
    for case in _measured(results):
        lines += ["", f"### {_heading(case)}", ""]
        lines.append(_line(COLUMNS))
        lines.append("|---|---|" + "--:|" * (len(COLUMNS) - 2))
        for row in rows(case, results):
            bold = row[0] == "Clinch"
            lines.append(_line([f"**{cell}**" if bold and cell else cell for cell in row]))
    return "\n".join(lines)


def _heading(case: Case) -> str:
    # A mutation's name keeps its small letter.
    return case.title if case.kind == "write" else case.title[0].upper() + case.title[1:]


def _line(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def write(file: Path, text: str) -> None:
    """Replace what lies between the two marks; without such a file, a new one."""
    old = file.read_text() if file.exists() else f"{BEGIN}\n{END}\n"
    if BEGIN not in old or END not in old:
        message = f"{file} has no {BEGIN} and {END}, so nothing was written into it."
        raise SystemExit(message)
    before, _, rest = old.partition(BEGIN)
    after = rest.partition(END)[2]
    file.write_text(f"{before}{BEGIN}\n{text}\n{END}{after}")
