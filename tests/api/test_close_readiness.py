"""closeReadiness says before the call what closeOpportunity would answer, whatever has happened."""

from collections.abc import Iterator
from typing import Any

import pytest
from starlette.testclient import TestClient

from server.app import create_app
from server.demo import DEMO_USER
from server.settings import Settings
from tests.api.demo import (
    FOUR_LEASED,
    HARBOUR,
    LICENCES_JA,
    LIGHTS_JA,
    ROBOTS,
    SERVICE,
    SIX,
    STORES,
    SYSTEM_JA,
)
from tests.api.refusals import ERRORS
from tests.api.requests import ask, call, nothing_changes
from tests.conftest import LOCAL, NOW

ALL = (ROBOTS, SYSTEM_JA, STORES, HARBOUR, SERVICE, LIGHTS_JA)
READINESS = "closeReadiness { canClose " + ERRORS.replace("errors", "blockers", 1) + " }"


@pytest.fixture(params=[False, True], ids=["drafts pass", "drafts block"])
def either(database_url: str, request: pytest.FixtureRequest) -> Iterator[TestClient]:
    """The application under either rule about drafts."""
    settings = Settings(
        database_url=database_url, actor=DEMO_USER, drafts_block_closing=request.param
    )
    with TestClient(create_app(settings, clock=lambda: NOW), LOCAL) as opened:
        yield opened


def assert_agreement(client: TestClient, language: str = "en") -> dict[str, list[str]]:
    """Readiness and dry run agree about every opportunity; the codes by opportunity."""
    codes = {}
    for opportunity in ALL:
        document = f'{{ opportunity(id: "{opportunity}") {{ {READINESS} }} }}'
        readiness = ask(client, document, language=language)["opportunity"]["closeReadiness"]
        for outcome in ("WON", "LOST"):
            given = {"opportunityId": opportunity, "outcome": outcome, "dryRun": True}
            errors = call(client, "closeOpportunity", given, ERRORS, language)["errors"]
            assert readiness == {"canClose": not errors, "blockers": errors}
        codes[opportunity] = [error["code"] for error in readiness["blockers"]]
    return codes


def change(client: TestClient, field: str, **given: Any) -> None:
    assert call(client, field, given, "errors { code }")["errors"] == []


def test_readiness_agrees_with_the_dry_run_through_a_history(either: TestClient) -> None:
    drafts_block = either.app.state.application.settings.policy.drafts_block  # type: ignore[attr-defined]
    draft = ["OPPORTUNITY_HAS_DRAFT_QUOTES"] if drafts_block else []
    active, gone = ["OPPORTUNITY_HAS_ACTIVE_QUOTES"], ["OPPORTUNITY_ALREADY_CLOSED"]

    expected = {
        ROBOTS: [*active, *draft],
        SYSTEM_JA: draft,
        STORES: [],
        HARBOUR: [],
        SERVICE: gone,
        LIGHTS_JA: gone,
    }
    assert assert_agreement(either) == expected
    assert assert_agreement(either, "ja") == expected

    change(either, "activateQuote", quoteId=LICENCES_JA)
    change(either, "closeQuotes", opportunityId=ROBOTS, quoteIds=[SIX, FOUR_LEASED])
    change(either, "closeOpportunity", opportunityId=STORES, outcome="LOST")
    change(either, "reopenOpportunity", opportunityId=LIGHTS_JA)
    change(
        either,
        "createQuote",
        opportunityId=LIGHTS_JA,
        name="LED",
        lines=[{"name": "LED", "quantity": 1, "unitPrice": 3}],
    )
    expected = {
        ROBOTS: draft,
        SYSTEM_JA: active,
        STORES: gone,
        HARBOUR: [],
        SERVICE: gone,
        LIGHTS_JA: draft,
    }
    assert assert_agreement(either) == expected

    change(either, "closeOpportunity", opportunityId=SYSTEM_JA, outcome="WON", closeOpenQuotes=True)
    change(either, "closeQuotes", opportunityId=ROBOTS)
    change(either, "reopenOpportunity", opportunityId=SYSTEM_JA)
    change(either, "reopenOpportunity", opportunityId=STORES)
    assert assert_agreement(either) == {
        ROBOTS: [],
        SYSTEM_JA: [],
        STORES: [],
        HARBOUR: [],
        SERVICE: gone,
        LIGHTS_JA: draft,
    }


def test_readiness_is_the_same_wherever_it_is_read(client: TestClient, database_url: str) -> None:
    short = "closeReadiness { canClose blockers { code } }"
    document = f"""
      query($id: ID!, $quote: ID!) {{
        opportunity(id: $id) {{ {short} account {{ opportunities {{ nodes {{ id {short} }} }} }} }}
        node(id: $id) {{ ... on Opportunity {{ {short} }} }}
        nodes(ids: [$id]) {{ ... on Opportunity {{ {short} }} }}
        quote(id: $quote) {{ opportunity {{ {short} }} }}
        opportunities(filter: {{id: {{eq: $id}}}}) {{ edges {{ node {{ {short} }} }} }}
      }}
    """
    blocked = {
        "closeReadiness": {
            "canClose": False,
            "blockers": [{"code": "OPPORTUNITY_HAS_ACTIVE_QUOTES"}],
        }
    }
    closed = {
        "closeReadiness": {
            "canClose": False,
            "blockers": [{"code": "OPPORTUNITY_ALREADY_CLOSED"}],
        }
    }

    with nothing_changes(database_url):
        data = ask(client, document, {"id": ROBOTS, "quote": SIX})

    nodes = [{"id": ROBOTS, **blocked}, {"id": SERVICE, **closed}]
    assert data == {
        "opportunity": {**blocked, "account": {"opportunities": {"nodes": nodes}}},
        "node": blocked,
        "nodes": [blocked],
        "quote": {"opportunity": blocked},
        "opportunities": {"edges": [{"node": blocked}]},
    }


def test_blockers_can_be_read_in_depth_under_any_names(client: TestClient) -> None:
    document = f"""
      {{ opportunity(id: "{ROBOTS}") {{
        r: closeReadiness {{
          __typename ok: canClose
          b: blockers {{ t: __typename ... on UserError {{ c: code }} ...Quotes }}
          again: blockers {{ path ... on BlockingQuotesError {{ opportunity {{ name }} }} }}
        }}
        closeReadiness {{ blockers {{ ...Quotes }} }}
      }} }}
      fragment Quotes on BlockingQuotesError {{
        q: quotes {{ n: number lines {{ name amount {{ amount }} quote {{ id }} }} }}
      }}
    """

    data = ask(client, document)

    quotes = [
        {
            "n": "Q-DEMX0002",
            "lines": [
                {
                    "name": "Lease, month",
                    "amount": {"amount": "42480.00"},
                    "quote": {"id": FOUR_LEASED},
                }
            ],
        },
        {
            "n": "Q-DEMX0001",
            "lines": [
                {"name": "Shelf robot R2", "amount": {"amount": "49500.00"}, "quote": {"id": SIX}},
                {"name": "Setup", "amount": {"amount": "2400.00"}, "quote": {"id": SIX}},
            ],
        },
    ]
    assert data["opportunity"] == {
        "r": {
            "__typename": "CloseReadiness",
            "ok": False,
            "b": [{"t": "BlockingQuotesError", "c": "OPPORTUNITY_HAS_ACTIVE_QUOTES", "q": quotes}],
            "again": [{"path": [], "opportunity": {"name": "Warehouse automation"}}],
        },
        "closeReadiness": {"blockers": [{"q": quotes}]},
    }
