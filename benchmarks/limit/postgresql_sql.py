"""The statements of the limit on PostgreSQL: the database writes the whole answer."""

from typing import Final

from benchmarks.cases import CLOSE_OPPORTUNITY, CLOSE_QUOTES, LINES, NESTED, ONE, PAGE
from domain.money import DECIMALS_OF

_CODES: Final = {
    decimals: ", ".join(f"'{code}'" for code in sorted(codes))
    for decimals, codes in DECIMALS_OF.items()
}


def decimal(amount: str, currency: str) -> str:
    """The amount as text, with as many decimals as the currency has."""
    return (
        f"CASE WHEN {currency} IN ({_CODES[0]}) THEN ({amount} / 10000)::text"
        f" WHEN {currency} IN ({_CODES[3]}) THEN (({amount} / 10) * 0.001)::text"
        f" WHEN {currency} IN ({_CODES[4]}) THEN ({amount} * 0.0001)::text"
        f" ELSE (({amount} / 100) * 0.01)::text END"
    )


def money(amount: str, currency: str) -> str:
    """An object of the amount."""
    text = decimal(amount, currency)
    return f"""'{{"amount":"' || {text} || '","currency":"' || {currency} || '"}}'"""


def money_or_null(amount: str, currency: str) -> str:
    """The same of a column that can be null."""
    return f"CASE WHEN {amount} IS NULL THEN 'null' ELSE {money(amount, currency)} END"


def word_or_null(value: str) -> str:
    """A value that needs no escaping, or null."""
    return f"coalesce('\"' || {value} || '\"', 'null')"


_LINES_OF_QUOTE: Final = f"""(
    SELECT string_agg(format('{{"id":"%s","position":%s,"name":%s,"quantity":"%s","amount":%s}}',
        l.id, l.position, to_json(l.name),
        CASE WHEN l.quantity % 1000000 = 0 THEN (l.quantity / 1000000)::text
            ELSE trim_scale(l.quantity * 0.000001)::text END,
        {money("l.amount", "l.currency")}), ',' ORDER BY l.position)
    FROM quote_line l WHERE l.quote_id = q.id)"""


def _quotes(*, with_lines: bool) -> str:
    lines = ',"lines":[%s]' if with_lines else ""
    value = f", {_LINES_OF_QUOTE}" if with_lines else ""
    return f"""(
    SELECT string_agg(q.json, ',') FROM (
        SELECT format('{{"id":"%s","number":"%s","name":%s,"state":"%s","totalAmount":%s{lines}}}',
            q.id, q.number, to_json(q.name), q.state,
            {money("q.total_amount", "q.currency")}{value}) AS json
        FROM quote q WHERE q.opportunity_id = o.id
        ORDER BY q.created_at DESC, q.id DESC LIMIT {NESTED}) q)"""


def _opportunity(*, with_account: bool, with_lines: bool) -> str:
    account = ',"account":%s' if with_account else ""
    value = (
        """coalesce((SELECT format('{"id":"%s","name":%s}', a.id, to_json(a.name))
            FROM account a WHERE a.id = o.account_id), 'null'),"""
        if with_account
        else ""
    )
    return f"""format('{{"id":"%s","name":%s,"state":"%s","stage":"%s","estimatedRevenue":%s,'
        '"estimatedCloseDate":%s{account},"quotes":{{"nodes":[%s]}}}}',
        o.id, to_json(o.name), o.state, o.stage,
        {money_or_null("o.estimated_revenue", "o.currency")},
        {word_or_null("o.estimated_close_date")}, {value}
        {_quotes(with_lines=with_lines)})"""


def _page(*, with_lines: bool) -> str:
    return f"""
    SELECT convert_to(format('{{"data":{{"opportunities":{{"nodes":[%s]}}}}}}',
        (SELECT string_agg(json, ',') FROM (
            SELECT {_opportunity(with_account=True, with_lines=with_lines)} AS json
            FROM (SELECT * FROM opportunity ORDER BY created_at DESC, id DESC LIMIT $1) o
            ORDER BY o.created_at DESC, o.id DESC) page)), 'UTF8')"""


READS: Final = {
    ONE: f"""
    SELECT convert_to(format('{{"data":{{"opportunity":%s}}}}',
        {_opportunity(with_account=False, with_lines=False)}), 'UTF8')
    FROM opportunity o WHERE o.id = $1""",
    PAGE: _page(with_lines=False),
    LINES: _page(with_lines=True),
}

LOCK: Final = "BEGIN; SELECT FROM opportunity WHERE id = '{}' FOR UPDATE"
"""Both in one message, so the id is written in: the route has checked that it is one."""

_EVENT: Final = """INSERT INTO event (id, position, type, opportunity_id, opportunity_version,
            payload, actor_id, occurred_at)
        SELECT 'evt_' || $2 || '000', pg_current_xact_id()::text::bigint"""
_FIELD_CHANGES: Final = """INSERT INTO field_change (id, event_id, entity_id, version, field,
            old_value, new_value)
        SELECT 'chg_' || $2 || lpad(nth::text, 3, '0'), 'evt_' || $2 || '000'"""

# What must be true for the change stands in the first WITH, which sees what the lock has settled.
WRITES: Final = {
    CLOSE_QUOTES: f"""
    WITH closing AS (
        SELECT o.version AS opportunity_version, q.id, q.version, q.state, q.status_reason_id,
            q.closed_on, row_number() OVER (ORDER BY q.created_at DESC, q.id DESC) AS place
        FROM opportunity o JOIN quote q ON q.opportunity_id = o.id
        WHERE o.id = $1 AND o.state = 'OPEN' AND q.state IN ('ACTIVE', 'DRAFT')),
    reason AS (
        SELECT id FROM status_reason WHERE quote_state = 'CLOSED' AND is_default AND is_active),
    closed AS (
        UPDATE quote q SET state = 'CLOSED', status_reason_id = reason.id, closed_on = $3,
            version = q.version + 1, updated_at = $4
        FROM closing, reason WHERE q.id = closing.id
        RETURNING closing.place, q.id, format(
            '{{"id":"%s","number":"%s","state":"%s","closedOn":"%s"}}',
            q.id, q.number, q.state, q.closed_on) AS json),
    recorded AS (
        INSERT INTO quote_close (id, quote_id, status_reason_id, closed_on, closed_by_id, closed_at)
        SELECT 'qcl_' || $2 || lpad(place::text, 3, '0'), closing.id, reason.id, $3, $5, $4
        FROM closing, reason),
    happened AS (
        {_EVENT}, 'QuotesClosed', $1, opportunity_version + 1,
            format('{{"opportunityId":"%s","quoteIds":[%s]}}', $1,
                string_agg('"' || id || '"', ',' ORDER BY place)), $5, $4
        FROM closing GROUP BY opportunity_version),
    noted AS (
        {_FIELD_CHANGES}, q.id, q.version + 1, field, old, new
        FROM closing q, reason, LATERAL (VALUES
            (3 * q.place - 2, 'state', q.state, 'CLOSED'),
            (3 * q.place - 1, 'statusReason', q.status_reason_id, reason.id),
            (3 * q.place, 'closedOn', q.closed_on::text, $3::text)) given (nth, field, old, new)
        WHERE old IS DISTINCT FROM new),
    touched AS (
        UPDATE opportunity SET version = version + 1, updated_at = $4
        WHERE id = $1 AND EXISTS (SELECT FROM closing)
        RETURNING format('{{"id":"%s","version":%s,"state":"%s"}}', id, version, state) AS json)
    SELECT convert_to(format(
        '{{"data":{{"closeQuotes":{{"opportunity":%s,"closedQuotes":[%s],"errors":[]}}}}}}',
        touched.json, (SELECT string_agg(json, ',' ORDER BY place) FROM closed)), 'UTF8')
    FROM touched""",
    CLOSE_OPPORTUNITY: f"""
    WITH locked AS (
        SELECT o.* FROM opportunity o WHERE o.id = $1 AND o.state = 'OPEN' AND NOT EXISTS (
            SELECT FROM quote q WHERE q.opportunity_id = o.id AND q.state = 'ACTIVE')),
    reason AS (
        SELECT id FROM status_reason
        WHERE opportunity_state = 'WON' AND is_default AND is_active),
    closed AS (
        UPDATE opportunity o SET state = 'WON', is_open = false, status_reason_id = reason.id,
            actual_revenue = o.estimated_revenue, actual_close_date = $3,
            version = o.version + 1, updated_at = $4
        FROM locked, reason WHERE o.id = locked.id RETURNING o.*),
    recorded AS (
        INSERT INTO opportunity_close (id, opportunity_id, outcome, status_reason_id,
            actual_revenue, currency, actual_close_date, stage_at_close, closed_by_id, closed_at)
        SELECT 'ocl_' || $2 || '001', id, 'WON', status_reason_id, actual_revenue, currency, $3,
            stage, $5, $4
        FROM closed RETURNING outcome, actual_close_date),
    happened AS (
        {_EVENT}, 'OpportunityClosed', id, version,
            format('{{"opportunityId":"%s","closeId":"%s","outcome":"WON"}}', id,
                'ocl_' || $2 || '001'), $5, $4
        FROM closed),
    noted AS (
        {_FIELD_CHANGES}, c.id, c.version, field, old, new
        FROM locked l, closed c, LATERAL (VALUES
            (1, 'state', l.state, c.state),
            (2, 'statusReason', l.status_reason_id, c.status_reason_id),
            (3, 'actualRevenue', {decimal("l.actual_revenue", "l.currency")},
                {decimal("c.actual_revenue", "c.currency")}),
            (4, 'actualCloseDate', l.actual_close_date::text, c.actual_close_date::text))
            given (nth, field, old, new)
        WHERE old IS DISTINCT FROM new)
    SELECT convert_to(format(
        '{{"data":{{"closeOpportunity":{{"opportunity":{{"id":"%s","version":%s,"state":"%s",'
        '"actualRevenue":%s,"actualCloseDate":"%s"}},"close":{{"outcome":"%s",'
        '"actualCloseDate":"%s"}},"errors":[]}}}}}}', c.id, c.version, c.state,
        {money_or_null("c.actual_revenue", "c.currency")}, c.actual_close_date,
        r.outcome, r.actual_close_date), 'UTF8')
    FROM closed c, recorded r""",
}
