"""The story on a salesperson's own opportunity, and what it costs in round trips."""

from typing import Any

import pytest

from db.acting import ACT, told
from db.database import Database
from db.traffic import Traffic
from domain.access import Right, Role, access_of
from server.auditing.trail import AuditTrail
from tests.conftest import NOW
from tests.noting import round_trips
from tests.row_level_security.asking import asking
from tests.row_level_security.world import SAM, SAM_SELLS, TEA, actor, deal_of, draft_of, quote_of

pytestmark = pytest.mark.anyio


async def test_the_story_of_his_own_opportunity(bound: Database) -> None:
    ask, deal = asking(bound), deal_of(SAM)

    async def call(field: str, selection: str, more: str = "") -> Any:
        given = f'input: {{opportunityId: "{deal}"{more}}}'
        return (await ask(SAM_SELLS, f"mutation {{ it: {field}({given}) {{ {selection} }} }}"))[
            "it"
        ]

    blocked = await call(
        "closeOpportunity",
        "errors { code ... on BlockingQuotesError { quotes { id } } }",
        ", outcome: WON",
    )
    closed_quotes = await call("closeQuotes", "closedQuotes { id } errors { code }")
    closed = await call(
        "closeOpportunity", "opportunity { state } errors { code }", ", outcome: WON"
    )
    reopened = await call("reopenOpportunity", "opportunity { state } errors { code }")

    assert blocked["errors"] == [
        {"code": "OPPORTUNITY_HAS_ACTIVE_QUOTES", "quotes": [{"id": quote_of(SAM)}]}
    ]
    quotes = [{"id": draft_of(SAM)}, {"id": quote_of(SAM)}]
    assert closed_quotes == {"closedQuotes": quotes, "errors": []}
    assert closed == {"opportunity": {"state": "WON"}, "errors": []}
    assert reopened == {"opportunity": {"state": "OPEN"}, "errors": []}


async def test_by_a_key_that_closes_opportunities_their_quotes_follow(bound: Database) -> None:
    key = actor(SAM, access_of(Role.SALESPERSON, frozenset({Right.CLOSE_OPPORTUNITIES})))
    ask = asking(bound)
    won = "{ opportunities(filter: { state: { eq: WON } }) { nodes { id owner { id } } } }"
    nodes = (await ask(key, won))["opportunities"]["nodes"]
    (deal,) = (each["id"] for each in nodes if each["owner"]["id"] == SAM)

    given = f'input: {{opportunityId: "{deal}"'
    state = "{ opportunity { state quotes { totalCount } } errors { code } }"
    reopened = await ask(key, f"mutation {{ it: reopenOpportunity({given}}}) {state} }}")
    lost = await ask(key, f"mutation {{ it: closeOpportunity({given}, outcome: LOST}}) {state} }}")

    for found, expected in ((reopened, "OPEN"), (lost, "LOST")):
        opportunity = {"state": expected, "quotes": {"totalCount": 1}}
        assert found == {"it": {"opportunity": opportunity, "errors": []}}


async def test_his_own_work_from_a_new_opportunity_to_its_deletion(bound: Database) -> None:
    ask = asking(bound)

    async def call(field: str, given: str, selection: str) -> Any:
        document = (
            f"mutation {{ it: {field}(input: {{{given}}}) {{ {selection} errors {{ code }} }} }}"
        )
        found = (await ask(SAM_SELLS, document))["it"]
        assert found.pop("errors") == []
        return found

    account = await call("createAccount", 'name: "New"', "account { id }")
    deal = await call(
        "createOpportunity",
        f'name: "New", currency: "USD", accountId: "{account["account"]["id"]}"',
        "opportunity { id }",
    )
    deal_id = deal["opportunity"]["id"]
    lines = (
        'lines: [{name: "A", quantity: 1, unitPrice: 2}, {name: "B", quantity: 1, unitPrice: 2}]'
    )
    quote = await call(
        "createQuote", f'opportunityId: "{deal_id}", name: "Q", {lines}', "quote { id }"
    )
    quote_id = quote["quote"]["id"]
    await call("updateQuote", f'quoteId: "{quote_id}", {lines}', "quote { id }")
    await call("activateQuote", f'quoteId: "{quote_id}"', "quote { id }")
    revised = await call("reviseQuote", f'quoteId: "{quote_id}"', "quote { id }")
    await call("activateQuote", f'quoteId: "{revised["quote"]["id"]}"', "quote { id }")
    await call("winQuote", f'quoteId: "{revised["quote"]["id"]}"', "quote { id }")
    other = await call("createOpportunity", 'name: "Other", currency: "USD"', "opportunity { id }")
    await call(
        "deleteOpportunity", f'opportunityId: "{other["opportunity"]["id"]}"', "deletedQuoteIds"
    )


async def test_what_he_may_not_do_is_said_as_without_it(bound: Database, free: Database) -> None:
    """The row is locked, which it has to be seen for, and no more; and it is on record."""
    trail = AuditTrail(lambda: NOW)
    given = f'input: {{opportunityId: "{deal_of(TEA)}", outcome: WON}}'

    async with trail.writing_to(bound):
        answer = await asking(bound, trail)(
            SAM_SELLS, f"mutation {{ closeOpportunity({given}) {{ errors {{ code }} }} }}"
        )

    assert answer == {"closeOpportunity": {"errors": [{"code": "PERMISSION_DENIED"}]}}
    entry = "SELECT (SELECT actor_id FROM audit_entry WHERE type = 'DENIED')"
    assert (await free.reads.row(entry, ()))[0] == SAM


async def test_a_conflict_of_versions_names_what_was_changed(bound: Database) -> None:
    ask = asking(bound)
    for name in ("One", "Two"):
        given = f'accountId: "acc_{1000:026}", name: "{name}"'
        await ask(
            actor(SAM, access_of(Role.SALESPERSON)),
            f"mutation {{ updateAccount(input: {{{given}}}) {{ errors {{ code }} }} }}",
        )

    given = f'accountId: "acc_{1000:026}", name: "Three", expectedVersion: 2'
    answer = await ask(
        SAM_SELLS,
        f"mutation {{ updateAccount(input: {{{given}}}) "
        "{ errors { code ... on RecordVersionError { changedFields } } } }",
    )

    (error,) = answer["updateAccount"]["errors"]
    assert error == {"code": "VERSION_CONFLICT", "changedFields": ["name"]}


async def test_a_read_takes_one_message_as_ever_and_a_write_one_more(bound: Database) -> None:
    ask, deal = asking(bound), deal_of(SAM)
    given = f'input: {{opportunityId: "{deal}", outcome: WON, closeOpenQuotes: true}}'
    traffic = Traffic()
    await bound.reads.row("SELECT 1", (), traffic, told(SAM_SELLS))
    assert traffic.statements == 1

    with round_trips(bound) as sent:
        await ask(SAM_SELLS, f"mutation {{ closeOpportunity({given}) {{ close {{ id }} }} }}")

    # BEGIN, who acts, lock, facts, changes, payload, COMMIT.
    assert len(sent) == 7
    assert sent[:2] == [["BEGIN"], [ACT]]
    assert sent[-1] == ["COMMIT"]
