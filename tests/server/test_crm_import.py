"""`clinch import crm DIR`: faulty rows are said and the rest is in; a run completes another."""

import asyncio
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest

from db.database import Database
from server.crm.importing import Count, Report, import_crm
from server.crm.records import read_crm
from services.settings import BusinessSettings
from tests.conftest import NOW
from tests.server.crm_folders import PIPELINE, Import, small, write
from tests.services.dump import Changes, Dump, changes, dump


def test_faulty_rows_are_reported_and_everything_else_is_in(
    tmp_path: Path, run_import: Import, dumped: Callable[[], Dump]
) -> None:
    folder = write(
        tmp_path / "crm",
        accounts=small("accounts.csv", "Bad,,nineteen,,-1,,"),
        sales_pipeline=small(
            PIPELINE,
            "A3,Ann,GTX Pro,Unit,Won,2017-01-02,2999-01-01,-5",
            "A4,Ann,GTX Pro,Bad,Engaging,2017-01-02,,",
            "A5,Ann,GTX Pro,,Lost,2017-01-02,2017-03-01,0",
        ),
    )
    before = dumped()

    done = run_import(folder)

    today = changes(before, dumped()).added["opportunity"][0]["created_at"].date()
    assert done.exit_code == 1
    assert done.stderr.splitlines() == [
        "accounts.csv:4: employees: '-1' isn't a whole number from 0 to 2147483647",
        "accounts.csv:4: year_established: 'nineteen' isn't a whole number from 1 to 9999",
        f"sales_pipeline.csv:4: close_date: '2999-01-01' is in the future; today is {today}",
        "sales_pipeline.csv:4: close_value: '-5' is less than 0",
        "sales_pipeline.csv:5: account: 'Bad' can't be placed itself",
        (
            "clinch: 3 of the rows can't be placed; everything else is in. Mend them and run this "
            "again: it adds what is missing."
        ),
    ]
    assert done.stdout.splitlines() == [
        "               created  unchanged  not placed",
        "users                3          0           0",
        "accounts             2          0           1",
        "products             1          0           0",
        "opportunities        3          0           2",
        "accounts.csv: employees: it is blank (1 row)",
        "accounts.csv: office_location: it is blank (1 row)",
        "accounts.csv: revenue: it is blank (1 row)",
        "accounts.csv: sector: it is blank (1 row)",
        "accounts.csv: year_established: it is blank (1 row)",
        "sales_pipeline.csv: account: it is blank: the opportunity has no account (2 rows)",
        "sales_pipeline.csv: engage_date: it is blank: startedOn is the day of the import (1 row)",
        "sales_pipeline.csv: product: 'GTXPro' is read as 'GTX Pro' (1 row)",
    ]
    found = changes(before, dumped())
    assert found == Changes(added=found.added)
    assert {kind: len(rows) for kind, rows in found.added.items()} == {
        "users": 3,
        "account": 2,
        "product": 1,
        "opportunity": 3,
        "opportunity_close": 2,
    }
    assert sorted(row["external_id"] for row in found.added["opportunity"]) == ["A1", "A2", "A5"]


def test_mended_rows_are_added_by_the_next_import(
    tmp_path: Path, run_import: Import, dumped: Callable[[], Dump]
) -> None:
    faulty = small(PIPELINE, "A3,Cy,GTX Pro,,Lost,2017-01-02,2017-03-01,0")
    first = run_import(write(tmp_path / "crm", sales_pipeline=faulty))
    before = dumped()

    second = run_import(
        write(
            tmp_path / "crm",
            sales_pipeline=faulty,
            sales_teams=small("sales_teams.csv", "Cy,Mo,Central"),
        )
    )

    assert (first.exit_code, second.exit_code) == (1, 0)
    assert second.stdout.splitlines()[1:5] == [
        "users                1          3           0",
        "accounts             0          2           0",
        "products             0          1           0",
        "opportunities        1          2           0",
    ]
    found = changes(before, dumped())
    assert found == Changes(added=found.added)
    assert {kind: len(rows) for kind, rows in found.added.items()} == {
        "users": 1,
        "opportunity": 1,
        "opportunity_close": 1,
    }


def test_a_folder_that_is_not_there_ends_the_command_with_2_and_changes_nothing(
    tmp_path: Path, run_import: Import, dumped: Callable[[], Dump]
) -> None:
    before = dumped()

    done = run_import(tmp_path / "nowhere")

    assert done.exit_code == 2
    assert done.stdout == ""
    assert done.stderr == f"clinch: {tmp_path / 'nowhere'} isn't a directory.\n"
    assert dumped() == before


class PowerCutError(Exception):
    """Nobody catches it."""


def test_an_import_that_was_cut_short_is_completed_by_the_next(
    tmp_path: Path, database_url: str
) -> None:
    rows = (f"B{n},Ann,GTX Pro,Unit,Lost,2017-01-02,2017-03-01,0" for n in range(2500))
    data = read_crm(write(tmp_path / "crm", sales_pipeline=small(PIPELINE, *rows, instead=True)))
    ticks = iter((NOW, NOW))

    def clock() -> datetime:
        """Each batch of opportunities asks once; the third isn't answered."""
        try:
            return next(ticks)
        except StopIteration:
            raise PowerCutError from None

    async def cut_short() -> Dump:
        async with Database(database_url, clock=clock) as database:
            with pytest.raises(PowerCutError):
                await import_crm(database, BusinessSettings(), data, lambda _: None)
            return await dump(database)

    async def again() -> tuple[Report, Dump]:
        async with Database(database_url, clock=lambda: NOW) as database:
            report = await import_crm(database, BusinessSettings(), data, lambda _: None)
            return report, await dump(database)

    halfway = asyncio.run(cut_short())
    report, after = asyncio.run(again())

    sizes = {kind: len(rows) for kind, rows in changes(halfway, after).added.items()}
    assert sizes == {"opportunity": 500, "opportunity_close": 500}
    assert report.counts == (
        Count("users", 0, 3, 0),
        Count("accounts", 0, 2, 0),
        Count("products", 0, 1, 0),
        Count("opportunities", 500, 2000, 0),
    )


async def import_twice_at_once(database_url: str, folder: Path) -> tuple[Report, Report, Dump]:
    data = read_crm(folder)
    async with Database(database_url, clock=lambda: NOW) as database:
        one, other = await asyncio.gather(
            *(import_crm(database, BusinessSettings(), data, lambda _: None) for _ in range(2))
        )
        return one, other, await dump(database)


def test_two_imports_at_once_add_everything_once(
    tmp_path: Path, database_url: str, dumped: Callable[[], Dump]
) -> None:
    before = dumped()

    one, other, after = asyncio.run(import_twice_at_once(database_url, write(tmp_path / "crm")))

    sizes = {kind: len(rows) for kind, rows in changes(before, after).added.items()}
    assert sizes == {
        "users": 3,
        "account": 2,
        "product": 1,
        "opportunity": 2,
        "opportunity_close": 1,
    }
    assert [
        (first.created + second.created, first.unchanged + second.unchanged)
        for first, second in zip(one.counts, other.counts, strict=True)
    ] == [(3, 3), (2, 2), (1, 1), (2, 2)]
