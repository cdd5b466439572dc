"""What the writes are about: opportunities made for it, put back after every round.

They lie before the data set's own in every index, as old records; a call never finds nothing to do.
"""

import time
from collections.abc import Sequence
from typing import Final, Literal

from benchmarks.databases import Store
from db.tables import metadata

Pool = Literal["close-quotes", "close-opportunity"]

COUNT: Final = 40_000
"""Of each kind: more than any server changes in a round of six seconds."""

_STEMS: Final[dict[Pool, str]] = {
    "close-quotes": "0000000001",
    "close-opportunity": "0000000002",
}
_STATES: Final[dict[Pool, Sequence[tuple[str, str]]]] = {
    "close-quotes": (("ACTIVE", "OPEN"), ("DRAFT", "IN_PROGRESS"), ("CLOSED", "REVISED")),
    "close-opportunity": (("CLOSED", "LOST"),) * 3,
}
_APPENDED: Final = (
    ("field_change", "entity_id", "opp"),
    ("field_change", "entity_id", "quo"),
    ("event", "opportunity_id", "opp"),
    ("quote_close", "quote_id", "quo"),
    ("opportunity_close", "opportunity_id", "opp"),
)
"""What a call adds, children first: the table, and which column says of what."""
_NUMBERS: Final = "WITH RECURSIVE n(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < {})"


def ids(pool: Pool, count: int = COUNT) -> list[str]:
    """The opportunities of a pool."""
    return [f"opp_{_STEMS[pool]}{number:016}" for number in range(1, count + 1)]


def create(store: Store) -> None:
    """Write both pools, each opportunity with three quotes; in a copy, as it loses its guards."""
    statements: list[str] = []
    for pool, stem in _STEMS.items():
        statements.append(
            _copies(
                "opportunity",
                "state = 'OPEN' AND estimated_revenue IS NOT NULL",
                {"id": f"'opp_{stem}' || substr(CAST(10000000000000000 + n AS text), 2)"},
            )
        )
        for place, (state, code) in enumerate(_STATES[pool], 1):
            digits = f"substr(CAST(1000000000000000 + n AS text), 2) || '{place}'"
            statements.append(
                _copies(
                    "quote",
                    "state = 'DRAFT' AND opportunity_is_open",
                    {
                        "id": f"'quo_{stem}' || {digits}",
                        "opportunity_id": f"'opp_{stem}0' || substr({digits}, 1, 15)",
                        "number": f"'T{stem[-1]}' || substr({digits}, 8)",
                        "state": f"'{state}'",
                        "status_reason_id": _reason("quote", state, code),
                    },
                )
            )
    store.execute(statements)
    for table in {table for table, _, _ in _APPENDED}:
        store.allow_deleting(table)
    store.settle()


def _copies(table: str, pattern: str, values: dict[str, str]) -> str:
    """Copies of the oldest row that fits the pattern, with some values of their own."""
    columns = [column.name for column in metadata.tables[table].columns]
    chosen = ", ".join(values.get(column, f"p.{column}") for column in columns)
    return (
        f"INSERT INTO {table} ({', '.join(columns)}) {_NUMBERS.format(COUNT)}"
        f" SELECT {chosen} FROM n CROSS JOIN"
        f" (SELECT * FROM {table} WHERE {pattern} ORDER BY created_at, id LIMIT 1) p"
    )


def _reason(entity: str, state: str, code: str) -> str:
    return f"(SELECT id FROM status_reason WHERE {entity}_state = '{state}' AND code = '{code}')"


def _of(pool: Pool, column: str, prefix: str) -> str:
    stem = _STEMS[pool]
    return f"{column} >= '{prefix}_{stem}' AND {column} < '{prefix}_{stem}z'"


def restore(store: Store, pool: Pool) -> None:
    """Undo whatever was done to a pool, and clean up behind it."""
    statements = [
        *(
            f"DELETE FROM {table} WHERE {_of(pool, column, prefix)}"
            for table, column, prefix in _APPENDED
        ),
        (
            "UPDATE opportunity SET state = 'OPEN', is_open = TRUE, actual_revenue = NULL,"
            " actual_close_date = NULL, version = 1, updated_at = created_at,"
            f" status_reason_id = {_reason('opportunity', 'OPEN', 'IN_PROGRESS')}"
            f" WHERE version > 1 AND {_of(pool, 'id', 'opp')}"
        ),
    ]
    statements += [
        f"UPDATE quote SET state = '{state}', status_reason_id = {_reason('quote', state, code)},"
        " closed_on = NULL, version = 1, updated_at = created_at"
        f" WHERE version > 1 AND substr(id, 30) = '{place}' AND {_of(pool, 'id', 'quo')}"
        for place, (state, code) in enumerate(_STATES[pool], 1)
    ]
    store.execute(statements)
    store.settle()


def changed(store: Store, pool: Pool, quiet_seconds: float) -> int:
    """How many calls have changed something, once nothing more has for so long.

    The load ends while calls are under way: they have to end, too, before anything is put back.
    """
    counted = -1
    while True:
        ((events,),) = store.rows(
            f"SELECT count(*) FROM event WHERE {_of(pool, 'opportunity_id', 'opp')}"
        )
        if events == counted:
            return counted
        counted = int(events)
        time.sleep(quiet_seconds)
