"""Alembic's entry point: runs on the connection that db.migrating hands over."""

from alembic import context
from sqlalchemy import Connection

from db.tables import metadata


def run(connection: Connection) -> None:
    """Run the migrations that Alembic was asked for."""
    context.configure(
        connection=connection,
        target_metadata=metadata,
        compare_type=True,
        render_as_batch=connection.dialect.name == "sqlite",
    )
    with context.begin_transaction():
        context.run_migrations()


run(context.config.attributes["connection"])
