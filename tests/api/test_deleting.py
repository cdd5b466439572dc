"""deleteOpportunity and deleteQuote over HTTP: what goes, what stays, and what is refused."""

from typing import Any

from starlette.testclient import TestClient

from tests.api.demo import (
    AIKO,
    BEN,
    EIGHT,
    HARBOUR,
    LAMPS_JA,
    LICENCES_JA,
    LIGHTS_JA,
    NO_OPPORTUNITY,
    NO_QUOTE,
    PILOT,
    ROBOTS,
    SIX,
    SYSTEM_JA,
    YEARLY,
)
from tests.api.keyed import answer, replay_of
from tests.api.refusals import (
    Error,
    Said,
    assert_refused,
    at,
    denied,
    not_found,
    not_open,
    quote_version_conflict,
    refusal,
    version_conflict,
)
from tests.api.requests import ask, call, call_literally, events, nothing_changes
from tests.conftest import execute

OF_DEAL = "deletedOpportunityId deletedQuoteIds errors { code }"
OF_QUOTE = "deletedQuoteId opportunity { id version quotes { totalCount } } errors { code }"


def test_an_opportunity_goes_with_its_drafts(client: TestClient, database_url: str) -> None:
    given = {"opportunityId": SYSTEM_JA, "expectedVersion": 1}

    payload = call_literally(client, "deleteOpportunity", given, OF_DEAL)

    assert payload == {
        "deletedOpportunityId": SYSTEM_JA,
        "deletedQuoteIds": [LICENCES_JA],
        "errors": [],
    }
    assert events(database_url) == ["OpportunityDeleted"]
    gone = f"""{{
      opportunity(id: "{SYSTEM_JA}") {{ id }} quote(id: "{LICENCES_JA}") {{ id }}
      nodes(ids: ["{SYSTEM_JA}", "{LICENCES_JA}", "qln_00000000000000000000000051"]) {{ id }}
      quotes(filter: {{ opportunityId: {{ eq: "{SYSTEM_JA}" }} }}) {{ totalCount }}
    }}"""
    assert ask(client, gone) == {
        "opportunity": None,
        "quote": None,
        "nodes": [None, None, None],
        "quotes": {"totalCount": 0},
    }


def test_one_without_quotes_goes_alone(client: TestClient) -> None:
    payload = call(client, "deleteOpportunity", {"opportunityId": HARBOUR}, OF_DEAL)

    assert payload == {"deletedOpportunityId": HARBOUR, "deletedQuoteIds": [], "errors": []}


def test_a_draft_goes_and_its_opportunity_says_so(client: TestClient, database_url: str) -> None:
    given = {"quoteId": LICENCES_JA, "expectedVersion": 1}

    payload = call(client, "deleteQuote", given, OF_QUOTE)

    assert payload == {
        "deletedQuoteId": LICENCES_JA,
        "opportunity": {"id": SYSTEM_JA, "version": 2, "quotes": {"totalCount": 0}},
        "errors": [],
    }
    assert events(database_url) == ["QuoteDeleted"]


def test_history_says_who_deleted_what_and_what_there_was(client: TestClient) -> None:
    call(client, "updateOpportunity", {"opportunityId": HARBOUR, "probability": 20}, "__typename")
    call(client, "deleteOpportunity", {"opportunityId": HARBOUR}, OF_DEAL)

    document = """{ events { nodes {
      type opportunity { id } opportunityVersion payload actor { id }
      changes { entityId version field oldValue newValue }
    } } }"""
    updated, deleted = ask(client, document)["events"]["nodes"]

    changed = {"entityId": HARBOUR, "field": "probability"}
    assert updated == {
        "type": "OpportunityUpdated",
        "opportunity": None,
        "opportunityVersion": 2,
        "payload": {"opportunityId": HARBOUR},
        "actor": {"id": AIKO},
        "changes": [{**changed, "version": 2, "oldValue": "10", "newValue": "20"}],
    }
    told = deleted.pop("changes")
    assert deleted == {
        "type": "OpportunityDeleted",
        "opportunity": None,
        "opportunityVersion": 3,
        "payload": {"opportunityId": HARBOUR, "quoteIds": []},
        "actor": {"id": AIKO},
    }
    assert {**changed, "version": 3, "oldValue": "20", "newValue": None} in told
    assert {each["field"]: each["oldValue"] for each in told} == {
        "state": "OPEN",
        "statusReason": "srs_00000000000000000000000001",
        "stage": "QUALIFY",
        "name": "Harbour terminal",
        "owner": AIKO,
        "currency": "KWD",
        "estimatedRevenue": "9750.125",
        "estimatedCloseDate": "2026-12-18",
        "startedOn": "2026-10-12",
        "probability": "20",
        "rating": "COLD",
        "createdBy": AIKO,
    }


def test_a_dry_run_says_what_would_go_and_nothing_does(
    client: TestClient, database_url: str
) -> None:
    with nothing_changes(database_url):
        deal = call(
            client, "deleteOpportunity", {"opportunityId": SYSTEM_JA, "dryRun": True}, OF_DEAL
        )
        quote = call(client, "deleteQuote", {"quoteId": LICENCES_JA, "dryRun": True}, OF_QUOTE)

    assert deal == {
        "deletedOpportunityId": SYSTEM_JA,
        "deletedQuoteIds": [LICENCES_JA],
        "errors": [],
    }
    assert quote == {
        "deletedQuoteId": LICENCES_JA,
        "opportunity": {"id": SYSTEM_JA, "version": 1, "quotes": {"totalCount": 1}},
        "errors": [],
    }


def test_who_created_it_is_said(client: TestClient) -> None:
    made = call(
        client,
        "createOpportunity",
        {"name": "Depot", "currency": "JPY", "ownerId": BEN},
        "opportunity { id owner { id } createdBy { id name } }",
    )["opportunity"]
    quote = call(
        client,
        "createQuote",
        {"opportunityId": made["id"], "name": "Offer", "lines": []},
        "quote { createdBy { id } opportunity { createdBy { id } } }",
    )["quote"]

    assert made["owner"] == {"id": BEN}
    assert made["createdBy"] == {"id": AIKO, "name": "Aiko Tanaka"}
    assert quote == {"createdBy": {"id": AIKO}, "opportunity": {"createdBy": {"id": AIKO}}}
    revised = call(client, "reviseQuote", {"quoteId": SIX}, "quote { createdBy { id } }")
    assert revised == {"quote": {"createdBy": {"id": AIKO}}}
    document = f'{{ quote(id: "{SIX}") {{ createdBy {{ id }} }} }}'
    assert ask(client, document) == {"quote": {"createdBy": {"id": BEN}}}


def test_a_replay_answers_the_same_ids_and_what_is_now(
    client: TestClient, database_url: str
) -> None:
    keyed = {"quoteId": LICENCES_JA, "idempotencyKey": "quote"}
    first = answer(client, "deleteQuote", keyed, OF_QUOTE)
    with nothing_changes(database_url):
        assert answer(client, "deleteQuote", keyed, OF_QUOTE) == replay_of(first["data"])
    deal = {"opportunityId": SYSTEM_JA, "idempotencyKey": "deal"}
    of_deal = answer(client, "deleteOpportunity", deal, OF_DEAL)

    with nothing_changes(database_url):
        assert answer(client, "deleteOpportunity", deal, OF_DEAL) == replay_of(of_deal["data"])
        assert answer(client, "deleteQuote", keyed, OF_QUOTE) == replay_of(
            {"deleteQuote": {**first["data"]["deleteQuote"], "opportunity": None}}
        )


def test_a_replay_of_what_created_it_answers_that_it_is_gone(client: TestClient) -> None:
    create = {"name": "Depot", "currency": "JPY", "idempotencyKey": "k"}
    made = call(client, "createOpportunity", create, "opportunity { id } errors { code }")
    call(client, "deleteOpportunity", {"opportunityId": made["opportunity"]["id"]}, OF_DEAL)

    again = answer(client, "createOpportunity", create, "opportunity { id } errors { code }")

    assert again == replay_of({"createOpportunity": {"opportunity": None, "errors": []}})


# ── refusals ────────────────────────────────────────────────────────────────────────────────────


def remedy(mutation: str, opportunity: str, quotes: list[str], en: str, ja: str) -> Error:
    return {
        "mutation": mutation,
        "opportunityId": opportunity,
        "quoteIds": quotes,
        "description": Said(en, ja),
    }


CLOSE_INSTEAD = (
    "Close the opportunity as lost instead, with closeOpenQuotes: true.",
    "削除せず、closeOpenQuotes: true を指定し、失注としてクローズしてください。",
)


def keeps_closes(state: str, version: int, *remedies: Error) -> Error:
    return refusal(
        "OpportunityStateError",
        "OPPORTUNITY_NOT_DELETABLE",
        Said(
            "The opportunity was closed once, so it can't be deleted.",
            "営業案件は一度クローズされているため、削除できません。",
        ),
        (),
        *remedies,
        opportunity={"version": version, "state": state},
    )


def keeps_quotes(
    quotes: list[tuple[str, str]], state: str, version: int, *remedies: Error
) -> Error:
    count = len(quotes)
    return refusal(
        "BlockingQuotesError",
        "OPPORTUNITY_NOT_DELETABLE",
        Said(
            "The opportunity can't be deleted: not all of its quotes are drafts of yours "
            f"({count}).",
            f"自分の下書き以外の見積({count} 件)があるため、営業案件を削除できません。",
        ),
        (),
        *remedies,
        quotes=[{"number": number, "state": state} for number, state in quotes],
        opportunity={"version": version, "state": state},
    )


def test_every_refusal_to_delete_an_opportunity(client: TestClient, database_url: str) -> None:
    # Ben's become Aiko's, but for a draft.
    execute(
        database_url,
        f"UPDATE opportunity SET created_by_id = '{AIKO}' WHERE id = '{ROBOTS}'",
        f"UPDATE quote SET created_by_id = '{AIKO}' WHERE id <> '{EIGHT}'",
    )
    service, stores = "opp_00000000000000000000000005", "opp_00000000000000000000000003"
    call(client, "closeOpportunity", {"opportunityId": HARBOUR, "outcome": "WON"}, "__typename")
    call(client, "reopenOpportunity", {"opportunityId": HARBOUR}, "__typename")
    right = denied(at("opportunityId"), "deleteOpportunity.ofOthers")
    robots = keeps_quotes(
        [
            *(("Q-DEMX0004", "WON"), ("Q-DEMX0003", "DRAFT")),
            *(("Q-DEMX0002", "ACTIVE"), ("Q-DEMX0001", "ACTIVE")),
        ],
        "OPEN",
        1,
        remedy("closeOpportunity", ROBOTS, [], *CLOSE_INSTEAD),
    )
    lights = (keeps_closes("LOST", 2), keeps_quotes([("Q-DEMX0007", "CLOSED")], "LOST", 2))

    with nothing_changes(database_url):
        assert_refused(
            client,
            "deleteOpportunity",
            ("deletedOpportunityId", "deletedQuoteIds"),
            [
                *(
                    (
                        {"opportunityId": each, "expectedVersion": 9},
                        [not_found(at("opportunityId"), each)],
                    )
                    for each in (NO_OPPORTUNITY, SIX, "opp", "")
                ),
                ({"opportunityId": stores}, [right]),
                ({"opportunityId": service, "expectedVersion": 9}, [right]),
                (
                    {"opportunityId": SYSTEM_JA, "expectedVersion": 2},
                    [version_conflict(2, 1)],
                ),
                ({"opportunityId": ROBOTS}, [robots]),
                (
                    {"opportunityId": ROBOTS, "expectedVersion": 3},
                    [version_conflict(3, 1), robots],
                ),
                ({"opportunityId": LIGHTS_JA}, [*lights]),
                (
                    {"opportunityId": LIGHTS_JA, "expectedVersion": 3},
                    [version_conflict(3, 2, "LOST"), *lights],
                ),
                (
                    {"opportunityId": HARBOUR},
                    [
                        keeps_closes(
                            "OPEN", 3, remedy("closeOpportunity", HARBOUR, [], *CLOSE_INSTEAD)
                        )
                    ],
                ),
            ],
        )


def kept(number: str, state: str, *remedies: Error) -> Error:
    return refusal(
        "QuoteStateError",
        "QUOTE_NOT_DELETABLE",
        Said(
            f"Only a draft can be deleted; the quote is {state}.",
            f"削除できるのは下書きの見積だけです(現在: {state})。",
        ),
        at("quoteId"),
        *remedies,
        quote={
            "number": number,
            "version": 1,
            "state": state,
            "opportunity": {"name": "Warehouse automation"},
        },
    )


def test_every_refusal_to_delete_a_quote(client: TestClient, database_url: str) -> None:
    # Ben's become Aiko's, but for a draft and one on a won opportunity.
    execute(
        database_url,
        f"UPDATE quote SET created_by_id = '{AIKO}' WHERE id NOT IN ('{EIGHT}', '{YEARLY}')",
    )
    right = denied(at("quoteId"), "deleteQuote.ofOthers")
    close = remedy(
        "closeQuotes",
        ROBOTS,
        [SIX],
        "Close the quote instead.",
        "削除せず、見積をクローズしてください。",
    )
    six, pilot = kept("Q-DEMX0001", "ACTIVE", close), kept("Q-DEMX0004", "WON")

    with nothing_changes(database_url):
        assert_refused(
            client,
            "deleteQuote",
            ("deletedQuoteId", "opportunity"),
            [
                *(
                    ({"quoteId": each, "expectedVersion": 9}, [not_found(at("quoteId"), each)])
                    for each in (NO_QUOTE, ROBOTS, "quo", "")
                ),
                *(({"quoteId": each, "expectedVersion": 9}, [right]) for each in (EIGHT, YEARLY)),
                ({"quoteId": LAMPS_JA, "expectedVersion": 9}, [not_open("LOST", 2, LIGHTS_JA)]),
                ({"quoteId": SIX}, [six]),
                ({"quoteId": PILOT}, [pilot]),
                (
                    {"quoteId": PILOT, "expectedVersion": 0},
                    [quote_version_conflict(0, 1, "Q-DEMX0004", "WON"), pilot],
                ),
                (
                    {"quoteId": LICENCES_JA, "expectedVersion": 2},
                    [quote_version_conflict(2, 1, "Q-DEMX0005", "DRAFT")],
                ),
            ],
        )


def test_what_the_remedy_says_can_be_done(client: TestClient, database_url: str) -> None:
    execute(database_url, f"UPDATE opportunity SET created_by_id = '{AIKO}'")
    selection = "errors { code remedies { mutation opportunityId quoteIds } }"
    refused = call(client, "deleteOpportunity", {"opportunityId": ROBOTS}, selection)
    (step,) = refused["errors"][0]["remedies"]
    given: dict[str, Any] = {"opportunityId": step["opportunityId"], "outcome": "LOST"}

    payload = call(
        client,
        step["mutation"],
        {**given, "closeOpenQuotes": True},
        "opportunity { state } errors { code }",
    )

    assert payload == {"opportunity": {"state": "LOST"}, "errors": []}
