"""Turn a CSV file's rows into records, and find those that can't be placed among the others."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Generic, TypeVar

from server.crm.cells import Cells, Listed, Note
from server.crm.files import Problem, Row, quoted, read_rows
from services.importing_parties import Importable

R = TypeVar("R", bound=Importable)


@dataclass(frozen=True, slots=True)
class Entry(Generic[R]):
    """A record, the row that it is made from, and what there is to say about it."""

    record: R
    row: Row
    notes: Sequence[Note]


@dataclass(frozen=True, slots=True)
class Table(Generic[R]):
    """A file: its rows that can be placed, every name that it has, and why the rest can't be."""

    file: str
    entries: Sequence[Entry[R]]
    names: frozenset[str]
    problems: Sequence[Problem]

    @property
    def records(self) -> Sequence[R]:
        return [entry.record for entry in self.entries]

    @property
    def notes(self) -> Sequence[Note]:
        return [note for entry in self.entries for note in entry.notes]

    @property
    def listed(self) -> Listed:
        """What other files' rows may name."""
        placed = frozenset(record.external_id for record in self.records)
        return Listed(self.file, self.names, placed)


def read_table(
    folder: Path, file: str, columns: Sequence[str], record_of: Callable[[Cells], R]
) -> Table[R]:
    """A file as records; the first column is the key, and a second row with one can't be placed.

    Raises FilesError.
    """
    key = columns[0]
    entries, line_of = list[Entry[R]](), dict[str, int]()
    rows, unreadable = read_rows(folder, file, columns)
    problems = [*unreadable]
    for row in rows:
        cells = Cells(row)
        record = record_of(cells)
        name = row.texts[key].strip()
        if name in line_of:
            cells.problem(key, f"{quoted(name)} is on line {line_of[name]} already")
        elif name:
            line_of[name] = row.line
        problems += cells.problems
        if not cells.problems:
            entries.append(Entry(record, row, cells.notes))
    return Table(file, entries, frozenset(line_of), problems)


def superiors_first(
    table: Table[R],
    column: str,
    superior_of: Callable[[R], str | None],
    outsiders: frozenset[str] = frozenset(),
) -> Table[R]:
    """The table with every record after the one that it names as its superior in `column`.

    `outsiders` are superiors that the file has no row for. A superior that is unknown, can't be
    placed, or is below the record itself keeps the record from being placed.
    """
    above = {record.external_id: superior_of(record) for record in table.records}
    placed: set[str | None] = {None, *outsiders}
    ordered, waiting = list[Entry[R]](), table.entries
    while ready := [each for each in waiting if above[each.record.external_id] in placed]:
        ordered += ready
        placed.update(each.record.external_id for each in ready)
        waiting = [each for each in waiting if each.record.external_id not in placed]
    ordered_table = replace(table, entries=ordered)
    listed = ordered_table.listed
    problems = [
        each.row.problem(column, _fault(each.record.external_id, above, listed)) for each in waiting
    ]
    return replace(ordered_table, problems=[*table.problems, *problems])


def _fault(name: str, above: Mapping[str, str | None], listed: Listed) -> str:
    """Why a record that waits for its superior can't be placed."""
    superior = above[name] or ""
    higher, chain = above.get(superior), {superior}
    while higher is not None and higher not in chain:
        chain.add(higher)
        higher = above.get(higher)
    if name in chain:
        return f"{quoted(superior)} leads back to {quoted(name)}"
    return listed.fault(superior) or ""
