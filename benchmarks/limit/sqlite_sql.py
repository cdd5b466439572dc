"""The statements of the limit on SQLite: the database writes the whole answer."""

from typing import Final

from benchmarks.cases import LINES, NESTED, ONE, PAGE
from domain.money import DECIMALS_OF

_CODES: Final = {
    decimals: ", ".join(f"'{code}'" for code in sorted(codes))
    for decimals, codes in DECIMALS_OF.items()
}


def money(amount: str, currency: str) -> str:
    """An object of the amount, with as many decimals as the currency has; never by floats."""
    text = (
        f"CASE WHEN {currency} IN ({_CODES[0]}) THEN {amount} / 10000"
        f" WHEN {currency} IN ({_CODES[3]}) THEN {_decimal(amount, 3)}"
        f" WHEN {currency} IN ({_CODES[4]}) THEN {_decimal(amount, 4)}"
        f" ELSE {_decimal(amount, 2)} END"
    )
    return f"""format('{{"amount":"%s","currency":"%s"}}', {text}, {currency})"""


def _decimal(amount: str, decimals: int) -> str:
    fraction = f"abs({amount}) % 10000 / {10 ** (4 - decimals)}"
    sign = f"iif({amount} < 0, '-', '')"
    return f"format('%s%d.%0{decimals}d', {sign}, abs({amount}) / 10000, {fraction})"


def money_or_null(amount: str, currency: str) -> str:
    """The same of a column that can be null."""
    return f"CASE WHEN {amount} IS NULL THEN 'null' ELSE {money(amount, currency)} END"


_LINES_OF_QUOTE: Final = f"""(
    SELECT group_concat(l.json) FROM (
        SELECT format('{{"id":"%s","position":%d,"name":%s,"quantity":"%s","amount":%s}}',
            l.id, l.position, json_quote(l.name),
            CASE WHEN l.quantity % 1000000 = 0 THEN l.quantity / 1000000
                ELSE format('%d.%s', l.quantity / 1000000,
                    rtrim(format('%06d', l.quantity % 1000000), '0')) END,
            {money("l.amount", "l.currency")}) AS json
        FROM quote_line l WHERE l.quote_id = q.id ORDER BY l.position) l)"""


def _quotes(*, with_lines: bool) -> str:
    lines = ',"lines":[%s]' if with_lines else ""
    value = f", {_LINES_OF_QUOTE}" if with_lines else ""
    return f"""(
    SELECT group_concat(q.json) FROM (
        SELECT format('{{"id":"%s","number":"%s","name":%s,"state":"%s","totalAmount":%s{lines}}}',
            q.id, q.number, json_quote(q.name), q.state,
            {money("q.total_amount", "q.currency")}{value}) AS json
        FROM quote q WHERE q.opportunity_id = o.id
        ORDER BY q.created_at DESC, q.id DESC LIMIT {NESTED}) q)"""


def _opportunity(*, with_account: bool, with_lines: bool) -> str:
    account = ',"account":%s' if with_account else ""
    value = (
        """CASE WHEN a.id IS NULL THEN 'null'
            ELSE format('{"id":"%s","name":%s}', a.id, json_quote(a.name)) END,"""
        if with_account
        else ""
    )
    return f"""format('{{"id":"%s","name":%s,"state":"%s","stage":"%s","estimatedRevenue":%s,'
        || '"estimatedCloseDate":%s{account},"quotes":{{"nodes":[%s]}}}}',
        o.id, json_quote(o.name), o.state, o.stage,
        {money_or_null("o.estimated_revenue", "o.currency")},
        coalesce('"' || o.estimated_close_date || '"', 'null'), {value}
        {_quotes(with_lines=with_lines)})"""


def _page(*, with_lines: bool) -> str:
    return f"""
    SELECT CAST('{{"data":{{"opportunities":{{"nodes":[' || coalesce(group_concat(json), '')
        || ']}}}}}}' AS BLOB)
    FROM (
        SELECT {_opportunity(with_account=True, with_lines=with_lines)} AS json
        FROM opportunity o LEFT JOIN account a ON a.id = o.account_id
        ORDER BY o.created_at DESC, o.id DESC LIMIT ?)"""


READS: Final = {
    ONE: f"""
    SELECT CAST('{{"data":{{"opportunity":'
        || {_opportunity(with_account=False, with_lines=False)} || '}}}}' AS BLOB)
    FROM opportunity o WHERE o.id = ?""",
    PAGE: _page(with_lines=False),
    LINES: _page(with_lines=True),
}
