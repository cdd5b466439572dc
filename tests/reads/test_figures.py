"""closeMetrics and pipeline over any data: on both databases exactly what fractions come to."""

from collections.abc import Sequence
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlmodel import SQLModel

from db.ids import new_id
from db.tables import (
    ExchangeRate,
    Opportunity,
    OpportunityClose,
    OpportunityReopening,
    Product,
)
from domain.actor import SYSTEM_USER_ID
from domain.lifecycle import OpportunityOutcome, OpportunityState
from domain.money import MAX_AMOUNT
from domain.pipeline import OpportunityStage
from domain.rates import MAX_RATE, PAR
from tests.conftest import NOW
from tests.factories import closed, opportunity
from tests.reads.asking import KINDS, Clients, ask_both, empty, store
from tests.reads.figures_oracle import Closed, Open, by_group, closes, pipeline

MONEY = "{ amount currency }"
FIGURES = f"""keys {{ value }} count won lost wonValue {MONEY} lostValue {MONEY} withoutRate
winRate {{ n percent }} winRateByValue {{ n percent }}
daysToClose {{ n average median }} daysLate {{ n average median }}
revenueGap {{ n percent value {MONEY} }}"""
PIPELINE = f"keys {{ value }} count value {MONEY} weightedValue {MONEY} withoutRate"
TODAY = NOW.date()

amounts = st.none() | st.sampled_from([0, 1, MAX_AMOUNT]) | st.integers(0, MAX_AMOUNT)
rates = st.sampled_from([1, PAR, MAX_RATE, 10**9, 10**9 - 1]) | st.integers(1, MAX_RATE)
days = st.dates(date(1, 1, 1), date(9999, 12, 31)) | st.dates(date(2026, 1, 1), date(2026, 12, 31))
families = st.none() | st.sampled_from(["GTX", "WON", 'a"b'])


@st.composite
def standing(draw: st.DrawFn) -> tuple[Closed, Sequence[SQLModel]]:
    """A close as the oracle knows it, and its rows, those around it that don't count included."""
    outcome = draw(st.sampled_from(OpportunityOutcome))
    rate = draw(st.none() | rates)
    family, stage = draw(families), draw(st.none() | st.sampled_from(OpportunityStage))
    base = draw(st.sampled_from(["USD", "USD", "USD", "JPY"]))
    product = None
    if family is not None or draw(st.booleans()):
        product = Product(
            id=new_id("Product"),
            name="P",
            name_folded="p",
            family=family,
            list_price=0,
            currency="USD",
        )
    deal, close = closed(
        outcome,
        actual_revenue=draw(amounts),
        estimated_revenue=draw(amounts),
        started_on=draw(days),
        estimated_close_date=draw(st.none() | days),
        actual_close_date=draw(days),
        product_id=product and product.id,
    )
    close.exchange_rate, close.base_currency = rate, base if rate else None
    close.stage_at_close = stage
    known = Closed(
        outcome is OpportunityOutcome.WON,
        _units(deal.actual_revenue),
        _units(deal.estimated_revenue),
        Fraction(rate, PAR) if rate and base == "USD" else None,
        deal.started_on,
        deal.estimated_close_date,
        close.actual_close_date,
        (
            outcome.value,
            family,
            f"{close.actual_close_date.year:04}-Q{(close.actual_close_date.month + 2) // 3}",
            stage and stage.value,
        ),
    )
    around = draw(st.just(()) | _undone(deal))
    return known, [*([product] if product else ()), deal, close, *around]


@st.composite
def _undone(draw: st.DrawFn, deal: Opportunity) -> Sequence[SQLModel]:
    """An earlier close of the same opportunity, that was undone."""
    other = OpportunityClose(
        id=new_id("OpportunityClose"),
        opportunity_id=deal.id,
        outcome=draw(st.sampled_from(OpportunityOutcome)),
        status_reason_id=deal.status_reason_id,
        actual_revenue=draw(amounts),
        currency="USD",
        actual_close_date=draw(days),
        closed_by_id=SYSTEM_USER_ID,
        closed_at=NOW,
    )
    undone = OpportunityReopening(close_id=other.id, reopened_by_id=SYSTEM_USER_ID, reopened_at=NOW)
    return [other, undone]


@st.composite
def open_one(draw: st.DrawFn, known: dict[str, dict[date, int]]) -> tuple[Open, Opportunity]:
    """An open opportunity."""
    deal = opportunity(
        currency=draw(st.sampled_from(["USD", "JPY", "KWD", "EUR"])),
        estimated_revenue=draw(amounts),
        probability=draw(st.none() | st.integers(0, 100)),
        stage=draw(st.sampled_from(OpportunityStage)),
        estimated_close_date=draw(st.none() | days),
    )
    valid = [day for day in known.get(deal.currency, {}) if day <= TODAY]
    rate = Fraction(known[deal.currency][max(valid)], PAR) if valid else None
    planned_day = deal.estimated_close_date
    return Open(
        _units(deal.estimated_revenue),
        Fraction(1) if deal.currency == "USD" else rate,
        deal.probability,
        (deal.stage.value, planned_day.isoformat()[:7] if planned_day else None),
    ), deal


near = st.integers(-3, 3).map(lambda number: TODAY + timedelta(days=number))
known_rates = st.fixed_dictionaries(
    {"JPY": st.dictionaries(near, rates), "KWD": st.dictionaries(near, rates)}
)
any_data = settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@any_data
@given(st.lists(standing(), max_size=12), st.data())
def test_figures_of_closes_are_exact_on_both_databases(
    writers: Clients, drawn: list[tuple[Closed, Sequence[SQLModel]]], data: st.DataObject
) -> None:
    _write(writers, [row for _, rows in drawn for row in rows], data.draw(st.lists(_open_again())))
    known = [close for close, _ in drawn]

    found = ask_both(
        writers,
        f"""{{ all: closeMetrics {{ {FIGURES} }}
        groups: closeMetrics(groupBy: [OUTCOME, PRODUCT_FAMILY, QUARTER, STAGE_AT_CLOSE])
          {{ {FIGURES} }} }}""",
    )

    assert found["all"] == [{"keys": [], **closes(known)}]
    assert _by_keys(found["groups"]) == by_group(known, closes)


@any_data
@given(known_rates, st.data())
def test_figures_of_open_opportunities_are_exact_on_both_databases(
    writers: Clients, known: dict[str, dict[date, int]], data: st.DataObject
) -> None:
    drawn = data.draw(st.lists(open_one(known), max_size=12))
    rated = [
        ExchangeRate(
            id=new_id("ExchangeRate"),
            base_currency=base,
            currency=currency,
            valid_from=day,
            rate=rate if base == "USD" else PAR,
        )
        for currency, dated in known.items()
        for day, rate in dated.items()
        for base in ("USD", "CHF")
    ]
    elsewhere, _ = closed(OpportunityOutcome.WON)
    _write(writers, [*rated, *(deal for _, deal in drawn), elsewhere], ())
    opened = [each for each, _ in drawn]

    found = ask_both(
        writers,
        f"""{{ all: pipeline {{ {PIPELINE} }}
        groups: pipeline(groupBy: [STAGE, MONTH]) {{ {PIPELINE} }} }}""",
    )

    assert found["all"] == [{"keys": [], **pipeline(opened)}]
    assert _by_keys(found["groups"]) == by_group(opened, pipeline)


@st.composite
def _open_again(draw: st.DrawFn) -> Sequence[SQLModel]:
    """An opportunity whose only close was undone."""
    deal, close = closed(draw(st.sampled_from(OpportunityOutcome)))
    deal.state, deal.is_open = OpportunityState.OPEN, True
    undone = OpportunityReopening(close_id=close.id, reopened_by_id=SYSTEM_USER_ID, reopened_at=NOW)
    return [deal, close, undone]


def _units(amount: int | None) -> Fraction | None:
    return None if amount is None else Fraction(amount, 10_000)


def _write(writers: Clients, rows: Sequence[SQLModel], more: Sequence[Sequence[SQLModel]]) -> None:
    every = [*rows, *(row for some in more for row in some)]
    order = (Product, ExchangeRate, Opportunity, OpportunityClose, OpportunityReopening)
    for kind in KINDS:
        empty(writers[kind])
        store(writers[kind], sorted(every, key=lambda row: order.index(type(row))))


def _by_keys(rows: Sequence[dict[str, Any]]) -> dict[Any, Any]:
    found = {tuple(key and key["value"] for key in row.pop("keys")): row for row in rows}
    assert len(found) == len(rows)
    return found
