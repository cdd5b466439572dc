"""The whole database as values, and what a call changed in it."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select

from db.database import Database
from db.tables import metadata
from server.demo import DEMO_USER
from tests.conftest import NOW

Row = Mapping[str, Any]
Dump = Mapping[str, Mapping[str, Row]]
"""Table to key to row."""


async def dump(database: Database) -> Dump:
    """Every row of every table, in one snapshot."""
    tables: dict[str, dict[str, Row]] = {}
    async with database.reader.connect() as connection:
        for table in metadata.sorted_tables:
            if table.name == "audit_entry":
                # Written later, by a task of its own.
                continue
            rows = (
                (await connection.execute(select(table).order_by(*table.primary_key)))
                .mappings()
                .all()
            )
            tables[table.name] = {
                "/".join(row[column.name] for column in table.primary_key): dict(row)
                for row in rows
            }
    return tables


@dataclass(slots=True)
class Changes:
    """What is in one dump and not in another; tables without a change aren't named."""

    added: dict[str, list[Row]] = field(default_factory=dict)
    changed: dict[str, dict[str, Row]] = field(default_factory=dict)
    removed: dict[str, list[str]] = field(default_factory=dict)
    fields: list[tuple[str, int, str, str | None, str | None]] = field(default_factory=list)
    """What the history says of it: record, version, field, from what, to what."""


def changes(before: Dump, after: Dump) -> Changes:
    """Rows that came, columns that changed with what they are now, keys that went."""
    found = Changes()
    for table, rows in after.items():
        old = before[table]
        if table == "field_change":
            told = [row for key, row in rows.items() if key not in old]
            names = ("entity_id", "version", "field", "old_value", "new_value")
            found.fields = [tuple(row[name] for name in names) for row in told]
            continue
        for key, row in rows.items():
            if key not in old:
                found.added.setdefault(table, []).append(row)
            elif row != old[key]:
                found.changed.setdefault(table, {})[key] = {
                    name: value for name, value in row.items() if value != old[key][name]
                }
        gone = [key for key in old if key not in rows]
        if gone:
            found.removed[table] = gone
    return found


def events(found: Changes) -> list[Row]:
    """The event rows that came, their payloads read, without their own ids."""
    rows = found.added.get("event", [])
    assert all(row["id"].startswith("evt_") for row in rows)
    return [
        {
            name: value
            for name, value in row.items()
            if name not in {"id", "position", "opportunity_version"}
        }
        | {"payload": json.loads(row["payload"])}
        for row in rows
    ]


def spelled(name: str) -> str:
    """As the API spells it."""
    return re.sub("_([a-z])", lambda letter: letter[1].upper(), name)


def event(kind: str, **payload: Any) -> Row:
    """The event that a call of the tests' actor at NOW is to leave behind."""
    return {
        "type": kind,
        "opportunity_id": payload.get("opportunity_id"),
        "payload": {spelled(name): value for name, value in payload.items()},
        "actor_id": DEMO_USER,
        "client": "tests",
        "request_id": None,
        "occurred_at": NOW,
    }
