"""Figures as one expression: the sums of each group, exactly, with the records that are groups."""

from collections.abc import Iterable, Sequence
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, and_, case, func, null, select

from db.reads.catalog import CATALOG, Row
from db.reads.criteria import Grouped
from db.reads.figure_sources import SOURCES, Source
from db.reads.grouping import LABEL_OF, Key
from db.reads.paging import ObjectWriter
from db.reads.plan import FACTS_KEY, Figures, Value
from db.reads.searching import where
from db.reads.visibility import Visibility
from db.sql.json_sql import Json, Pieces, json_list, json_object, or_null
from db.sql.literals import integer, quotient

MAX_GROUPS: Final = 1000
"""How many groups are answered; one more is read, to know of it."""


def write_figures(
    writer: ObjectWriter, figures: Figures, shape: Grouped, visibility: Visibility
) -> Pieces:
    """The groups as facts, for Python to make the figures from."""
    source = SOURCES[figures.source]
    keys = [source.keys[name] for name in shape.by]
    groups = _groups(source, keys, _rows(writer, source, keys, figures, shape, visibility), figures)
    found = groups.limit(integer(MAX_GROUPS + 1)).offset(integer(0)).subquery()

    def key_json(number: int, key: Key) -> Json:
        return _key_json(writer, key, found, f"key_{number}", figures, visibility)

    item = json_object(
        (
            ("keys", _array(key_json(number, key) for number, key in enumerate(keys))),
            ("sums", json_object((name, _numbers(found, name)) for name in figures.sums)),
        )
    )
    listed = json_list(select(writer.text(item).label("item")).select_from(found))
    by = _array(f'"{name}"' for name in shape.by)
    facts = json_object((("number", str(figures.number)), ("by", by), ("groups", listed)))
    return json_object(((FACTS_KEY, facts),))


def _rows(
    writer: ObjectWriter,
    source: Source,
    keys: Sequence[Key],
    figures: Figures,
    shape: Grouped,
    visibility: Visibility,
) -> Row:
    """A row for each record that counts: its keys, and the columns that are summed up."""
    counted = source.counted(writer.dialect, visibility.of)
    row = counted.tables[source.table]
    values = [
        key.value(counted.tables, writer.dialect)
        if key.kind is None or visibility.sees_kind(key.kind)
        # How many there are would be told by how many groups there are.
        else null()
        for key in keys
    ]
    return (
        select(
            *(value.label(f"key_{number}") for number, value in enumerate(values)),
            *(column.label(name) for name, column in counted.columns.items()),
        )
        .select_from(counted.joined)
        .where(
            counted.condition,
            where(shape.filter, source.kind, row, figures.site, writer.dialect, visibility),
        )
        .subquery()
    )


def _groups(source: Source, keys: Sequence[Key], rows: Row, figures: Figures) -> Select[Any]:
    """A row for each group: its keys, and its numbers as `name__0`, `name__1`, …."""
    names = [f"key_{number}" for number in range(len(keys))]
    middles = {name: source.middles[name] for name in figures.sums if name in source.middles}
    if middles:
        rows = _ranked(rows, names, [*middles.values()])
    numbers = {
        name: [_middle(rows, middles[name])] if name in middles else source.sums[name](rows)
        for name in figures.sums
    }
    found = select(
        *(rows.c[name] for name in names),
        *(
            number.label(f"{name}__{place}")
            for name, several in numbers.items()
            for place, number in enumerate(several)
        ),
        # A group is a row even if nothing is asked of it; without keys there is always one.
        func.count().label("size"),
    )
    return found.select_from(rows).group_by(*(rows.c[name] for name in names))


def _ranked(rows: Row, keys: Sequence[str], columns: Sequence[str]) -> Row:
    """The rows with the place of each value in its group, and how many of them there are."""
    within = [rows.c[name] for name in keys] or None
    added = [
        part
        for name in columns
        for part in (
            func.row_number()
            .over(partition_by=within, order_by=rows.c[name].asc().nulls_last())
            .label(f"{name}_place"),
            func.count(rows.c[name]).over(partition_by=within).label(f"{name}_n"),
        )
    ]
    return select(*rows.c, *added).subquery()


def _middle(rows: Row, name: str) -> ColumnElement[Any]:
    """Twice the median: the sum of the two values in the middle, which may be one."""
    value, place, n = rows.c[name], rows.c[f"{name}_place"], rows.c[f"{name}_n"]
    lower, upper = (quotient(n + integer(more), 2) for more in (1, 2))
    middle = case((and_(place >= lower, place <= upper), value))
    return func.coalesce(func.min(middle) + func.max(middle), integer(0))


def _numbers(found: Row, name: str) -> Json:
    return _array(each for each in found.c if each.name.startswith(f"{name}__"))


def _array(items: Iterable[Json]) -> Pieces:
    """`[…,…]`."""
    pieces: list[str | ColumnElement[Any]] = []
    for number, item in enumerate(items):
        pieces += ["," if number else "", *(item if isinstance(item, tuple) else (item,))]
    return ("[", *pieces, "]")


def _key_json(
    writer: ObjectWriter,
    key: Key,
    found: Row,
    name: str,
    figures: Figures,
    visibility: Visibility,
) -> Json:
    """A word; or a record that the actor may see, with what is read of it; null of neither."""
    value = found.c[name]
    if key.kind is None:
        return or_null(writer.dialect.json_string(value))
    kind, row = key.kind, CATALOG[key.kind].table.alias()
    label = (Value("value", "id"), Value("label", LABEL_OF[kind]))
    records = json_object(
        (reading, writer.object(kind, row, dict(choices)[kind]))
        for reading, choices in figures.records
    )
    written = json_object((("is", writer.object(kind, row, label)), ("records", records)))
    return or_null(
        select(writer.text(written))
        .where(row.c.id == value, visibility.of(kind, row))
        .correlate(found)
        .scalar_subquery()
    )
