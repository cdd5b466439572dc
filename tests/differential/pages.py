"""A connection in Python: match, order, cut between the cursors, count off."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from tests.differential.cursors import Cursors, Term
from tests.differential.data import IndexedRows, Row
from tests.reads.filter_oracle import matches, ordered
from tests.reads.row_oracle import table_of

Page = dict[str, Any]
_BY_NAME = {"Account", "Contact", "Competitor", "Product", "User"}
_LATEST = {"ExchangeRate": "valid_from", "ApiKey": "created_at", "AuditEntry": "happened_at"}
_HISTORY = {"Event": "position", "FieldChange": "version"}
"""Events come oldest first, changes newest first."""


@dataclass(frozen=True, slots=True)
class Pages:
    """Writes the pages of any list of rows of one kind."""

    rows: IndexedRows
    cursors: Cursors
    item: Callable[[str, Row], Any]
    records: Mapping[str, Row]
    """What filters look at, by id."""
    known: dict[tuple[str, Sequence[Term]], dict[str, int]] = field(default_factory=dict)

    @classmethod
    def of(cls, rows: IndexedRows, cursors: Cursors, item: Callable[[str, Row], Any]) -> "Pages":
        """The pages of these rows, each record of them made by `item`."""
        code = {each["id"]: each["code"] for each in rows.tables["status_reason"]}
        records = {
            row["id"]: {**row, "status_reason_code": code[row["status_reason_id"]], "quotes": []}
            for table in ("opportunity", "quote")
            for row in rows.tables[table]
        }
        for row in rows.tables["quote"]:
            records[row["opportunity_id"]]["quotes"].append(records[row["id"]])
        records |= {row["id"]: row for row in rows.tables["audit_entry"]}
        return cls(rows, cursors, item, records)

    def page(self, kind: str, rows: Sequence[Row], given: Mapping[str, Any]) -> Page:
        """The connection's fields; `rows` are all that it is about."""
        terms = tuple((each["field"], each["direction"]) for each in given.get("orderBy") or ())
        place = self.places(kind, terms)
        found = sorted(self.matching(kind, rows, given), key=lambda row: place[row["id"]])

        def place_of(cursor: str | None, otherwise: int) -> int:
            return otherwise if cursor is None else place[self.cursors.record(kind, terms, cursor)]

        after, before = place_of(given.get("after"), -1), place_of(given.get("before"), len(place))
        places = [place[row["id"]] for row in found]
        rest = [row for row, at in zip(found, places, strict=True) if after < at < before]
        backward = given.get("last") is not None
        size = given["last"] if backward else given.get("first")
        size = 20 if size is None else size
        shown = rest[max(0, len(rest) - size) :] if backward else rest[:size]
        more = len(rest) > size
        cursors = [self.cursors.of(kind, terms, row["id"]) for row in shown]
        items = [self.item(kind, row) for row in shown]
        return {
            "edges": [
                {"cursor": text, "node": item} for text, item in zip(cursors, items, strict=True)
            ],
            "nodes": items,
            "pageInfo": {
                "hasNextPage": (more and not backward) or any(at >= before for at in places),
                "hasPreviousPage": (more and backward) or any(at <= after for at in places),
                "startCursor": cursors[0] if cursors else None,
                "endCursor": cursors[-1] if cursors else None,
            },
            "totalCount": len(found),
        }

    def places(self, kind: str, terms: Sequence[Term]) -> dict[str, int]:
        """Where each record of the kind stands in this order of all of them."""
        if (kind, terms) not in self.known:
            rows = self.rows.tables[table_of(kind)]
            if kind in _BY_NAME:
                in_order = sorted(rows, key=lambda row: (row["name_folded"], row["id"]))
            elif kind in _LATEST:
                column = _LATEST[kind]
                in_order = sorted(rows, key=lambda row: (row[column], row["id"]), reverse=True)
            elif kind in _HISTORY:
                in_order = sorted(
                    rows,
                    key=lambda row: (row[_HISTORY[kind]], row["id"]),
                    reverse=kind == "FieldChange",
                )
            else:
                in_order = ordered(rows, kind, [{"field": f, "direction": d} for f, d in terms])
            self.known[kind, terms] = {row["id"]: n for n, row in enumerate(in_order)}
        return self.known[kind, terms]

    def matching(self, kind: str, rows: Sequence[Row], given: Mapping[str, Any]) -> Sequence[Row]:
        """The rows that the filter, or the filter by one field, lets through."""
        condition = given.get("filter")
        for name in ("name", "currency"):
            if given.get(name) is not None:
                by = {name: given[name]}
                return [row for row in rows if matches(by, "Opportunity", row)]
        if condition is None:
            return rows
        return [row for row in rows if matches(condition, kind, self.records[row["id"]])]
