"""What row-level security costs: the same calls with it and without, in turn, and their messages.

They are run in this process, one after another, by an actor whose rights have a reach that matters:
a manager, of whose team every record is.
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
from benchmarks.cases import CLOSE_OPPORTUNITY, LINES, ONE, PAGE
from benchmarks.databases import Postgresql
from benchmarks.postgres import Server, server
from benchmarks.processes import end_politely
from db.database import Database
from db.migrating import migrate, switch_row_level_security
from db.traffic import Traffic
from domain.access import FULL_ACCESS, Role, access_of
from domain.actor import Actor
from tests.row_level_security.asking import Ask, asking

ROLE: Final = "clinch"
PLACES: Final = {"without": False, "with": True}
"""A database for each, and whether it is switched on there."""
READS: Final = {
    "one with its quotes": (ONE, {}),
    "page of 50": (PAGE, {"first": 50}),
    "page of 50 with lines": (LINES, {"first": 50}),
}
LED: Final = (
    "UPDATE users SET manager_id = (SELECT min(owner_id) FROM opportunity) "
    "WHERE id <> (SELECT min(owner_id) FROM opportunity)"
)
CLOSE: Final = "closeOpportunity"
Seconds = dict[str, dict[str, list[float]]]
"""By case and place, a call's, of each round."""


def prepare(running: Server, opportunities: int) -> None:
    """The data set, whose owners report to one of them, for each place."""
    store = Postgresql(running.url("postgres"))
    store.execute_alone(f"CREATE ROLE {ROLE} LOGIN NOSUPERUSER NOBYPASSRLS")
    for place, on in PLACES.items():
        store.execute_alone(f'CREATE DATABASE "{place}" OWNER {ROLE}')

        async def fill(url: str, *, on: bool) -> None:
            async with Database(url) as database:
                await migrate(database)
            await dataset.fill(url, opportunities)
            async with Database(url, row_level_security=on) as database:
                await switch_row_level_security(database)

        asyncio.run(fill(_url(running, place), on=on))
        filled = Postgresql(running.url(place))
        filled.execute([LED])
        filled.settle()


def _url(running: Server, place: str) -> str:
    return running.url(place).replace("postgres@", f"{ROLE}@")


async def measure(running: Server, rounds: int, calls: int) -> tuple[Seconds, Mapping[str, Any]]:
    """The seconds, and how many messages a call takes in each place."""
    seconds: Seconds = {
        name: {place: [] for place in PLACES}
        for name in (f"{case}, {who}" for case in (*READS, CLOSE) for who in ("manager", "all"))
    }
    messages: dict[str, dict[str, int]] = {name: {} for name in seconds}
    databases = {
        place: Database(_url(running, place), row_level_security=on) for place, on in PLACES.items()
    }
    for database in databases.values():
        await database.__aenter__()
    asks = {place: asking(database) for place, database in databases.items()}
    manager, ids, to_close = await _samples(databases["without"])
    actors = {
        "manager": Actor(manager, access=access_of(Role.MANAGER)),
        "all": Actor(manager, access=FULL_ACCESS),
    }
    for number in range(rounds + 1):
        for who, actor in actors.items():
            for place in PLACES if number % 2 else reversed(PLACES):
                ask = asks[place]
                for case, (document, given) in READS.items():
                    count = calls if document is ONE else max(calls // 10, 1)
                    variables = [
                        {"id": ids[at % len(ids)]} if document is ONE else given
                        for at in range(count)
                    ]
                    taken, sent = await _timed(ask, actor, document, variables)
                    seconds[f"{case}, {who}"][place].append(taken)
                    messages[f"{case}, {who}"][place] = sent
                at = (2 * number + (who == "all")) * (calls // 2)
                variables = [{"id": each} for each in to_close[at : at + calls // 2]]
                taken, sent = await _timed(ask, actor, CLOSE_OPPORTUNITY, variables)
                seconds[f"{CLOSE}, {who}"][place].append(taken)
                messages[f"{CLOSE}, {who}"][place] = sent
    for database in databases.values():
        await database.__aexit__()
    # The first round is for statements to be prepared in.
    return {
        name: {place: each[1:] for place, each in places.items()}
        for name, places in seconds.items()
    }, messages


async def _samples(database: Database) -> tuple[str, Sequence[str], Sequence[str]]:
    """Who leads, some opportunities, and those that can be closed."""
    found: list[Any] = list(
        await database.reads.row(
            "SELECT (SELECT min(owner_id) FROM opportunity), "
            "(SELECT array_agg(id) FROM (SELECT id FROM opportunity LIMIT 500) AS found), "
            "(SELECT array_agg(id ORDER BY md5(id)) FROM opportunity WHERE is_open AND NOT EXISTS "
            "(SELECT FROM quote WHERE opportunity_id = opportunity.id AND state = 'ACTIVE'))",
            (),
        )
    )
    manager, ids, to_close = found
    return manager, ids, to_close


async def _timed(
    ask: Ask, actor: Actor, document: str, variables: Sequence[Mapping[str, Any]]
) -> tuple[float, int]:
    """A call's seconds, and its messages."""
    traffic = Traffic()
    started = perf_counter()
    for each in variables:
        await ask(actor, document, traffic, **each)
    return (perf_counter() - started) / len(variables), traffic.statements // len(variables)


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser("python -m benchmarks.row_level_security", description=__doc__)
    parser.add_argument("--opportunities", type=int, default=20_000, help="the data set's size")
    parser.add_argument("--rounds", type=int, default=10)
    parser.add_argument("--calls", type=int, default=200, help="of each case in a round")
    options = parser.parse_args()
    end_politely()
    with tempfile.TemporaryDirectory(prefix="clinch-run-") as scratch:
        folder = Path(scratch)
        folder.chmod(0o755)
        with server(folder) as running:
            prepare(running, options.opportunities)
            seconds, messages = asyncio.run(measure(running, options.rounds, options.calls))
    shown = Shown("", "ms without", "ms with", "ratio", "messages", box=None)
    for name, places in seconds.items():
        off, on = places["without"], places["with"]
        ratio = median(one / other for one, other in zip(on, off, strict=True))
        counts = " → ".join(str(messages[name][place]) for place in PLACES)
        shown.add_row(
            name, f"{median(off) * 1000:.2f}", f"{median(on) * 1000:.2f}", f"{ratio:.2f}", counts
        )
    Console(highlight=False, width=100).print(shown)


if __name__ == "__main__":
    main()
