"""All contenders of a run, running at once on their databases, each reachable by its URL."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Final

from benchmarks.cache import ROOT
from benchmarks.contenders import POOL_SIZE, Contender
from benchmarks.databases import Store
from benchmarks.processes import Running, listening, running
from domain.actor import SYSTEM_USER_ID

MAX_PAGE: Final = 1000


@dataclass(frozen=True, slots=True)
class Fighter:
    """A contender that runs."""

    contender: Contender
    process: Running
    url: str
    store: Store | None
    """Its database, as the benchmark itself sees it."""

    @property
    def pid(self) -> int:
        return self.process.process.pid


@contextmanager
def fighting(
    contenders: Sequence[Contender], stores: Mapping[str, Store], folder: Path, answers: Path
) -> Iterator[list[Fighter]]:
    """All of them, started; gone afterwards."""
    with ExitStack() as stack:
        fighters: list[Fighter] = []
        for contender in contenders:
            store = stores.get(contender.database)
            start = partial(_start, contender, store, folder, answers)
            process, port = stack.enter_context(listening(start))
            fighters.append(Fighter(contender, process, f"http://127.0.0.1:{port}/graphql", store))
        yield fighters


def _start(
    contender: Contender, store: Store | None, folder: Path, answers: Path, port: int
) -> AbstractContextManager[Running]:
    return running(
        contender.name,
        [part.format(port=port) for part in contender.command],
        folder / f"{contender.name}.log",
        environment=_environment(store, port, answers),
        folder=ROOT,
    )


def _environment(store: Store | None, port: int, answers: Path) -> dict[str, str]:
    url = store.url if store else ""
    clinch = {
        "CLINCH_DATABASE_URL": url,
        "CLINCH_DATABASE_POOL_SIZE": str(POOL_SIZE),
        "CLINCH_MAX_PAGE": str(MAX_PAGE),
        "CLINCH_ACTOR": SYSTEM_USER_ID,
        # All the load is one caller, who shall be counted and not be refused.
        "CLINCH_RATE_LIMIT": str(10**12),
    }
    return {
        **(clinch if store else {}),
        "DATABASE_URL": url,
        "POOL_SIZE": str(POOL_SIZE),
        "PORT": str(port),
        "ACTOR": SYSTEM_USER_ID,
        "ANSWERS": str(answers),
        "NODE_ENV": "production",
        "GRAPHILE_ENV": "production",
    }
