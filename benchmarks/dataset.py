"""Made-up sales data of any size, the same at every run: `python -m benchmarks.dataset`."""

import argparse
import asyncio
import sys
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any, Final

from sqlalchemy import Table, insert, select, text

from benchmarks.draw import CURRENCIES, DEALS, FIRMS, GOODS, PEOPLE, PLACES, Draw, Reasons
from db.database import Database
from db.tables import metadata
from domain.actor import UserKind
from domain.lifecycle import OpportunityState, QuoteState
from domain.money import QUANTITY_SCALE
from domain.pipeline import OpportunityStage, Rating
from domain.text import fold

SEED: Final = 20261122
END: Final = datetime(2026, 11, 20, 18, tzinfo=UTC)
SPAN: Final = timedelta(days=3 * 365)
QUOTES: Final = 3
LINES: Final = 3
BATCH: Final = 1000
"""Opportunities that are written at a time, with all that belongs to them."""

Row = dict[str, Any]

# ── drawing ──────────────────────────────────────────────────────────────────────────────────────


def _parties(draw: Draw, opportunities: int) -> dict[str, list[Row]]:
    start = END - SPAN - timedelta(days=30)

    def row(entity: str, name: str, **values: Any) -> Row:
        return {"id": draw.id(entity, start), "name": name, "name_folded": fold(name), **values}

    users = [
        row(
            "User",
            f"{draw.chance.choice(PEOPLE)} {number}",
            kind=UserKind.PERSON,
            email=f"seller{number}@example.com",
            regional_office=draw.chance.choice(PLACES),
        )
        for number in range(max(opportunities // 200, 2))
    ]
    accounts = [
        row(
            "Account",
            f"{draw.chance.choice(PLACES)} {draw.chance.choice(FIRMS)} {number}",
            sector=draw.chance.choice(DEALS),
            office_location=draw.chance.choice(PLACES),
            annual_revenue=draw.amount("USD") * 1000,
            currency="USD",
        )
        for number in range(max(opportunities // 50, 2))
    ]
    competitors = [row("Competitor", f"{place} {FIRMS[-1]}") for place in PLACES]
    for ids, rows in (
        (draw.users, users),
        (draw.accounts, accounts),
        (draw.competitors, competitors),
    ):
        ids += [each["id"] for each in rows]
    return {"users": users, "account": accounts, "competitor": competitors}


def _opportunity(draw: Draw, created: datetime) -> dict[str, list[Row]]:
    """One opportunity with its close and its quotes, by table, parents first."""
    age = (END - created) / SPAN
    state = draw.one(
        (OpportunityState.OPEN, 100 - int(75 * age)),
        (OpportunityState.WON, 10 + int(40 * age)),
        (OpportunityState.LOST, 10 + int(35 * age)),
    )
    code = {
        OpportunityState.OPEN: draw.one(("IN_PROGRESS", 5), ("ON_HOLD", 1)),
        OpportunityState.WON: "WON",
        OpportunityState.LOST: draw.one(("CANCELED", 2), ("OUT_SOLD", 1)),
    }[state]
    closed = None if state == "OPEN" else created + (END - created) * draw.chance.random()
    currency = draw.chance.choice(CURRENCIES)
    name = f"{draw.chance.choice(PLACES)} {draw.chance.choice(DEALS)} {created:%Y}"
    opportunity: Row = {
        "id": draw.id("Opportunity", created),
        "version": 2 if closed else 1,
        "name": name,
        "name_folded": fold(name),
        "description": draw.one((None, 3), (f"{name}.\n" * 4, 1)),
        "account_id": draw.one((draw.favourite(draw.accounts), 12), (None, 1)),
        "owner_id": draw.favourite(draw.users),
        "state": state,
        "is_open": closed is None,
        "status_reason_id": draw.reasons[state, code],
        "stage": draw.chance.choice(tuple(OpportunityStage)),
        "rating": draw.one(*((rating, 1) for rating in Rating), (None, 1)),
        "probability": draw.one((None, 1), (draw.chance.randrange(0, 101, 5), 4)),
        "currency": currency,
        "estimated_revenue": draw.one((None, 1), (draw.amount(currency) * 20, 9)),
        "estimated_close_date": draw.one((None, 1), ((created + timedelta(days=90)).date(), 5)),
        "actual_revenue": draw.amount(currency) * 20 if state == "WON" else 0 if closed else None,
        "actual_close_date": closed and closed.date(),
        "started_on": created.date(),
        "created_at": created,
        "updated_at": closed or created + (END - created) * draw.chance.random() ** 4,
    }
    opportunity["created_by_id"] = opportunity["owner_id"]
    rows: dict[str, list[Row]] = {"opportunity": [opportunity]}
    if closed:
        rows["opportunity_close"] = [_opportunity_close(draw, opportunity, closed)]
    winner = draw.chance.randrange(QUOTES) if state == "WON" else None
    for number in range(QUOTES):
        for table, some in _quote(draw, opportunity, closed, is_won=number == winner).items():
            rows.setdefault(table, []).extend(some)
    return rows


def _opportunity_close(draw: Draw, opportunity: Row, closed: datetime) -> Row:
    return {
        "id": draw.id("OpportunityClose", closed),
        "opportunity_id": opportunity["id"],
        "outcome": opportunity["state"].value,
        "status_reason_id": opportunity["status_reason_id"],
        "actual_revenue": opportunity["actual_revenue"],
        "currency": opportunity["currency"],
        "actual_close_date": closed.date(),
        "competitor_id": draw.one((None, 2), (draw.favourite(draw.competitors), 1)),
        "stage_at_close": opportunity["stage"],
        "closed_by_id": opportunity["owner_id"],
        "closed_at": closed,
    }


def _quote(
    draw: Draw, opportunity: Row, closed: datetime | None, *, is_won: bool
) -> dict[str, list[Row]]:
    """One quote with its lines and its close; active ones on open opportunities alone."""
    if is_won:
        state, code = QuoteState.WON, "WON"
    elif closed:
        state, code = draw.one(
            ((QuoteState.CLOSED, "LOST"), 8),
            ((QuoteState.CLOSED, "CANCELED"), 3),
            ((QuoteState.DRAFT, "IN_PROGRESS"), 1),
        )
    else:
        state, code = draw.one(
            ((QuoteState.DRAFT, "IN_PROGRESS"), 4),
            ((QuoteState.ACTIVE, "OPEN"), 4),
            ((QuoteState.CLOSED, "REVISED"), 2),
        )
    written = opportunity["created_at"] + timedelta(hours=draw.chance.randrange(1, 200))
    created = min(written, closed or END)
    ended = state in {QuoteState.WON, QuoteState.CLOSED}
    quote_id = draw.id("Quote", created)
    lines = [_line(draw, opportunity, quote_id, created, each + 1) for each in range(LINES)]
    name = f"{opportunity['name']}, {lines[0]['name']}"
    last_day = (closed or created).date()
    quote: Row = {
        "id": quote_id,
        "version": 1,
        "opportunity_id": opportunity["id"],
        "opportunity_is_open": closed is None,
        "number": draw.quote_number(),
        "revision": 1,
        "name": name,
        "name_folded": fold(name),
        "state": state,
        "status_reason_id": draw.reasons[f"quote {state}", code],
        "currency": opportunity["currency"],
        "discount": 0,
        "freight": 0,
        "tax": 0,
        "total_amount": sum(line["amount"] for line in lines),
        "effective_from": created.date(),
        "effective_to": draw.one((None, 1), ((created + timedelta(days=60)).date(), 3)),
        "closed_on": last_day if ended else None,
        "created_at": created,
        "created_by_id": opportunity["owner_id"],
        "updated_at": closed or created,
    }
    rows = {"quote": [quote], "quote_line": lines}
    if ended:
        close: Row = {
            "id": draw.id("QuoteClose", closed or created),
            "quote_id": quote_id,
            "status_reason_id": quote["status_reason_id"],
            "closed_on": last_day,
            "closed_by_id": opportunity["owner_id"],
            "closed_at": closed or created,
        }
        rows["quote_close"] = [close]
    return rows


def _line(draw: Draw, opportunity: Row, quote_id: str, created: datetime, position: int) -> Row:
    quantity, price = draw.chance.randrange(1, 40), draw.amount(opportunity["currency"])
    return {
        "id": draw.id("QuoteLine", created),
        "quote_id": quote_id,
        "position": position,
        "name": draw.chance.choice(GOODS),
        "quantity": quantity * 10**QUANTITY_SCALE,
        "currency": opportunity["currency"],
        "unit_price": price,
        "discount": 0,
        "tax": 0,
        "amount": quantity * price,
    }


def rows(
    reasons: Reasons, opportunities: int, seed: int = SEED
) -> Iterator[tuple[Table, list[Row]]]:
    """All rows, those of one table at a time, parents before children."""
    draw = Draw(Random(seed), reasons, [], [], [])  # noqa: S311 - it has to be repeatable
    for table, some in _parties(draw, opportunities).items():
        yield metadata.tables[table], some
    step = SPAN / max(opportunities, 1)
    for start in range(0, opportunities, BATCH):
        batch: dict[str, list[Row]] = {}
        for number in range(start, min(start + BATCH, opportunities)):
            for table, some in _opportunity(draw, END - SPAN + step * number).items():
                batch.setdefault(table, []).extend(some)
        for table, some in batch.items():
            yield metadata.tables[table], some


# ── writing ─────────────────────────────────────────────────────────────────────────────────────


async def fill(url: str, opportunities: int, seed: int = SEED) -> Counter[str]:
    """Write the data into a migrated database; how many rows each table got."""
    written: Counter[str] = Counter()
    async with Database(url) as database:
        async with database.writer.begin() as connection:
            reason = metadata.tables["status_reason"].c
            found = await connection.execute(
                select(reason.id, reason.opportunity_state, reason.quote_state, reason.code)
            )
            reasons = {
                (own or f"quote {of_quote}", code): id_ for id_, own, of_quote, code in found
            }
            for table, some in rows(reasons, opportunities, seed):
                await connection.execute(insert(table), some)
                written[table.name] += len(some)
        async with database.writer.begin() as connection:
            # Without figures about the data, a database guesses how to read it.
            await connection.execute(text("ANALYZE"))
    return written


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser("python -m benchmarks.dataset", description=__doc__)
    parser.add_argument("--database-url", required=True, help="a migrated database")
    parser.add_argument("--opportunities", type=int, default=20_000)
    options = parser.parse_args()
    for table, count in asyncio.run(fill(options.database_url, options.opportunities)).items():
        sys.stdout.write(f"{table}: {count}\n")


if __name__ == "__main__":
    main()
