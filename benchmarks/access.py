"""What rules of access cost a read: the call against its own statement sent by hand, by reach.

Without bounds the statement has no condition; a manager's has that of the team, a partner's that of
his own. Each is run in turn with the very statement and values that it sends, so that a ratio says
what is added to the database's own work, whatever the condition makes of that.
"""

import argparse
import asyncio
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any, Final

from rich.console import Console
from rich.table import Table as Shown

from benchmarks import dataset
from benchmarks.cases import LINES, ONE, PAGE
from benchmarks.databases import Postgresql, Sqlite
from benchmarks.postgres import server
from benchmarks.processes import end_politely
from db.database import Database
from db.migrating import migrate
from domain.access import FULL_ACCESS, Role, access_of
from domain.actor import Actor
from tests.conftest import NotedReads
from tests.row_level_security.asking import Ask, asking

CASES: Final = {
    "one with its quotes": (ONE, 1),
    "page of 50": (PAGE, 10),
    "page of 50 with lines": (LINES, 20),
}
"""The document, and by how much fewer calls are made of it."""
LED: Final = (
    "UPDATE users SET manager_id = (SELECT min(owner_id) FROM opportunity) "
    "WHERE id <> (SELECT min(owner_id) FROM opportunity)"
)
"""Everybody reports to one of the owners, whose own are enough for a page."""
SAMPLE: Final = (
    "SELECT owner_id, (SELECT min(id) FROM opportunity AS one WHERE one.owner_id = all_.owner_id) "
    "FROM opportunity AS all_ ORDER BY owner_id LIMIT 1"
)
"""An owner, and what is his."""
Seconds = dict[tuple[str, str], tuple[list[float], list[float]]]
"""By case and reach: a call's, and its statement's, of each round."""


async def measure(url: str, rounds: int, calls: int) -> Seconds:
    """Each round's seconds a call; the first is for statements to be prepared in."""
    seconds: Seconds = {}
    async with Database(url) as database:
        owner, own = await database.reads.row(SAMPLE, ())
        ask = asking(database)
        actors = {
            "all": Actor(owner, access=FULL_ACCESS),
            "team's": Actor(owner, access=access_of(Role.MANAGER)),
            "own": Actor(owner, access=access_of(Role.PARTNER)),
        }
        for number in range(rounds + 1):
            for case, (document, fewer) in CASES.items():
                given = {"id": own} if document is ONE else {"first": 50}
                for reach, actor in actors.items():
                    count = max(calls // fewer, 1)
                    called = await _called(ask, actor, document, given, count)
                    sent = await _sent(database, ask, actor, document, given, count)
                    kept = seconds.setdefault((case, reach), ([], []))
                    if number:
                        kept[0].append(called)
                        kept[1].append(sent)
    return seconds


async def _called(
    ask: Ask, actor: Actor, document: str, given: Mapping[str, Any], count: int
) -> float:
    started = perf_counter()
    for _ in range(count):
        await ask(actor, document, **given)
    return (perf_counter() - started) / count


async def _sent(
    database: Database, ask: Ask, actor: Actor, document: str, given: Mapping[str, Any], count: int
) -> float:
    """The same of the statement that a call sends."""
    reads, sent = database.reads, list[tuple[str, Sequence[Any]]]()
    database.reads = NotedReads(reads, lambda *each: sent.append(each))
    await ask(actor, document, **given)
    database.reads = reads
    ((sql, values),) = sent
    started = perf_counter()
    for _ in range(count):
        await reads.row(sql, values)
    return (perf_counter() - started) / count


def prepared(store: Postgresql | Sqlite, opportunities: int) -> str:
    """The URL of a database with the data set, whose owners report to one of them."""

    async def fill() -> None:
        if isinstance(store, Sqlite):
            store.file.touch()
        async with Database(store.url) as database:
            await migrate(database)
        await dataset.fill(store.url, opportunities)

    asyncio.run(fill())
    store.execute([LED])
    store.settle()
    return store.url


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser("python -m benchmarks.access", description=__doc__)
    parser.add_argument("--opportunities", type=int, default=20_000, help="the data set's size")
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--calls", type=int, default=200, help="of the shortest case in a round")
    options = parser.parse_args()
    end_politely()
    found: dict[str, Seconds] = {}
    with tempfile.TemporaryDirectory(prefix="clinch-run-") as scratch:
        folder = Path(scratch)
        folder.chmod(0o755)
        stores: Sequence[tuple[str, Any]] = [("SQLite", Sqlite(folder / "data.db"))]
        with server(folder) as running:
            Postgresql(running.url("postgres")).execute_alone("CREATE DATABASE access")
            stores = [*stores, ("PostgreSQL", Postgresql(running.url("access")))]
            for name, store in stores:
                url = prepared(store, options.opportunities)
                found[name] = asyncio.run(measure(url, options.rounds, options.calls))
    shown = Shown("", "reach", "ms a call", "ms its statement", "ratio", box=None)
    for name, seconds in found.items():
        for (case, reach), (called, sent) in seconds.items():
            ratio = median(one / other for one, other in zip(called, sent, strict=True))
            shown.add_row(
                f"{name}, {case}",
                reach,
                f"{median(called) * 1000:.3f}",
                f"{median(sent) * 1000:.3f}",
                f"{ratio:.2f}",
            )
    Console(highlight=False, width=110).print(shown)


if __name__ == "__main__":
    main()
