"""Row-level security: to change a quote or close it takes `quotes:write`, as in the scripts."""

from collections.abc import Callable

from alembic import op

from db.migrations.versions.v0003_row_level_security import DEALS, QUOTES, of_opportunity, of_quote

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

POLICIES: dict[str, tuple[str, Callable[[str, str], str]]] = {
    "quote": ("updated", of_opportunity),
    "quote_close": ("inserted", of_quote),
}


def upgrade() -> None:
    check_by(QUOTES)


def downgrade() -> None:
    check_by(DEALS)


def check_by(rights: str) -> None:
    if op.get_bind().dialect.name == "postgresql":
        for table, (policy, reached) in POLICIES.items():
            op.execute(f"ALTER POLICY {policy} ON {table} WITH CHECK ({reached(table, rights)})")
