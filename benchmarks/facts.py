"""What a write left behind, read so that it is alike on both databases and for every contender."""

import re
from typing import Final

from benchmarks.databases import Rows, Store

_STATEMENTS: Final = (
    (
        "SELECT id, version, state, is_open, status_reason_id, actual_revenue, actual_close_date"
        " FROM opportunity WHERE id = '{}'"
    ),
    (
        "SELECT id, version, state, status_reason_id, opportunity_is_open, closed_on"
        " FROM quote WHERE opportunity_id = '{}' ORDER BY id"
    ),
    (
        "SELECT quote_id, status_reason_id, closed_on, description, closed_by_id FROM quote_close"
        " WHERE quote_id IN (SELECT id FROM quote WHERE opportunity_id = '{}') ORDER BY quote_id"
    ),
    (
        "SELECT outcome, status_reason_id, actual_revenue, currency, actual_close_date,"
        " competitor_id, description, stage_at_close, closed_by_id"
        " FROM opportunity_close WHERE opportunity_id = '{}'"
    ),
    ("SELECT type, opportunity_version, actor_id, payload FROM event WHERE opportunity_id = '{}'"),
    (
        "SELECT entity_id, version, field, old_value, new_value FROM field_change"
        " WHERE event_id IN (SELECT id FROM event WHERE opportunity_id = '{}')"
        " ORDER BY entity_id, version, field"
    ),
)


def facts(store: Store, opportunity_id: str) -> list[Rows]:
    """What is stored of an opportunity and of what happened to it."""
    found = [store.rows(statement.format(opportunity_id)) for statement in _STATEMENTS]
    return [[tuple(_plain(value) for value in row) for row in rows] for rows in found]


def _plain(value: object) -> object:
    """SQLite has no booleans and no dates; the id of a close is another one each time."""
    if isinstance(value, bool):
        return int(value)
    if value is None or isinstance(value, int):
        return value
    return re.sub(r"ocl_\w+", "ocl", str(value))
