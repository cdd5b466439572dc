"""What a viewer may see of all rows, in plain Python, from the tables that are written by hand."""

import re
from collections.abc import Callable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from typing import Final

from tests.access.expected import CLOSED
from tests.access.viewers import Viewer
from tests.differential.data import IndexedRows, Row
from tests.reads.row_oracle import snake, table_of

Tables = Mapping[str, list[Row]]
_UNREAD: Final = {"idempotency_key"}
"""Tables that no query reads."""
_POINTERS: Final[Mapping[tuple[str, str], str]] = {
    ("opportunity", "account_id"): "account",
    ("opportunity", "contact_id"): "contact",
    ("opportunity", "product_id"): "product",
    ("contact", "account_id"): "account",
    ("account", "parent_id"): "account",
    ("quote_line", "product_id"): "product",
    ("opportunity_close", "competitor_id"): "competitor",
}
"""Columns that name a record which may not be seen though theirs is."""
_KINDS: Final = {
    "acc": "Account", "con": "Contact", "usr": "User", "opp": "Opportunity", "quo": "Quote",
}  # fmt: skip


def visible(rows: IndexedRows, viewer: Viewer) -> IndexedRows:
    """The rows that he sees, with null where something isn't for him."""
    tables = rows.tables
    deals = _deals(tables, viewer)
    quotes = {row["id"] for row in tables["quote"] if row["opportunity_id"] in deals}
    closes = {row["id"] for row in tables["opportunity_close"] if row["opportunity_id"] in deals}
    events = {row["id"] for row in tables["event"] if _sees_event(row, tables, deals, viewer)}
    own = [row for row in tables["opportunity"] if row["id"] in deals]

    def of_account(column: str) -> Callable[[Row], bool]:
        match viewer.reach("accounts:read"):
            case "all":
                return lambda _: True
            case "own":
                mine = {row[column] for row in own}
                return lambda row: row["id"] in mine
        return lambda _: False

    rules: dict[str, Callable[[Row], bool]] = {
        "opportunity": lambda row: row["id"] in deals,
        "quote": lambda row: row["id"] in quotes,
        "quote_line": lambda row: row["quote_id"] in quotes,
        "quote_close": lambda row: row["quote_id"] in quotes,
        "opportunity_close": lambda row: row["id"] in closes,
        "opportunity_reopening": lambda row: row["close_id"] in closes,
        "event": lambda row: row["id"] in events,
        "field_change": lambda row: row["event_id"] in events,
        "account": of_account("account_id"),
        "contact": of_account("contact_id"),
        "product": lambda _: viewer.has("products:read"),
        "competitor": lambda _: viewer.has("competitors:read"),
        "api_key": lambda _: viewer.has("keys:manage"),
        "audit_entry": lambda _: viewer.has("audit:read"),
        **dict.fromkeys(("users", "status_reason", "exchange_rate"), lambda _: True),
        **dict.fromkeys(_UNREAD, lambda _: False),
    }
    kept = {
        name: [row for row in tables[name] if rule(row)]
        for name, rule in rules.items()
        if name in tables
    }
    assert kept.keys() == tables.keys()
    return IndexedRows(_blanked(kept, viewer))


def team_of(tables: Tables, viewer: Viewer) -> AbstractSet[str]:
    """Whoever reports to his lead, directly or through others, and the lead."""
    (himself,) = (row for row in tables["users"] if row["id"] == viewer.user_id)
    lead = himself["manager_id"]
    if viewer.role == "MANAGER" or lead is None:
        lead = viewer.user_id
    team, size = {lead}, 0
    while len(team) > size:
        size = len(team)
        team |= {row["id"] for row in tables["users"] if row["manager_id"] in team}
    return team


def _deals(tables: Tables, viewer: Viewer) -> AbstractSet[str]:
    match viewer.reach("opportunities:read"):
        case "all":
            return {row["id"] for row in tables["opportunity"]}
        case "team":
            owners = team_of(tables, viewer)
        case "own":
            owners = {viewer.user_id}
        case _:
            owners = set()
    return {row["id"] for row in tables["opportunity"] if row["owner_id"] in owners}


def _sees_event(row: Row, tables: Tables, deals: AbstractSet[str], viewer: Viewer) -> bool:
    about = row["opportunity_id"]
    if about in deals:
        return True
    if not viewer.has("audit:read"):
        return False
    # One that was deleted had an owner, who is forgotten: whoever sees all saw it, too.
    stands = any(each["id"] == about for each in tables["opportunity"])
    return about is None or (not stands and viewer.reach("opportunities:read") == "all")


def _blanked(tables: Tables, viewer: Viewer) -> dict[str, list[Row]]:
    """The same with null for what is closed, and for ids of what isn't seen."""
    closed = [
        (kind, field)
        for kind, field in (name.split(".") for name, right in CLOSED.items()
                            if not viewer.has(right))
    ]  # fmt: skip
    columns = [(table_of(kind), snake(field)) for kind, field in closed]
    ids = {name: {row["id"] for row in rows if "id" in row} for name, rows in tables.items()}

    def blank(table: str, row: Row) -> Iterator[str]:
        for name, column in columns:
            if name == table:
                yield column if column in row else f"{column}_id"
        for (name, column), target in _POINTERS.items():
            if name == table and row[column] not in ids[target]:
                yield column
        if table == "field_change" and _is_of_closed(row, closed):
            yield from ("old_value", "new_value")

    return {
        name: [{**row, **dict.fromkeys(blank(name, row))} for row in rows]
        for name, rows in tables.items()
    }


def _is_of_closed(change: Row, closed: list[tuple[str, str]]) -> bool:
    """Whether the field that was changed is closed: `product`, or `lines/qln_…/product`."""
    line = re.fullmatch(r"lines/[^/]+/(\w+)", change["field"])
    if line:
        return ("QuoteLine", line[1]) in closed
    kind = _KINDS.get(change["entity_id"][:3], "")
    return (kind, change["field"]) in closed
