"""createQuote refused: the reasons, in order, and that nothing at all has changed."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from db.database import Database
from domain.lifecycle import OpportunityOutcome, QuoteState
from domain.quoting import MAX_LINES, MAX_OPEN_QUOTES
from domain.refusals import (
    InvalidInput,
    NotFound,
    OpportunityNotOpen,
    Path,
    Problem,
    Refusal,
    Refused,
)
from services.quote_lines import LineCommand
from services.quoting import CreateQuoteCommand
from tests.factories import closed, opportunity, quote, store
from tests.services.calls import creating_quote
from tests.services.dump import dump
from tests.services.shared import database_url  # noqa: F401

pytestmark = pytest.mark.anyio

ONE = LineCommand("Robot", Decimal(1), Decimal(1))
PLAIN = CreateQuoteCommand("", "Offer", (ONE,))
MOST = Decimal(10**13)
NO_PRODUCT = "prd_7zzzzzzzzzzzzzzzzzzzzzzzzz"


def at(*path: str) -> Path:
    return ("input", *path)


def line(**given: Any) -> dict[str, Any]:
    """A command whose second line is wrong."""
    return {"lines": (ONE, replace(ONE, **given))}


def in_line(name: str, problem: Problem, limit: str = "") -> InvalidInput:
    return InvalidInput(at("lines", "1", name), problem, limit)


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        ({"name": "\n"}, InvalidInput(at("name"), Problem.BLANK)),
        ({"name": "x" * 301}, InvalidInput(at("name"), Problem.TOO_LONG, "300")),
        ({"name": "\0"}, InvalidInput(at("name"), Problem.FORBIDDEN_CHARACTER)),
        (
            {"effective_from": date(2026, 12, 2), "effective_to": date(2026, 12, 1)},
            InvalidInput(at("effectiveTo"), Problem.DATES_REVERSED, "2026-12-02"),
        ),
        ({"discount": Decimal("1.01")}, InvalidInput(at("discount"), Problem.DISCOUNT_ABOVE_BASE)),
        ({"discount": Decimal(-1)}, InvalidInput(at("discount"), Problem.NEGATIVE)),
        (
            {"freight": Decimal("0.001")},
            InvalidInput(at("freight"), Problem.TOO_MANY_DECIMALS, "2"),
        ),
        (
            {"freight": MOST},
            InvalidInput(at("freight"), Problem.TOO_LARGE, "10000000000000"),
        ),
        (line(product_id=NO_PRODUCT), NotFound(at("lines", "1", "productId"), NO_PRODUCT)),
        (line(name=" "), in_line("name", Problem.BLANK)),
        (line(quantity=Decimal(0)), in_line("quantity", Problem.NOT_POSITIVE)),
        (
            line(quantity=Decimal("0.0000001")),
            in_line("quantity", Problem.TOO_MANY_DECIMALS, "6"),
        ),
        (
            line(quantity=Decimal(10**12 + 1), unit_price=Decimal(0)),
            in_line("quantity", Problem.TOO_LARGE, "1000000000000"),
        ),
        (line(unit_price=Decimal("-0.01")), in_line("unitPrice", Problem.NEGATIVE)),
        (line(unit_price=Decimal("0.001")), in_line("unitPrice", Problem.TOO_MANY_DECIMALS, "2")),
        (line(discount=Decimal("1.01")), in_line("discount", Problem.DISCOUNT_ABOVE_BASE)),
        (
            # Without its discount the line counts 1, so the quote's own isn't above the base.
            {**line(discount=Decimal(2)), "discount": Decimal(2)},
            in_line("discount", Problem.DISCOUNT_ABOVE_BASE),
        ),
        (line(tax=Decimal(-1)), in_line("tax", Problem.NEGATIVE)),
    ],
    ids=lambda given: "+".join(given) if isinstance(given, dict) else "",
)
async def test_given_one_wrong_value_then_it_is_refused_and_nothing_changes(
    database: Database, given: dict[str, Any], reason: Refusal
) -> None:
    deal = opportunity()
    await store(database, deal)
    before = await dump(database)

    outcome = await creating_quote(database, replace(PLAIN, opportunity_id=deal.id, **given))

    assert outcome == Refused((reason,))
    assert await dump(database) == before


@pytest.mark.parametrize("currency", ["USD", "KWD", "CLF"])
async def test_given_the_largest_quantity_at_the_largest_price_then_line_and_quote_are_too_large(
    database: Database, currency: str
) -> None:
    deal = opportunity(currency=currency)
    await store(database, deal)
    before = await dump(database)
    lines = (LineCommand("All", Decimal(10**12), MOST),)

    outcome = await creating_quote(database, CreateQuoteCommand(deal.id, "Offer", lines))

    assert outcome == Refused(
        (
            InvalidInput(at("lines", "0", "quantity"), Problem.TOO_LARGE, "10000000000000"),
            InvalidInput(at("lines"), Problem.TOO_LARGE, "10000000000000"),
        )
    )
    assert await dump(database) == before


async def test_given_more_than_500_lines_then_they_are_refused(database: Database) -> None:
    deal = opportunity()
    await store(database, deal)
    before = await dump(database)
    lines = (ONE,) * MAX_LINES + (replace(ONE, name=""),)

    outcome = await creating_quote(database, CreateQuoteCommand(deal.id, "Offer", lines))

    assert outcome == Refused((InvalidInput(at("lines"), Problem.TOO_MANY_LINES, "500"),))
    assert await dump(database) == before


async def test_given_500_open_quotes_then_another_is_refused(database: Database) -> None:
    deal = opportunity()
    states = [QuoteState.DRAFT, QuoteState.ACTIVE]
    open_quotes = [quote(deal, states[number % 2]) for number in range(MAX_OPEN_QUOTES)]
    await store(database, deal, *open_quotes)
    before = await dump(database)

    outcome = await creating_quote(database, replace(PLAIN, opportunity_id=deal.id))

    assert outcome == Refused(
        (InvalidInput(at("opportunityId"), Problem.TOO_MANY_OPEN_QUOTES, "500"),)
    )
    assert await dump(database) == before


@pytest.mark.parametrize("result", list(OpportunityOutcome))
async def test_given_a_closed_opportunity_then_that_alone_is_said(
    database: Database, result: OpportunityOutcome
) -> None:
    deal, close = closed(result)
    await store(database, deal, close)
    before = await dump(database)

    outcome = await creating_quote(database, replace(PLAIN, opportunity_id=deal.id, name=""))

    assert outcome == Refused((OpportunityNotOpen(deal.id, result.state),))
    assert await dump(database) == before


@pytest.mark.parametrize("opportunity_id", ["opp_00000000000000000000000099", "?", "\0"])
async def test_given_an_id_that_names_no_opportunity_then_that_alone_is_said(
    database: Database, opportunity_id: str
) -> None:
    before = await dump(database)

    outcome = await creating_quote(database, replace(PLAIN, opportunity_id=opportunity_id, name=""))

    assert outcome == Refused((NotFound(at("opportunityId"), opportunity_id),))
    assert await dump(database) == before


async def test_given_everything_is_wrong_then_all_is_said_in_order(database: Database) -> None:
    deal = opportunity(currency="JPY")
    await store(database, deal)
    before = await dump(database)
    wrong = LineCommand("", Decimal(-1), Decimal(-1), Decimal(-1), Decimal("0.5"))
    command = CreateQuoteCommand(
        deal.id,
        "\ud800",
        (ONE, wrong),
        effective_from=date.max,
        effective_to=date.min,
        discount=Decimal(-1),
        freight=Decimal("0.5"),
    )

    outcome = await creating_quote(database, command)

    assert outcome == Refused(
        (
            InvalidInput(at("name"), Problem.FORBIDDEN_CHARACTER),
            InvalidInput(at("effectiveTo"), Problem.DATES_REVERSED, "9999-12-31"),
            in_line("name", Problem.BLANK),
            in_line("quantity", Problem.NOT_POSITIVE),
            in_line("unitPrice", Problem.NEGATIVE),
            in_line("discount", Problem.NEGATIVE),
            in_line("tax", Problem.TOO_MANY_DECIMALS, "0"),
            InvalidInput(at("discount"), Problem.NEGATIVE),
            InvalidInput(at("freight"), Problem.TOO_MANY_DECIMALS, "0"),
        )
    )
    assert await dump(database) == before
