"""Figures of the public CRM data set: the API's are those that the files themselves come to."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from statistics import median
from typing import Any

from tests.conftest import recorded
from tests.reads.asking import database_of
from tests.server.crm_folders import PIPELINE, Import
from tests.server.test_crm_data_set import Api, api, crm, rows_of  # noqa: F401

Row = Mapping[str, str]
Key = tuple[str | None, ...]

METRICS = """keys { label record { __typename } } count won lost wonValue { amount currency }
lostValue { amount } withoutRate winRate { percent n } winRateByValue { percent n }
daysToClose { average median n } daysLate { n } revenueGap { n }"""
FROM_CRM = 'filter: {opportunity: {source: {eq: "crm"}}}'


def test_figures_of_the_public_data_set_are_those_of_its_files(
    crm: Path,  # noqa: F811
    run_import: Import,
    api: Callable[[], Api],  # noqa: F811
) -> None:
    run_import(crm)
    rows = rows_of(crm, PIPELINE)
    closed = [row for row in rows if row["deal_stage"] in {"Won", "Lost"}]
    family = {row["product"]: row["series"] for row in rows_of(crm, "products.csv")}
    family["GTXPro"] = family["GTX Pro"]
    ask = api()

    (whole,) = metrics(ask, "")[()]
    assert whole == figures(closed)
    assert whole["winRate"] == {"percent": "63.15", "n": 6711}
    assert whole["wonValue"] == {"amount": "10005534.00", "currency": "USD"}

    groupings: dict[str, Callable[[Row], Key]] = {
        "OWNER": lambda row: (row["sales_agent"],),
        "ACCOUNT": lambda row: (row["account"] or None,),
        "PRODUCT": lambda row: (row["product"].replace("GTXPro", "GTX Pro"),),
        "PRODUCT_FAMILY": lambda row: (family[row["product"]],),
        "OUTCOME": lambda row: (row["deal_stage"],),
        "MONTH": lambda row: (row["close_date"][:7],),
        "QUARTER": lambda row: (quarter(row),),
        "STAGE_AT_CLOSE": lambda _: (None,),
        "COMPETITOR": lambda _: (None,),
        "STATUS_REASON": lambda row: ({"Won": "Won", "Lost": "Canceled"}[row["deal_stage"]],),
        "OWNER, PRODUCT_FAMILY, QUARTER": lambda row: (
            row["sales_agent"],
            family[row["product"]],
            quarter(row),
        ),
    }
    for grouping, key_of in groupings.items():
        groups = defaultdict(list)
        for row in closed:
            groups[key_of(row)].append(row)

        found = metrics(ask, grouping)

        assert {key: only(group) for key, group in found.items()} == {
            key: figures(group) for key, group in groups.items()
        }, grouping


def test_the_pipeline_of_the_public_data_set_is_that_of_its_files(
    crm: Path,  # noqa: F811
    run_import: Import,
    api: Callable[[], Api],  # noqa: F811
) -> None:
    run_import(crm)
    stage = {"Prospecting": "Qualify", "Engaging": "Develop"}
    counts: dict[Key, int] = defaultdict(int)
    for row in rows_of(crm, PIPELINE):
        if row["deal_stage"] in stage:
            counts[stage[row["deal_stage"]], row["sales_agent"]] += 1

    found = api()(
        """{ pipeline(filter: {source: {eq: "crm"}}, groupBy: [STAGE, OWNER]) {
        keys { label } count value { amount } weightedValue { amount } withoutRate } }"""
    )["pipeline"]

    # The data set says nothing of what an open opportunity may bring.
    nothing = {"value": {"amount": "0.00"}, "weightedValue": {"amount": "0.00"}, "withoutRate": 0}
    assert {labels(row): row for row in found} == {
        key: {"count": count, **nothing} for key, count in counts.items()
    }


def quarter(row: Row) -> str:
    day = date.fromisoformat(row["close_date"])
    return f"{day.year}-Q{(day.month + 2) // 3}"


def only(group: list[dict[str, Any]]) -> dict[str, Any]:
    (found,) = group
    return found


def labels(row: dict[str, Any]) -> Key:
    return tuple(key and key["label"] for key in row.pop("keys"))


def metrics(ask: Api, grouping: str) -> dict[Key, list[dict[str, Any]]]:
    """The API's figures by the labels of their keys; by one statement."""
    with recorded(database_of(ask.client)) as statements:
        rows = ask(f"{{ closeMetrics({FROM_CRM}, groupBy: [{grouping}]) {{ {METRICS} }} }}")
    assert len(statements) == 1
    found = defaultdict(list)
    for row in rows["closeMetrics"]:
        found[labels(row)].append(row)
    return found


def figures(rows: Iterable[Row]) -> dict[str, Any]:
    """The figures of these rows of the pipeline."""
    rows = [*rows]
    won = [row for row in rows if row["deal_stage"] == "Won"]
    value = sum((Decimal(row["close_value"]) for row in won), Decimal(0))
    days = [
        (date.fromisoformat(row["close_date"]) - date.fromisoformat(row["engage_date"])).days
        for row in rows
    ]
    return {
        "count": len(rows),
        "won": len(won),
        "lost": len(rows) - len(won),
        "wonValue": {"amount": f"{value:.2f}", "currency": "USD"},
        # Nothing had been estimated.
        "lostValue": {"amount": "0.00"},
        "daysLate": {"n": 0},
        "revenueGap": {"n": 0},
        "withoutRate": 0,
        "winRate": {"percent": percent(len(won), len(rows)), "n": len(rows)},
        "winRateByValue": {"percent": "100.00" if value else None, "n": len(won)},
        "daysToClose": {
            "average": cents(Decimal(sum(days)) / len(days)),
            "median": cents(Decimal(str(median(days)))),
            "n": len(days),
        },
    }


def percent(part: int, whole: int) -> str:
    return cents(Decimal(100 * part) / whole)


def cents(number: Decimal) -> str:
    return str(number.quantize(Decimal("0.01"), ROUND_HALF_UP))
