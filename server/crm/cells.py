"""Check the values of a CSV row: a wrong one is a problem, a mended or missing one a note."""

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from types import MappingProxyType
from typing import Final, TypeVar

from domain.inspection import Inspection
from domain.refusals import Refusal
from domain.text import NAME_LENGTH
from resolvers.refusals import view
from server.crm.files import Problem, Row, quoted

T = TypeVar("T")

_DAY: Final = re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}")
_WHOLE: Final = re.compile("[0-9]{1,10}")
_NUMBER: Final = re.compile(r"-?[0-9]+(\.[0-9]+)?")
_BLANK: Final = "it is blank"


@dataclass(frozen=True, slots=True, order=True)
class Note:
    """What a placed row lacks, or how one of its values was mended."""

    file: str
    column: str
    what: str


@dataclass(frozen=True, slots=True)
class Listed:
    """What other rows may name: everything a file lists, and that of it which can be placed."""

    file: str
    names: frozenset[str]
    placed: frozenset[str]

    def fault(self, name: str) -> str | None:
        """Why a row that names this can't be placed; None if it can."""
        if name in self.placed:
            return None
        if name in self.names:
            return f"{quoted(name)} can't be placed itself"
        return f"{quoted(name)} isn't in {self.file}"


class Cells:
    """One row's values, trimmed and checked; where there is a problem, the values are stand-ins."""

    def __init__(self, row: Row) -> None:
        self.row = row
        self.problems: list[Problem] = []
        self.notes: list[Note] = []
        self._texts = {column: text.strip() for column, text in row.texts.items()}
        for column, text in row.texts.items():
            if text != self._texts[column]:
                self.note(column, "the blanks around it are left off")

    def problem(self, column: str, why: str) -> None:
        self.problems.append(self.row.problem(column, why))

    def note(self, column: str, what: str) -> None:
        self.notes.append(Note(self.row.file, column, what))

    def is_blank(self, column: str) -> bool:
        return not self._texts[column]

    def lacks(self, column: str, note: str = _BLANK) -> bool:
        """Whether it is blank, which is noted."""
        if self.is_blank(column):
            self.note(column, note)
        return self.is_blank(column)

    def text(self, column: str) -> str:
        """Text of 1 to 300 characters."""
        text = self._texts[column]
        return self._inspected(
            column, lambda inspection: inspection.required_text((), text, NAME_LENGTH)
        )

    def optional_text(self, column: str) -> str | None:
        """The same, or None if it is blank."""
        return None if self.lacks(column) else self.text(column)

    def name_of(
        self, column: str, listed: Listed, aliases: Mapping[str, str] = MappingProxyType({})
    ) -> str:
        """The name of something that is listed, be it by an alias, which is noted."""
        name = self.text(column)
        if self.is_blank(column) or name != self._texts[column]:
            return name  # It can't be a name at all, and that has been said.
        if name in aliases and name not in listed.names:
            self.note(column, f"{quoted(name)} is read as {quoted(aliases[name])}")
            name = aliases[name]
        fault = listed.fault(name)
        if fault is not None:
            self.problem(column, fault)
        return name

    def choice(self, column: str, choices: Collection[str]) -> str | None:
        """One of these words; None is a problem."""
        word = self._texts[column]
        if word in choices:
            return word
        self.problem(
            column, f"{quoted(word)} isn't one of {', '.join(choices)}" if word else _BLANK
        )
        return None

    def day(self, column: str) -> date:
        """A day, written as in 2017-03-01."""
        text = self._texts[column]
        try:
            return date.fromisoformat(text if _DAY.fullmatch(text) else "")
        except ValueError:
            self.problem(column, f"{quoted(text)} isn't a date" if text else _BLANK)
            return date.min

    def whole_number(self, column: str, least: int, most: int) -> int | None:
        """A whole number in this range, or None if it is blank."""
        if self.lacks(column):
            return None
        text = self._texts[column]
        number = int(text) if _WHOLE.fullmatch(text) else -1
        if not least <= number <= most:
            self.problem(column, f"{quoted(text)} isn't a whole number from {least} to {most}")
        return number

    def number(self, column: str, exponent: int = 0) -> Decimal:
        """A decimal number times a power of ten, exactly."""
        text = self._texts[column]
        if _NUMBER.fullmatch(text):
            return Decimal(f"{text}e{exponent}")
        self.problem(column, f"{quoted(text)} isn't a number" if text else _BLANK)
        return Decimal(0)

    def price(self, column: str, currency: str) -> int:
        """An amount in 10⁻⁴."""
        number = self.number(column)
        return self._amount(column, number, currency)

    def millions(self, column: str, currency: str) -> int | None:
        """An amount that is written in millions, in 10⁻⁴, or None if it is blank."""
        if self.lacks(column):
            return None
        return self._amount(column, self.number(column, exponent=6), currency, " million")

    def _amount(self, column: str, number: Decimal, currency: str, unit: str = "") -> int:
        return self._inspected(
            column, lambda inspection: inspection.amount((), number, currency) or 0, unit
        )

    def _inspected(self, column: str, check: Callable[[Inspection], T], unit: str = "") -> T:
        inspection = Inspection()
        value = check(inspection)
        self.problems += [refused(self.row, column, each, unit) for each in inspection.findings]
        return value


def refused(row: Row, column: str, refusal: Refusal, unit: str = "") -> Problem:
    """What the domain finds wrong with a value, in the words that the API has for it."""
    said: str = view(refusal).describe("en")["message"]
    words = said.removeprefix("It ").rstrip(".")
    text = row.texts[column]
    return row.problem(column, f"{quoted(text)}{unit} {words}" if text.strip() else _BLANK)
