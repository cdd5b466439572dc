"""What each part of the history costs closeQuotes on PostgreSQL: its backend's CPU, and WAL.

The statement that writes the changes is the application's own. It is sent by itself, each in a
transaction of its own, to copies of one database that differ in the layout of the history alone.
"""

import argparse
import asyncio
import random
import tempfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any, Final

import asyncpg
import orjson
from rich.console import Console
from rich.table import Table as Shown
from sqlalchemy import Column, Integer, MetaData, Table, Text

from benchmarks import dataset
from benchmarks.databases import Postgresql
from benchmarks.postgres import Server, server
from benchmarks.processes import end_politely
from db.database import Database
from db.migrating import migrate
from db.types import ID
from db.writes.change_sql import ChangeStatements
from db.writes.changes import Change, Insert
from db.writes.unit_of_work import UnitOfWork
from domain.actor import SYSTEM
from services.closing import CloseQuotesCommand, close_quotes
from services.settings import BusinessSettings
from services.wanted import Wanted

WARM: Final = 50
"""Calls before the first round."""
_PAST: Final = (
    """INSERT INTO event (id, type, position, opportunity_id, opportunity_version, payload,
        actor_id, occurred_at)
    SELECT 'evt_' || substr(id, 5), 'QuoteCreated', row_number() OVER (ORDER BY id) - 1000000,
        opportunity_id, 2, '{}', (SELECT min(id) FROM users), created_at
    FROM quote""",
    """INSERT INTO field_change (id, event_id, entity_id, version, field, new_value)
    SELECT 'chg_' || substr(id, 5, 25) || place, 'evt_' || substr(id, 5), id, 2, 'name', name
    FROM quote CROSS JOIN generate_series(1, 3) place""",
)
"""So that the history's indexes aren't empty."""
_BY_RECORD: Final = Table(
    "record_change",
    MetaData(),
    Column("id", ID, primary_key=True),
    Column("event_id", ID),
    Column("entity_id", ID),
    Column("version", Integer),
    Column("fields", Text),
)
_NO_KEY: Final = "ALTER TABLE field_change DROP CONSTRAINT pk_field_change"
_NO_REFERENCE: Final = "ALTER TABLE field_change DROP CONSTRAINT fk_field_change_event_id"
_NO_EVENTS: Final = "DROP INDEX ix_field_change_event_id_id"
_NO_RECORDS: Final = "DROP INDEX ix_field_change_entity_id_version_id"
_ROW_A_RECORD: Final = (
    """CREATE TABLE record_change (id varchar(32) COLLATE "C" PRIMARY KEY,
        event_id varchar(32) COLLATE "C" NOT NULL REFERENCES event,
        entity_id varchar(32) COLLATE "C" NOT NULL, version integer NOT NULL, fields text NOT NULL)
    """,
    """INSERT INTO record_change
    SELECT min(id), event_id, entity_id, version, json_agg(json_build_array(field, new_value))
    FROM field_change GROUP BY event_id, entity_id, version""",
    "CREATE INDEX record_change_record ON record_change (entity_id, version, id)",
    "CREATE INDEX record_change_event ON record_change (event_id, id)",
)


def _without(changes: Sequence[Change]) -> Sequence[Change]:
    return [each for each in changes if each.table.name != "field_change"]


def _row_a_record(changes: Sequence[Change]) -> Sequence[Change]:
    """The same changes, a record's in one row, its fields as JSON."""
    rows: dict[str, dict[str, Any]] = {}
    for row in _rows(changes):
        said = [row["field"], row["old_value"], row["new_value"]]
        own = {name: row[name] for name in ("id", "event_id", "entity_id", "version")}
        rows.setdefault(row["entity_id"], {**own, "fields": []})["fields"].append(said)
    written = [{**row, "fields": orjson.dumps(row["fields"]).decode()} for row in rows.values()]
    return [*_without(changes), Insert(_BY_RECORD, {}, [*written])]


def _rows(changes: Sequence[Change]) -> Iterable[Mapping[str, Any]]:
    for each in changes:
        if isinstance(each, Insert) and each.table.name == "field_change":
            yield from each.rows


def _as_they_are(changes: Sequence[Change]) -> Sequence[Change]:
    return changes


@dataclass(frozen=True, slots=True)
class Layout:
    """How a database's history differs: its tables, and what is written to them."""

    statements: Sequence[str] = ()
    rewritten: Callable[[Sequence[Change]], Sequence[Change]] = _as_they_are


LAYOUTS: Final[Mapping[str, Layout]] = {
    "as it is": Layout(),
    "as it is, again": Layout(),
    "no foreign key": Layout([_NO_REFERENCE]),
    "no index by event": Layout([_NO_EVENTS]),
    "no index by record": Layout([_NO_RECORDS]),
    "neither index, no foreign key": Layout([_NO_EVENTS, _NO_RECORDS, _NO_REFERENCE]),
    "rows alone": Layout([_NO_EVENTS, _NO_RECORDS, _NO_REFERENCE, _NO_KEY]),
    "a row a record": Layout(_ROW_A_RECORD, _row_a_record),
    "no history": Layout((), _without),
}


@dataclass(slots=True)
class _Noting:
    """A transaction whose changes are noted and not written."""

    transaction: Any
    noted: list[Sequence[Change]]

    def __getattr__(self, name: str) -> Any:
        return getattr(self.transaction, name)

    async def change(self, changes: Sequence[Change]) -> None:
        self.noted.append(changes)


async def _changes(database: Database, opportunity_id: str) -> Sequence[Change]:
    """What closeQuotes of this opportunity would write."""
    noted: list[Sequence[Change]] = []

    async def script(work: UnitOfWork) -> None:
        noting: Any = _Noting(work.transaction, noted)
        work.transaction = noting
        wanted = Wanted(opportunity_id)
        await close_quotes(work, BusinessSettings(), wanted, CloseQuotesCommand())
        await work.flush()
        work.discard()

    await database.transact(SYSTEM, script)
    (changes,) = noted
    return changes


def _nanoseconds(pid: int) -> int:
    """The CPU that a process has had."""
    return int(Path(f"/proc/{pid}/schedstat").read_text().split()[0])


@dataclass(frozen=True, slots=True)
class Copy:
    """A copy of the database, and what is sent to it."""

    connection: Any
    sent: Sequence[tuple[str, Sequence[Any]]]

    async def run(self, first: int, last: int) -> tuple[float, float]:
        """Microseconds and bytes of WAL for each of these calls."""
        pid = self.connection.get_server_pid()
        place = "SELECT (pg_current_wal_insert_lsn() - '0/0')::bigint"
        calls = self.sent[first:last]
        bytes_before = await self.connection.fetchval(place)
        before = _nanoseconds(pid)
        for sql, values in calls:
            await self.connection.fetch(sql, *values)
        used = _nanoseconds(pid) - before
        written = await self.connection.fetchval(place) - bytes_before
        return used / len(calls) / 1000, written / len(calls)


async def measure(
    running: Server, rounds: int, calls: int
) -> Mapping[str, list[tuple[float, float]]]:
    """Of each layout, each round's microseconds and bytes."""
    async with Database(running.url("history")) as database:
        open_ones = "SELECT DISTINCT opportunity_id FROM quote WHERE opportunity_is_open"
        connection = await asyncpg.connect(running.url("history"))
        found = await connection.fetch(f"{open_ones} AND state IN ('ACTIVE', 'DRAFT')")
        await connection.close()
        wanted = sorted(row[0] for row in found)
        random.Random(1).shuffle(wanted)  # noqa: S311 - the same order in every run
        wanted = wanted[: WARM + rounds * calls]
        if len(wanted) < WARM + rounds * calls:
            message = f"There are only {len(wanted)} opportunities with open quotes."
            raise RuntimeError(message)
        noted = [await _changes(database, each) for each in wanted]
        dialect = database.dialect
    copies: dict[str, Copy] = {}
    for number, (name, layout) in enumerate(LAYOUTS.items()):
        statements = ChangeStatements(dialect)
        connection = await asyncpg.connect(
            running.url(f"history_{number}"),
            server_settings={"plan_cache_mode": "force_generic_plan"},
        )
        sent = [statements.together(layout.rewritten(each)) for each in noted]
        copies[name] = Copy(connection, sent)
        await copies[name].run(0, WARM)
    measured: dict[str, list[tuple[float, float]]] = {name: [] for name in copies}
    for start in range(WARM, WARM + rounds * calls, calls):
        for name in random.sample([*copies], len(copies)):
            measured[name].append(await copies[name].run(start, start + calls))
    for copy in copies.values():
        await copy.connection.close()
    return measured


def prepare(running: Server, opportunities: int) -> None:
    """The data set with a past, and a copy for each layout."""
    store = Postgresql(running.url("postgres"))
    names = ["history", *(f"history_{number}" for number in range(len(LAYOUTS)))]
    store.execute_alone(*(f"DROP DATABASE IF EXISTS {name}" for name in names))
    store.execute_alone("CREATE DATABASE history")

    async def fill() -> None:
        async with Database(running.url("history")) as database:
            await migrate(database)
        await dataset.fill(running.url("history"), opportunities)

    asyncio.run(fill())
    Postgresql(running.url("history")).execute(_PAST)
    Postgresql(running.url("history")).settle()
    for name, layout in zip(names[1:], LAYOUTS.values(), strict=True):
        store.execute_alone(f"CREATE DATABASE {name} TEMPLATE history")
        copy = Postgresql(running.url(name))
        copy.execute(layout.statements)
        copy.settle()


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser("python -m benchmarks.history", description=__doc__)
    parser.add_argument("--opportunities", type=int, default=8_000, help="the data set's size")
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--calls", type=int, default=100, help="of each layout in a round")
    options = parser.parse_args()
    end_politely()
    with tempfile.TemporaryDirectory(prefix="clinch-run-") as scratch:
        folder = Path(scratch)
        folder.chmod(0o755)
        with server(folder) as running:
            prepare(running, options.opportunities)
            measured = asyncio.run(measure(running, options.rounds, options.calls))
    shown = Shown("", "CPU µs", "least", "of it as it is", "WAL bytes", box=None)
    usual = [microseconds for microseconds, _ in measured["as it is"]]
    for name, rounds in measured.items():
        used = [microseconds for microseconds, _ in rounds]
        ratio = median(one / other for one, other in zip(used, usual, strict=True))
        written = median(size for _, size in rounds)
        shown.add_row(
            name, f"{median(used):.0f}", f"{min(used):.0f}", f"{ratio:.2f}", f"{written:,.0f}"
        )
    Console(highlight=False, width=100).print(shown)


if __name__ == "__main__":
    main()
