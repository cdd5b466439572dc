"""Who calls: users' roles and what their provider calls them, API keys, the record of sign-ins."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True).with_variant(sa.String(27), "sqlite")
SYSTEM_USER_ID = "usr_00000000000000000000000000"


def text(length: int | None = None) -> sa.String:
    return sa.String(length).with_variant(sa.String(length, collation="C"), "postgresql")


ID = text(32)


def upgrade() -> None:
    # By hand: Alembic would make the whole table anew on SQLite.
    op.execute(
        "ALTER TABLE users ADD COLUMN role VARCHAR(16) DEFAULT 'SALESPERSON' NOT NULL "
        "CONSTRAINT ck_users_role CHECK (role IN "
        "('READER', 'SALESPERSON', 'MANAGER', 'PARTNER', 'ADMINISTRATOR'))"
    )
    op.add_column("users", sa.Column("subject", text(300), nullable=True))
    op.create_index(op.f("ix_users_subject"), "users", ["subject"], unique=True)
    op.create_index(op.f("ix_users_manager_id"), "users", ["manager_id"])
    users = sa.table("users", sa.column("id", sa.String), sa.column("role", sa.String))
    op.execute(users.update().where(users.c.id == SYSTEM_USER_ID).values(role="ADMINISTRATOR"))
    op.create_table(
        "api_key",
        sa.Column("id", ID, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("name", text(300), nullable=False),
        sa.Column("user_id", ID, nullable=False),
        sa.Column("prefix", text(16), nullable=False),
        sa.Column("secret_hash", text(64), nullable=False),
        sa.Column("scopes", sa.Text(), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("created_by_id", ID, nullable=False),
        sa.Column("expires_at", INSTANT, nullable=False),
        sa.Column("revoked_at", INSTANT, nullable=True),
        sa.Column("last_used_at", INSTANT, nullable=True),
        sa.ForeignKeyConstraint(["created_by_id"], ["users.id"], name="fk_api_key_created_by_id"),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name="fk_api_key_user_id"),
        sa.PrimaryKeyConstraint("id", name="pk_api_key"),
        sa.UniqueConstraint("prefix", name="uq_api_key_prefix"),
    )
    op.create_index(op.f("ix_api_key_created_at_id"), "api_key", ["created_at", "id"])
    op.create_table(
        "audit_entry",
        sa.Column("id", ID, nullable=False),
        sa.Column(
            "type",
            sa.Enum(
                "SIGNED_IN",
                "SIGN_IN_REFUSED",
                "DENIED",
                name="audit_type",
                native_enum=False,
                create_constraint=True,
                length=16,
            ),
            nullable=False,
        ),
        sa.Column("happened_at", INSTANT, nullable=False),
        sa.Column("actor_id", ID, nullable=True),
        sa.Column("credential", text(300), nullable=True),
        sa.Column("detail", text(300), nullable=True),
        sa.Column("client", text(300), nullable=True),
        sa.Column("address", text(300), nullable=True),
        sa.Column("request_id", text(300), nullable=True),
        sa.ForeignKeyConstraint(["actor_id"], ["users.id"], name="fk_audit_entry_actor_id"),
        sa.PrimaryKeyConstraint("id", name="pk_audit_entry"),
    )
    op.create_index(op.f("ix_audit_entry_happened_at_id"), "audit_entry", ["happened_at", "id"])
    for statement in GUARDS[op.get_bind().dialect.name]:
        op.execute(statement)


_REFUSE = "BEGIN SELECT RAISE(ABORT, 'audit_entry is append-only'); END"
_WHEN = "WHEN EXISTS (SELECT 1 FROM audit_entry WHERE id = NEW.id)"
GUARDS = {
    "postgresql": tuple(
        f"CREATE TRIGGER append_only_{each.lower()} BEFORE {what} ON audit_entry "
        f"FOR EACH {each} EXECUTE FUNCTION refuse_change()"
        for what, each in (("UPDATE OR DELETE", "ROW"), ("TRUNCATE", "STATEMENT"))
    ),
    "sqlite": (
        f"CREATE TRIGGER audit_entry_not_updated BEFORE UPDATE ON audit_entry {_REFUSE}",
        f"CREATE TRIGGER audit_entry_not_deleted BEFORE DELETE ON audit_entry {_REFUSE}",
        # REPLACE deletes without asking the trigger above.
        f"CREATE TRIGGER audit_entry_not_replaced BEFORE INSERT ON audit_entry {_WHEN} {_REFUSE}",
    ),
}
"""What was written there stays as it is, also from SQL by hand."""


def downgrade() -> None:
    op.drop_table("audit_entry")
    op.drop_table("api_key")
    op.drop_index(op.f("ix_users_manager_id"), "users")
    op.drop_index(op.f("ix_users_subject"), "users")
    op.drop_column("users", "subject")
    if op.get_bind().dialect.name == "postgresql":
        op.drop_column("users", "role")
    else:
        with op.batch_alter_table("users") as batch:
            batch.drop_constraint(op.f("ck_users_role"), type_="check")
            batch.drop_column("role")
