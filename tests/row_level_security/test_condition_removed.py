"""Without the compiler's condition the database still holds; without either nothing does."""

from typing import Any, Final

import orjson
import pytest
from sqlalchemy import ColumnElement, true

from db.acting import acting, told
from db.database import Database
from db.reads.catalog import Row
from db.reads.visibility import Visibility
from db.sql.literals import integer
from domain.access import Reach, Role, access_of
from domain.actor import Actor
from tests.conftest import NotedReads
from tests.row_level_security.asking import asking
from tests.row_level_security.world import (
    MIA,
    OTTO,
    OWNERS,
    SAM,
    SAM_SELLS,
    TEA,
    actor,
    deal_of,
    draft_of,
    numbered,
    quote_of,
)
from tests.services.dump import dump

pytestmark = pytest.mark.anyio

ACTORS: Final = {
    "partner": actor(SAM, access_of(Role.PARTNER)),
    "salesperson": SAM_SELLS,
    "manager": actor(TEA, access_of(Role.MANAGER)),
    "another manager": actor(MIA, access_of(Role.MANAGER)),
    "reader": actor(SAM, access_of(Role.READER)),
}
QUOTE = "id name close { id } lines { id name product { id } } opportunity { id }"
DEAL = f"""id owner {{ id }} account {{ id contacts(first: 9) {{ nodes {{ id }} totalCount }}
    opportunities(first: 9) {{ nodes {{ id }} totalCount }} }} contact {{ id }}
  closes {{ id competitor {{ id }} reopenedBy {{ id }} }}
  quotes(first: 9) {{ nodes {{ {QUOTE} }} totalCount }}
  changes(first: 9) {{ nodes {{ id event {{ id opportunity {{ id }} }} }} totalCount }}
  closeReadiness {{ canClose blockers {{ ... on BlockingQuotesError {{ quotes {{ id }} }} }} }}"""
IDS: Final = [
    *map(deal_of, OWNERS),
    *map(quote_of, OWNERS),
    *(numbered(kind, 1000 + at) for kind in ("acc", "con", "qln", "qcl") for at in range(4)),
    *(numbered(kind, at) for kind in ("evt", "chg") for at in (1000, 1003, 2001)),
    *(numbered(kind, 1) for kind in ("prd", "cmp", "usr")),
]
NODES: Final = " ".join(f'n{at}: node(id: "{each}") {{ id }}' for at, each in enumerate(IDS[:15]))
DOCUMENTS: Final = {
    "opportunities": f"{{ opportunities(first: 50) {{ nodes {{ {DEAL} }} totalCount }} }}",
    "quotes": f"{{ quotes(first: 50) {{ nodes {{ {QUOTE} }} totalCount }} }}",
    "parties": f"""{{ accounts(first: 50) {{ nodes {{ id parent {{ id }}
            opportunities(first: 9) {{ nodes {{ {DEAL} }} totalCount }} }} totalCount }}
        contacts(first: 50) {{ nodes {{ id account {{ id }} }} totalCount }}
        products(first: 50) {{ nodes {{ id }} totalCount }}
        competitors(first: 50) {{ nodes {{ id }} totalCount }} }}""",
    "searched": """{ opportunities(first: 50, orderBy: [{field: NAME}],
            filter: {quotes: {some: {state: {eq: ACTIVE}}}}) { nodes { id } totalCount } }""",
    "node": f"{{ {NODES} }}",
    "nodes": "query ($ids: [ID!]!) { nodes(ids: $ids) { __typename id } }",
    "events": """{ events(first: 50) { nodes { id opportunity { id } changes { id }
        actor { id } } } }""",
    "figures": """{ closeMetrics { count won lost wonValue { amount } }
        byAccount: closeMetrics(groupBy: [ACCOUNT]) { count keys { label } }
        pipeline { count value { amount } }
        byOwner: pipeline(groupBy: [OWNER, PRODUCT]) { count keys { label } } }""",
}


class Open(Visibility):
    """The compiler with its condition removed."""

    def of(self, kind: str, row: Row) -> ColumnElement[bool]:
        del kind, row
        return true()

    def sees_kind(self, kind: str) -> bool:
        del kind
        return True

    def distance(self, owner_id: ColumnElement[Any]) -> ColumnElement[int]:
        """Everything seems to be one's own, so no script denies anything."""
        del owner_id
        return integer(Reach.OWN)


@pytest.fixture
def without_condition(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("resolvers.statements.Visibility", Open)
    monkeypatch.setattr("db.writes.fact_sql.Visibility", Open)


async def answers(database: Database, who: Actor) -> dict[str, Any]:
    ask = asking(database)
    return {
        name: await ask(who, document, **({"ids": IDS} if name == "nodes" else {}))
        for name, document in DOCUMENTS.items()
    }


@pytest.mark.parametrize("who", ACTORS.values(), ids=ACTORS)
async def test_with_the_condition_it_makes_no_difference(
    bound: Database, free: Database, who: Actor
) -> None:
    assert await answers(bound, who) == await answers(free, who)


@pytest.mark.parametrize("who", ACTORS.values(), ids=ACTORS)
async def test_without_the_condition_the_database_holds(
    bound: Database, free: Database, who: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    expected = await answers(free, who)
    monkeypatch.setattr("resolvers.statements.Visibility", Open)

    found = await answers(bound, who)

    assert found == expected


@pytest.mark.usefixtures("without_condition")
async def test_without_either_everything_is_seen(free: Database) -> None:
    who = ACTORS["partner"]
    found = await answers(free, who)

    assert found["nodes"] == (await answers(free, ACTORS["another manager"]))["nodes"]
    assert [node and node["id"] for node in found["nodes"]["nodes"]] == IDS
    assert deal_of(OTTO) in [
        each["id"] for each in found["opportunities"]["opportunities"]["nodes"]
    ]


CALLS: Final = {
    "close": 'closeOpportunity(input: {{opportunityId: "{deal}", outcome: LOST, '
    "closeOpenQuotes: true}}) {{ errors {{ code }} }}",
    "close quotes": 'closeQuotes(input: {{opportunityId: "{deal}"}}) {{ errors {{ code }} }}',
    "rename": 'updateOpportunity(input: {{opportunityId: "{deal}", name: "Taken"}}) '
    "{{ errors {{ code }} }}",
    "take": 'updateOpportunity(input: {{opportunityId: "{deal}", ownerId: "{me}"}}) '
    "{{ errors {{ code }} }}",
    "quote": 'createQuote(input: {{opportunityId: "{deal}", name: "Q", '
    'lines: [{{name: "L", quantity: 1, unitPrice: 1}}]}}) {{ errors {{ code }} }}',
    "quote's lines": 'updateQuote(input: {{quoteId: "{draft}", '
    'lines: [{{name: "L", quantity: 1, unitPrice: 1}}]}}) {{ errors {{ code }} }}',
    "win": 'winQuote(input: {{quoteId: "{quote}"}}) {{ errors {{ code }} }}',
}


def document(call: str, owner: str) -> str:
    given = CALLS[call].format(
        deal=deal_of(owner), quote=quote_of(owner), draft=draft_of(owner), me=SAM
    )
    return f"mutation {{ call: {given} }}"


@pytest.mark.usefixtures("without_condition")
@pytest.mark.parametrize("call", CALLS)
async def test_what_is_seen_but_not_his_to_change_is_not_changed(
    bound: Database, free: Database, call: str
) -> None:
    before = await dump(free)

    with pytest.raises(AssertionError, match="INTERNAL_SERVER_ERROR"):
        await asking(bound)(SAM_SELLS, document(call, TEA))

    assert await dump(free) == before


@pytest.mark.usefixtures("without_condition")
@pytest.mark.parametrize("call", CALLS)
async def test_what_is_not_seen_is_not_there(bound: Database, free: Database, call: str) -> None:
    before = await dump(free)

    answer = await asking(bound)(SAM_SELLS, document(call, OTTO))

    assert answer == {"call": {"errors": [{"code": "NOT_FOUND"}]}}
    assert await dump(free) == before


@pytest.mark.usefixtures("without_condition")
@pytest.mark.parametrize("call", CALLS)
async def test_without_either_it_is_changed(free: Database, call: str) -> None:
    assert await asking(free)(SAM_SELLS, document(call, TEA)) == {"call": {"errors": []}}


@pytest.mark.parametrize("who", ACTORS.values(), ids=ACTORS)
async def test_the_actor_is_told_before_anything_is_read(bound: Database, who: Actor) -> None:
    """By the plan of each statement: a filter before all of it, and nothing beneath it."""
    sent: list[tuple[str, Any]] = []
    reads = bound.reads
    bound.reads = NotedReads(reads, lambda sql, arguments: sent.append((sql, arguments)))
    await answers(bound, who)
    assert len(sent) == len(DOCUMENTS)

    for sql, arguments in sent:
        explained = "EXPLAIN (FORMAT JSON) " + acting(sql, len(arguments))
        (plan,) = await reads.row(explained, (*arguments, told(who)))
        top = orjson.loads(plan)[0]["Plan"]
        assert top["Node Type"] == "Result"
        assert top["One-Time Filter"].startswith("(set_config('clinch.actor'")
        beneath = {each["Parent Relationship"] for each in top["Plans"]}
        # These are run by whatever asks for them, which here is what is selected.
        assert beneath <= {"InitPlan", "SubPlan"}
