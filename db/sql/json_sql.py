"""JSON texts as SQL expressions: objects, lists, and exact decimals, alike on both databases."""

from collections.abc import Iterable
from typing import Any, Final

from sqlalchemy import (
    Boolean,
    ColumnElement,
    Date,
    Enum,
    Integer,
    Select,
    Text,
    case,
    cast,
    func,
    literal_column,
    or_,
    select,
)

from db.sql.dialects import ReadDialect
from db.sql.literals import integer, is_one_of, word
from db.types import ID, Instant, JsonText
from domain.money import DECIMALS_OF, DEFAULT_DECIMALS, SCALE

NULL: Final = literal_column("'null'", Text())

Pieces = tuple[str | ColumnElement[Any], ...]
"""JSON in pieces: a str is JSON as it is, an expression is a value's JSON text."""
Json = str | ColumnElement[Any] | Pieces


def json_object(members: Iterable[tuple[str, Json]]) -> Pieces:
    """`{"key":…}`."""
    pieces: list[str | ColumnElement[Any]] = []
    for number, (key, value) in enumerate(members):
        pieces.append(f'{"," if number else ""}"{key}":')
        pieces += value if isinstance(value, tuple) else (value,)
    return ("{", *pieces, "}")


def written(dialect: ReadDialect, pieces: Pieces) -> ColumnElement[str]:
    """The pieces as one text."""
    merged: list[str | ColumnElement[Any]] = []
    for piece in pieces:
        if isinstance(piece, str) and merged and isinstance(merged[-1], str):
            merged[-1] += piece
        else:
            merged.append(piece)
    if len(merged) == 1 and isinstance(merged[0], str):
        return word(merged[0])
    return dialect.joined(merged)


def json_list(items: Select[Any]) -> Pieces:
    """A list of the JSON texts that an ordered select brings, in its order."""
    (item,) = items.subquery().c
    return ("[", select(listed(item)).scalar_subquery(), "]")


def listed(
    item: ColumnElement[Any], where: ColumnElement[bool] | None = None
) -> ColumnElement[str]:
    """The aggregate that writes the entries of a JSON list of its rows' texts, in their order."""
    joined = func.aggregate_strings(item, ",")
    filtered = joined if where is None else joined.filter(where)
    return func.coalesce(filtered, literal_column("''"))


def or_null(text: ColumnElement[Any]) -> ColumnElement[str]:
    """The JSON text, or JSON's null where there is none."""
    return func.coalesce(text, NULL)


def quoted(text: ColumnElement[Any], *, nullable: bool) -> Json:
    """A text that needs no escaping, as JSON."""
    if not nullable:
        return ('"', text, '"')
    return or_null(word('"') + cast(text, Text) + word('"'))


def truth(condition: ColumnElement[bool]) -> ColumnElement[str]:
    """A condition as true or false; what isn't known isn't true."""
    return case((condition, word("true")), else_=word("false"))


def json_value(dialect: ReadDialect, column: ColumnElement[Any]) -> Json:
    """A column's value as JSON, by its type."""
    nullable = getattr(column, "nullable", True) is not False
    match column.type:
        case Boolean():
            return or_null(case((column, word("true")), (~column, word("false"))))
        case Integer():
            return or_null(cast(column, Text)) if nullable else column
        case Enum():
            return quoted(column, nullable=nullable)
        case Date() | Instant():
            return quoted(dialect.iso(column), nullable=nullable)
        case JsonText():
            return column
        case other if other is ID:
            return quoted(column, nullable=nullable)
        case _:
            return or_null(dialect.json_string(column)) if nullable else dialect.json_string(column)


def cursor_value(dialect: ReadDialect, column: ColumnElement[Any]) -> Json:
    """A column's value as JSON that loses nothing."""
    if isinstance(column.type, Instant):
        return quoted(dialect.full_iso(column), nullable=True)
    return json_value(dialect, column)


def money_text(amount: ColumnElement[Any], currency: ColumnElement[Any]) -> ColumnElement[str]:
    """Ten-thousandths as a decimal with exactly the currency's decimals, by integers alone.

    The commonest amounts, with two decimals or none to speak of, have ways of their own: they
    take half the time.
    """
    unit = integer(10**SCALE)
    whole, fraction = cast(amount.op("/")(unit), Text), amount.op("%")(unit)
    digits = func.substr(cast(unit + fraction, Text), integer(2), integer(DEFAULT_DECIMALS))
    unusual = {code for codes in DECIMALS_OF.values() for code in codes}
    return case(
        (
            or_(is_one_of(currency, unusual), amount < integer(0)),
            _any_money_text(amount, currency),
        ),
        (fraction == integer(0), whole + word("." + "0" * DEFAULT_DECIMALS)),
        else_=whole + word(".") + digits,
    )


def _any_money_text(amount: ColumnElement[Any], currency: ColumnElement[Any]) -> ColumnElement[str]:
    whole, fraction = _split(amount, SCALE)
    # How much of `.1234` is printed: the point too, unless no decimal follows it.
    length = case(
        *(
            (is_one_of(currency, codes), integer(decimals and decimals + 1))
            for decimals, codes in DECIMALS_OF.items()
        ),
        else_=integer(DEFAULT_DECIMALS + 1),
    )
    return whole + func.substr(word(".") + fraction, integer(1), length)


def decimal_text(number: ColumnElement[Any], scale: int) -> ColumnElement[str]:
    """An integer of 10⁻ˢᶜᵃˡᵉ as a decimal without trailing zeros."""
    unit = integer(10**scale)
    whole, fraction = _split(number, scale)
    return case(
        # Most quantities are whole.
        (number.op("%")(unit) == integer(0), cast(number.op("/")(unit), Text)),
        else_=func.rtrim(whole + word(".") + fraction, word("0")),
    )


def _split(number: ColumnElement[Any], scale: int) -> tuple[ColumnElement[str], ColumnElement[str]]:
    """The whole part with its sign, and the fraction's digits."""
    unit = integer(10**scale)
    size = func.abs(number)
    sign = case((number < integer(0), word("-")), else_=word(""))
    whole = sign + cast(size.op("/")(unit), Text)
    # One digit more in front keeps the zeros; it is cut off again.
    fraction = func.substr(cast(unit + size.op("%")(unit), Text), integer(2))
    return whole, fraction
