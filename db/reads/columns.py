"""Which of its table's columns a record has to bring, for what is read of it."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, assert_never

from sqlalchemy import ColumnClause, ColumnElement
from sqlalchemy.sql.visitors import iterate

from db.reads.catalog import CATALOG, Row
from db.reads.plan import All, Constant, Facts, Member, Money, One, Page, Value
from db.reads.visibility import SEEN_BY


def columns_of(kind: str, members: Iterable[Member]) -> Iterator[str]:
    """Their names, some maybe more than once."""
    catalog = CATALOG[kind]
    expressions: Mapping[str, Callable[[Row], ColumnElement[Any]]]
    expressions = {**catalog.computed, **catalog.flags}
    for member in members:
        match member:
            case Constant():
                pass
            case Value(_, name) if name in expressions:
                yield from _named(kind, expressions[name](catalog.table))
            case Value(_, name) if name in catalog.borrowed:
                yield from _joining(kind, catalog.borrowed[name][0])
            case Value(_, name):
                yield name
                yield from SEEN_BY.get((kind, name), ())
            case Money(_, name, _):
                yield from (name, catalog.money[name])
            case One(_, name, _) | All(_, name, _) | Page(_, name, _, _):
                yield from _joining(kind, name)
            case Facts():
                for _, of_record in member.record:
                    yield from columns_of(kind, of_record)
                yield from _joining(kind, member.related)
            case _:
                assert_never(member)


def _joining(kind: str, relation_name: str) -> Iterator[str]:
    """What a relation asks of the record."""
    relation = CATALOG[kind].relations[relation_name]
    other = CATALOG[relation.kind].table.alias()
    return _named(kind, relation.join(CATALOG[kind].table, other))


def _named(kind: str, term: ColumnElement[Any]) -> Iterator[str]:
    table = CATALOG[kind].table
    return (
        part.name
        for part in iterate(term)
        if isinstance(part, ColumnClause) and part.table is table
    )
