"""reviseQuote: exactly what it writes, and that nothing changes when it is refused."""

from datetime import date

import pytest

from db.database import Database
from db.tables import Quote
from domain.lifecycle import QuoteState
from domain.quoting import MAX_OPEN_QUOTES
from domain.refusals import (
    InvalidInput,
    Problem,
    QuoteNotRevisable,
    QuoteVersionConflict,
    Refused,
    RevisionExists,
)
from services.quote_moves import QuoteWasRevised
from tests.conftest import NOW
from tests.factories import QUOTE_REASONS, line, opportunity, quote, store
from tests.services.calls import ACTOR, activating, closing_quotes, revising
from tests.services.dump import Row, changes, dump, event, events
from tests.services.expected import closed_quote, quote_close, quote_closes
from tests.services.shared import database_url  # noqa: F401

pytestmark = pytest.mark.anyio

VERSION, QUOTE_ID = ("input", "expectedVersion"), ("input", "quoteId")
TODAY = date(2026, 11, 22)


def drafted(of: Quote, draft_id: str, revision: int) -> Row:
    """The draft that takes a quote's place."""
    return {
        **of.model_dump(),
        "id": draft_id,
        "version": 1,
        "revision": revision,
        "state": QuoteState.DRAFT,
        "status_reason_id": QUOTE_REASONS["DRAFT", "IN_PROGRESS"],
        "closed_on": None,
        "created_at": NOW,
        "created_by_id": ACTOR.user_id,
        "updated_at": NOW,
    }


async def test_given_an_active_quote_then_it_is_closed_as_revised_and_a_draft_copies_it(
    database: Database,
) -> None:
    deal = opportunity(version=2, currency="EUR")
    offered = quote(
        deal,
        QuoteState.ACTIVE,
        version=6,
        name="Ｏｆｆｅｒ",  # noqa: RUF001 - full width is the point
        discount=10_000,
        freight=20_000,
        tax=300,
        total_amount=210_300,
        effective_from=date(2026, 10, 1),
        effective_to=date(2026, 12, 1),
    )
    lines = line(offered, 1, tax=300, amount=100_300), line(offered, 2, name="Arm")
    bystander = quote(deal)
    await store(database, deal, offered, *lines, bystander)
    before = await dump(database)

    outcome = await revising(database, offered.id, 6)

    assert isinstance(outcome, QuoteWasRevised)
    assert outcome.revised_quote_id == offered.id
    found = changes(before, await dump(database))
    (draft,) = found.added["quote"]
    assert draft == drafted(offered, outcome.quote_id, 2)
    copies = sorted(found.added["quote_line"], key=lambda row: int(row["position"]))
    assert [{**row, "id": ""} for row in copies] == [
        each.model_dump() | {"id": "", "quote_id": draft["id"]} for each in lines
    ]
    assert len({*(row["id"] for row in copies), *(each.id for each in lines)}) == 4
    assert found.changed == {
        "opportunity": {deal.id: {"version": 3, "updated_at": NOW}},
        "quote": {offered.id: closed_quote("REVISED", TODAY, 7)},
    }
    assert quote_closes(found) == [quote_close(offered.id, "REVISED", TODAY, None)]
    assert events(found) == [
        event(
            "QuoteRevised",
            opportunity_id=deal.id,
            quote_id=draft["id"],
            revised_quote_id=offered.id,
        )
    ]
    (row,) = found.added["event"]
    assert row["opportunity_version"] == 3
    assert sorted(found.fields) == sorted(
        [
            (offered.id, 7, "state", "ACTIVE", "CLOSED"),
            (
                offered.id,
                7,
                "statusReason",
                offered.status_reason_id,
                QUOTE_REASONS["CLOSED", "REVISED"],
            ),
            (offered.id, 7, "closedOn", None, "2026-11-22"),
        ]
    )
    assert set(found.added) == {"quote", "quote_line", "quote_close", "event"}
    assert found.removed == {}


async def test_given_a_closed_quote_then_it_is_left_as_it_is(database: Database) -> None:
    deal = opportunity()
    lost = quote(deal, QuoteState.CLOSED)
    await store(database, deal, lost)
    before = await dump(database)

    outcome = await revising(database, lost.id)

    assert isinstance(outcome, QuoteWasRevised)
    found = changes(before, await dump(database))
    assert found.added["quote"] == [drafted(lost, outcome.quote_id, 2)]
    assert found.changed == {"opportunity": {deal.id: {"version": 2, "updated_at": NOW}}}
    assert set(found.added) == {"quote", "event"}
    assert found.fields == []


async def test_given_several_revisions_then_the_number_stays_and_the_next_one_follows_the_last(
    database: Database,
) -> None:
    deal = opportunity()
    first = quote(deal, QuoteState.ACTIVE)
    await store(database, deal, first)
    current = first.id
    for _ in range(3):
        outcome = await revising(database, current)
        assert isinstance(outcome, QuoteWasRevised)
        current = outcome.quote_id
        await activating(database, current)
    await closing_quotes(database, deal.id)

    # Not the newest but the first one is taken up again.
    outcome = await revising(database, first.id)

    assert isinstance(outcome, QuoteWasRevised)
    rows = (await dump(database))["quote"].values()
    of_deal = [row for row in rows if row["opportunity_id"] == deal.id]
    assert {row["number"] for row in of_deal} == {first.number}
    states = {row["revision"]: row["state"].value for row in of_deal}
    assert states == {1: "CLOSED", 2: "CLOSED", 3: "CLOSED", 4: "CLOSED", 5: "DRAFT"}


@pytest.mark.parametrize("state", [QuoteState.DRAFT, QuoteState.ACTIVE])
@pytest.mark.parametrize("of", [QuoteState.ACTIVE, QuoteState.CLOSED])
async def test_given_another_open_revision_then_it_is_named_and_nothing_changes(
    database: Database, of: QuoteState, state: QuoteState
) -> None:
    deal = opportunity()
    subject = quote(deal, of)
    rival = quote(deal, state, number=subject.number, revision=2)
    old = quote(deal, QuoteState.CLOSED, number=subject.number, revision=3)
    await store(database, deal, subject, rival, old)
    before = await dump(database)

    plainly = await revising(database, subject.id, 4)
    rehearsed = await revising(database, subject.id, 4, dry_run=True)

    assert (
        plainly
        == rehearsed
        == Refused(
            (
                QuoteVersionConflict(VERSION, subject.id, 4, 1),
                RevisionExists(QUOTE_ID, rival.id, state),
            )
        )
    )
    assert await dump(database) == before


@pytest.mark.parametrize("state", [QuoteState.DRAFT, QuoteState.WON])
async def test_given_a_draft_or_a_won_quote_then_it_cant_be_revised(
    database: Database, state: QuoteState
) -> None:
    deal = opportunity()
    subject = quote(deal, state)
    await store(database, deal, subject)
    before = await dump(database)

    plainly, wrongly = await revising(database, subject.id), await revising(database, subject.id, 0)

    reason = QuoteNotRevisable(QUOTE_ID, subject.id, state)
    assert plainly == Refused((reason,))
    assert wrongly == Refused((QuoteVersionConflict(VERSION, subject.id, 0, 1), reason))
    assert await dump(database) == before


async def test_given_as_many_open_quotes_as_there_may_be_then_only_an_active_one_is_revised(
    database: Database,
) -> None:
    deal = opportunity()
    active, lost = quote(deal, QuoteState.ACTIVE), quote(deal, QuoteState.CLOSED)
    others = [quote(deal) for _ in range(MAX_OPEN_QUOTES - 1)]
    await store(database, deal, active, lost, *others)

    refused = await revising(database, lost.id)
    revised = await revising(database, active.id)

    limit = str(MAX_OPEN_QUOTES)
    assert refused == Refused((InvalidInput(QUOTE_ID, Problem.TOO_MANY_OPEN_QUOTES, limit),))
    assert isinstance(revised, QuoteWasRevised)
