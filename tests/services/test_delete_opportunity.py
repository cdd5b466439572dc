"""deleteOpportunity: exactly what goes and what stays, and that a refusal changes nothing."""

from dataclasses import replace

import pytest

from db.database import Database
from domain.actor import SYSTEM_USER_ID
from domain.lifecycle import OpportunityOutcome, OpportunityState, QuoteState
from domain.refusals import (
    NotFound,
    OpportunityKeepsCloses,
    OpportunityKeepsQuotes,
    OpportunityVersionConflict,
    PermissionDenied,
    Refused,
)
from services.deleting import OpportunityWasDeleted, delete_opportunity
from tests.conftest import NOW
from tests.factories import QUOTE_REASONS, closed, line, opportunity, quote, store
from tests.services.calls import (
    ACTOR,
    closing,
    deleting_opportunity,
    reopening,
    updating_opportunity,
)
from tests.services.dump import changes, dump, event, events
from tests.services.shared import database_url  # noqa: F401

pytestmark = pytest.mark.anyio

ME = ACTOR.user_id
OPPORTUNITY_ID, VERSION = ("input", "opportunityId"), ("input", "expectedVersion")
OPEN = OpportunityState.OPEN


@pytest.mark.parametrize("expected_version", [None, 5])
async def test_given_ones_own_with_drafts_then_they_go_and_history_says_what_there_was(
    database: Database, expected_version: int | None
) -> None:
    deal = opportunity(version=5, created_by_id=ME, currency="JPY", estimated_revenue=None)
    older = quote(deal, created_by_id=ME, total_amount=30_0000, effective_from=deal.started_on)
    newer = quote(deal, created_by_id=ME, version=4, created_at=NOW, name="Ｏ")  # noqa: RUF001
    lines = [line(older, 1), line(older, 2), line(newer, 1)]
    bystander = opportunity(created_by_id=ME)
    beside = quote(bystander, created_by_id=ME)
    await store(database, deal, older, newer, *lines, bystander, beside, line(beside))
    before = await dump(database)

    outcome = await deleting_opportunity(database, deal.id, expected_version)

    assert outcome == OpportunityWasDeleted(deal.id, (newer.id, older.id))
    found = changes(before, await dump(database))
    assert found.removed == {
        "opportunity": [deal.id],
        "quote": sorted([older.id, newer.id]),
        "quote_line": sorted(each.id for each in lines),
    }
    assert found.changed == {}
    assert set(found.added) == {"event"}
    assert events(found) == [
        event("OpportunityDeleted", opportunity_id=deal.id, quote_ids=[newer.id, older.id])
    ]
    assert found.added["event"][0]["opportunity_version"] == 6
    assert found.fields == [
        (deal.id, 6, "state", "OPEN", None),
        (deal.id, 6, "statusReason", deal.status_reason_id, None),
        (deal.id, 6, "stage", "PROPOSE", None),
        (deal.id, 6, "name", "Deal", None),
        (deal.id, 6, "owner", SYSTEM_USER_ID, None),
        (deal.id, 6, "currency", "JPY", None),
        (deal.id, 6, "startedOn", "2026-10-01", None),
        (deal.id, 6, "createdBy", ME, None),
        *((newer.id, 5, *told) for told in offered(deal.id, newer.number, "Ｏ", "0")),  # noqa: RUF001
        *((older.id, 2, *told) for told in offered(deal.id, older.number, "Offer", "30")),
        (older.id, 2, "effectiveFrom", "2026-10-01", None),
        (older.id, 2, "createdBy", ME, None),
    ]


def offered(deal: str, number: str, name: str, total: str) -> list[tuple[str, str, None]]:
    """What is said of a draft in yen that went; of `newer`, also who made it."""
    told = {
        "opportunity": deal,
        "number": number,
        "revision": "1",
        "state": "DRAFT",
        "statusReason": QUOTE_REASONS["DRAFT", "IN_PROGRESS"],
        "name": name,
        "currency": "JPY",
        **dict.fromkeys(("discount", "freight", "tax"), "0"),
        "totalAmount": total,
        **({"createdBy": ME} if total == "0" else {}),
    }
    return [(field, was, None) for field, was in told.items()]


async def test_given_a_dry_run_then_it_says_what_would_go_and_nothing_does(
    database: Database,
) -> None:
    deal = opportunity(created_by_id=ME)
    draft = quote(deal, created_by_id=ME)
    await store(database, deal, draft, line(draft))
    before = await dump(database)

    outcome = await deleting_opportunity(database, deal.id, dry_run=True)

    assert outcome == OpportunityWasDeleted(deal.id, (draft.id,))
    assert await dump(database) == before


async def test_given_an_id_of_nothing_or_of_what_was_deleted_then_it_is_not_found(
    database: Database,
) -> None:
    deal = opportunity(created_by_id=ME)
    await store(database, deal)
    await deleting_opportunity(database, deal.id)
    before = await dump(database)

    for missing in (deal.id, "opp_7zzzzzzzzzzzzzzzzzzzzzzzzz", ME, ""):
        outcome = await deleting_opportunity(database, missing, 9)

        assert outcome == Refused((NotFound(OPPORTUNITY_ID, missing),))
    assert await dump(database) == before


async def test_given_somebody_elses_then_the_right_is_missing_whatever_else_there_is(
    database: Database,
) -> None:
    deal, close = closed(OpportunityOutcome.WON)
    theirs = opportunity(owner_id=ME)
    await store(database, deal, close, quote(deal, QuoteState.WON), theirs)
    before = await dump(database)

    for each in (deal, theirs):
        outcome = await deleting_opportunity(database, each.id, 9)

        denied = PermissionDenied(OPPORTUNITY_ID, "deleteOpportunity.ofOthers")
        assert outcome == Refused((denied,))
    assert await dump(database) == before


@pytest.mark.parametrize("outcome", OpportunityOutcome)
async def test_given_one_that_was_ever_closed_then_it_stays_reopened_or_not(
    database: Database, outcome: OpportunityOutcome
) -> None:
    deal = opportunity(created_by_id=ME)
    draft = quote(deal, created_by_id=ME)
    await store(database, deal, draft)
    await closing(database, deal.id, outcome)
    before = await dump(database)

    refused = await deleting_opportunity(database, deal.id)

    assert refused == Refused((OpportunityKeepsCloses(deal.id, outcome.state),))
    assert await dump(database) == before
    await reopening(database, deal.id)
    before = await dump(database)
    again = await deleting_opportunity(database, deal.id)
    assert again == Refused((OpportunityKeepsCloses(deal.id, OPEN),))
    assert await dump(database) == before


async def test_given_quotes_that_stand_in_the_way_then_they_are_named_with_all_other_reasons(
    database: Database,
) -> None:
    deal = opportunity(version=3, created_by_id=ME)
    mine = quote(deal, created_by_id=ME)
    others = [
        quote(deal, created_by_id=SYSTEM_USER_ID),
        *(quote(deal, state, created_by_id=ME) for state in QuoteState if state != "DRAFT"),
    ]
    await store(database, deal, mine, *others)
    before = await dump(database)

    outcome = await deleting_opportunity(database, deal.id, 2)

    newest_first = tuple(sorted((each.id for each in others), reverse=True))
    assert outcome == Refused(
        (
            OpportunityVersionConflict(VERSION, deal.id, 2, 3),
            OpportunityKeepsQuotes(deal.id, OPEN, newest_first),
        )
    )
    assert await dump(database) == before


async def test_given_a_change_since_then_the_conflict_names_it(database: Database) -> None:
    deal = opportunity(created_by_id=ME)
    await store(database, deal)
    await updating_opportunity(database, deal.id, name="Other")

    outcome = await deleting_opportunity(database, deal.id, 1)

    conflict = OpportunityVersionConflict(VERSION, deal.id, 1, 2, ("name",))
    assert outcome == Refused((conflict,))


async def test_given_its_maker_then_only_they_can_delete_it_whoever_owns_it(
    database: Database,
) -> None:
    other = replace(ACTOR, user_id=SYSTEM_USER_ID)
    deal = opportunity(created_by_id=SYSTEM_USER_ID, owner_id=ME)
    await store(database, deal)

    outcome = await database.transact(other, lambda work: delete_opportunity(work, deal.id))

    assert outcome == OpportunityWasDeleted(deal.id, ())
