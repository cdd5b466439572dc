"""The third way: graphql-core over plain rows, by the SDL and what its descriptions say."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson
from graphql import (
    GraphQLResolveInfo,
    GraphQLSchema,
    build_schema,
    execute_sync,
    get_named_type,
    get_nullable_type,
    is_leaf_type,
    is_list_type,
    parse,
)

from schema.error_catalog import error_codes
from server.demo import DEMO_USER
from tests.differential.cursors import Cursors
from tests.differential.data import IndexedRows, Row
from tests.differential.pages import Pages
from tests.differential.readiness import readiness
from tests.differential.ways import Request
from tests.reads.row_oracle import (
    MANY,
    leaf,
    money,
    related_id,
    related_ids,
    snake,
    table_of,
)

SDL = build_schema((Path(__file__).parents[2] / "schema/schema.graphql").read_text())
KINDS = {
    "opp": "Opportunity", "quo": "Quote", "qln": "QuoteLine", "ocl": "OpportunityClose",
    "qcl": "QuoteClose", "acc": "Account", "usr": "User", "cmp": "Competitor", "prd": "Product",
    "srs": "StatusReason", "exr": "ExchangeRate", "evt": "Event", "chg": "FieldChange",
    "con": "Contact", "key": "ApiKey", "aud": "AuditEntry",
}  # fmt: skip
"""The kind of record that an id names by its prefix."""


@dataclass(frozen=True, slots=True)
class Item:
    """A record: its kind and its row."""

    kind: str
    row: Row


@dataclass(frozen=True, slots=True)
class Oracle:
    """Answers documents from rows; the cursors' texts alone are learned from the application."""

    rows: IndexedRows
    pages: Pages
    schema: GraphQLSchema = SDL

    @classmethod
    def of(cls, rows: IndexedRows, cursors: Cursors) -> "Oracle":
        """The oracle of these rows."""
        return cls(rows, Pages.of(rows, cursors, Item))

    def answer(self, request: Request) -> str:
        """The answer to a document that is valid, to values that are right."""
        result = execute_sync(
            self.schema,
            parse(request.document),
            variable_values=dict(request.variables or {}),
            operation_name=request.operation_name,
            context_value=request.locale,
            field_resolver=self.resolve,
            type_resolver=lambda value, *_: value.kind,
        )
        assert not result.errors, result.errors
        return orjson.dumps({"data": result.data}).decode()

    def resolve(self, source: Any, info: GraphQLResolveInfo[Any], **given: Any) -> Any:
        """Any field of any object."""
        match source:
            case None:
                return self.root(info, given)
            case Item(kind, row):
                return self.member(kind, row, info, given)
            case Mapping():
                return source[info.field_name]
            case _:
                return getattr(source, snake(info.field_name))

    # ── records ─────────────────────────────────────────────────────────────────────────────────

    def item(self, kind: str, identifier: str | None) -> Item | None:
        """The record of this kind with this id."""
        row = self.rows.one(table_of(kind), "id", identifier)
        return None if row is None else Item(kind, row)

    def node(self, identifier: str) -> Item | None:
        """The record that an id names, whatever its kind."""
        kind = KINDS.get(identifier.partition("_")[0])
        return self.item(kind, identifier) if kind else None

    def member(
        self, kind: str, row: Row, info: GraphQLResolveInfo[Any], given: Mapping[str, Any]
    ) -> Any:
        """A field of a record."""
        named, column = get_named_type(info.return_type), snake(info.field_name)
        if column == "label":
            return self.label(row, info.context)
        if is_leaf_type(named):
            return leaf(self.rows, kind, column, row)
        if named.name == "Money":
            return money(row, column)
        if named.name == "CloseReadiness":
            return readiness(self.rows, row, info.context, self.item)
        if named.name.endswith("Connection"):
            table, back, own, _ = MANY[kind, column]
            other = named.name.removesuffix("Connection")
            return self.pages.page(other, self.rows.where(table, back, row[own]), given)
        if is_list_type(get_nullable_type(info.return_type)):
            ids = related_ids(self.rows, kind, column, row)
            return [self.item(named.name, each) for each in ids]
        found = related_id(self.rows, kind, column, row)
        return found and self.item(named.name, found)

    def label(self, row: Row, locale: str) -> str:
        """A status reason's name in this language, or else in English."""
        label: str = row[f"label_{locale}"] or row["label_en"]
        return label

    # ── root fields ─────────────────────────────────────────────────────────────────────────────

    def root(self, info: GraphQLResolveInfo[Any], given: Mapping[str, Any]) -> Any:
        """A field of Query."""
        named, name = get_named_type(info.return_type).name, info.field_name
        if name.endswith("StatusReasons"):
            return self.reasons(snake(name.removesuffix("StatusReasons")), **given)
        if named.endswith("Connection"):
            kind = named.removesuffix("Connection")
            return self.pages.page(kind, self.rows.tables[table_of(kind)], given)
        match name:
            case "viewer":
                return self.item("User", DEMO_USER)
            case "node":
                return self.node(given["id"])
            case "nodes":
                return [self.node(each) for each in given["ids"]]
            case "errorCodes":
                return error_codes(info.context)
            case _:
                return self.item(named, given["id"])

    def reasons(self, of: str, state: str | None = None, *, includeInactive: bool) -> list[Item]:  # noqa: N803
        """The status reasons of opportunities or of quotes, by position."""
        wanted = [
            row
            for row in self.rows.tables["status_reason"]
            if row[f"{of}_state"] is not None
            and row[f"{of}_state"] == (state or row[f"{of}_state"])
            and (row["is_active"] or includeInactive)
        ]
        in_order = sorted(wanted, key=lambda row: (row["position"], row["id"]))
        return [Item("StatusReason", row) for row in in_order]
