"""The few functions in which SQLite and PostgreSQL differ when they write JSON."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final, Protocol

import orjson
from sqlalchemy import (
    ARRAY,
    BLOB,
    BigInteger,
    ColumnElement,
    Date,
    FromClause,
    Integer,
    Text,
    cast,
    func,
    literal_column,
    select,
    true,
)
from sqlalchemy.engine import Dialect as Engine
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.types import TypeDecorator, TypeEngine

from db.sql.binds import placeholder
from db.sql.literals import word
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
        return texts if dialect.name == "postgresql" else orjson.dumps(texts).decode()


Piece = str | ColumnElement[Any]
"""A str is text as it is, an expression has to be asked for."""
GROUP: Final = 90
"""How many pieces are joined at a time: format() takes 100 arguments on PostgreSQL, 127 on SQLite,
and a chain of operators is as deep as it is long."""


def _groups(pieces: Sequence[Piece]) -> Iterator[Sequence[Piece]]:
    return (pieces[start : start + GROUP] for start in range(0, len(pieces), GROUP))


class _Concatenation(FunctionElement[str]):
    """One text after another; SQLAlchemy's own chains are as deep as they are long."""

    name = "concatenation"
    type = Text()
    inherit_cache = True


@compiles(_Concatenation)
def _compile_concatenation(element: _Concatenation, compiler: Any, **how: Any) -> str:
    return "(" + " || ".join(compiler.process(each, **how) for each in element.clauses) + ")"


class ReadDialect(Protocol):
    """What the compiler asks of a database."""

    nests_in_views: bool
    """Whether related records are written in WITH clauses: its parser can't nest them in place."""
    keeps_order: bool
    """Whether rows that are read from an ordered and limited subquery come in its order, though
    it doesn't know, would sort them again if asked to, and copies them on the way."""
    plans_ahead: bool
    """Whether it makes one plan for all calls, before it knows their values."""

    def settled(self, position: ColumnElement[int]) -> ColumnElement[bool]:
        """Whether nothing that is committed later can have a smaller position."""

    def joined(self, pieces: Sequence[Piece]) -> ColumnElement[str]:
        """The pieces one after another, as one text; none of them is null."""

    def json_string(self, text: ColumnElement[Any]) -> ColumnElement[str]:
        """The text as JSON, quotes and escapes included."""

    def iso(self, moment: ColumnElement[Any]) -> ColumnElement[str]:
        """A date as 2026-11-22, an instant as 2026-11-22T17:23:00Z, without zero microseconds."""

    def full_iso(self, moment: ColumnElement[Any]) -> ColumnElement[str]:
        """As iso, but an instant always with its microseconds: for cursors."""

    def days_between(
        self, earlier: ColumnElement[Any], later: ColumnElement[Any]
    ) -> ColumnElement[int]:
        """How many days lie between two dates; below 0 if they are the other way round."""

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
    keeps_order = True
    plans_ahead = False

    def settled(self, position: ColumnElement[int]) -> ColumnElement[bool]:
        """One writes after another."""
        del position
        return true()

    def joined(self, pieces: Sequence[Piece]) -> ColumnElement[str]:
        """By format(), which costs less than as many operators do."""
        texts: list[ColumnElement[str]] = []
        for group in _groups(pieces):
            values = [piece for piece in group if not isinstance(piece, str)]
            template = "".join(
                piece.replace("%", "%%") if isinstance(piece, str) else "%s" for piece in group
            )
            texts.append(func.format(word(template), *values, type_=Text()))
        return texts[0] if len(texts) == 1 else _Concatenation(*texts)

    def json_string(self, text: ColumnElement[Any]) -> ColumnElement[str]:
        return func.json_quote(text)

    def iso(self, moment: ColumnElement[Any]) -> ColumnElement[str]:
        if isinstance(moment.type, Instant):
            return func.replace(moment, literal_column("'.000000Z'"), literal_column("'Z'"))
        return cast(moment, Text)

    def full_iso(self, moment: ColumnElement[Any]) -> ColumnElement[str]:
        return cast(moment, Text)

    def days_between(
        self, earlier: ColumnElement[Any], later: ColumnElement[Any]
    ) -> ColumnElement[int]:
        # Days that begin at noon are halves, which floating point numbers hold exactly.
        return cast(func.julianday(later) - func.julianday(earlier), Integer)

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
    keeps_order = False
    plans_ahead = True

    def settled(self, position: ColumnElement[int]) -> ColumnElement[bool]:
        """Transactions that are older than the oldest one under way."""
        oldest = func.pg_snapshot_xmin(func.pg_current_snapshot())
        return position < cast(cast(oldest, Text), BigInteger)

    def joined(self, pieces: Sequence[Piece]) -> ColumnElement[str]:
        """By operators, which cost less than format() does."""
        texts = [
            _Concatenation(*(word(each) if isinstance(each, str) else each for each in group))
            for group in _groups(pieces)
        ]
        return texts[0] if len(texts) == 1 else _Concatenation(*texts)

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

    def days_between(
        self, earlier: ColumnElement[Any], later: ColumnElement[Any]
    ) -> ColumnElement[int]:
        return later.op("-", return_type=Integer())(earlier)

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
