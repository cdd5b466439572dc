"""The writes of the limit on SQLite: BEGIN IMMEDIATE is the lock, the rest a few statements."""

import sqlite3
from typing import Any, Final

import orjson

from benchmarks.cases import CLOSE_OPPORTUNITY, CLOSE_QUOTES
from benchmarks.limit.keys import moment, stem
from benchmarks.limit.sqlite_sql import money_or_null

_OPEN_QUOTES: Final = """
    SELECT q.id FROM opportunity o JOIN quote q ON q.opportunity_id = o.id
    WHERE o.id = ? AND o.state = 'OPEN' AND q.state IN ('ACTIVE', 'DRAFT')
    ORDER BY q.created_at DESC, q.id DESC"""
_CLOSE_QUOTE: Final = """
    UPDATE quote SET state = 'CLOSED', closed_on = ?, version = version + 1, updated_at = ?,
        status_reason_id = (SELECT id FROM status_reason
            WHERE quote_state = 'CLOSED' AND is_default AND is_active)
    WHERE id = ?
    RETURNING id, number, state, closed_on AS closedOn, status_reason_id"""
_RECORD_QUOTE: Final = """
    INSERT INTO quote_close (id, quote_id, status_reason_id, closed_on, closed_by_id, closed_at)
    VALUES (?, ?, ?, ?, ?, ?)"""
_TOUCH: Final = """
    UPDATE opportunity SET version = version + 1, updated_at = ? WHERE id = ?
    RETURNING id, version, state"""
_EVENT: Final = """
    INSERT INTO event (id, type, opportunity_id, payload, actor_id, occurred_at)
    VALUES (?, ?, ?, ?, ?, ?)"""
_CLOSE: Final = f"""
    UPDATE opportunity SET state = 'WON', is_open = 0, actual_revenue = estimated_revenue,
        actual_close_date = ?, version = version + 1, updated_at = ?,
        status_reason_id = (SELECT id FROM status_reason
            WHERE opportunity_state = 'WON' AND is_default AND is_active)
    WHERE id = ? AND state = 'OPEN' AND NOT EXISTS (
        SELECT 1 FROM quote WHERE opportunity_id = opportunity.id AND state = 'ACTIVE')
    RETURNING id, version, state, {money_or_null("actual_revenue", "currency")},
        actual_close_date, status_reason_id, actual_revenue, currency, stage"""
_RECORD: Final = """
    INSERT INTO opportunity_close (id, opportunity_id, outcome, status_reason_id, actual_revenue,
        currency, actual_close_date, stage_at_close, closed_by_id, closed_at)
    VALUES (?, ?, 'WON', ?, ?, ?, ?, ?, ?, ?)"""


def write(
    connection: sqlite3.Connection, document: str, opportunity_id: str, actor: str
) -> bytes | None:
    """One transaction; None, and nothing is written, if the call is refused."""
    work = {CLOSE_QUOTES: _close_quotes, CLOSE_OPPORTUNITY: _close_opportunity}[document]
    connection.execute("BEGIN IMMEDIATE")
    try:
        answer = work(connection, opportunity_id, actor)
    except BaseException:
        connection.execute("ROLLBACK")
        raise
    connection.execute("COMMIT" if answer else "ROLLBACK")
    return answer


def _now() -> tuple[str, str]:
    now = f"{moment():%Y-%m-%dT%H:%M:%S.%fZ}"
    return now[:10], now


def _close_quotes(connection: sqlite3.Connection, key: str, actor: str) -> bytes | None:
    ids = [row[0] for row in connection.execute(_OPEN_QUOTES, (key,))]
    if not ids:
        return None
    (today, now), unique = _now(), stem()
    closed: list[dict[str, Any]] = []
    for place, quote in enumerate(ids):
        # A RETURNING's statement has ended only when all its rows are read.
        ((id_, number, state, closed_on, reason),) = connection.execute(
            _CLOSE_QUOTE, (today, now, quote)
        ).fetchall()
        closed.append({"id": id_, "number": number, "state": state, "closedOn": closed_on})
        connection.execute(
            _RECORD_QUOTE, (f"qcl_{unique}{place:03}", quote, reason, today, actor, now)
        )
    payload = orjson.dumps({"opportunity_id": key, "quote_ids": ids}).decode()
    connection.execute(_EVENT, (f"evt_{unique}000", "QuotesClosed", key, payload, actor, now))
    ((id_, version, state),) = connection.execute(_TOUCH, (now, key)).fetchall()
    opportunity = {"id": id_, "version": version, "state": state}
    return _answer("closeQuotes", opportunity=opportunity, closedQuotes=closed)


def _close_opportunity(connection: sqlite3.Connection, key: str, actor: str) -> bytes | None:
    (today, now), unique = _now(), stem()
    found = connection.execute(_CLOSE, (today, now, key)).fetchall()
    if not found:
        return None
    ((id_, version, state, money, closed_on, reason, revenue, currency, stage),) = found
    close = f"ocl_{unique}001"
    connection.execute(_RECORD, (close, key, reason, revenue, currency, today, stage, actor, now))
    payload = orjson.dumps({"opportunity_id": key, "close_id": close, "outcome": "WON"}).decode()
    connection.execute(_EVENT, (f"evt_{unique}000", "OpportunityClosed", key, payload, actor, now))
    opportunity = {
        "id": id_,
        "version": version,
        "state": state,
        "actualRevenue": orjson.Fragment(money),
        "actualCloseDate": closed_on,
    }
    done = {"outcome": "WON", "actualCloseDate": today}
    return _answer("closeOpportunity", opportunity=opportunity, close=done)


def _answer(mutation: str, **payload: Any) -> bytes:
    return orjson.dumps({"data": {mutation: {**payload, "errors": []}}})
