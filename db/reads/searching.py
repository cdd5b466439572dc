"""Filters, orders and cursors' bounds as SQL conditions."""

import sys
from typing import Any, Final, assert_never

from sqlalchemy import (
    ColumnElement,
    Text,
    and_,
    exists,
    false,
    func,
    literal_column,
    not_,
    or_,
    select,
    true,
)

from db.reads.catalog import CATALOG, Row
from db.reads.criteria import And, Compare, Filter, Flag, IsNull, Not, Or, Related
from db.reads.visibility import Visibility
from db.sql.binds import placeholder, slot_name
from db.sql.dialects import ReadDialect

ESCAPE: Final = "\\"
EVERYTHING: Final = And(())


def like_pattern(folded: str, *, anywhere: bool) -> str:
    """A LIKE pattern that finds just this text: % and _ mean themselves."""
    escaped = (
        folded.replace(ESCAPE, ESCAPE * 2).replace("%", ESCAPE + "%").replace("_", ESCAPE + "_")
    )
    return f"%{escaped}%" if anywhere else f"{escaped}%"


def after_prefix(prefix: str) -> str | None:
    """The first text, by code points, after all that start so; None if there is no such text."""
    kept = prefix.rstrip(chr(sys.maxunicode))
    if not kept:
        return None
    following = ord(kept[-1]) + 1
    # Halves of surrogate pairs are no characters.
    return kept[:-1] + chr(0xE000 if following == 0xD800 else following)  # noqa: PLR2004


def where(
    condition: Filter,
    kind: str,
    row: Row,
    site: int,
    dialect: ReadDialect,
    visibility: Visibility,
) -> ColumnElement[bool]:
    """The condition on this row; what isn't seen of it and beyond it isn't looked for either."""

    def inner_where(inner: Filter) -> ColumnElement[bool]:
        return where(inner, kind, row, site, dialect, visibility)

    match condition:
        case And(filters):
            return and_(true(), *map(inner_where, filters))
        case Or(filters):
            return or_(false(), *map(inner_where, filters))
        case Not(inner):
            return _complement(inner_where(inner))
        case IsNull() | Compare() if not visibility.sees_field(kind, condition.field):
            # To the actor it has no value.
            return true() if condition == IsNull(condition.field, wanted=True) else false()
        case IsNull(field, wanted):
            column = row.c[field]
            return column.is_(None) if wanted else column.is_not(None)
        case Flag(field, wanted):
            flag = CATALOG[kind].flags[field](row)
            return flag if wanted else _complement(flag)
        case Compare():
            return _compare(condition, kind, row, site, dialect)
        case Related(name, quantifier, inner):
            relation = CATALOG[kind].relations[name]
            other = CATALOG[relation.kind].table.alias()
            matches = where(inner, relation.kind, other, site, dialect, visibility)
            found = exists(
                select(literal_column("1"))
                .select_from(other)
                .where(
                    relation.join(row, other),
                    visibility.related(kind, relation, other),
                    _complement(matches) if quantifier == "every" else matches,
                )
                .correlate(row)
            )
            return found if quantifier == "some" else not_(found)
        case _:
            assert_never(condition)


def _complement(condition: ColumnElement[bool]) -> ColumnElement[bool]:
    """True wherever the condition isn't, unknown included: no row is in neither half."""
    return not_(func.coalesce(condition, false()))


def _compare(
    compare: Compare, kind: str, row: Row, site: int, dialect: ReadDialect
) -> ColumnElement[bool]:
    catalog = CATALOG[kind]
    if compare.field in catalog.borrowed:
        relation_name, column = catalog.borrowed[compare.field]
        relation = catalog.relations[relation_name]
        other = CATALOG[relation.kind].table.alias()
        inner = Compare(column, compare.operator, compare.slot)
        matches = _compare(inner, relation.kind, other, site, dialect)
        # Looked for once, not once a row: a related record's word is one of few.
        assert relation.column is not None
        return row.c[relation.column].in_(select(other.c.id).where(matches))
    name = slot_name(site, compare.slot)
    column_ = row.c[compare.field]
    match compare.operator:
        case "in":
            return dialect.in_list(column_, name)
        case "contains" | "startsWith":
            folded = (
                row.c[catalog.folded[compare.field]]
                if compare.field in catalog.folded
                # Codes and numbers are ASCII by construction: lower() folds them.
                else func.lower(column_)
            )
            return folded.like(placeholder(name, Text()), escape=ESCAPE)
    value: ColumnElement[Any] = placeholder(name, column_.type)
    match compare.operator:
        case "eq":
            return column_ == value
        case "gt":
            return column_ > value
        case "gte":
            return column_ >= value
        case "lt":
            return column_ < value
        case "lte":
            return column_ <= value
    raise AssertionError(compare.operator)
