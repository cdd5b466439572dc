"""The benchmarks' data: the same at every run, and such as the rules allow."""

import asyncio
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any

from benchmarks.dataset import LINES, QUOTES, rows
from db.database import Database
from db.ids import kind_of
from db.migrating import check_ready
from tests.factories import OPPORTUNITY_REASONS, QUOTE_REASONS

REASONS = OPPORTUNITY_REASONS | {
    (f"quote {state}", code): reason for (state, code), reason in QUOTE_REASONS.items()
}
COUNT = 1200


def drawn(count: int, seed: int) -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = {}
    for table, some in rows(REASONS, count, seed):
        found.setdefault(table.name, []).extend(some)
    return found


def test_the_same_seed_draws_the_same_data() -> None:
    assert drawn(COUNT, 1) == drawn(COUNT, 1)
    assert drawn(COUNT, 1) != drawn(COUNT, 2)


def test_the_data_is_such_as_the_rules_allow() -> None:
    data = drawn(COUNT, 1)

    deals = {each["id"]: each for each in data["opportunity"]}
    offers = {each["id"]: each for each in data["quote"]}
    assert len(deals) == COUNT
    assert len(offers) == COUNT * QUOTES
    assert len(data["quote_line"]) == COUNT * QUOTES * LINES
    assert {kind_of(each) for each in deals} == {"Opportunity"}
    assert Counter(each["state"] for each in deals.values()).keys() == {"OPEN", "WON", "LOST"}
    assert {each["state"] for each in offers.values()} == {"DRAFT", "ACTIVE", "WON", "CLOSED"}
    for offer in offers.values():
        deal = deals[offer["opportunity_id"]]
        assert offer["state"] != "ACTIVE" or deal["is_open"]
        assert offer["created_at"] >= deal["created_at"]
        assert offer["currency"] == deal["currency"]
    totals: Counter[str] = Counter()
    for line in data["quote_line"]:
        totals[line["quote_id"]] += line["amount"]
    assert totals == {each["id"]: each["total_amount"] for each in offers.values()}
    assert len({each["number"] for each in offers.values()}) == len(offers)


def test_the_command_fills_a_migrated_database(database_url: str) -> None:
    command = [sys.executable, "-m", "benchmarks.dataset", "--database-url", database_url]

    done = subprocess.run(
        [*command, "--opportunities", "50"],
        cwd=Path(__file__).parents[2],
        check=True,
        capture_output=True,
        text=True,
    )

    counts = dict(line.split(": ") for line in done.stdout.splitlines())
    assert counts["opportunity"] == "50"
    assert counts["quote"] == "150"
    assert counts["quote_line"] == "450"
    asyncio.run(_check(database_url))


async def _check(database_url: str) -> None:
    async with Database(database_url) as database:
        await check_ready(database)
