"""createQuote: exactly what it writes, its totals among it."""

import re
import secrets
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from db.database import Database
from domain.lifecycle import QuoteState
from domain.quoting import MAX_LINES, MAX_OPEN_QUOTES
from services.quote_lines import LineCommand
from services.quoting import CreateQuoteCommand, QuoteWasWritten
from tests.conftest import NOW
from tests.factories import QUOTE_REASONS, opportunity, quote, store
from tests.services.calls import ACTOR, creating_quote
from tests.services.dump import changes, dump, event, events
from tests.services.shared import database_url  # noqa: F401

pytestmark = pytest.mark.anyio

ONE = LineCommand("Robot", Decimal(1), Decimal(1))


async def test_given_no_lines_then_an_empty_draft_is_written(database: Database) -> None:
    deal = opportunity(version=2)
    await store(database, deal)
    before = await dump(database)

    outcome = await creating_quote(database, CreateQuoteCommand(deal.id, " ＯＦＦＥＲ ", ()))  # noqa: RUF001

    assert isinstance(outcome, QuoteWasWritten)
    assert outcome.quote_id.startswith("quo_")
    found = changes(before, await dump(database))
    (row,) = found.added["quote"]
    assert re.fullmatch("Q-[0-9A-HJKMNP-TV-Z]{8}", row["number"])
    assert row == {
        "id": outcome.quote_id,
        "version": 1,
        "opportunity_id": deal.id,
        "opportunity_is_open": True,
        "number": row["number"],
        "revision": 1,
        "name": "ＯＦＦＥＲ",  # noqa: RUF001
        "name_folded": "offer",
        "state": QuoteState.DRAFT,
        "status_reason_id": QUOTE_REASONS["DRAFT", "IN_PROGRESS"],
        "currency": "USD",
        "discount": 0,
        "freight": 0,
        "tax": 0,
        "total_amount": 0,
        "effective_from": None,
        "effective_to": None,
        "closed_on": None,
        "created_at": NOW,
        "created_by_id": ACTOR.user_id,
        "updated_at": NOW,
    }
    assert found.changed == {"opportunity": {deal.id: {"version": 3, "updated_at": NOW}}}
    assert events(found) == [
        event("QuoteCreated", opportunity_id=deal.id, quote_id=outcome.quote_id)
    ]
    assert set(found.added) == {"quote", "event"}


async def test_given_lines_and_details_then_each_amount_is_computed_and_written(
    database: Database,
) -> None:
    deal = opportunity(currency="EUR")
    await store(database, deal)
    before = await dump(database)
    command = CreateQuoteCommand(
        deal.id,
        "Offer",
        (
            # 2.5 x 0.33 = 0.825, rounded half up to 0.83; - 0.03 + 0.20 = 1.00
            LineCommand(
                " Cable ", Decimal("2.5"), Decimal("0.33"), Decimal("0.03"), Decimal("0.20")
            ),
            # 36 x 1180 = 42480
            LineCommand("Lease", Decimal(36), Decimal("1180.00")),
        ),
        effective_from=date(2026, 12, 1),
        effective_to=date(2026, 12, 1),
        discount=Decimal("480.50"),
        freight=Decimal(100),
    )

    outcome = await creating_quote(database, command)

    assert isinstance(outcome, QuoteWasWritten)
    found = changes(before, await dump(database))
    (row,) = found.added["quote"]
    expected = {
        "currency": "EUR",
        "discount": 4_805_000,
        "freight": 1_000_000,
        "tax": 2_000,
        "total_amount": 421_005_000,
        "effective_from": date(2026, 12, 1),
        "effective_to": date(2026, 12, 1),
    }
    assert {name: row[name] for name in expected} == expected
    lines = sorted(found.added["quote_line"], key=lambda line: int(line["position"]))
    assert all(line["id"].startswith("qln_") for line in lines)
    assert lines == [
        {
            "id": lines[0]["id"],
            "quote_id": outcome.quote_id,
            "position": 1,
            "product_id": None,
            "name": "Cable",
            "quantity": 2_500_000,
            "currency": "EUR",
            "unit_price": 3_300,
            "discount": 300,
            "tax": 2_000,
            "amount": 10_000,
        },
        {
            "id": lines[1]["id"],
            "quote_id": outcome.quote_id,
            "position": 2,
            "product_id": None,
            "name": "Lease",
            "quantity": 36_000_000,
            "currency": "EUR",
            "unit_price": 11_800_000,
            "discount": 0,
            "tax": 0,
            "amount": 424_800_000,
        },
    ]
    assert set(found.added) == {"quote", "quote_line", "event"}


@pytest.mark.parametrize(
    ("currency", "price", "amount"),
    [("USD", "0.01", 100), ("JPY", "1", 10_000), ("KWD", "0.001", 10), ("CLF", "0.0001", 1)],
)
async def test_given_half_of_the_smallest_unit_then_it_is_rounded_up_in_every_currency(
    database: Database, currency: str, price: str, amount: int
) -> None:
    deal = opportunity(currency=currency)
    await store(database, deal)
    before = await dump(database)

    line = LineCommand("Half", Decimal("0.5"), Decimal(price))
    await creating_quote(database, CreateQuoteCommand(deal.id, "Offer", (line,)))

    found = changes(before, await dump(database))
    assert found.added["quote_line"][0]["amount"] == amount
    assert found.added["quote"][0]["total_amount"] == amount


async def test_given_amounts_at_their_bounds_then_they_are_taken(database: Database) -> None:
    deal = opportunity()
    await store(database, deal)
    most = Decimal(10**13)
    dear = LineCommand("x" * 300, Decimal("0.000001"), most, discount=Decimal(10**7))
    dearest = LineCommand("x", Decimal(1), most)
    command = CreateQuoteCommand(deal.id, "𠮷" * 300, (dearest, dear), discount=most, freight=most)
    before = await dump(database)

    outcome = await creating_quote(database, command)

    assert isinstance(outcome, QuoteWasWritten)
    (row,) = changes(before, await dump(database)).added["quote"]
    assert row["total_amount"] == 10**17


async def test_given_discounts_as_large_as_their_bases_then_the_quote_is_for_nothing(
    database: Database,
) -> None:
    deal = opportunity()
    await store(database, deal)
    line = replace(ONE, unit_price=Decimal(5), discount=Decimal(5), tax=Decimal(1))
    before = await dump(database)

    await creating_quote(
        database, CreateQuoteCommand(deal.id, "Gift", (line,), discount=Decimal(1))
    )

    (row,) = changes(before, await dump(database)).added["quote"]
    assert (row["total_amount"], row["tax"]) == (0, 10_000)


async def test_given_as_many_lines_and_open_quotes_as_there_may_be_then_it_is_taken(
    database: Database,
) -> None:
    deal = opportunity()
    states = [QuoteState.DRAFT, QuoteState.ACTIVE]
    open_quotes = [quote(deal, states[number % 2]) for number in range(MAX_OPEN_QUOTES - 1)]
    ended = [quote(deal, QuoteState.CLOSED), quote(deal, QuoteState.WON)]
    await store(database, deal, *ended, *open_quotes)
    before = await dump(database)

    outcome = await creating_quote(
        database, CreateQuoteCommand(deal.id, "Long", (ONE,) * MAX_LINES)
    )

    assert isinstance(outcome, QuoteWasWritten)
    found = changes(before, await dump(database))
    assert {line["position"] for line in found.added["quote_line"]} == set(range(1, 501))
    assert found.added["quote"][0]["total_amount"] == 500 * 10_000


async def test_given_a_number_that_is_taken_when_drawn_then_another_is_drawn(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    deal = opportunity()
    await store(database, deal, quote(deal, number="Q-AAAAAAAA"))
    drawn = iter("A" * 8 + "B" * 8)
    monkeypatch.setattr(secrets, "choice", lambda _letters: next(drawn))
    before = await dump(database)

    await creating_quote(database, CreateQuoteCommand(deal.id, "Offer", ()))

    (row,) = changes(before, await dump(database)).added["quote"]
    assert row["number"] == "Q-BBBBBBBB"
