"""Row-level security on PostgreSQL: policies that say what the rules of access say, switched off.

`clinch migrate` switches them on and off, by the setting. What they go by is the value
`clinch.actor`, which lasts for a transaction; without it, nothing is seen and nothing changed.
"""

from collections.abc import Iterator

from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

FUNCTIONS = (
    """CREATE FUNCTION acting(what text) RETURNS text LANGUAGE sql STABLE PARALLEL SAFE
    RETURN nullif(current_setting('clinch.actor', true), '')::jsonb ->> what""",
    """CREATE FUNCTION acting_reach(access_right text) RETURNS integer
    LANGUAGE sql STABLE PARALLEL SAFE
    RETURN coalesce((nullif(current_setting('clinch.actor', true), '')::jsonb
        -> 'reaches' ->> access_right)::integer, 0)""",
    # A value that is looked up by a SELECT of its own is looked up once, and not for each row.
    # UNION, which stops where it comes to a user for the second time.
    """CREATE FUNCTION acting_team() RETURNS SETOF text LANGUAGE sql STABLE PARALLEL SAFE
    BEGIN ATOMIC
        WITH RECURSIVE team(id) AS (
            SELECT users.id::text FROM users WHERE users.id = (SELECT acting('lead'))
            UNION
            SELECT member.id::text FROM users AS member JOIN team ON member.manager_id = team.id
        ) SELECT team.id FROM team;
    END""",
)

KNOWN = "(SELECT acting('id')) IS NOT NULL"


def reach(*rights: str) -> str:
    """The farthest of these, looked up once a statement and not once a row."""
    each = ", ".join(f"acting_reach('{right}')" for right in rights)
    return f"(SELECT greatest({each}))" if len(rights) > 1 else f"(SELECT {each})"


READS = reach("opportunities:read")
AUDITS = reach("audit:read")
WRITES = reach("opportunities:write")
QUOTES = reach("quotes:write")
DEALS = reach("opportunities:write", "opportunities:close", "quotes:write")
CLOSES = reach("opportunities:close")
DELETES = reach("opportunities:write", "quotes:write")


def owned(owner: str, rights: str) -> str:
    """Whether these rights reach what this user owns."""
    return f"""CASE {rights}
    WHEN 3 THEN true
    WHEN 2 THEN {owner} IN (SELECT member FROM acting_team() AS member)
    WHEN 1 THEN {owner} = (SELECT acting('id'))
    ELSE false
END"""


def part(of: str, condition: str) -> str:
    """What it is a part of is seen; that has a policy of its own, which holds in here."""
    return f"{READS} = 3 OR EXISTS (SELECT FROM {of} AS whole WHERE {condition})"


def of_opportunities(column: str) -> str:
    of = column.removesuffix("_id")
    return f"""CASE {reach("accounts:read")}
    WHEN 3 THEN true
    WHEN 0 THEN false
    ELSE EXISTS (SELECT FROM opportunity AS whole WHERE whole.{column} = {of}.id)
END"""


QUOTED = "opportunity JOIN quote AS its ON its.opportunity_id = opportunity.id"
CLOSED = "opportunity JOIN opportunity_close AS its ON its.opportunity_id = opportunity.id"


def within(found: str, condition: str, rights: str) -> str:
    """The opportunity is one that these rights reach."""
    reached = owned("opportunity.owner_id", rights)
    return f"{rights} = 3 OR EXISTS (SELECT FROM {found} WHERE {condition} AND {reached})"


def of_opportunity(table: str, rights: str) -> str:
    return within("opportunity", f"opportunity.id = {table}.opportunity_id", rights)


def of_quote(table: str, rights: str) -> str:
    return within(QUOTED, f"its.id = {table}.quote_id", rights)


# A version that isn't the expected one names what was changed since, to whoever may write.
MASTER_DATA_CHANGE = " OR ".join(
    f"(starts_with(entity_id, '{prefix}_') AND {reach(right)} > 0)"
    for prefix, right in (
        ("acc", "accounts:write"),
        ("con", "accounts:write"),
        ("cmp", "competitors:write"),
        ("prd", "products:write"),
        ("usr", "users:write"),
        ("srs", "configuration:write"),
        ("exr", "configuration:write"),
    )
)

SEEN = {
    "account": of_opportunities("account_id"),
    "api_key": f"{reach('keys:manage')} > 0",
    "audit_entry": f"{AUDITS} > 0",
    "competitor": f"{reach('competitors:read')} > 0",
    "contact": of_opportunities("contact_id"),
    "event": f"({AUDITS} > 0 AND ({READS} = 3 OR opportunity_id IS NULL)) OR "
    "EXISTS (SELECT FROM opportunity AS whole WHERE whole.id = event.opportunity_id)",
    "exchange_rate": KNOWN,
    "field_change": f"({AUDITS} > 0 AND {READS} = 3) OR {MASTER_DATA_CHANGE} OR "
    "EXISTS (SELECT FROM event AS whole WHERE whole.id = field_change.event_id)",
    "idempotency_key": KNOWN,
    "opportunity": owned("owner_id", READS),
    "opportunity_close": part("opportunity", "whole.id = opportunity_close.opportunity_id"),
    "opportunity_reopening": part("opportunity_close", "whole.id = opportunity_reopening.close_id"),
    "product": f"{reach('products:read')} > 0",
    "quote": part("opportunity", "whole.id = quote.opportunity_id"),
    "quote_close": part("quote", "whole.id = quote_close.quote_id"),
    "quote_line": part("quote", "whole.id = quote_line.quote_id"),
    "status_reason": KNOWN,
    "users": KNOWN,
}
"""Who reads what: the meaning of db/reads/visibility.py."""

KEPT = {
    "account": f"{reach('accounts:write')} > 0",
    "api_key": f"{reach('keys:manage')} > 0",
    "competitor": f"{reach('competitors:write')} > 0",
    "contact": f"{reach('accounts:write')} > 0",
    "exchange_rate": f"{reach('configuration:write')} > 0",
    "idempotency_key": KNOWN,
    "product": f"{reach('products:write')} > 0",
    "status_reason": f"{reach('configuration:write')} > 0",
    "users": f"{reach('users:write')} > 0",
}
"""Who writes what, where that isn't a matter of whose it is."""

INSERTED = {
    "audit_entry": f"actor_id = (SELECT acting('id')) OR {AUDITS} = 3",
    "event": "actor_id = (SELECT acting('id'))",
    # Its event may be of the same statement, which isn't seen from here.
    "field_change": KNOWN,
    "opportunity": owned("owner_id", WRITES),
    "opportunity_close": of_opportunity("opportunity_close", CLOSES),
    "opportunity_reopening": within(CLOSED, "its.id = opportunity_reopening.close_id", CLOSES),
    "quote": of_opportunity("quote", QUOTES),
    "quote_close": of_quote("quote_close", DEALS),
    # Its quote may be of the same statement: whose that is, a trigger looks at afterwards.
    "quote_line": f"{QUOTES} > 0",
}
UPDATED = {
    "opportunity": owned("owner_id", DEALS),
    "quote": of_opportunity("quote", DEALS),
}
"""Of the row as it is afterwards. Before, it is enough that it is seen: whoever locks a row in order
to be told that he may not change it needs no more. Triggers look at what would change hands."""
DELETED = {
    "opportunity": owned("owner_id", WRITES),
    "quote": of_opportunity("quote", DELETES),
    "quote_line": of_quote("quote_line", DELETES),
}


def policies() -> Iterator[str]:
    for table, seen in SEEN.items():
        yield f"CREATE POLICY seen ON {table} FOR SELECT USING ({seen})"
    for table, kept in {**INSERTED, **KEPT}.items():
        yield f"CREATE POLICY inserted ON {table} FOR INSERT WITH CHECK ({kept})"
    for table, kept in {**UPDATED, **KEPT}.items():
        yield (
            f"CREATE POLICY updated ON {table} FOR UPDATE USING ({SEEN[table]}) WITH CHECK ({kept})"
        )
    for table, kept in {**DELETED, **KEPT}.items():
        yield f"CREATE POLICY deleted ON {table} FOR DELETE USING ({kept})"


def guard(table: str, when: str, what: str, allowed: str) -> Iterator[str]:
    """A trigger that refuses what isn't allowed; like the policies, it is switched off."""
    yield f"""CREATE FUNCTION guard_{table}() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF row_security_active('{table}') AND ({what}) THEN
                RAISE EXCEPTION 'row-level security: {allowed}'
                    USING ERRCODE = 'insufficient_privilege';
            END IF;
            RETURN NULL;
        END $$"""
    yield f"CREATE TRIGGER row_level_security AFTER {when} EXECUTE FUNCTION guard_{table}()"
    yield f"ALTER TABLE {table} DISABLE TRIGGER row_level_security"


GUARDS = (
    *guard(
        "opportunity",
        "UPDATE ON opportunity FOR EACH ROW WHEN (OLD.owner_id <> NEW.owner_id)",
        f"NOT ({owned('OLD.owner_id', WRITES)})",
        "that opportunity is not yours to give away",
    ),
    *guard(
        "quote",
        "UPDATE ON quote FOR EACH ROW WHEN (OLD.opportunity_id <> NEW.opportunity_id)",
        "true",
        "a quote stays with its opportunity",
    ),
    *guard(
        "quote_line",
        "INSERT ON quote_line REFERENCING NEW TABLE AS line FOR EACH STATEMENT",
        f"EXISTS (SELECT FROM line WHERE NOT ({of_quote('line', QUOTES)}))",
        "that quote is not yours to write lines of",
    ),
)
GUARDED = ("opportunity", "quote", "quote_line")


def upgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        for statement in (*FUNCTIONS, *policies(), *GUARDS):
            op.execute(statement)


def downgrade() -> None:
    if op.get_bind().dialect.name != "postgresql":
        return
    for table in GUARDED:
        op.execute(f"DROP TRIGGER row_level_security ON {table}")
        op.execute(f"DROP FUNCTION guard_{table}()")
    for kind, tables in (
        ("seen", SEEN),
        ("inserted", {**INSERTED, **KEPT}),
        ("updated", {**UPDATED, **KEPT}),
        ("deleted", {**DELETED, **KEPT}),
    ):
        for table in tables:
            op.execute(f"DROP POLICY {kind} ON {table}")
    for table in SEEN:
        op.execute(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY, DISABLE ROW LEVEL SECURITY")
    for function in ("acting_team()", "acting_reach(text)", "acting(text)"):
        op.execute(f"DROP FUNCTION {function}")
