"""What the limits and the cost take of answering a document, never seen before and known."""

import argparse
import asyncio
import statistics
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from time import process_time
from typing import Final

from graphql import parse
from rich.console import Console

from benchmarks.cases import LINES, PAGE
from db.database import Database
from db.migrating import migrate
from domain.access import FULL_ACCESS
from domain.actor import Actor
from resolvers.answering import answer
from resolvers.asked import Asked
from resolvers.asking import ask
from resolvers.context import Application, Context
from resolvers.limits import parsed
from resolvers.statements import Statements
from server.app import create_app
from server.demo import DEMO_USER, seed
from server.settings import Settings

FIRST: Final = 10
WARM: Final = 50
"""Calls of a round; what takes microseconds is timed together."""


@dataclass(slots=True)
class Times:
    """Microseconds of this process's CPU in each round, by what was done."""

    rounds: dict[str, list[float]] = field(default_factory=dict)

    @contextmanager
    def of(self, what: str, times: int = 1) -> Iterator[None]:
        start = process_time()
        yield
        taken = (process_time() - start) / times * 1e6
        self.rounds.setdefault(what, []).append(taken)

    def median(self, what: str) -> float:
        return statistics.median(self.rounds[what])


async def whole(application: Application, text: str) -> Asked:
    """The answer to a document, as a request has it once its body is read."""
    context = Context(application, Actor(DEMO_USER, access=FULL_ACCESS), "en")
    asked = ask(context, text, {"first": FIRST})
    assert isinstance(asked, Asked)
    assert await answer(context, asked) is not None
    return asked


async def measured(application: Application, document: str, rounds: int) -> Times:
    """Each round reads a document of its own; the whole and its parts take turns in it."""
    times = Times()
    documents = application.documents
    for number in range(rounds):
        text = f"{document} # {number}"
        fresh = replace(application, statements=Statements(application.database.dialect))
        with times.of("cold"):
            asked = await whole(fresh, text)
        operation = asked.operation
        # The first of two finds what it needs in no cache.
        for within in (True, False) if number % 2 else (False, True):
            with times.of("parsed within limits" if within else "parsed"):
                if within:
                    parsed(text, documents.limits)
                else:
                    parse(text, max_tokens=documents.limits.tokens)
        with times.of("price"):
            documents.pricing.price(operation.node, operation.fragments)
        await whole(fresh, text)
        with times.of("warm", WARM):
            for _ in range(WARM):
                await whole(fresh, text)
        _repeat(times, lambda: operation.price.of(asked.variables))  # noqa: B023 - called at once
    return times


def _repeat(times: Times, work: Callable[[], object]) -> None:
    with times.of("price of a call", WARM):
        for _ in range(WARM):
            work()


async def measure(rounds: int, console: Console) -> None:
    """On SQLite with the demo data, so that the database takes as little as it ever does."""
    with tempfile.TemporaryDirectory(prefix="clinch-run-") as folder:
        url = f"sqlite:///{folder}/demo.db"
        async with Database(url) as database:
            await migrate(database)
            await seed(database)
        app = create_app(Settings(database_url=url, actor=DEMO_USER))
        async with app.router.lifespan_context(app):
            for name, document in (("page", PAGE), ("lines", LINES)):
                times = await measured(app.state.application, document, rounds)
                size = times.median("parsed within limits") - times.median("parsed")
                first = size + times.median("price")
                again = times.median("price of a call")
                cold, warm = times.median("cold"), times.median("warm")
                console.print(
                    f"{name}: {first:.0f} of {cold:,.0f} microseconds the first time "
                    f"({first / cold:.1%}: {size:.0f} the limits, {first - size:.0f} the price), "
                    f"then {again:.1f} of {warm:.0f} ({again / warm:.1%})"
                )


def main() -> None:
    """Print a line for each document: medians."""
    parser = argparse.ArgumentParser("python -m benchmarks.pricing", description=__doc__)
    parser.add_argument("--rounds", type=int, default=200, help="documents that are read")
    options = parser.parse_args()
    asyncio.run(measure(options.rounds, Console(highlight=False, width=160)))


if __name__ == "__main__":
    main()
