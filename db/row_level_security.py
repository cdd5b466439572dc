"""Row-level security, switched: on and off for every table, and whether it holds."""

from collections.abc import Sequence
from typing import Final

from sqlalchemy import Connection, text

from db.acting import told
from db.tables import metadata
from domain.actor import SYSTEM

TABLES: Final = sorted(metadata.tables)
"""All: one without a policy is closed to everybody."""
_GUARD: Final = "row_level_security"
"""The triggers that see to what a policy can't."""
_ACT: Final = text("SELECT set_config('clinch.actor', :actor, true)")
_STATE: Final = text(
    "SELECT relname, relrowsecurity, relforcerowsecurity,"
    " EXISTS (SELECT FROM pg_trigger WHERE tgrelid = pg_class.oid AND tgname = :guard),"
    " EXISTS (SELECT FROM pg_trigger"
    "  WHERE tgrelid = pg_class.oid AND tgname = :guard AND tgenabled = 'O')"
    " FROM pg_class WHERE oid IN"
    " (SELECT to_regclass(name) FROM unnest(CAST(:tables AS text[])) AS name)"
)
_BYPASSES: Final = text(
    "SELECT rolname FROM pg_roles WHERE rolname = current_user AND (rolsuper OR rolbypassrls)"
)


def act_as_system(connection: Connection) -> None:
    """Until its transaction ends; on SQLite there is nothing to be said."""
    if connection.dialect.name == "postgresql":
        connection.execute(_ACT, {"actor": told(SYSTEM)})


def switch(connection: Connection, *, on: bool) -> int:
    """How many tables it had to be switched for; whoever does it owns them."""
    changed = _others(connection, on=on)
    word, force = ("ENABLE", "FORCE") if on else ("DISABLE", "NO FORCE")
    for table, has_guard in changed:
        actions = [f"{word} ROW LEVEL SECURITY", f"{force} ROW LEVEL SECURITY"]
        if has_guard:
            actions.append(f"{word} TRIGGER {_GUARD}")
        connection.execute(text(f"ALTER TABLE {table} {', '.join(actions)}"))
    return len(changed)


def fault_of(connection: Connection, *, on: bool, binding: bool) -> str | None:
    """Why it isn't as the setting says, in a sentence that says what to do; None if it is.

    `binding` is whether it has to bind the role that asks.
    """
    others = [table for table, _ in _others(connection, on=on)]
    if others and not on:
        return (
            f"The database has row-level security on ({_some(others)}): set "
            "CLINCH_ROW_LEVEL_SECURITY=true, or run `clinch migrate` to switch it off."
        )
    if others:
        return f"Row-level security isn't on for {_some(others)}: run `clinch migrate`."
    role = connection.scalar(_BYPASSES) if binding else None
    if role is None:
        return None
    return (
        f"The database's role {role} bypasses row-level security: connect as one that is "
        "NOSUPERUSER and NOBYPASSRLS, or set CLINCH_ROW_LEVEL_SECURITY=false."
    )


def _others(connection: Connection, *, on: bool) -> Sequence[tuple[str, bool]]:
    """The tables that aren't as they should be, and whether each has a trigger to be switched."""
    if connection.dialect.name != "postgresql":
        return []
    rows = connection.execute(_STATE, {"guard": _GUARD, "tables": TABLES})
    return sorted(
        (table, has_guard)
        for table, enabled, forced, has_guard, guards in rows
        if {enabled, forced, guards if has_guard else on} != {on}
    )


def _some(tables: Sequence[str]) -> str:
    return tables[0] if len(tables) == 1 else f"{tables[0]} and {len(tables) - 1} more tables"
