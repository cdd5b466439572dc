"""`clinch rates`: a CSV file of exchange rates, all of it or nothing."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from domain.actor import SYSTEM_USER_ID
from server.cli import app
from tests.services.dump import Dump, changes, events

Run = Callable[..., Result]
HEADER = "currency,validFrom,rate\n"


@pytest.fixture
def run(database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """The command on a file with this content."""
    # The command sets this variable itself; so it is put back afterwards.
    monkeypatch.setenv("CLINCH_DATABASE_URL", database_url)
    path = tmp_path / "rates.csv"

    def command(content: str, *options: str) -> Result:
        path.write_text(content, "utf-8")
        return CliRunner().invoke(
            app, ["rates", str(path), "--database-url", database_url, *options]
        )

    return command


def rates(dump: Dump) -> set[tuple[str, str, date, int]]:
    return {
        (row["base_currency"], row["currency"], row["valid_from"], row["rate"])
        for row in dump["exchange_rate"].values()
    }


def test_a_file_is_set_and_a_later_one_replaces_what_it_names(
    run: Run, dumped: Callable[[], Dump]
) -> None:
    done = run(f"{HEADER}JPY,2026-01-01,0.0064\nJPY,2026-02-01,0.0065\nKWD,2026-01-01, 3.25\n")

    assert done.output == "Exchange rates to USD set: 3.\n"
    assert done.exit_code == 0
    january, february = date(2026, 1, 1), date(2026, 2, 1)
    kuwait = ("USD", "KWD", january, 32_500_000_000)
    assert rates(dumped()) == {
        ("USD", "JPY", january, 64_000_000),
        ("USD", "JPY", february, 65_000_000),
        kuwait,
    }

    before = dumped()
    done = run(
        "rate,currency,validFrom\n0.0063,JPY,2026-01-01\n1.17,EUR,2026-02-01\n3.25,KWD,2026-01-01\n"
    )

    assert done.output == "Exchange rates to USD set: 3.\n"
    found = changes(before, dumped())
    (new,) = found.added["exchange_rate"]
    ((replaced, changed),) = found.changed["exchange_rate"].items()
    assert (new["currency"], new["version"]) == ("EUR", 1)
    assert changed == {"rate": 63_000_000, "version": 2}
    assert found.fields == [(replaced, 2, "rate", "0.0064", "0.0063")]
    assert [(each["type"], each["actor_id"], each["payload"]) for each in events(found)] == [
        ("ExchangeRateSet", SYSTEM_USER_ID, {"exchangeRateId": each})
        for each in (new["id"], replaced)
    ]
    assert rates(dumped()) == {
        ("USD", "JPY", january, 63_000_000),
        ("USD", "JPY", february, 65_000_000),
        ("USD", "EUR", february, 11_700_000_000),
        kuwait,
    }


def test_a_dry_run_writes_nothing(run: Run, dumped: Callable[[], Dump]) -> None:
    before = dumped()

    done = run(f"{HEADER}JPY,2026-01-01,0.0064\n", "--dry-run")

    assert done.output == "Exchange rates to USD that can be set: 1. Nothing is written.\n"
    assert done.exit_code == 0
    assert dumped() == before


@pytest.mark.parametrize("options", [(), ("--dry-run",)])
def test_every_problem_is_named_with_its_line_and_column_and_nothing_is_written(
    run: Run, dumped: Callable[[], Dump], options: tuple[str, ...]
) -> None:
    before = dumped()

    done = run(
        HEADER + "JPY,2026-01-01,0.0064\n"
        "yen,2026-01-01,1\n"
        "USD,2026-01-01,1\n"
        "KWD,2026-1-1,3\n"
        "KWD,2026-01-01,three\n"
        "KWD,2026-01-02,0\n"
        "KWD,2026-01-03,1.00000000001\n"
        "KWD,2026-01-04,100000001\n"
        "JPY,2026-01-01,0.0065\n"
        ",2026-01-01,1\n"
        "JPY,2026-01-05\n",
        *options,
    )

    assert done.stdout == ""
    assert done.stderr.splitlines() == [
        "rates.csv:3: currency: 'yen' isn't an ISO 4217 currency code, such as USD",
        "rates.csv:4: currency: 'USD' is the base currency, whose rate is always 1",
        "rates.csv:5: validFrom: '2026-1-1' isn't a date",
        "rates.csv:6: rate: 'three' isn't a number",
        "rates.csv:7: rate: '0' isn't more than 0",
        "rates.csv:8: rate: '1.00000000001' has more than 10 decimals",
        "rates.csv:9: rate: '100000001' comes to more than 100000000",
        "rates.csv:10: validFrom: line 2 has the rate of this currency and day already",
        "rates.csv:11: currency: it is blank",
        "rates.csv:12: it has 2 values, the header has 3",
        "clinch: Nothing is written. Mend what is named above and run this again.",
    ]
    assert done.exit_code == 1
    assert dumped() == before


def test_values_that_cant_be_read_are_no_other_row_s_currency_and_day(
    run: Run, dumped: Callable[[], Dump]
) -> None:
    before = dumped()

    done = run(
        HEADER + "KWD,today,3\n"
        "KWD,tomorrow,3\n"
        "KWD,0001-01-01,three\n"
        ",2026-01-01,1\n"
        ",2026-01-01,1\n"
        "KWD,0001-01-01,3\n"
    )

    assert done.stderr.splitlines() == [
        "rates.csv:2: validFrom: 'today' isn't a date",
        "rates.csv:3: validFrom: 'tomorrow' isn't a date",
        "rates.csv:4: rate: 'three' isn't a number",
        "rates.csv:5: currency: it is blank",
        "rates.csv:6: currency: it is blank",
        "rates.csv:7: validFrom: line 4 has the rate of this currency and day already",
        "clinch: Nothing is written. Mend what is named above and run this again.",
    ]
    assert done.exit_code == 1
    assert dumped() == before


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("currency,rate\n", "rates.csv lacks the column 'validFrom'."),
        ("currency,validFrom,rate,by\n", "there is no place for: 'by'."),
        ("", "rates.csv lacks the column 'currency'."),
    ],
)
def test_a_file_that_cant_be_used_at_all_is_refused(
    run: Run, dumped: Callable[[], Dump], content: str, sentence: str
) -> None:
    before = dumped()

    done = run(content)

    assert done.exit_code == 2
    assert done.stderr.startswith("clinch: rates.csv ")
    assert done.stderr.endswith(f"{sentence}\n")
    assert dumped() == before


def test_a_file_of_no_rates_is_none(run: Run) -> None:
    assert run(HEADER).output == "Exchange rates to USD set: 0.\n"


def test_the_base_currency_is_the_setting_s(
    run: Run, dumped: Callable[[], Dump], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CLINCH_BASE_CURRENCY", "JPY")

    done = run(f"{HEADER}USD,2026-01-01,151.5\n")

    assert done.output == "Exchange rates to JPY set: 1.\n"
    assert rates(dumped()) == {("JPY", "USD", date(2026, 1, 1), 1_515_000_000_000)}


def test_a_file_that_isnt_there_is_named(database_url: str, tmp_path: Path) -> None:
    path = tmp_path / "none.csv"

    done = CliRunner().invoke(app, ["rates", str(path)], env={"CLINCH_DATABASE_URL": database_url})

    assert done.exit_code == 2
    assert done.stderr == f"clinch: There is no {path}.\n"
