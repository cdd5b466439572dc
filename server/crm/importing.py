"""Import the CRM data set, batch by batch, and say what became of it."""

from collections import Counter
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, TypeVar

from rich.table import Table

from db.database import Database
from db.drivers.errors import CONSTRAINT_BROKEN
from db.writes.unit_of_work import UnitOfWork
from domain.actor import SYSTEM
from resolvers.refusals import view
from server.crm.cells import Note, refused
from server.crm.files import Problem
from server.crm.records import ACCOUNTS, PIPELINE, PRODUCTS, TEAMS, CrmData
from services.importing import References, import_opportunities
from services.importing_parties import (
    Ids,
    Importable,
    Imported,
    import_accounts,
    import_products,
    import_users,
)
from services.settings import BusinessSettings

R = TypeVar("R", bound=Importable)
Advance = Callable[[int], None]
"""Told of every batch that is in: how many records it has."""

SOURCE: Final = "crm"
BATCH: Final = 1000
COLUMN_OF: Final[Mapping[str, str]] = {"actualCloseDate": "close_date", "amount": "close_value"}
"""The column of each value that the rule judges, by what a refusal's path ends in."""


@dataclass(frozen=True, slots=True)
class Count:
    """What became of the records of one kind; what isn't placed is counted in rows."""

    kind: str
    created: int
    unchanged: int
    not_placed: int


@dataclass(frozen=True, slots=True)
class Report:
    """What became of the whole data set."""

    counts: Sequence[Count]
    problems: Sequence[Problem]
    notes: Counter[Note]

    @property
    def not_placed(self) -> int:
        """How many rows."""
        return sum(count.not_placed for count in self.counts)


async def import_crm(
    database: Database, settings: BusinessSettings, data: CrmData, advance: Advance
) -> Report:
    """Write what isn't there yet.

    Each batch is a transaction of its own, with an opportunity and its close in the same one: when
    the import is cut short, what is in is whole, and the next run recognises it and adds the rest.
    """
    batches = _Batches(database, advance)
    users = await batches.write(
        data.users, lambda work, batch, known: import_users(work, SOURCE, batch, known)
    )
    accounts = await batches.write(
        data.accounts, lambda work, batch, known: import_accounts(work, SOURCE, batch, known)
    )
    products = await batches.write(
        data.products, lambda work, batch, known: import_products(work, SOURCE, batch, known)
    )
    references = References(users.ids, accounts.ids, products.ids)
    opportunities = await batches.write(
        [entry.record for entry in data.opportunities],
        lambda work, batch, _: import_opportunities(work, settings, SOURCE, batch, references),
    )
    problems = sorted([*data.problems, *_refusals(data, opportunities)])
    notes = Counter(data.notes)
    for entry in data.opportunities:
        if entry.record.external_id not in opportunities.refused:
            notes.update(entry.notes)
    faulty = Counter(file for file, _ in {(problem.file, problem.line) for problem in problems})
    return Report(
        (
            _count("users", len(data.users), users, faulty[TEAMS]),
            _count("accounts", len(data.accounts), accounts, faulty[ACCOUNTS]),
            _count("products", len(data.products), products, faulty[PRODUCTS]),
            _count("opportunities", len(data.opportunities), opportunities, faulty[PIPELINE]),
        ),
        problems,
        notes,
    )


@dataclass(frozen=True, slots=True)
class _Batches:
    """Writes records, a transaction a batch."""

    database: Database
    advance: Advance

    async def write(
        self,
        records: Sequence[R],
        script: Callable[[UnitOfWork, Sequence[R], Ids], Awaitable[Imported]],
    ) -> Imported:
        """All of them; the script is given the ids of the batches before, too."""
        total = Imported({}, 0)
        for start in range(0, len(records), BATCH):
            batch = records[start : start + BATCH]
            part = await self._transact(script, batch, total.ids)
            total = Imported(
                {**total.ids, **part.ids},
                total.created + part.created,
                {**total.refused, **part.refused},
            )
            self.advance(len(batch))
        return total

    async def _transact(
        self,
        script: Callable[[UnitOfWork, Sequence[R], Ids], Awaitable[Imported]],
        batch: Sequence[R],
        known: Ids,
    ) -> Imported:
        async def once() -> Imported:
            return await self.database.transact(SYSTEM, lambda work: script(work, batch, known))

        try:
            return await once()
        except CONSTRAINT_BROKEN:
            # Another import was faster with one of these. It is there now, and is recognised.
            return await once()


def _refusals(data: CrmData, imported: Imported) -> Iterator[Problem]:
    """What the rule refused, at the row and column that it comes from."""
    for entry in data.opportunities:
        refusal = imported.refused.get(entry.record.external_id)
        for reason in refusal.reasons if refusal else ():
            yield refused(entry.row, COLUMN_OF[view(reason).path[-1]], reason)


def _count(kind: str, placeable: int, imported: Imported, faulty: int) -> Count:
    unchanged = placeable - imported.created - len(imported.refused)
    return Count(kind, imported.created, unchanged, faulty)


def counts_table(report: Report) -> Table:
    """The counts for a person, a line for each kind."""
    table = Table(box=None, pad_edge=False)
    table.add_column()
    for heading in ("created", "unchanged", "not placed"):
        table.add_column(heading, justify="right")
    for count in report.counts:
        table.add_row(
            count.kind, f"{count.created:,}", f"{count.unchanged:,}", f"{count.not_placed:,}"
        )
    return table


def note_lines(report: Report) -> Iterator[str]:
    """The notes for a person, with how many rows each is about."""
    for note, rows in sorted(report.notes.items()):
        plural = "row" if rows == 1 else "rows"
        yield f"{note.file}: {note.column}: {note.what} ({rows:,} {plural})"
