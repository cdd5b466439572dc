"""The writes of the limit on SQLite: BEGIN IMMEDIATE is the lock, the rest a few statements."""

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import orjson

from benchmarks.cases import CLOSE_OPPORTUNITY, CLOSE_QUOTES
from benchmarks.limit.keys import moment, stem
from benchmarks.limit.sqlite_sql import money_or_null
from domain.money import decimals_of, written

_OPEN_QUOTES: Final = """
    SELECT q.id, q.state, q.status_reason_id, q.closed_on
    FROM opportunity o JOIN quote q ON q.opportunity_id = o.id
    WHERE o.id = ? AND o.state = 'OPEN' AND q.state IN ('ACTIVE', 'DRAFT')
    ORDER BY q.created_at DESC, q.id DESC"""
_CLOSE_QUOTE: Final = """
    UPDATE quote SET state = 'CLOSED', closed_on = ?, version = version + 1, updated_at = ?,
        status_reason_id = (SELECT id FROM status_reason
            WHERE quote_state = 'CLOSED' AND is_default AND is_active)
    WHERE id = ?
    RETURNING number, version, state, status_reason_id, closed_on"""
_RECORD_QUOTE: Final = """
    INSERT INTO quote_close (id, quote_id, status_reason_id, closed_on, closed_by_id, closed_at)
    VALUES (?, ?, ?, ?, ?, ?)"""
_TOUCH: Final = """
    UPDATE opportunity SET version = version + 1, updated_at = ? WHERE id = ?
    RETURNING id, version, state"""
_TO_CLOSE: Final = """
    SELECT state, status_reason_id, actual_revenue, actual_close_date FROM opportunity
    WHERE id = ? AND state = 'OPEN' AND NOT EXISTS (
        SELECT 1 FROM quote WHERE opportunity_id = opportunity.id AND state = 'ACTIVE')"""
_CLOSE: Final = f"""
    UPDATE opportunity SET state = 'WON', is_open = 0, actual_revenue = estimated_revenue,
        actual_close_date = ?, version = version + 1, updated_at = ?,
        status_reason_id = (SELECT id FROM status_reason
            WHERE opportunity_state = 'WON' AND is_default AND is_active)
    WHERE id = ?
    RETURNING version, {money_or_null("actual_revenue", "currency")}, currency, stage,
        state, status_reason_id, actual_revenue, actual_close_date"""
_RECORD: Final = """
    INSERT INTO opportunity_close (id, opportunity_id, outcome, status_reason_id, actual_revenue,
        currency, actual_close_date, stage_at_close, closed_by_id, closed_at)
    VALUES (?, ?, 'WON', ?, ?, ?, ?, ?, ?, ?)"""
_EVENT: Final = """
    INSERT INTO event (id, position, type, opportunity_id, opportunity_version, payload, actor_id,
        occurred_at)
    VALUES (?, (SELECT coalesce(max(position), 0) + 1 FROM event), ?, ?, ?, ?, ?, ?)"""
_FIELD_CHANGE: Final = """
    INSERT INTO field_change (id, event_id, entity_id, version, field, old_value, new_value)
    VALUES (?, ?, ?, ?, ?, ?, ?)"""

Texts = Sequence[str | None]
Change = tuple[str, int, str, str | None, str | None]
"""Of which record, its version afterwards, which field, from what to what."""


@dataclass(frozen=True, slots=True)
class _Call:
    """What is done to which opportunity, by whom, when; the start of the ids of what it adds."""

    connection: sqlite3.Connection
    opportunity_id: str
    actor: str
    now: str
    stem: str

    @property
    def today(self) -> str:
        return self.now[:10]

    def rows(self, statement: str, *values: str) -> list[Any]:
        """All of them: a RETURNING's statement has ended only when they are read."""
        return self.connection.execute(statement, values).fetchall()

    def record(self, kind: str, version: int, payload: Any, changes: Sequence[Change]) -> None:
        """The event, and what it changed."""
        event = f"evt_{self.stem}000"
        text = orjson.dumps(payload).decode()
        values = (event, kind, self.opportunity_id, version, text, self.actor, self.now)
        self.connection.execute(_EVENT, values)
        self.connection.executemany(
            _FIELD_CHANGE,
            [
                (f"chg_{self.stem}{place:03}", event, *change)
                for place, change in enumerate(changes)
            ],
        )


def write(
    connection: sqlite3.Connection, document: str, opportunity_id: str, actor: str
) -> bytes | None:
    """One transaction; None, and nothing is written, if the call is refused."""
    work = {CLOSE_QUOTES: _close_quotes, CLOSE_OPPORTUNITY: _close_opportunity}[document]
    connection.execute("BEGIN IMMEDIATE")
    try:
        now = f"{moment():%Y-%m-%dT%H:%M:%S.%fZ}"
        answer = work(_Call(connection, opportunity_id, actor, now, stem()))
    except BaseException:
        connection.execute("ROLLBACK")
        raise
    connection.execute("COMMIT" if answer else "ROLLBACK")
    return answer


def _close_quotes(call: _Call) -> bytes | None:
    found = call.rows(_OPEN_QUOTES, call.opportunity_id)
    if not found:
        return None
    closed: list[dict[str, Any]] = []
    changes: list[Change] = []
    for place, (id_, *old) in enumerate(found):
        ((number, version, *new),) = call.rows(_CLOSE_QUOTE, call.today, call.now, id_)
        state, reason, closed_on = new
        call.connection.execute(
            _RECORD_QUOTE,
            (f"qcl_{call.stem}{place:03}", id_, reason, closed_on, call.actor, call.now),
        )
        closed.append({"id": id_, "number": number, "state": state, "closedOn": closed_on})
        changes += _changes(id_, version, ("state", "statusReason", "closedOn"), old, new)
    ((id_, version, state),) = call.rows(_TOUCH, call.now, call.opportunity_id)
    payload = {"opportunityId": id_, "quoteIds": [quote["id"] for quote in closed]}
    call.record("QuotesClosed", version, payload, changes)
    opportunity = {"id": id_, "version": version, "state": state}
    return _answer("closeQuotes", opportunity=opportunity, closedQuotes=closed)


def _close_opportunity(call: _Call) -> bytes | None:
    key = call.opportunity_id
    found = call.rows(_TO_CLOSE, key)
    if not found:
        return None
    ((version, money, currency, stage, *new),) = call.rows(_CLOSE, call.today, call.now, key)
    state, reason, revenue, closed_on = new
    close = f"ocl_{call.stem}001"
    call.connection.execute(
        _RECORD,
        (close, key, reason, revenue, currency, closed_on, stage, call.actor, call.now),
    )
    old, new = (_with_amount(values, currency) for values in (found[0], new))
    fields = ("state", "statusReason", "actualRevenue", "actualCloseDate")
    payload = {"opportunityId": key, "closeId": close, "outcome": state}
    call.record("OpportunityClosed", version, payload, _changes(key, version, fields, old, new))
    opportunity = {
        "id": key,
        "version": version,
        "state": state,
        "actualRevenue": orjson.Fragment(money),
        "actualCloseDate": closed_on,
    }
    done = {"outcome": state, "actualCloseDate": closed_on}
    return _answer("closeOpportunity", opportunity=opportunity, close=done)


def _with_amount(values: Sequence[Any], currency: str) -> Texts:
    state, reason, revenue, closed_on = values
    text = None if revenue is None else written(revenue, decimals_of(currency))
    return state, reason, text, closed_on


def _changes(id_: str, version: int, fields: Sequence[str], old: Texts, new: Texts) -> list[Change]:
    return [
        (id_, version, field, before, after)
        for field, before, after in zip(fields, old, new, strict=True)
        if before != after
    ]


def _answer(mutation: str, **payload: Any) -> bytes:
    return orjson.dumps({"data": {mutation: {**payload, "errors": []}}})
