"""The first schema: opportunities, quotes, their closes, and the stock status reasons."""

from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True).with_variant(sa.String(27), "sqlite")


def text(length: int | None = None) -> sa.String:
    return sa.String(length).with_variant(sa.String(length, collation="C"), "postgresql")


ID = text(32)

SYSTEM_USER = {
    "id": "usr_00000000000000000000000000",
    "version": 1,
    "kind": "SYSTEM",
    "name": "System",
    "name_folded": "system",
}

# (column, state, code, English, Japanese); the first of a state is its default.
STOCK_REASONS = (
    ("opportunity_state", "OPEN", "IN_PROGRESS", "In progress", "進行中"),
    ("opportunity_state", "OPEN", "ON_HOLD", "On hold", "保留"),
    ("opportunity_state", "WON", "WON", "Won", "受注"),
    ("opportunity_state", "LOST", "CANCELED", "Canceled", "キャンセル"),
    ("opportunity_state", "LOST", "OUT_SOLD", "Out-sold", "競合負け"),
    ("quote_state", "DRAFT", "IN_PROGRESS", "In progress", "作成中"),
    ("quote_state", "ACTIVE", "IN_PROGRESS", "In progress", "進行中"),
    ("quote_state", "ACTIVE", "OPEN", "Open", "提示中"),
    ("quote_state", "WON", "WON", "Won", "受注"),
    ("quote_state", "CLOSED", "LOST", "Lost", "失注"),
    ("quote_state", "CLOSED", "CANCELED", "Canceled", "キャンセル"),
    ("quote_state", "CLOSED", "REVISED", "Revised", "改訂済み"),
)


# What is appended to and never edited, and the columns by which SQLite's REPLACE finds a row.
APPEND_ONLY = {
    "event": ("id",),
    "field_change": ("id",),
    "opportunity_close": ("id",),
    "opportunity_reopening": ("close_id",),
    "quote_close": ("id", "quote_id"),
}


def guards(dialect: str) -> Iterator[str]:
    """The triggers that keep those tables append-only, also from SQL by hand."""
    if dialect == "postgresql":
        yield """CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN
                RAISE EXCEPTION '% is append-only', TG_TABLE_NAME
                    USING ERRCODE = 'restrict_violation';
            END $$"""
        for table in APPEND_ONLY:
            for what, each in (("UPDATE OR DELETE", "ROW"), ("TRUNCATE", "STATEMENT")):
                yield (
                    f"CREATE TRIGGER append_only_{each.lower()} BEFORE {what} ON {table} "
                    f"FOR EACH {each} EXECUTE FUNCTION refuse_change()"
                )
        return
    for table, keys in APPEND_ONLY.items():
        refuse = f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
        yield f"CREATE TRIGGER {table}_not_updated BEFORE UPDATE ON {table} {refuse}"
        yield f"CREATE TRIGGER {table}_not_deleted BEFORE DELETE ON {table} {refuse}"
        # REPLACE deletes without asking the trigger above.
        same = " OR ".join(f"{key} = NEW.{key}" for key in keys)
        there = f"EXISTS (SELECT 1 FROM {table} WHERE {same})"
        yield f"CREATE TRIGGER {table}_not_replaced BEFORE INSERT ON {table} WHEN {there} {refuse}"


def stock_reasons() -> Iterator[dict[str, Any]]:
    """Rows of status_reason."""
    seen: set[tuple[str, str]] = set()
    for number, (column, state, code, english, japanese) in enumerate(STOCK_REASONS, start=1):
        yield {
            "id": f"srs_{number:026}",
            "version": 1,
            "opportunity_state": None,
            "quote_state": None,
            column: state,
            "code": code,
            "position": number,
            "is_default": (column, state) not in seen,
            "is_active": True,
            "label_en": english,
            "label_ja": japanese,
        }
        seen.add((column, state))


def upgrade() -> None:
    op.create_table(
        "account",
        sa.Column("id", ID, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("name", text(300), nullable=False),
        sa.Column("name_folded", text(), nullable=False),
        sa.Column("sector", text(300), nullable=True),
        sa.Column("year_established", sa.Integer(), nullable=True),
        sa.Column("annual_revenue", sa.BigInteger(), nullable=True),
        sa.Column("currency", text(3), nullable=True),
        sa.Column("employees", sa.Integer(), nullable=True),
        sa.Column("office_location", text(300), nullable=True),
        sa.Column("parent_id", ID, nullable=True),
        sa.Column("external_id", text(300), nullable=True),
        sa.Column("source", text(300), nullable=True),
        sa.CheckConstraint(
            "annual_revenue BETWEEN -100000000000000000 AND 100000000000000000",
            name=op.f("ck_account_annual_revenue_bounded"),
        ),
        sa.ForeignKeyConstraint(["parent_id"], ["account.id"], name=op.f("fk_account_parent_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account")),
        sa.UniqueConstraint("source", "external_id", name=op.f("uq_account_source_external_id")),
    )
    op.create_index(op.f("ix_account_name_folded_id"), "account", ["name_folded", "id"])
    op.create_index(op.f("ix_account_parent_id"), "account", ["parent_id"])
    op.create_table(
        "contact",
        sa.Column("id", ID, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("name", text(300), nullable=False),
        sa.Column("name_folded", text(), nullable=False),
        sa.Column("email", text(300), nullable=True),
        sa.Column("phone", text(300), nullable=True),
        sa.Column("account_id", ID, nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_contact_account_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contact")),
    )
    op.create_index(op.f("ix_contact_name_folded_id"), "contact", ["name_folded", "id"])
    op.create_index(
        op.f("ix_contact_account_id_name_folded_id"), "contact", ["account_id", "name_folded", "id"]
    )
    op.create_table(
        "competitor",
        sa.Column("id", ID, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("name", text(300), nullable=False),
        sa.Column("name_folded", text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_competitor")),
    )
    op.create_index(op.f("ix_competitor_name_folded_id"), "competitor", ["name_folded", "id"])
    op.create_table(
        "idempotency_key",
        sa.Column("id", text(64), nullable=False),
        sa.Column("fingerprint", text(64), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=True),
        sa.Column("used_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_idempotency_key")),
    )
    op.create_index(op.f("ix_idempotency_key_used_at"), "idempotency_key", ["used_at"])
    op.create_table(
        "exchange_rate",
        sa.Column("id", ID, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("base_currency", text(3), nullable=False),
        sa.Column("currency", text(3), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("rate", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "currency <> base_currency", name=op.f("ck_exchange_rate_of_another_currency")
        ),
        sa.CheckConstraint(
            "rate BETWEEN 1 AND 1000000000000000000", name=op.f("ck_exchange_rate_rate_bounded")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_exchange_rate")),
        sa.UniqueConstraint(
            "base_currency",
            "currency",
            "valid_from",
            name=op.f("uq_exchange_rate_base_currency_currency_valid_from"),
        ),
    )
    op.create_index(op.f("ix_exchange_rate_valid_from_id"), "exchange_rate", ["valid_from", "id"])
    op.create_table(
        "product",
        sa.Column("id", ID, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("name", text(300), nullable=False),
        sa.Column("name_folded", text(), nullable=False),
        sa.Column("family", text(300), nullable=True),
        sa.Column("list_price", sa.BigInteger(), nullable=False),
        sa.Column("currency", text(3), nullable=False),
        sa.Column("external_id", text(300), nullable=True),
        sa.Column("source", text(300), nullable=True),
        sa.CheckConstraint(
            "list_price BETWEEN -100000000000000000 AND 100000000000000000",
            name=op.f("ck_product_list_price_bounded"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_product")),
        sa.UniqueConstraint("source", "external_id", name=op.f("uq_product_source_external_id")),
    )
    op.create_index(op.f("ix_product_name_folded_id"), "product", ["name_folded", "id"])
    op.create_table(
        "status_reason",
        sa.Column("id", ID, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column(
            "opportunity_state",
            sa.Enum(
                "OPEN",
                "WON",
                "LOST",
                name="opportunity_state",
                native_enum=False,
                create_constraint=True,
                length=16,
            ),
            nullable=True,
        ),
        sa.Column(
            "quote_state",
            sa.Enum(
                "DRAFT",
                "ACTIVE",
                "WON",
                "CLOSED",
                name="quote_state",
                native_enum=False,
                create_constraint=True,
                length=16,
            ),
            nullable=True,
        ),
        sa.Column("code", text(64), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("is_default", sa.Boolean(), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("label_en", text(300), nullable=False),
        sa.Column("label_ja", text(300), nullable=True),
        sa.CheckConstraint(
            "(opportunity_state IS NULL) <> (quote_state IS NULL)",
            name=op.f("ck_status_reason_of_one_entity"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_status_reason")),
        sa.UniqueConstraint(
            "opportunity_state",
            "code",
            name=op.f("uq_status_reason_opportunity_state_code"),
        ),
        sa.UniqueConstraint("quote_state", "code", name=op.f("uq_status_reason_quote_state_code")),
    )
    op.create_index(
        "uq_status_reason_opportunity_default",
        "status_reason",
        ["opportunity_state"],
        unique=True,
        postgresql_where=sa.text("is_default AND is_active"),
        sqlite_where=sa.text("is_default AND is_active"),
    )
    op.create_index(
        "uq_status_reason_quote_default",
        "status_reason",
        ["quote_state"],
        unique=True,
        postgresql_where=sa.text("is_default AND is_active"),
        sqlite_where=sa.text("is_default AND is_active"),
    )
    op.create_table(
        "users",
        sa.Column("id", ID, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "PERSON",
                "INTEGRATION",
                "SYSTEM",
                name="user_kind",
                native_enum=False,
                create_constraint=True,
                length=16,
            ),
            nullable=False,
        ),
        sa.Column("name", text(300), nullable=False),
        sa.Column("name_folded", text(), nullable=False),
        sa.Column("email", text(300), nullable=True),
        sa.Column("manager_id", ID, nullable=True),
        sa.Column("regional_office", text(300), nullable=True),
        sa.Column("external_id", text(300), nullable=True),
        sa.Column("source", text(300), nullable=True),
        sa.ForeignKeyConstraint(["manager_id"], ["users.id"], name=op.f("fk_users_manager_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_users")),
        sa.UniqueConstraint("source", "external_id", name=op.f("uq_users_source_external_id")),
    )
    op.create_index(op.f("ix_users_name_folded_id"), "users", ["name_folded", "id"])
    op.create_table(
        "opportunity",
        sa.Column("id", ID, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("name", text(300), nullable=False),
        sa.Column("name_folded", text(), nullable=False),
        sa.Column("description", text(2000), nullable=True),
        sa.Column("account_id", ID, nullable=True),
        sa.Column("contact_id", ID, nullable=True),
        sa.Column("owner_id", ID, nullable=False),
        sa.Column("product_id", ID, nullable=True),
        sa.Column(
            "state",
            sa.Enum(
                "OPEN",
                "WON",
                "LOST",
                name="opportunity_state",
                native_enum=False,
                create_constraint=True,
                length=16,
            ),
            nullable=False,
        ),
        sa.Column("is_open", sa.Boolean(), nullable=False),
        sa.Column("status_reason_id", ID, nullable=False),
        sa.Column(
            "stage",
            sa.Enum(
                "QUALIFY",
                "DEVELOP",
                "PROPOSE",
                "CLOSE",
                name="opportunity_stage",
                native_enum=False,
                create_constraint=True,
                length=16,
            ),
            nullable=False,
        ),
        sa.Column(
            "rating",
            sa.Enum(
                "HOT",
                "WARM",
                "COLD",
                name="rating",
                native_enum=False,
                create_constraint=True,
                length=16,
            ),
            nullable=True,
        ),
        sa.Column("probability", sa.Integer(), nullable=True),
        sa.Column("currency", text(3), nullable=False),
        sa.Column("estimated_revenue", sa.BigInteger(), nullable=True),
        sa.Column("estimated_close_date", sa.Date(), nullable=True),
        sa.Column("actual_revenue", sa.BigInteger(), nullable=True),
        sa.Column("actual_close_date", sa.Date(), nullable=True),
        sa.Column("started_on", sa.Date(), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("created_by_id", ID, nullable=False),
        sa.Column("updated_at", INSTANT, nullable=False),
        sa.Column("external_id", text(300), nullable=True),
        sa.Column("source", text(300), nullable=True),
        sa.CheckConstraint(
            "is_open = (state = 'OPEN')", name=op.f("ck_opportunity_is_open_says_state")
        ),
        sa.CheckConstraint(
            "actual_revenue BETWEEN -100000000000000000 AND 100000000000000000",
            name=op.f("ck_opportunity_actual_revenue_bounded"),
        ),
        sa.CheckConstraint(
            "estimated_revenue BETWEEN -100000000000000000 AND 100000000000000000",
            name=op.f("ck_opportunity_estimated_revenue_bounded"),
        ),
        sa.CheckConstraint(
            "probability BETWEEN 0 AND 100",
            name=op.f("ck_opportunity_probability_percent"),
        ),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_opportunity_account_id")
        ),
        sa.ForeignKeyConstraint(
            ["contact_id"], ["contact.id"], name=op.f("fk_opportunity_contact_id")
        ),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["users.id"], name=op.f("fk_opportunity_created_by_id")
        ),
        sa.ForeignKeyConstraint(["owner_id"], ["users.id"], name=op.f("fk_opportunity_owner_id")),
        sa.ForeignKeyConstraint(
            ["product_id"], ["product.id"], name=op.f("fk_opportunity_product_id")
        ),
        sa.ForeignKeyConstraint(
            ["status_reason_id"],
            ["status_reason.id"],
            name=op.f("fk_opportunity_status_reason_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_opportunity")),
        sa.UniqueConstraint("id", "is_open", name=op.f("uq_opportunity_id_is_open")),
        sa.UniqueConstraint(
            "source", "external_id", name=op.f("uq_opportunity_source_external_id")
        ),
    )
    op.create_index(
        op.f("ix_opportunity_account_id_created_at_id"),
        "opportunity",
        ["account_id", "created_at", "id"],
    )
    op.create_index(op.f("ix_opportunity_contact_id"), "opportunity", ["contact_id"])
    op.create_index(op.f("ix_opportunity_created_at_id"), "opportunity", ["created_at", "id"])
    op.create_index(op.f("ix_opportunity_name_folded_id"), "opportunity", ["name_folded", "id"])
    op.create_index(
        op.f("ix_opportunity_owner_id_created_at_id"),
        "opportunity",
        ["owner_id", "created_at", "id"],
    )
    op.create_index(op.f("ix_opportunity_product_id"), "opportunity", ["product_id"])
    op.create_index(
        op.f("ix_opportunity_state_created_at_id"),
        "opportunity",
        ["state", "created_at", "id"],
    )
    op.create_index(op.f("ix_opportunity_status_reason_id"), "opportunity", ["status_reason_id"])
    op.create_index(op.f("ix_opportunity_updated_at_id"), "opportunity", ["updated_at", "id"])
    op.create_index(
        op.f("ix_opportunity_estimated_revenue_id"), "opportunity", ["estimated_revenue", "id"]
    )
    op.create_index(
        op.f("ix_opportunity_estimated_close_date_id"),
        "opportunity",
        ["estimated_close_date", "id"],
    )
    op.create_index(
        op.f("ix_opportunity_actual_close_date_id"), "opportunity", ["actual_close_date", "id"]
    )
    op.create_table(
        "event",
        sa.Column("id", ID, nullable=False),
        sa.Column("type", text(64), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("opportunity_id", ID, nullable=True),
        sa.Column("opportunity_version", sa.Integer(), nullable=True),
        sa.Column("payload", sa.Text(), nullable=False),
        sa.Column("actor_id", ID, nullable=False),
        sa.Column("client", text(300), nullable=True),
        sa.Column("request_id", text(300), nullable=True),
        sa.Column("occurred_at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(["actor_id"], ["users.id"], name=op.f("fk_event_actor_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_event")),
    )
    op.create_index(
        op.f("ix_event_opportunity_id_opportunity_version"),
        "event",
        ["opportunity_id", "opportunity_version"],
    )
    op.create_index(op.f("ix_event_position_id"), "event", ["position", "id"])
    op.create_table(
        "field_change",
        sa.Column("id", ID, nullable=False),
        sa.Column("event_id", ID, nullable=False),
        sa.Column("entity_id", ID, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("field", text(128), nullable=False),
        sa.Column("old_value", sa.Text(), nullable=True),
        sa.Column("new_value", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_field_change_event_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_field_change")),
    )
    op.create_index(
        op.f("ix_field_change_entity_id_version_id"),
        "field_change",
        ["entity_id", "version", "id"],
    )
    op.create_index(op.f("ix_field_change_event_id_id"), "field_change", ["event_id", "id"])
    op.create_table(
        "opportunity_close",
        sa.Column("id", ID, nullable=False),
        sa.Column("opportunity_id", ID, nullable=False),
        sa.Column(
            "outcome",
            sa.Enum(
                "WON",
                "LOST",
                name="opportunity_outcome",
                native_enum=False,
                create_constraint=True,
                length=16,
            ),
            nullable=False,
        ),
        sa.Column("status_reason_id", ID, nullable=False),
        sa.Column("actual_revenue", sa.BigInteger(), nullable=True),
        sa.Column("currency", text(3), nullable=False),
        sa.Column("exchange_rate", sa.BigInteger(), nullable=True),
        sa.Column("base_currency", text(3), nullable=True),
        sa.Column("actual_close_date", sa.Date(), nullable=False),
        sa.Column("competitor_id", ID, nullable=True),
        sa.Column("description", text(2000), nullable=True),
        sa.Column(
            "stage_at_close",
            sa.Enum(
                "QUALIFY",
                "DEVELOP",
                "PROPOSE",
                "CLOSE",
                name="opportunity_stage",
                native_enum=False,
                create_constraint=True,
                length=16,
            ),
            nullable=True,
        ),
        sa.Column("closed_by_id", ID, nullable=False),
        sa.Column("closed_at", INSTANT, nullable=False),
        sa.Column("client", text(300), nullable=True),
        sa.Column("source", text(300), nullable=True),
        sa.CheckConstraint(
            "actual_revenue BETWEEN -100000000000000000 AND 100000000000000000",
            name=op.f("ck_opportunity_close_actual_revenue_bounded"),
        ),
        sa.CheckConstraint(
            "exchange_rate BETWEEN 1 AND 1000000000000000000",
            name=op.f("ck_opportunity_close_exchange_rate_bounded"),
        ),
        sa.CheckConstraint(
            "(exchange_rate IS NULL) = (base_currency IS NULL)",
            name=op.f("ck_opportunity_close_rate_has_base_currency"),
        ),
        sa.ForeignKeyConstraint(
            ["closed_by_id"],
            ["users.id"],
            name=op.f("fk_opportunity_close_closed_by_id"),
        ),
        sa.ForeignKeyConstraint(
            ["competitor_id"],
            ["competitor.id"],
            name=op.f("fk_opportunity_close_competitor_id"),
        ),
        sa.ForeignKeyConstraint(
            ["opportunity_id"],
            ["opportunity.id"],
            name=op.f("fk_opportunity_close_opportunity_id"),
        ),
        sa.ForeignKeyConstraint(
            ["status_reason_id"],
            ["status_reason.id"],
            name=op.f("fk_opportunity_close_status_reason_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_opportunity_close")),
    )
    op.create_index(
        op.f("ix_opportunity_close_opportunity_id_closed_at_id"),
        "opportunity_close",
        ["opportunity_id", "closed_at", "id"],
    )
    op.create_table(
        "quote",
        sa.Column("id", ID, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("opportunity_id", ID, nullable=False),
        sa.Column("opportunity_is_open", sa.Boolean(), nullable=False),
        sa.Column("number", text(16), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("name", text(300), nullable=False),
        sa.Column("name_folded", text(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "DRAFT",
                "ACTIVE",
                "WON",
                "CLOSED",
                name="quote_state",
                native_enum=False,
                create_constraint=True,
                length=16,
            ),
            nullable=False,
        ),
        sa.Column("status_reason_id", ID, nullable=False),
        sa.Column("currency", text(3), nullable=False),
        sa.Column("discount", sa.BigInteger(), nullable=False),
        sa.Column("freight", sa.BigInteger(), nullable=False),
        sa.Column("tax", sa.BigInteger(), nullable=False),
        sa.Column("total_amount", sa.BigInteger(), nullable=False),
        sa.Column("effective_from", sa.Date(), nullable=True),
        sa.Column("effective_to", sa.Date(), nullable=True),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("created_by_id", ID, nullable=False),
        sa.Column("updated_at", INSTANT, nullable=False),
        sa.CheckConstraint(
            "state NOT IN ('ACTIVE') OR opportunity_is_open",
            name=op.f("ck_quote_blocks_open_only"),
        ),
        sa.CheckConstraint(
            "total_amount BETWEEN -100000000000000000 AND 100000000000000000",
            name=op.f("ck_quote_total_amount_bounded"),
        ),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["users.id"], name=op.f("fk_quote_created_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["opportunity_id", "opportunity_is_open"],
            ["opportunity.id", "opportunity.is_open"],
            name=op.f("fk_quote_opportunity_id_opportunity_is_open"),
            onupdate="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["status_reason_id"],
            ["status_reason.id"],
            name=op.f("fk_quote_status_reason_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quote")),
        sa.UniqueConstraint("number", "revision", name=op.f("uq_quote_number_revision")),
    )
    op.create_index(op.f("ix_quote_created_at_id"), "quote", ["created_at", "id"])
    op.create_index(
        op.f("ix_quote_opportunity_id_created_at_id"),
        "quote",
        ["opportunity_id", "created_at", "id"],
    )
    op.create_index(op.f("ix_quote_state_created_at_id"), "quote", ["state", "created_at", "id"])
    op.create_index(op.f("ix_quote_status_reason_id"), "quote", ["status_reason_id"])
    op.create_index(op.f("ix_quote_updated_at_id"), "quote", ["updated_at", "id"])
    op.create_index(op.f("ix_quote_total_amount_id"), "quote", ["total_amount", "id"])
    op.create_table(
        "opportunity_reopening",
        sa.Column("close_id", ID, nullable=False),
        sa.Column("reopened_by_id", ID, nullable=False),
        sa.Column("reopened_at", INSTANT, nullable=False),
        sa.Column("client", text(300), nullable=True),
        sa.ForeignKeyConstraint(
            ["close_id"],
            ["opportunity_close.id"],
            name=op.f("fk_opportunity_reopening_close_id"),
        ),
        sa.ForeignKeyConstraint(
            ["reopened_by_id"],
            ["users.id"],
            name=op.f("fk_opportunity_reopening_reopened_by_id"),
        ),
        sa.PrimaryKeyConstraint("close_id", name=op.f("pk_opportunity_reopening")),
    )
    op.create_table(
        "quote_close",
        sa.Column("id", ID, nullable=False),
        sa.Column("quote_id", ID, nullable=False),
        sa.Column("status_reason_id", ID, nullable=False),
        sa.Column("closed_on", sa.Date(), nullable=False),
        sa.Column("description", text(2000), nullable=True),
        sa.Column("closed_by_id", ID, nullable=False),
        sa.Column("closed_at", INSTANT, nullable=False),
        sa.Column("client", text(300), nullable=True),
        sa.ForeignKeyConstraint(
            ["closed_by_id"], ["users.id"], name=op.f("fk_quote_close_closed_by_id")
        ),
        sa.ForeignKeyConstraint(["quote_id"], ["quote.id"], name=op.f("fk_quote_close_quote_id")),
        sa.ForeignKeyConstraint(
            ["status_reason_id"],
            ["status_reason.id"],
            name=op.f("fk_quote_close_status_reason_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quote_close")),
        sa.UniqueConstraint("quote_id", name=op.f("uq_quote_close_quote_id")),
    )
    op.create_table(
        "quote_line",
        sa.Column("id", ID, nullable=False),
        sa.Column("quote_id", ID, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("product_id", ID, nullable=True),
        sa.Column("name", text(300), nullable=False),
        sa.Column("quantity", sa.BigInteger(), nullable=False),
        sa.Column("currency", text(3), nullable=False),
        sa.Column("unit_price", sa.BigInteger(), nullable=False),
        sa.Column("discount", sa.BigInteger(), nullable=False),
        sa.Column("tax", sa.BigInteger(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "amount BETWEEN -100000000000000000 AND 100000000000000000",
            name=op.f("ck_quote_line_amount_bounded"),
        ),
        sa.ForeignKeyConstraint(
            ["product_id"], ["product.id"], name=op.f("fk_quote_line_product_id")
        ),
        sa.ForeignKeyConstraint(["quote_id"], ["quote.id"], name=op.f("fk_quote_line_quote_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quote_line")),
        sa.UniqueConstraint("quote_id", "position", name=op.f("uq_quote_line_quote_id_position")),
    )
    op.create_index(op.f("ix_quote_line_product_id"), "quote_line", ["product_id"])

    tables = sa.MetaData()
    tables.reflect(op.get_bind(), only=["users", "status_reason"])
    op.bulk_insert(tables.tables["users"], [SYSTEM_USER])
    op.bulk_insert(tables.tables["status_reason"], [*stock_reasons()])

    for statement in guards(op.get_bind().dialect.name):
        op.execute(statement)


def downgrade() -> None:
    op.drop_table("quote_line")
    op.drop_table("quote_close")
    op.drop_table("opportunity_reopening")
    op.drop_table("quote")
    op.drop_table("opportunity_close")
    op.drop_table("field_change")
    op.drop_table("event")
    op.drop_table("opportunity")
    op.drop_table("users")
    op.drop_table("status_reason")
    op.drop_table("product")
    op.drop_table("idempotency_key")
    op.drop_table("exchange_rate")
    op.drop_table("competitor")
    op.drop_table("contact")
    op.drop_table("account")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION refuse_change()")
