"""The application: Strawberry's own ASGI view over SQLAlchemy's asynchronous engine."""

import os
from typing import Any

import strawberry
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker, create_async_engine
from sqlmodel import col
from starlette.applications import Starlette
from starlette.routing import Route
from strawberry.asgi import GraphQL

from benchmarks.ordinary import writes
from benchmarks.ordinary.loaders import Loaders, Sessions
from benchmarks.ordinary.payloads import (
    CloseOpportunityInput,
    CloseOpportunityPayload,
    CloseQuotesInput,
    CloseQuotesPayload,
    OpportunityClose,
    OpportunityConnection,
    UserError,
)
from benchmarks.ordinary.types import Opportunity, Quote, RequestInfo
from db import tables

ACTOR = os.environ.get("ACTOR", "")


def _sessions(info: RequestInfo) -> Sessions:
    found: Sessions = info.context["sessions"]
    return found


@strawberry.type
class Query:
    """The reads."""

    @strawberry.field
    async def opportunity(self, info: RequestInfo, id: strawberry.ID) -> Opportunity | None:  # noqa: A002 - GraphQL's name
        async with _sessions(info)() as session:
            row = await session.get(tables.Opportunity, id)
        return Opportunity.of(row) if row else None

    @strawberry.field
    async def opportunities(self, info: RequestInfo, first: int = 20) -> OpportunityConnection:
        row = tables.Opportunity
        newest = select(row).order_by(col(row.created_at).desc(), col(row.id).desc()).limit(first)
        async with _sessions(info)() as session:
            found = (await session.scalars(newest)).all()
        return OpportunityConnection(nodes=[Opportunity.of(each) for each in found])


@strawberry.type
class Mutation:
    """The writes."""

    @strawberry.mutation
    async def close_quotes(self, info: RequestInfo, input: CloseQuotesInput) -> CloseQuotesPayload:  # noqa: A002 - GraphQL's name
        done = await writes.close_quotes(_sessions(info), input.opportunity_id, ACTOR)
        if isinstance(done, str):
            return CloseQuotesPayload(
                opportunity=None, closed_quotes=None, errors=[UserError(code=done)]
            )
        opportunity, quotes = done
        return CloseQuotesPayload(
            opportunity=Opportunity.of(opportunity),
            closed_quotes=[Quote.of(quote) for quote in quotes],
            errors=[],
        )

    @strawberry.mutation
    async def close_opportunity(
        self,
        info: RequestInfo,
        input: CloseOpportunityInput,  # noqa: A002 - GraphQL's name
    ) -> CloseOpportunityPayload:
        done = await writes.close_opportunity(
            _sessions(info), input.opportunity_id, input.outcome, ACTOR
        )
        if isinstance(done, str):
            return CloseOpportunityPayload(
                opportunity=None, close=None, errors=[UserError(code=done)]
            )
        opportunity, close = done
        return CloseOpportunityPayload(
            opportunity=Opportunity.of(opportunity),
            close=OpportunityClose(
                outcome=close.outcome, actual_close_date=close.actual_close_date
            ),
            errors=[],
        )


class View(GraphQL[Any, None]):
    """Strawberry's, with the loaders of each request."""

    sessions: Sessions

    async def get_context(self, request: Any, response: Any) -> Any:
        return {
            "request": request,
            "response": response,
            "sessions": self.sessions,
            "loaders": Loaders(self.sessions),
        }


def create_app() -> Starlette:
    """The application; DATABASE_URL says which PostgreSQL."""
    url = os.environ["DATABASE_URL"].replace("postgresql://", "postgresql+asyncpg://")
    engine = create_async_engine(url, pool_size=int(os.environ["POOL_SIZE"]), max_overflow=0)
    view = View(strawberry.Schema(Query, Mutation), graphql_ide=None)
    view.sessions = async_sessionmaker(engine, class_=AsyncSession, expire_on_commit=False)
    return Starlette(routes=[Route("/graphql", view)])
