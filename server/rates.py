"""Set the exchange rates of a CSV file: all of them, or none."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path as FilePath
from typing import Final

from db.database import Database
from db.writes.unit_of_work import UnitOfWork
from domain.actor import SYSTEM
from domain.refusals import InvalidInput, Path, Refused
from domain.setting_rates import Day
from server.crm.cells import Cells, refused
from server.crm.files import Problem, Row, read_rows
from services.rates import RateCommand, set_exchange_rates
from services.settings import BusinessSettings

COLUMNS: Final = ("currency", "validFrom", "rate")


@dataclass(frozen=True, slots=True)
class RatesFile:
    """The rows that can be read, with what each says, and what is wrong with the others."""

    entries: Sequence[tuple[Row, RateCommand]]
    problems: Sequence[Problem]


def read_rates(path: FilePath) -> RatesFile:
    """The file's rates. Raises FilesError if it can't be used at all."""
    rows, unreadable = read_rows(path.parent, path.name, COLUMNS)
    entries, problems = list[tuple[Row, RateCommand]](), [*unreadable]
    line_of = dict[Day, int]()
    for row in rows:
        cells = Cells(row)
        currency, valid_from = cells.text("currency"), cells.day("validFrom")
        # What stands in for an unreadable one would look like another row's.
        same = row.line if cells.problems else line_of.setdefault((currency, valid_from), row.line)
        if same != row.line:
            cells.problem("validFrom", f"line {same} has the rate of this currency and day already")
        command = RateCommand(currency, valid_from, cells.number("rate"))
        problems += cells.problems
        if not cells.problems:
            entries.append((row, command))
    return RatesFile(entries, problems)


async def write_rates(
    database: Database, settings: BusinessSettings, file: RatesFile, *, dry_run: bool
) -> Sequence[Problem]:
    """Set them, unless there is a problem with any; the problems, line by line."""
    commands: dict[Path, RateCommand] = {
        (str(number),): command for number, (_, command) in enumerate(file.entries)
    }

    async def script(work: UnitOfWork) -> Sequence[Problem]:
        outcome = await set_exchange_rates(work, settings, commands)
        reasons = outcome.reasons if isinstance(outcome, Refused) else ()
        problems = [*file.problems]
        for reason in reasons:
            assert isinstance(reason, InvalidInput)
            number, column = reason.path
            problems.append(refused(file.entries[int(number)][0], column, reason))
        if problems or dry_run:
            work.discard()
        return sorted(problems)

    return await database.transact(SYSTEM, script)
