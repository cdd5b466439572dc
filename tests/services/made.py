"""What closing wrote, read inside its transaction: what it made goes by whom it is about."""

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from db.database import Database
from db.tables import EventRow, FieldChangeRow, Opportunity, OpportunityClose, Quote, QuoteClose
from db.writes.unit_of_work import UnitOfWork

Told = Mapping[str, Any]
"""By table; events by their opportunities, each with its field changes, in their order."""
TABLES: Sequence[Any] = (
    Opportunity, Quote, OpportunityClose, QuoteClose, EventRow, FieldChangeRow,
)  # fmt: skip
OWN = {"id", "position", "event_id", "close_id"}
"""What differs from one writing to the next."""


async def told(work: UnitOfWork, database: Database) -> Told:
    """Everything that is stored of opportunities and quotes."""
    opportunities, quotes, closes, quote_closes, events, changes = [
        await _rows(work, database, model.__table__) for model in TABLES
    ]
    by_event: defaultdict[str, list[Any]] = defaultdict(list)
    for change in sorted(changes, key=lambda row: str(row["id"])):
        by_event[change["event_id"]].append(_said(change))
    happened: defaultdict[str, list[Any]] = defaultdict(list)
    for row in sorted(events, key=lambda row: (row["position"], row["id"])):
        payload = json.loads(row["payload"])
        about = {**_said(row), "payload": {n: v for n, v in payload.items() if n != "closeId"}}
        happened[row["opportunity_id"]].append((about, by_event[row["id"]]))
    closed_by = {row["id"]: row["opportunity_id"] for row in closes}
    for row in events:
        close = json.loads(row["payload"]).get("closeId")
        assert close is None or closed_by[close] == row["opportunity_id"]
    return {
        "opportunity": {row["id"]: row for row in opportunities},
        "quote": {row["id"]: row for row in quotes},
        "closes": sorted((_said(row) for row in closes), key=str),
        "quote_closes": sorted((_said(row) for row in quote_closes), key=str),
        "events": happened,
    }


def _said(row: Mapping[str, Any]) -> Mapping[str, Any]:
    return {name: value for name, value in row.items() if name not in OWN}


async def _rows(work: UnitOfWork, database: Database, table: Any) -> list[dict[str, Any]]:
    names = [column.name for column in table.columns]
    columns = ", ".join(names)
    array = (
        f"json_group_array(json_array({columns}))"
        if database.is_sqlite
        else f"coalesce(json_agg(json_build_array({columns})), '[]')"
    )
    row = await work.transaction.row(f"SELECT {array} FROM {table.name}", ())
    assert row is not None
    return [dict(zip(names, each, strict=True)) for each in json.loads(row[0])]
