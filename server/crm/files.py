"""Read the rows of CSV files, each with the line that it begins on."""

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

SHOWN: Final = 60
"""How many characters of a wrong value are repeated."""


class FilesError(Exception):
    """The files can't be used at all; the message says which and why, in one sentence."""


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """Why a row can't be placed; `column` is empty where it is the whole row."""

    file: str
    line: int
    column: str
    why: str

    def __str__(self) -> str:
        column = f"{self.column}: " if self.column else ""
        return f"{self.file}:{self.line}: {column}{self.why}"


@dataclass(frozen=True, slots=True)
class Row:
    """A record of a file: the text of each column as it is there."""

    file: str
    line: int
    """The one that it begins on, as an editor counts: the header is on line 1."""
    texts: Mapping[str, str]

    def problem(self, column: str, why: str) -> Problem:
        return Problem(self.file, self.line, column, why)


def quoted(text: str) -> str:
    """A text as problems show it: on one line, nothing invisible, not too long."""
    return repr(text if len(text) <= SHOWN else f"{text[:SHOWN]}…")


def read_rows(
    folder: Path, file: str, columns: Sequence[str]
) -> tuple[Sequence[Row], Sequence[Problem]]:
    """The rows of a file that has exactly these columns, in any order, and what can't be a row.

    Raises FilesError.
    """
    reader = csv.reader(io.StringIO(_text(folder, file), newline=""), strict=True)
    rows, problems, line = list[Row](), list[Problem](), 1
    try:
        header = next(reader, [])
        _check_header(file, header, columns)
        line = reader.line_num + 1
        for values in reader:
            if len(values) == len(header):
                rows.append(Row(file, line, dict(zip(header, values, strict=True))))
            elif values:  # An empty line is nothing: there is nothing in it to lose.
                why = f"it has {len(values)} values, the header has {len(header)}"
                problems.append(Problem(file, line, "", why))
            line = reader.line_num + 1
    except csv.Error as error:
        # Where a quotation mark is astray, nobody knows where the next row begins.
        message = f"{file}:{line}: the row that begins here isn't CSV: {error}."
        raise FilesError(message) from None
    return rows, problems


def _text(folder: Path, file: str) -> str:
    if not folder.is_dir():
        message = f"{folder} isn't a directory."
        raise FilesError(message)
    try:
        content = (folder / file).read_bytes()
    except FileNotFoundError:
        message = f"There is no {folder / file}."
        raise FilesError(message) from None
    except OSError as error:
        message = f"{file} can't be read: {error.strerror}."
        raise FilesError(message) from None
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        message = f"{file}:{line}: it isn't UTF-8: byte {content[error.start]:#04x}."
        raise FilesError(message) from None


def _check_header(file: str, header: Sequence[str], columns: Sequence[str]) -> None:
    """An unknown column is refused too: there is no place for it, and it would be lost silently."""
    missing = [column for column in columns if column not in header]
    unknown = [column for column in header if column not in columns]
    if missing:
        message = f"{file} lacks the column {quoted(missing[0])}."
    elif unknown:
        message = f"{file} has a column that there is no place for: {quoted(unknown[0])}."
    elif len(header) > len(columns):
        message = f"{file} has the same column twice."
    else:
        return
    raise FilesError(message)
