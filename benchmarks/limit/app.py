"""The limit's application: POST a document and variables, get what its statement answers."""

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import orjson
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from benchmarks.limit.postgresql import Postgresql
from benchmarks.limit.sqlite import Sqlite

NOTHING = b'{"data":null,"errors":[{"message":"There is nothing to answer."}]}'


def create_app() -> Starlette:
    """The application; DATABASE_URL says which database."""
    url, actor = os.environ["DATABASE_URL"], os.environ["ACTOR"]
    prefix = "sqlite:///"
    database = (
        Sqlite(url.removeprefix(prefix), actor)
        if url.startswith(prefix)
        else Postgresql(url, int(os.environ["POOL_SIZE"]), actor)
    )

    @asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        await database.open()
        yield
        await database.close()

    async def graphql(request: Request) -> Response:
        call = orjson.loads(await request.body())
        answer = await database.answer(call["query"], call["variables"])
        return Response(answer or NOTHING, media_type="application/json")

    return Starlette(
        routes=[Route("/graphql", graphql, methods=["POST"])],
        lifespan=lifespan,
    )
