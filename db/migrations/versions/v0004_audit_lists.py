"""Lists of the audit by who it was and by what happened; the system has no subject."""

from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

COLUMNS = ("actor_id", "type")


def upgrade() -> None:
    for column in COLUMNS:
        name = op.f(f"ix_audit_entry_{column}_happened_at_id")
        op.create_index(name, "audit_entry", [column, "happened_at", "id"])
    # By one that was set before that was refused, somebody would sign in as the system.
    op.execute("UPDATE users SET subject = NULL WHERE kind = 'SYSTEM'")


def downgrade() -> None:
    for column in COLUMNS:
        op.drop_index(op.f(f"ix_audit_entry_{column}_happened_at_id"), "audit_entry")
