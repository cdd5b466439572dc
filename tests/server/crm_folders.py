"""A small CRM data set of made-up files, and what to change in it; the command that imports one."""

from collections.abc import Callable
from pathlib import Path

from typer.testing import CliRunner, Result

from server.cli import app

Import = Callable[[Path], Result]

PIPELINE = "sales_pipeline.csv"
SMALL = {
    "accounts.csv": (
        "account,sector,year_established,revenue,employees,office_location,subsidiary_of\n"
        "Unit,technolgy,1996,1100.04,2822,United States,Group\n"
        "Group,,,,,,\n"
    ),
    "products.csv": "product,series,sales_price\nGTX Pro,GTX,4821\n",
    "sales_teams.csv": "sales_agent,manager,regional_office\nAnn,Mo,Central\nBob,Ann,East\n",
    "sales_pipeline.csv": (
        "opportunity_id,sales_agent,product,account,deal_stage,engage_date,close_date,close_value\n"
        "A1,Ann,GTXPro,Unit,Won,2017-01-02,2017-03-01,1054.50\n"
        "A2,Bob,GTX Pro,,Prospecting,,,\n"
    ),
}
"""A data set without a flaw, but for the usual gaps."""


def write(folder: Path, **changed: str | bytes | None) -> Path:
    """SMALL as files; `accounts="…"` is another accounts.csv, None is none."""
    folder.mkdir(exist_ok=True)
    for file, text in SMALL.items():
        content = changed.get(file.removesuffix(".csv"), text)
        if content is not None:
            data = content.encode() if isinstance(content, str) else content
            (folder / file).write_bytes(data)
    return folder


def small(file: str, *rows: str, instead: bool = False) -> str:
    """SMALL's file with these rows added, or with only them below the header."""
    header, _, present = SMALL[file].partition("\n")
    return f"{header}\n" + ("" if instead else present) + "".join(f"{row}\n" for row in rows)


def import_crm_into(database_url: str, folder: Path) -> Result:
    """`clinch import crm DIR --database-url URL`."""
    command = ["import", "crm", str(folder), "--database-url", database_url]
    return CliRunner().invoke(app, command)
