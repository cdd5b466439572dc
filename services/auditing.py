"""Put on record who signed in and who was refused."""

from collections.abc import Mapping
from dataclasses import asdict

from db.tables import AuditEntry
from db.writes.facts import having
from db.writes.unit_of_work import UnitOfWork
from domain.audit import Noted


async def put_on_record(
    work: UnitOfWork, entries: Mapping[str, Noted], *, maybe_done: bool
) -> None:
    """Add these entries by their ids, one at least.

    `maybe_done`: they were to be written before, and it isn't known whether they were.
    """
    if maybe_done:
        # All of them or none, so that any one will tell.
        (found,) = await work.load(having(AuditEntry, "id", next(iter(entries))))
        if found:
            return
    work.insert_each(
        AuditEntry, [{"id": entry_id, **asdict(each)} for entry_id, each in entries.items()]
    )
