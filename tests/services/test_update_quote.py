"""updateQuote: exactly what it writes, and that nothing changes when it is refused."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from db.database import Database
from db.tables import Opportunity, Quote, QuoteLine
from domain.lifecycle import OpportunityOutcome, OpportunityState, QuoteState
from domain.quoting import MAX_LINES
from domain.refusals import (
    InvalidInput,
    NotFound,
    OpportunityNotOpen,
    Problem,
    QuoteNotEditable,
    QuoteVersionConflict,
    Refused,
)
from services.quote_lines import LineCommand
from services.quoting import QuoteWasWritten
from tests.conftest import NOW
from tests.factories import closed, line, opportunity, quote, store
from tests.services.calls import activating, updating_quote
from tests.services.dump import Changes, changes, dump, event, events
from tests.services.shared import database_url  # noqa: F401

pytestmark = pytest.mark.anyio

VERSION, QUOTE_ID = ("input", "expectedVersion"), ("input", "quoteId")
NEW = LineCommand("Care", Decimal(2), Decimal("1.50"), Decimal("0.50"), Decimal("0.25"))


def keep(row: QuoteLine) -> LineCommand:
    """The line as it is, as a caller gives it."""
    return LineCommand(
        row.name,
        Decimal(row.quantity) / 10**6,
        Decimal(row.unit_price) / 10**4,
        Decimal(row.discount) / 10**4,
        Decimal(row.tax) / 10**4,
        row.id,
    )


def offer() -> tuple[Opportunity, Quote, QuoteLine, QuoteLine, QuoteLine]:
    """A draft of three lines of 10 each, less 1."""
    deal = opportunity(version=5)
    draft = quote(deal, version=3, discount=10_000, total_amount=290_000)
    first, second, third = (line(draft, place) for place in (1, 2, 3))
    return deal, draft, first, second, third


async def test_given_fields_then_they_are_written_and_the_total_is_computed(
    database: Database,
) -> None:
    rows = offer()
    deal, draft = rows[:2]
    await store(database, *rows)
    before = await dump(database)

    outcome = await updating_quote(
        database,
        draft.id,
        name=" ＮＥＷ ",  # noqa: RUF001 - full width is the point
        effective_from=date(2026, 11, 1),
        effective_to=date(2026, 11, 1),
        discount=None,
        freight=Decimal("2.5"),
        expected_version=3,
    )

    assert outcome == QuoteWasWritten(draft.id)
    found = changes(before, await dump(database))
    assert found.changed == {
        "opportunity": {deal.id: {"version": 6, "updated_at": NOW}},
        "quote": {
            draft.id: {
                "version": 4,
                "updated_at": NOW,
                "name": "ＮＥＷ",  # noqa: RUF001
                "name_folded": "new",
                "effective_from": date(2026, 11, 1),
                "effective_to": date(2026, 11, 1),
                "discount": 0,
                "freight": 25_000,
                "total_amount": 325_000,
            }
        },
    }
    assert events(found) == [event("QuoteUpdated", opportunity_id=deal.id, quote_id=draft.id)]
    (row,) = found.added["event"]
    assert row["opportunity_version"] == 6
    assert sorted(found.fields) == [
        (draft.id, 4, "discount", "1.00", "0.00"),
        (draft.id, 4, "effectiveFrom", None, "2026-11-01"),
        (draft.id, 4, "effectiveTo", None, "2026-11-01"),
        (draft.id, 4, "freight", "0.00", "2.50"),
        (draft.id, 4, "name", "Offer", "ＮＥＷ"),  # noqa: RUF001
        (draft.id, 4, "totalAmount", "29.00", "32.50"),
    ]
    assert set(found.added) == {"event"}
    assert found.removed == {}


async def test_given_lines_then_an_id_keeps_one_none_adds_one_and_one_left_out_goes(
    database: Database,
) -> None:
    rows = offer()
    deal, draft, first, second, third = rows
    await store(database, *rows)
    before = await dump(database)
    lines = (keep(third), NEW, replace(keep(first), name="Arm", quantity=Decimal("0.125")))

    outcome = await updating_quote(database, draft.id, lines=lines)

    assert outcome == QuoteWasWritten(draft.id)
    found = changes(before, await dump(database))
    (added,) = found.added["quote_line"]
    assert added == {
        "id": added["id"],
        "quote_id": draft.id,
        "position": 2,
        "product_id": None,
        "name": "Care",
        "quantity": 2_000_000,
        "currency": "USD",
        "unit_price": 15_000,
        "discount": 5_000,
        "tax": 2_500,
        "amount": 27_500,
    }
    assert found.changed == {
        "opportunity": {deal.id: {"version": 6, "updated_at": NOW}},
        "quote": {
            draft.id: {
                "version": 4,
                "updated_at": NOW,
                "tax": 2_500,
                # 10 + 2.75 + 1.25 - 1
                "total_amount": 130_000,
            }
        },
        "quote_line": {
            third.id: {"position": 1},
            first.id: {"position": 3, "name": "Arm", "quantity": 125_000, "amount": 12_500},
        },
    }
    assert found.removed == {"quote_line": [second.id]}
    assert events(found) == [event("QuoteUpdated", opportunity_id=deal.id, quote_id=draft.id)]
    assert sorted(found.fields, key=str) == sorted(
        [
            (draft.id, 4, "tax", "0.00", "0.25"),
            (draft.id, 4, "totalAmount", "29.00", "13.00"),
            (draft.id, 4, f"lines/{third.id}/position", "3", "1"),
            (draft.id, 4, f"lines/{added['id']}", None, "Care"),
            (draft.id, 4, f"lines/{first.id}/name", "Robot", "Arm"),
            (draft.id, 4, f"lines/{first.id}/quantity", "1", "0.125"),
            (draft.id, 4, f"lines/{first.id}/position", "1", "3"),
            (draft.id, 4, f"lines/{second.id}", "Robot", None),
        ],
        key=str,
    )


async def test_given_no_lines_then_all_of_them_go(database: Database) -> None:
    rows = offer()
    draft = rows[1]
    await store(database, *rows)

    outcome = await updating_quote(database, draft.id, lines=(), discount=None)

    assert outcome == QuoteWasWritten(draft.id)
    tables = await dump(database)
    assert tables["quote"][draft.id]["total_amount"] == 0
    assert [each for each in tables["quote_line"].values() if each["quote_id"] == draft.id] == []


async def test_given_what_is_there_already_then_nothing_changes(database: Database) -> None:
    rows = offer()
    draft = rows[1]
    await store(database, *rows)
    before = await dump(database)
    same: list[dict[str, Any]] = [
        {},
        {"name": " Offer "},
        {"discount": Decimal("1.000"), "freight": None, "effective_from": None},
        {"lines": tuple(map(keep, rows[2:])), "expected_version": 3},
    ]

    for given in same:
        assert await updating_quote(database, draft.id, **given) == QuoteWasWritten(draft.id)

    assert changes(before, await dump(database)) == Changes()


async def test_given_everything_wrong_then_all_of_it_is_said_and_nothing_changes(
    database: Database,
) -> None:
    rows = offer()
    draft, first = rows[1:3]
    other = quote(rows[0])
    foreign = line(other)
    await store(database, *rows, other, foreign)
    before = await dump(database)
    wrong: dict[str, Any] = {
        "name": None,
        "effective_from": date(2026, 11, 2),
        "effective_to": date(2026, 11, 1),
        "lines": (
            keep(first),
            keep(first),
            keep(foreign),
            replace(NEW, name="", quantity=Decimal(0), unit_price=Decimal(-1), discount=None),
        ),
        "discount": Decimal("0.001"),
        "freight": Decimal(-1),
        "expected_version": 2,
    }

    plainly = await updating_quote(database, draft.id, **wrong)
    rehearsed = await updating_quote(database, draft.id, dry_run=True, **wrong)

    lines = ("input", "lines")
    assert (
        plainly
        == rehearsed
        == Refused(
            (
                QuoteVersionConflict(VERSION, draft.id, 2, 3),
                InvalidInput(("input", "name"), Problem.NULL),
                InvalidInput(("input", "effectiveTo"), Problem.DATES_REVERSED, "2026-11-02"),
                InvalidInput((*lines, "1", "id"), Problem.TWICE),
                NotFound((*lines, "2", "id"), foreign.id),
                InvalidInput((*lines, "3", "name"), Problem.BLANK),
                InvalidInput((*lines, "3", "quantity"), Problem.NOT_POSITIVE),
                InvalidInput((*lines, "3", "unitPrice"), Problem.NEGATIVE),
                InvalidInput(("input", "discount"), Problem.TOO_MANY_DECIMALS, "2"),
                InvalidInput(("input", "freight"), Problem.NEGATIVE),
            )
        )
    )
    assert await dump(database) == before


@pytest.mark.parametrize(
    ("given", "path", "problem", "limit"),
    [
        ({"lines": None}, ("lines",), Problem.NULL, ""),
        ({"lines": (NEW,) * (MAX_LINES + 1)}, ("lines",), Problem.TOO_MANY_LINES, "500"),
        ({"discount": Decimal("30.01")}, ("discount",), Problem.DISCOUNT_ABOVE_BASE, ""),
        ({"lines": ()}, ("discount",), Problem.DISCOUNT_ABOVE_BASE, ""),
        (
            {"lines": (replace(NEW, discount=Decimal("3.01")), NEW)},
            ("lines", "0", "discount"),
            Problem.DISCOUNT_ABOVE_BASE,
            "",
        ),
        ({"freight": Decimal(10**13)}, ("freight",), Problem.TOO_LARGE, str(10**13)),
    ],
)
async def test_given_one_wrong_value_then_its_path_is_said_and_nothing_changes(
    database: Database, given: dict[str, Any], path: tuple[str, ...], problem: Problem, limit: str
) -> None:
    rows = offer()
    await store(database, *rows)
    before = await dump(database)

    outcome = await updating_quote(database, rows[1].id, **given)

    assert outcome == Refused((InvalidInput(("input", *path), problem, limit),))
    assert await dump(database) == before


async def test_given_as_many_lines_as_there_may_be_then_they_are_written(
    database: Database,
) -> None:
    rows = offer()
    draft = rows[1]
    await store(database, *rows)

    outcome = await updating_quote(database, draft.id, lines=(NEW,) * MAX_LINES)

    assert outcome == QuoteWasWritten(draft.id)
    tables = await dump(database)
    assert tables["quote"][draft.id]["total_amount"] == MAX_LINES * 27_500 - 10_000
    told = [each for each in tables["field_change"].values() if each["entity_id"] == draft.id]
    assert len(told) == 2 + 3 + MAX_LINES


@pytest.mark.parametrize("state", [QuoteState.ACTIVE, QuoteState.WON, QuoteState.CLOSED])
async def test_given_no_draft_then_it_is_refused_after_what_else_is_wrong(
    database: Database, state: QuoteState
) -> None:
    deal = opportunity()
    subject = quote(deal, state)
    await store(database, deal, subject)
    before = await dump(database)

    plainly = await updating_quote(database, subject.id)
    wrongly = await updating_quote(database, subject.id, name=" ", expected_version=0)

    not_editable = QuoteNotEditable(QUOTE_ID, subject.id, state)
    assert plainly == Refused((not_editable,))
    assert wrongly == Refused(
        (
            QuoteVersionConflict(VERSION, subject.id, 0, 1),
            InvalidInput(("input", "name"), Problem.BLANK),
            not_editable,
        )
    )
    assert await dump(database) == before


async def test_given_an_earlier_version_then_the_conflict_names_what_was_changed_since(
    database: Database,
) -> None:
    rows = offer()
    draft, first = rows[1:3]
    await store(database, *rows)
    await updating_quote(database, draft.id, name="Renamed")
    await updating_quote(database, draft.id, lines=(keep(first),))
    await activating(database, draft.id)

    async def since(version: int) -> tuple[str, ...]:
        outcome = await updating_quote(database, draft.id, expected_version=version)
        assert isinstance(outcome, Refused)
        conflict = outcome.reasons[0]
        assert isinstance(conflict, QuoteVersionConflict)
        assert (conflict.path, conflict.given, conflict.present) == (VERSION, version, 6)
        return conflict.changed_fields

    assert [await since(version) for version in (0, 3, 4, 5, 7)] == [
        *[("lines", "name", "state", "statusReason", "totalAmount")] * 2,
        ("lines", "state", "statusReason", "totalAmount"),
        ("state", "statusReason"),
        (),
    ]


async def test_given_a_closed_opportunity_then_that_alone_is_said(database: Database) -> None:
    deal, close = closed(OpportunityOutcome.WON)
    left = quote(deal)
    await store(database, deal, close, left)
    before = await dump(database)

    for given in ({}, {"name": None, "lines": (NEW,), "expected_version": 9}):
        outcome = await updating_quote(database, left.id, **given)  # type: ignore[arg-type]

        assert outcome == Refused((OpportunityNotOpen(deal.id, OpportunityState.WON),))
    assert await dump(database) == before


async def test_given_an_id_that_names_nothing_then_it_is_not_found(database: Database) -> None:
    for missing in ("quo_7zzzzzzzzzzzzzzzzzzzzzzzzz", "opp_00000000000000000000000001", "\0", ""):
        outcome = await updating_quote(database, missing, name="x")

        assert outcome == Refused((NotFound(QUOTE_ID, missing),))
