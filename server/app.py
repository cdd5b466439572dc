"""The ASGI application: routes, the database's lifetime, what stands before them, health."""

import gc
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from db.database import Clock, Database, utc_now
from db.migrating import InvariantBrokenError, NotMigratedError, check_ready
from db.writes.idempotency import IdempotencyKeys
from resolvers.context import Application
from resolvers.documents import Documents
from resolvers.statements import Statements
from server.bodies import BodyLimits
from server.errors import logger
from server.graphiql import graphiql_page
from server.graphql_view import GraphQLView
from server.rate_limits import RateLimiter
from server.redis_store import open_store
from server.schema import SCHEMA
from server.settings import Settings, read_settings


def create_app(settings: Settings | None = None, clock: Clock = utc_now) -> Starlette:
    """The application of these settings, by default the environment's."""
    settings = settings or read_settings()

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        async with Database(
            settings.database_url,
            pool_size=settings.database_pool_size,
            statements=settings.database_statements,
            clock=clock,
        ) as database:
            app.state.application = Application(
                database,
                settings.business,
                Documents(SCHEMA._schema),  # noqa: SLF001 - Strawberry has no other way to it
                Statements(database.dialect),
                IdempotencyKeys(
                    database.dialect, clock, settings.idempotency_hours, settings.lock_timeout
                ),
                settings.max_page,
            )
            app.state.actor_id = settings.actor
            url = settings.rate_limit_store
            limiter = RateLimiter(settings.rate_limit, open_store(url) if url else None)
            app.state.rate_limiter = limiter
            try:
                yield
            finally:
                await limiter.close()

    view = GraphQLView(SCHEMA, graphiql_page())
    return Starlette(
        routes=[
            # First what is asked for most: routes are tried in turn.
            Route("/graphql", view),
            Route("/", _root),
            Route("/health/live", _live),
            Route("/health/ready", _ready),
        ],
        # What refuses a body stands within CORS, so that a page may read why.
        middleware=[
            *_proxies(settings.trusted_proxies),
            *_cors(settings.cors_origins),
            Middleware(
                BodyLimits,
                max_body=settings.max_body,
                receive_timeout=settings.receive_timeout,
            ),
        ],
        lifespan=lifespan,
    )


def create_process_app() -> Starlette:
    """The application of the environment's settings, as the one thing that its process does."""
    app = create_app()
    # What has been made by now stays, and there is much of it: the garbage collector needn't look
    # through it again while requests wait (40 ms, twice a second under load).
    gc.collect()
    gc.freeze()
    return app


def _proxies(trusted: tuple[str, ...]) -> list[Middleware]:
    if not trusted:
        return []
    return [Middleware(ProxyHeadersMiddleware, trusted_hosts=list(trusted))]


def _cors(origins: tuple[str, ...]) -> list[Middleware]:
    if not origins:
        return []
    patterns = "|".join(re.escape(origin).replace(r"\*", r"\d+") for origin in origins)
    return [
        Middleware(
            CORSMiddleware,
            allow_origin_regex=patterns,
            allow_methods=["GET", "POST"],
            allow_headers=["*"],
            max_age=600,
        )
    ]


async def _root(_request: Request) -> Response:
    return RedirectResponse("/graphql")


async def _live(_request: Request) -> Response:
    return JSONResponse({"status": "live"})


async def _ready(request: Request) -> Response:
    """Ready when the database answers, is migrated, and keeps the invariant."""
    try:
        await check_ready(request.app.state.application.database)
    except (NotMigratedError, InvariantBrokenError) as error:
        return JSONResponse({"status": "not ready", "reason": str(error)}, 503)
    except Exception:  # noqa: BLE001 - whatever the driver raises when it can't connect
        logger.exception("the database doesn't answer")
        reason = "The database doesn't answer."
        return JSONResponse({"status": "not ready", "reason": reason}, 503)
    return JSONResponse({"status": "ready"})
