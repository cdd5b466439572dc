"""PostgreSQL: SQLAlchemy's engine, for migrations and checks."""

from datetime import date
from typing import Any

from sqlalchemy import event
from sqlalchemy.engine import URL
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine


async def take_all_dates(connection: Any) -> None:
    """Asyncpg's own codec takes the first and the last date there are for infinities."""
    await connection.set_type_codec(
        "date", schema="pg_catalog", encoder=date.isoformat, decoder=date.fromisoformat
    )


def postgresql_engine(url: URL, pool_size: int, statements: int) -> AsyncEngine:
    """An engine whose connections keep this many statements prepared."""
    engine = create_async_engine(
        url,
        pool_size=pool_size,
        max_overflow=0,
        pool_pre_ping=True,
        # Customers' data isn't the log's.
        hide_parameters=True,
        connect_args={
            "statement_cache_size": statements,
            "prepared_statement_cache_size": statements,
        },
    )

    @event.listens_for(engine.sync_engine, "connect")
    def configure(connection: Any, _record: object) -> None:
        connection.run_async(take_all_dates)

    return engine
