"""Many at once: one call that closes 1,000 opportunities, against as many calls that close one."""

import statistics
import tempfile
import time
from pathlib import Path
from typing import Final

import orjson
from rich.console import Console

from benchmarks import cache, load, targets
from benchmarks.arena import Fighter, fighting
from benchmarks.contenders import CONTENDERS
from benchmarks.processes import end_politely
from benchmarks.runs import copies
from benchmarks.usage import peak_bytes, reset_peak, resident_bytes

ITEMS: Final = 1000
ROUNDS: Final = 3
MIB: Final = 2**20
MANY: Final = """mutation ($input: CloseOpportunitiesInput!) { closeOpportunities(input: $input) {
  closedCount results { status opportunity { version } closedQuotes { id } errors { code } }
  errors { code message }
} }"""
ONE: Final = """mutation ($input: CloseOpportunityInput!) { closeOpportunity(input: $input) {
  opportunity { version } closedQuotes { id } errors { code message }
} }"""
HOW: Final = {"outcome": "WON", "closeOpenQuotes": True}


def many(server: Fighter, ids: list[str]) -> float:
    """Seconds for one call."""
    body = load.body(MANY, {"input": {"ids": ids, **HOW}})
    start = time.perf_counter()
    answer = load.post(server.url, body)
    seconds = time.perf_counter() - start
    done = orjson.loads(answer)["data"]["closeOpportunities"]
    assert done["closedCount"] == len(ids), done["errors"]
    return seconds


def one_by_one(server: Fighter, ids: list[str]) -> float:
    """Seconds for all calls, one after another."""
    bodies = [load.body(ONE, {"input": {"opportunityId": each, **HOW}}) for each in ids]
    start = time.perf_counter()
    answers = [load.post(server.url, body) for body in bodies]
    seconds = time.perf_counter() - start
    assert all(b'"errors":[]' in answer for answer in answers)
    return seconds


def main() -> None:
    """Both ways in turn, on both databases."""
    end_politely()
    console = Console(highlight=False, width=100)
    ours = [each for each in CONTENDERS if each.role == "ours"]
    with (
        tempfile.TemporaryDirectory(prefix="clinch-run-") as scratch,
        cache.data(20_000) as data,
        copies(data, ours, Path(scratch)) as stores,
        fighting(ours, stores, Path(scratch), Path(scratch) / "answers") as servers,
    ):
        for server in servers:
            ids = iter(targets.ids("close-quotes"))
            many(server, [next(ids)])
            one_by_one(server, [next(ids)])
            before = resident_bytes(server.pid)
            reset_peak(server.pid)
            at_once, each = [], []
            for _ in range(ROUNDS):
                at_once.append(many(server, [next(ids) for _ in range(ITEMS)]))
                each.append(one_by_one(server, [next(ids) for _ in range(ITEMS)]))
            held = peak_bytes(server.pid) - before
            console.print(
                f"{server.contender.name}: {ITEMS:,} at once {statistics.median(at_once):.2f} s, "
                f"one by one {statistics.median(each):.2f} s; {held / MIB:.1f} MiB more are held."
            )


if __name__ == "__main__":
    main()
