"""The dataloaders of a request: one select for all records of a kind that are asked for at once."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker
from sqlmodel import col
from strawberry.dataloader import DataLoader

from db import tables

Sessions = async_sessionmaker[AsyncSession]


class Loaders:
    """Made anew for each request."""

    def __init__(self, sessions: Sessions) -> None:
        self._sessions = sessions
        self.account: DataLoader[str, tables.Account | None] = DataLoader(self._accounts)
        self.quotes: DataLoader[str, list[tables.Quote]] = DataLoader(self._quotes)
        self.lines: DataLoader[str, list[tables.QuoteLine]] = DataLoader(self._lines)

    async def _accounts(self, ids: list[str]) -> Sequence[tables.Account | None]:
        async with self._sessions() as session:
            found = await session.scalars(
                select(tables.Account).where(col(tables.Account.id).in_(ids))
            )
            by_id = {row.id: row for row in found}
        return [by_id.get(each) for each in ids]

    async def _quotes(self, ids: list[str]) -> list[list[tables.Quote]]:
        quote = tables.Quote
        statement = (
            select(quote)
            .where(col(quote.opportunity_id).in_(ids))
            .order_by(col(quote.created_at).desc(), col(quote.id).desc())
        )
        return await self._grouped(statement, "opportunity_id", ids)

    async def _lines(self, ids: list[str]) -> list[list[tables.QuoteLine]]:
        line = tables.QuoteLine
        statement = select(line).where(col(line.quote_id).in_(ids)).order_by(col(line.position))
        return await self._grouped(statement, "quote_id", ids)

    async def _grouped(self, statement: Any, key: str, ids: list[str]) -> list[list[Any]]:
        groups: dict[str, list[Any]] = defaultdict(list)
        async with self._sessions() as session:
            for row in await session.scalars(statement):
                groups[getattr(row, key)].append(row)
        return [groups[each] for each in ids]
