"""The few functions in which SQLite and PostgreSQL differ when they write JSON."""

import json
from collections.abc import Iterable
from typing import Any, Protocol

from sqlalchemy import (
    ARRAY,
    BLOB,
    ColumnElement,
    Date,
    FromClause,
    Text,
    cast,
    func,
    literal_column,
    select,
)
from sqlalchemy.engine import Dialect as Engine
from sqlalchemy.types import TypeDecorator, TypeEngine

from db.binds import placeholder
from db.types import Instant


class TextList(TypeDecorator[list[str]]):
    """A list of texts as one bound value: an array, or on SQLite JSON."""

    impl = Text
    cache_ok = True

    def load_dialect_impl(self, dialect: Engine) -> TypeEngine[Any]:
        if dialect.name == "postgresql":
            return dialect.type_descriptor(ARRAY(Text()))
        return dialect.type_descriptor(Text())

    def process_bind_param(self, value: Iterable[str] | None, dialect: Engine) -> Any:
        texts = list(value or ())
        return texts if dialect.name == "postgresql" else json.dumps(texts)


class ReadDialect(Protocol):
    """What the compiler asks of a database."""

    nests_in_views: bool
    """Whether related records are written in WITH clauses: its parser can't nest them in place."""

    def json_string(self, text: ColumnElement[Any]) -> ColumnElement[str]:
        """The text as JSON, quotes and escapes included."""

    def iso(self, moment: ColumnElement[Any]) -> ColumnElement[str]:
        """A date as 2026-11-22, an instant as 2026-11-22T17:23:00Z, without zero microseconds."""

    def full_iso(self, moment: ColumnElement[Any]) -> ColumnElement[str]:
        """As iso, but an instant always with its microseconds: for cursors."""

    def hexadecimal(self, text: ColumnElement[str]) -> ColumnElement[str]:
        """The text's UTF-8 bytes, lower case."""

    def utf8(self, text: ColumnElement[Any]) -> ColumnElement[bytes]:
        """The text as bytes, so that the driver needn't decode what goes out encoded again."""

    def in_list(self, column: ColumnElement[Any], name: str) -> ColumnElement[bool]:
        """The column is in the list that is bound to this name."""

    def numbered(self, name: str) -> FromClause:
        """The list that is bound to this name, as rows (position, value)."""


class Sqlite:
    """JSON1 and text functions; instants are stored as full ISO text already."""

    nests_in_views = True

    def json_string(self, text: ColumnElement[Any]) -> ColumnElement[str]:
        return func.json_quote(text)

    def iso(self, moment: ColumnElement[Any]) -> ColumnElement[str]:
        if isinstance(moment.type, Instant):
            return func.replace(moment, literal_column("'.000000Z'"), literal_column("'Z'"))
        return cast(moment, Text)

    def full_iso(self, moment: ColumnElement[Any]) -> ColumnElement[str]:
        return cast(moment, Text)

    def hexadecimal(self, text: ColumnElement[str]) -> ColumnElement[str]:
        return func.lower(func.hex(text))

    def utf8(self, text: ColumnElement[Any]) -> ColumnElement[bytes]:
        return cast(text, BLOB)

    def in_list(self, column: ColumnElement[Any], name: str) -> ColumnElement[bool]:
        values = func.json_each(placeholder(name, TextList())).table_valued("value")
        return column.in_(select(values.c.value))

    def numbered(self, name: str) -> FromClause:
        return (
            func.json_each(placeholder(name, TextList()))
            .table_valued("key", "value")
            .alias("wanted")
        )


class Postgresql:
    """Built-in functions only."""

    nests_in_views = False

    _INSTANT: ColumnElement[str] = literal_column("""'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'""")
    _DATE: ColumnElement[str] = literal_column("'YYYY-MM-DD'")

    def json_string(self, text: ColumnElement[Any]) -> ColumnElement[str]:
        return cast(func.to_json(text), Text)

    def iso(self, moment: ColumnElement[Any]) -> ColumnElement[str]:
        if isinstance(moment.type, Date):
            return func.to_char(moment, self._DATE)
        return func.replace(
            self.full_iso(moment), literal_column("'.000000Z'"), literal_column("'Z'")
        )

    def full_iso(self, moment: ColumnElement[Any]) -> ColumnElement[str]:
        if isinstance(moment.type, Date):
            return func.to_char(moment, self._DATE)
        return func.to_char(func.timezone(literal_column("'UTC'"), moment), self._INSTANT)

    def hexadecimal(self, text: ColumnElement[str]) -> ColumnElement[str]:
        return func.encode(self.utf8(text), literal_column("'hex'"))

    def utf8(self, text: ColumnElement[Any]) -> ColumnElement[bytes]:
        return func.convert_to(text, literal_column("'UTF8'"))

    def in_list(self, column: ColumnElement[Any], name: str) -> ColumnElement[bool]:
        return column == func.any(placeholder(name, TextList()))

    def numbered(self, name: str) -> FromClause:
        return (
            func.unnest(placeholder(name, TextList()))
            .table_valued("value", with_ordinality="key")
            .render_derived(name="wanted")
        )
