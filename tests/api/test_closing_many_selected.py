"""What became of each is answered as the client selected it: twice, in depth, in fragments."""

from typing import Any

from starlette.testclient import TestClient

from domain.lifecycle import OpportunityOutcome, QuoteState
from tests.api.batches import put
from tests.api.demo import NO_OPPORTUNITY
from tests.api.requests import ask, nothing_changes
from tests.factories import closed, line, opportunity, quote

DOCUMENT = """
  mutation($input: CloseOpportunitiesInput!, $yes: Boolean!, $no: Boolean!) {
    first: closeOpportunities(input: $input) {
      t: __typename
      results { id: opportunityId ... @include(if: $no) { status } }
      again: results {
        __typename
        s: status status
        opportunity { n: name quotes(first: 1) { totalCount } }
        opportunity { version @skip(if: $yes) name }
        other: opportunity { owner { name } }
        close @include(if: $no) { id }
        short: errors { ... on UserError { c: code } }
        errors { ...Blocking ... on NotFoundError { missingId } }
      }
      n: failedCount
      closedCount @skip(if: $yes)
      kinds: errors { __typename }
      errors { path ...Blocking ...Closed }
    }
    second: closeOpportunities(input: $input) { failedCount results @skip(if: $yes) { status } }
  }
  fragment Blocking on BlockingQuotesError {
    quotes { name }
    deep: quotes {
      lines { position amount { amount } }
      opportunity { closeReadiness { canClose blockers {
        code ... on BlockingQuotesError { quotes { name } } } } }
    }
    opportunity { name pages: quotes(first: 1, orderBy: [{field: NUMBER}]) {
      totalCount nodes { name lines { name } } pageInfo { hasNextPage } } }
  }
  fragment Closed on OpportunityStateError { opportunity { name closes { outcome } } }
"""


def blocked(name: str) -> tuple[Any, ...]:
    """An opportunity with two active quotes, the newer one first, of which one has a line."""
    deal = opportunity(name=name)
    older, newer = (
        quote(deal, QuoteState.ACTIVE, name=f"{name} {place}", number=f"Q-{name}{place}")
        for place in (1, 2)
    )
    return deal, older, newer, line(older)


def told(name: str) -> Any:
    """What is selected of the error about such an opportunity."""
    both = [{"name": f"{name} 2"}, {"name": f"{name} 1"}]
    blocker = {"code": "OPPORTUNITY_HAS_ACTIVE_QUOTES", "quotes": both}
    of = {"closeReadiness": {"canClose": False, "blockers": [blocker]}}
    robot = {"position": 1, "amount": {"amount": "10.00"}}
    return {
        "quotes": both,
        "deep": [{"lines": [], "opportunity": of}, {"lines": [robot], "opportunity": of}],
        "opportunity": {
            "name": name,
            "pages": {
                "totalCount": 2,
                "nodes": [{"name": f"{name} 1", "lines": [{"name": "Robot"}]}],
                "pageInfo": {"hasNextPage": True},
            },
        },
    }


def test_results_and_errors_can_be_selected_anyhow(client: TestClient, database_url: str) -> None:
    one, two, fine = blocked("One"), blocked("Two"), opportunity(name="Fine")
    over, close = closed(OpportunityOutcome.LOST, name="Over")
    put(client, *one, *two, fine, over, close)
    ids = [two[0].id, over.id, fine.id, NO_OPPORTUNITY, one[0].id]
    given = {"ids": ids, "outcome": "WON", "policy": "EACH", "dryRun": True}

    with nothing_changes(database_url):
        answer = ask(client, DOCUMENT, {"input": given, "yes": True, "no": False})

    failed = {
        "__typename": "CloseOpportunityResult",
        "s": "FAILED",
        "status": "FAILED",
        "opportunity": None,
        "other": None,
    }
    active = [{"c": "OPPORTUNITY_HAS_ACTIVE_QUOTES"}]
    assert answer == {
        "first": {
            "t": "CloseOpportunitiesPayload",
            "results": [{"id": each} for each in ids],
            "again": [
                {**failed, "short": active, "errors": [told("Two")]},
                {**failed, "short": [{"c": "OPPORTUNITY_ALREADY_CLOSED"}], "errors": [{}]},
                {
                    **failed,
                    "s": "CLOSED",
                    "status": "CLOSED",
                    "opportunity": {"n": "Fine", "quotes": {"totalCount": 0}, "name": "Fine"},
                    "other": {"owner": {"name": "System"}},
                    "short": [],
                    "errors": [],
                },
                {
                    **failed,
                    "short": [{"c": "NOT_FOUND"}],
                    "errors": [{"missingId": NO_OPPORTUNITY}],
                },
                {**failed, "short": active, "errors": [told("One")]},
            ],
            "n": 4,
            "kinds": [
                {"__typename": "BlockingQuotesError"},
                {"__typename": "OpportunityStateError"},
                {"__typename": "NotFoundError"},
                {"__typename": "BlockingQuotesError"},
            ],
            "errors": [
                {"path": ["input", "ids", "0"], **told("Two")},
                {
                    "path": ["input", "ids", "1"],
                    "opportunity": {"name": "Over", "closes": [{"outcome": "LOST"}]},
                },
                {"path": ["input", "ids", "3"]},
                {"path": ["input", "ids", "4"], **told("One")},
            ],
        },
        "second": {"failedCount": 4},
    }


def test_two_calls_in_one_document_are_made_one_after_the_other(client: TestClient) -> None:
    deals = [opportunity() for _ in range(2)]
    put(client, *deals, *(quote(deal, QuoteState.ACTIVE) for deal in deals))
    ids = [deal.id for deal in deals]
    document = """mutation($ids: [ID!]!) {
      early: closeOpportunities(input: {ids: $ids, outcome: WON}) { failedCount }
      closeQuotesOfOpportunities(input: {ids: $ids}) { closedCount }
      late: closeOpportunities(input: {ids: $ids, outcome: WON}) { closedCount errors { code } }
    }"""

    answer = ask(client, document, {"ids": ids})

    assert answer == {
        "early": {"failedCount": 2},
        "closeQuotesOfOpportunities": {"closedCount": 2},
        "late": {"closedCount": 2, "errors": []},
    }
