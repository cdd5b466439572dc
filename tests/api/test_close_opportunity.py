"""closeOpportunity over HTTP: what it writes, its defaults, and what it answers."""

from typing import Any

from starlette.testclient import TestClient

from tests.api.demo import (
    AIKO,
    BRIGHTSHELF,
    EIGHT,
    FOUR_LEASED,
    HARBOUR,
    ROBOTS,
    SIX,
    STORES,
    SYSTEM_JA,
)
from tests.api.requests import ask, call, call_literally, events, nothing_changes
from tests.conftest import execute

SELECTION = """
  opportunity {
    version state statusReason { code } stage
    actualRevenue { amount currency } actualCloseDate updatedAt
  }
  close {
    opportunity { id } outcome statusReason { code }
    actualRevenue { amount currency } actualCloseDate
    competitor { id } description stageAtClose closedBy { id } closedAt client
    reopenedAt reopenedBy { id }
  }
  closedQuotes { id version state statusReason { code } closedOn close { closedOn description } }
  errors { code }
"""
NOW = "2026-11-22T17:23:00.123456Z"


def closed(
    opportunity: str, state: str, reason: str, revenue: tuple[str, str] | None, **differing: Any
) -> dict[str, Any]:
    """The payload of a close with the defaults but for what differs."""
    day = differing.get("day", "2026-11-22")
    money = revenue and {"amount": revenue[0], "currency": revenue[1]}
    return {
        "opportunity": {
            "version": 2,
            "state": state,
            "statusReason": {"code": reason},
            "stage": differing["stage"],
            "actualRevenue": money,
            "actualCloseDate": day,
            "updatedAt": NOW,
        },
        "close": {
            "opportunity": {"id": opportunity},
            "outcome": state,
            "statusReason": {"code": reason},
            "actualRevenue": money,
            "actualCloseDate": day,
            "competitor": differing.get("competitor"),
            "description": differing.get("description"),
            "stageAtClose": differing["stage"],
            "closedBy": {"id": AIKO},
            "closedAt": NOW,
            "client": "testclient",
            "reopenedAt": None,
            "reopenedBy": None,
        },
        "closedQuotes": differing.get("quotes", []),
        "errors": [],
    }


def test_won_with_the_defaults_brings_the_estimated_revenue(
    client: TestClient, database_url: str
) -> None:
    given = {"opportunityId": STORES, "outcome": "WON"}

    payload = call(client, "closeOpportunity", given, SELECTION)

    assert payload == closed(STORES, "WON", "WON", ("18250.50", "EUR"), stage="QUALIFY")
    assert events(database_url) == ["OpportunityClosed"]


def test_won_without_an_estimate_brings_nothing_known(
    client: TestClient, database_url: str
) -> None:
    execute(database_url, f"UPDATE opportunity SET estimated_revenue = NULL WHERE id = '{STORES}'")

    payload = call_literally(
        client, "closeOpportunity", {"opportunityId": STORES, "outcome": "WON"}, SELECTION
    )

    assert payload == closed(STORES, "WON", "WON", None, stage="QUALIFY")


def test_lost_with_the_defaults_brings_0_and_leaves_drafts_alone(client: TestClient) -> None:
    given = {
        "opportunityId": SYSTEM_JA,
        "outcome": "LOST",
        "statusReasonCode": None,
        "actualCloseDate": None,
        "actualRevenue": None,
        "competitorId": None,
        "description": None,
        "expectedVersion": None,
    }

    payload = call(client, "closeOpportunity", given, SELECTION)
    after = ask(
        client, f'{{ opportunity(id: "{SYSTEM_JA}") {{ quotes {{ nodes {{ state version }} }} }} }}'
    )

    assert payload == closed(SYSTEM_JA, "LOST", "CANCELED", ("0", "JPY"), stage="DEVELOP")
    assert after["opportunity"]["quotes"]["nodes"] == [{"state": "DRAFT", "version": 1}]


def test_lost_to_a_competitor_is_out_sold_by_default(client: TestClient) -> None:
    given = {"opportunityId": STORES, "outcome": "LOST", "competitorId": BRIGHTSHELF}

    payload = call_literally(client, "closeOpportunity", given, SELECTION)

    assert payload == closed(
        *(STORES, "LOST", "OUT_SOLD", ("0.00", "EUR")),
        stage="QUALIFY",
        competitor={"id": BRIGHTSHELF},
    )


def test_every_detail_can_be_given(client: TestClient) -> None:
    given = {
        "opportunityId": HARBOUR,
        "outcome": "LOST",
        "statusReasonCode": "CANCELED",
        "actualCloseDate": "1999-12-31",
        "actualRevenue": {"amount": "10000000000000", "currency": "KWD"},
        "competitorId": BRIGHTSHELF,
        "description": "\t{id} 100 % 'sûr' \\ \"🤝\"\u2028x \n",
        "expectedVersion": 1,
    }

    payload = call(client, "closeOpportunity", given, SELECTION)

    assert payload == closed(
        *(HARBOUR, "LOST", "CANCELED", ("10000000000000.000", "KWD")),
        day="1999-12-31",
        stage="QUALIFY",
        competitor={"id": BRIGHTSHELF},
        description="{id} 100 % 'sûr' \\ \"🤝\"\u2028x",
    )


def test_a_competitor_may_be_named_of_one_that_is_won(client: TestClient) -> None:
    given = {
        "opportunityId": STORES,
        "outcome": "WON",
        "competitorId": BRIGHTSHELF,
        "actualRevenue": {"amount": 7},
    }

    payload = call_literally(client, "closeOpportunity", given, SELECTION)

    assert payload == closed(
        *(STORES, "WON", "WON", ("7.00", "EUR")), stage="QUALIFY", competitor={"id": BRIGHTSHELF}
    )


def quote(identifier: str, **differing: Any) -> dict[str, Any]:
    day, description = differing["day"], differing["description"]
    return {
        "id": identifier,
        "version": 2,
        "state": "CLOSED",
        "statusReason": {"code": "LOST"},
        "closedOn": day,
        "close": {"closedOn": day, "description": description},
    }


def test_the_open_quotes_are_closed_first_if_that_is_asked_for(
    client: TestClient, database_url: str
) -> None:
    given = {
        "opportunityId": ROBOTS,
        "outcome": "WON",
        "closeOpenQuotes": True,
        "actualCloseDate": "2026-11-19",
        "description": "Signed.",
    }

    payload = call(client, "closeOpportunity", given, SELECTION)

    said: dict[str, Any] = {"day": "2026-11-19", "description": "Signed."}
    quotes = [quote(each, **said) for each in (EIGHT, FOUR_LEASED, SIX)]
    assert payload == closed(
        *(ROBOTS, "WON", "WON", ("52000.00", "USD")), stage="PROPOSE", quotes=quotes, **said
    )
    assert events(database_url) == ["QuotesClosed", "OpportunityClosed"]


def test_a_dry_run_answers_what_is_stored_and_writes_nothing(
    client: TestClient, database_url: str
) -> None:
    given = {"opportunityId": ROBOTS, "outcome": "WON", "closeOpenQuotes": True, "dryRun": True}
    selection = """
      opportunity {
        version state statusReason { code } actualRevenue { amount } actualCloseDate updatedAt
        closes { id } closeReadiness { canClose }
      }
      close { id }
      closedQuotes { id version state closedOn close { id } opportunity { state } }
      errors { code }
    """

    with nothing_changes(database_url):
        payload = call(client, "closeOpportunity", given, selection)

    def as_now(quote: str, state: str) -> dict[str, Any]:
        entity = {"id": quote, "version": 1, "state": state, "closedOn": None, "close": None}
        return {**entity, "opportunity": {"state": "OPEN"}}

    assert payload == {
        "opportunity": {
            "version": 1,
            "state": "OPEN",
            "statusReason": {"code": "IN_PROGRESS"},
            "actualRevenue": None,
            "actualCloseDate": None,
            "updatedAt": "2026-09-14T09:00:00Z",
            "closes": [],
            "closeReadiness": {"canClose": False},
        },
        "close": None,
        "closedQuotes": [
            as_now(EIGHT, "DRAFT"),
            as_now(FOUR_LEASED, "ACTIVE"),
            as_now(SIX, "ACTIVE"),
        ],
        "errors": [],
    }


def test_the_history_shows_every_close_newest_first(client: TestClient) -> None:
    reopen = {"opportunityId": STORES}
    for outcome in ("LOST", "WON"):
        given = {"opportunityId": STORES, "outcome": outcome}
        call(client, "closeOpportunity", given, "errors { code }")
        call(client, "reopenOpportunity", reopen, "errors { code }")
    given = {"opportunityId": STORES, "outcome": "LOST", "description": "At last."}

    payload = call(
        client,
        "closeOpportunity",
        given,
        "opportunity { version closes { outcome description reopenedBy { name } reopenedAt } }",
    )

    undone = {"description": None, "reopenedBy": {"name": "Aiko Tanaka"}, "reopenedAt": NOW}
    assert payload["opportunity"] == {
        "version": 6,
        "closes": [
            {"outcome": "LOST", "description": "At last.", "reopenedBy": None, "reopenedAt": None},
            {"outcome": "WON", **undone},
            {"outcome": "LOST", **undone},
        ],
    }
