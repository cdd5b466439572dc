"""The ASGI application: routes, the database's lifetime, what stands before them, health."""

import asyncio
import gc
import os
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, nullcontext
from pathlib import Path
from re import Pattern
from typing import Final

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.exceptions import ExceptionMiddleware
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route, WebSocketRoute
from starlette.types import ASGIApp
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from db.database import Clock, Database, utc_now
from db.migrating import InvariantBrokenError, NotMigratedError, check_ready
from db.writes.idempotency import IdempotencyKeys
from resolvers.context import Application
from resolvers.documents import Documents
from resolvers.statements import Statements
from server.auditing.trail import AuditTrail
from server.bodies import BodyLimits
from server.draining import Draining, seconds_to_finish
from server.errors import logger
from server.graphiql import graphiql_page
from server.http.view import GraphQLView
from server.limits.rate_counts import OwnCounts
from server.limits.rate_limits import RateLimiter
from server.limits.redis_store import open_store
from server.limits.variables import VariableLimits
from server.observing.counts import Counts
from server.observing.metrics import metrics_registry, serve_metrics
from server.observing.observer import Observer
from server.observing.request_log import RequestLog, stderr_writer
from server.observing.tracing import open_traces
from server.observing.workers import FOLDER, Figures, Now, Shared
from server.outermost import Outermost
from server.persisted import PersistedDocuments, read_trusted_documents
from server.running import Runner
from server.schema import SCHEMA
from server.security import AllowedHosts, CrossOrigin
from server.settings import Settings, read_settings
from server.shortcut import Shortcut
from server.sign_in.openid import OpenIdTokens
from server.sign_in.principals import Principals
from server.sign_in.provider_keys import ProviderKeys
from server.static_files import serve_files
from server.unrouted import UNROUTED
from server.websocket import WebSocketView

GRAPHQL: Final = "/graphql"
EXPOSED: Final = (
    *("ETag", "Retry-After", "WWW-Authenticate", "X-Request-Id"),
    *("RateLimit-Limit", "RateLimit-Remaining", "RateLimit-Reset"),
)
"""The headers of an answer that a page of another origin may read."""
YOUNG_OBJECTS: Final = 10_000
"""So many more have to be made than were given up, before garbage is looked for."""
_UNKEPT: Final = {"Cache-Control": "no-store"}
"""Of what is so at this moment."""


def create_app(
    settings: Settings | None = None, clock: Clock = utc_now, draining: Draining | None = None
) -> Starlette:
    """The application of these settings, by default the environment's."""
    settings = settings or read_settings()
    draining = draining or Draining()

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        async with Database(
            settings.database_url,
            pool_size=settings.database_pool_size,
            statements=settings.database_statements,
            row_level_security=settings.row_level_security,
            clock=clock,
        ) as database:
            app.state.application = Application(
                database,
                settings.business,
                documents,
                Statements(database.dialect),
                IdempotencyKeys(
                    database.dialect, clock, settings.idempotency_hours, settings.lock_timeout
                ),
            )
            principals = Principals(database, tokens, settings, clock, settings.actor)
            await principals.start()
            app.state.principals = principals
            app.state.audit = runner.audit
            app.state.draining = draining
            traces = observer.traces = open_traces(os.environ, database.dialect.name)
            if tokens is not None:
                tokens.keys.start()
            async with runner.audit.writing_to(database), shared or nullcontext():
                try:
                    yield
                finally:
                    await observer.close()
                    await limiter.close()
                    if tokens is not None:
                        await tokens.keys.close()
                    await principals.keys.close()
                    if traces is not None:
                        await asyncio.to_thread(traces.close)

    documents = _documents(settings)
    persisted = persisted_documents(settings)
    url = settings.rate_limit_store
    limiter = RateLimiter(
        settings.rate_limit,
        open_store(url) if url else None,
        OwnCounts(clock=lambda: clock().timestamp()),
    )
    tokens = _tokens(settings)
    runner = Runner(
        SCHEMA,
        persisted,
        VariableLimits(settings.max_variables_depth, settings.max_variables),
        limiter,
        settings.operation_timeout,
        AuditTrail(clock),
        discreet=not settings.introspection,
    )
    log = RequestLog(settings.log_level, settings.log_format, stderr_writer())
    counts = Counts() if settings.metrics else None
    shared: Shared | None = None
    observer = Observer([log, counts] if counts else [log])
    origins = _pattern(settings.cors_origins)
    page = graphiql_page() if settings.graphiql else None
    view = GraphQLView(runner, settings.get_max_age, page.response if page else None)
    app = _Application(
        routes=[
            Route(GRAPHQL, view),
            WebSocketRoute(
                GRAPHQL,
                WebSocketView(runner, observer, draining, settings.socket_operations, origins),
            ),
            Route("/", _root),
            Route("/static/{path:path}", serve_files(page.files if page else {})),
            Route("/health/live", _live),
            Route("/health/ready", _ready),
        ],
        middleware=[
            *_middleware(settings, observer, draining, origins),
            Middleware(Shortcut, GRAPHQL, view),
        ],
        exception_handlers=UNROUTED,
        lifespan=lifespan,
    )
    # To send others to a path without its last slash, Starlette believes the Host header.
    app.router.redirect_slashes = False
    if counts is not None:

        def figures() -> Figures:
            application: Application = app.state.application
            kept = {
                "once": len(documents.newcomers),
                "again": len(documents.regulars),
                "persisted": persisted.kept,
            }
            usage = application.database.usage()
            return Figures(counts, Now(usage, kept, observer.running, observer.sockets))

        folder = os.environ.get(FOLDER)
        shared = Shared(Path(folder), figures) if folder else None
        registry = metrics_registry(shared.total if shared else figures, several=bool(shared))
        app.router.routes.append(Route("/metrics", serve_metrics(registry, observer)))
    return app


class _Application(Starlette):
    """Starlette's, without its answer to what is raised: Outermost has one, in JSON."""

    def build_middleware_stack(self) -> ASGIApp:
        app: ASGIApp = ExceptionMiddleware(self.router, handlers=self.exception_handlers)
        for middleware, arguments, options in reversed(self.user_middleware):
            app = middleware(app, *arguments, **options)
        return app


def create_process_app() -> Starlette:
    """The application of the environment's settings, as the one thing that its process does."""
    settings = read_settings()
    draining = Draining(settings.drain_seconds, seconds_to_finish(settings.operation_timeout))
    app = create_app(settings, draining=draining)
    # uvicorn makes the application when its own handlers of signals are there.
    draining.follow_signals()
    settle_garbage_collector()
    return app


def settle_garbage_collector() -> None:
    """What has been made by now stays: the collector doesn't look through it again.

    And through what has come since it looks less often than by default: requests that wait to be
    logged look like new things that stay, and a document that leaves much behind, such as one that
    is refused after a long comparison, would pay as much for that as for itself.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(YOUNG_OBJECTS)


def persisted_documents(settings: Settings) -> PersistedDocuments:
    """The documents that clients may name; TrustedDocumentsError if the file isn't of any use."""
    file = settings.trusted_documents
    return PersistedDocuments(
        settings.persisted_queries,
        read_trusted_documents(file, _documents(settings)) if file else {},
        only_trusted=settings.trusted_documents_only,
    )


def _tokens(settings: Settings) -> OpenIdTokens | None:
    """What verifies the OpenID provider's tokens, if there is one."""
    rules = settings.token_rules
    return OpenIdTokens(rules, ProviderKeys(rules.issuer)) if rules else None


def _documents(settings: Settings) -> Documents:
    return Documents(
        SCHEMA._schema,  # noqa: SLF001 - Strawberry has no other way to it
        settings.limits,
        introspection=settings.introspection,
    )


def _middleware(
    settings: Settings, observer: Observer, draining: Draining, origins: Pattern[str] | None
) -> list[Middleware]:
    """Around all routes, the outermost first."""
    found = [Middleware(Outermost, observer, draining)]
    if settings.trusted_proxies:
        found.append(Middleware(ProxyHeadersMiddleware, list(settings.trusted_proxies)))
    if "*" not in settings.allowed_hosts:
        found.append(Middleware(AllowedHosts, settings.allowed_hosts))
    if origins is not None:
        found.append(
            Middleware(
                CrossOrigin,
                allow_origin_regex=origins.pattern,
                allow_methods=["GET", "POST"],
                allow_headers=["*"],
                expose_headers=EXPOSED,
                max_age=600,
            )
        )
    # Within CORS, so that a page may read why its body is refused.
    found.append(Middleware(BodyLimits, settings.max_body, settings.receive_timeout))
    return found


def _pattern(origins: tuple[str, ...]) -> Pattern[str] | None:
    """What an Origin header of one of these sites is; None if there is none."""
    if not origins:
        return None
    return re.compile("|".join(re.escape(each).replace(r"\*", r"\d+") for each in origins))


async def _root(_request: Request) -> Response:
    return RedirectResponse("/graphql")


async def _live(_request: Request) -> Response:
    return JSONResponse({"status": "live"}, headers=_UNKEPT)


async def _ready(request: Request) -> Response:
    """Ready when the database answers, is migrated, and keeps the invariant."""
    if request.app.state.draining.begun:
        return JSONResponse({"status": "not ready", "reason": "The server ends."}, 503, _UNKEPT)
    try:
        await check_ready(request.app.state.application.database, serves=True)
    except (NotMigratedError, InvariantBrokenError) as error:
        return JSONResponse({"status": "not ready", "reason": str(error)}, 503, _UNKEPT)
    except Exception:  # noqa: BLE001 - whatever the driver raises when it can't connect
        logger.exception("the database doesn't answer")
        reason = "The database doesn't answer."
        return JSONResponse({"status": "not ready", "reason": reason}, 503, _UNKEPT)
    return JSONResponse({"status": "ready"}, headers=_UNKEPT)
