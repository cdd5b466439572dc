"""What the databases hold that the documents are asked of, and all of it read back as rows."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select
from sqlmodel import SQLModel
from starlette.testclient import TestClient

from db.tables import (
    Opportunity,
    OpportunityClose,
    OpportunityReopening,
    Quote,
    QuoteClose,
    QuoteLine,
    metadata,
)
from domain.lifecycle import OpportunityOutcome
from tests.api.demo import AIKO, BEN, BRIGHTSHELF
from tests.reads.asking import database_of, store
from tests.reads.row_oracle import Rows
from tests.reads.samples import SAMPLES
from tests.reads.world import DAYS, MOMENTS, NAMES, World, world_in

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class IndexedRows(Rows):
    """Rows that are found by the values of a column without looking at all of them."""

    found: dict[tuple[str, str], Mapping[Any, list[Row]]] = field(default_factory=dict)

    def where(self, table: str, column: str, value: Any) -> list[Row]:
        if (table, column) not in self.found:
            index: defaultdict[Any, list[Row]] = defaultdict(list)
            for row in self.tables[table]:
                index[row[column]].append(row)
            self.found[table, column] = index
        return self.found[table, column].get(value, [])


def fill(client: TestClient) -> IndexedRows:
    """Write deals, offers, their lines and closes into the demo's database; all that is there."""
    world = world_in(client)
    store(client, _attached(world))
    store(client, SAMPLES)
    return rows_of(client)


def rows_of(client: TestClient) -> IndexedRows:
    """Everything that the database holds, by a plain SELECT a table."""

    async def read() -> IndexedRows:
        async with database_of(client).reader.connect() as connection:
            return IndexedRows(
                {
                    name: [
                        dict(row) for row in (await connection.execute(select(table))).mappings()
                    ]
                    for name, table in metadata.tables.items()
                }
            )

    assert client.portal is not None
    return client.portal.call(read)


def _attached(world: World) -> Sequence[SQLModel]:
    """Lines of every third quote; closes of the quotes and opportunities that are closed."""
    quotes = [Quote(**each) for each in world.quotes]
    deals = [Opportunity(**each) for each in world.opportunities]
    lines = [
        _line(of, n, place) for n, of in enumerate(quotes[::3]) for place in range(1, 2 + n % 3)
    ]
    quote_closes = [_quote_close(of, n) for n, of in enumerate(quotes) if of.state == "CLOSED"]
    closes = [_close(of, n) for n, of in enumerate(deals) if not of.is_open]
    reopened = [_close(of, 50 + n) for n, of in enumerate(deals) if of.is_open and n % 2]
    reopenings = [
        OpportunityReopening(
            close_id=each.id, reopened_by_id=BEN, reopened_at=MOMENTS[n % len(MOMENTS)]
        )
        for n, each in enumerate(reopened)
    ]
    return [*lines, *quote_closes, *closes, *reopened, *reopenings]


def _line(of: Quote, number: int, position: int) -> QuoteLine:
    return QuoteLine(
        id=f"qln_{1000 + number * 10 + position:026}",
        quote_id=of.id,
        position=position,
        name=NAMES[(number * 5 + position) % len(NAMES)],
        quantity=(1, 1_500_000, 2_000_000, 123_456_789)[number % 4],
        currency=of.currency,
        unit_price=number * 10_000,
        tax=position * 10_000,
        amount=10**15 - number,
    )


def _quote_close(of: Quote, number: int) -> QuoteClose:
    return QuoteClose(
        id=f"qcl_{1000 + number:026}",
        quote_id=of.id,
        status_reason_id=of.status_reason_id,
        closed_on=DAYS[number % len(DAYS)],
        description=None if number % 3 else NAMES[number % len(NAMES)],
        closed_by_id=(AIKO, BEN)[number % 2],
        closed_at=MOMENTS[number % len(MOMENTS)],
        client=None if number % 2 else "desk/1.0",
    )


def _close(of: Opportunity, number: int) -> OpportunityClose:
    return OpportunityClose(
        id=f"ocl_{1000 + number:026}",
        opportunity_id=of.id,
        outcome=OpportunityOutcome.LOST if of.state == "LOST" else OpportunityOutcome.WON,
        status_reason_id=of.status_reason_id,
        actual_revenue=None if number % 3 else 123_4567,
        currency=of.currency,
        actual_close_date=DAYS[number % len(DAYS)],
        competitor_id=None if number % 2 else BRIGHTSHELF,
        description=None if number % 4 else NAMES[number % len(NAMES)],
        stage_at_close=None if number % 5 else of.stage,
        closed_by_id=(AIKO, BEN)[number % 2],
        closed_at=MOMENTS[number % len(MOMENTS)],
    )
