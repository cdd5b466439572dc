"""What units of work do in these tests."""

from db.database import Database
from db.facts import opportunity_of
from db.tables import Opportunity
from db.unit_of_work import UnitOfWork


async def raised(work: UnitOfWork, opportunity_id: str) -> int:
    """Raise an opportunity's version under its lock; what it is afterwards."""
    assert await work.lock_opportunity(opportunity_id)
    work.update(Opportunity, opportunity_id)
    (opportunity,) = await work.load(opportunity_of(opportunity_id))
    return opportunity.version


async def break_at_commit(database: Database, work: UnitOfWork) -> None:
    """Write what a foreign key forbids, which is looked at by COMMIT."""
    await work.transaction.row(
        "PRAGMA defer_foreign_keys = ON"
        if database.is_sqlite
        else "ALTER TABLE quote_line ALTER CONSTRAINT fk_quote_line_quote_id "
        "DEFERRABLE INITIALLY DEFERRED",
        (),
    )
    await work.transaction.row(
        "INSERT INTO quote_line (id, quote_id, position, name, quantity, currency, unit_price, "
        "discount, tax, amount) VALUES ('qln_x', 'quo_x', 1, '', 1, 'USD', 0, 0, 0, 0)",
        (),
    )
