"""Operations on behalf of any actor, as the server runs them once it knows who asks."""

from collections.abc import Callable
from typing import Any

import orjson

from db.database import Database
from db.traffic import Traffic
from db.writes.idempotency import IdempotencyKeys
from domain.actor import Actor
from resolvers.context import Application, Context
from resolvers.documents import Documents
from resolvers.limits import Limits
from resolvers.statements import Statements
from schema.messages import negotiate
from server.auditing.trail import AuditTrail
from server.limits.rate_limits import RateLimiter
from server.limits.variables import VariableLimits
from server.persisted import PersistedDocuments
from server.request import GraphQLRequest
from server.running import Runner
from server.schema import SCHEMA
from server.settings import Settings
from tests.conftest import NOW

Ask = Callable[..., Any]


def asking(database: Database, trail: AuditTrail | None = None) -> Ask:
    """A function of an actor and a document: the data that it is answered with."""
    documents = Documents(SCHEMA._schema, Limits(cost=1_000_000_000), introspection=False)
    application = Application(
        database,
        Settings().business,
        documents,
        Statements(database.dialect),
        IdempotencyKeys(database.dialect, lambda: NOW, 24, 5),
    )
    runner = Runner(
        SCHEMA,
        PersistedDocuments(0),
        VariableLimits(20, 10_000),
        RateLimiter(0),
        30,
        trail or AuditTrail(lambda: NOW),
    )

    async def ask(
        actor: Actor, document: str, traffic: Traffic | None = None, **variables: Any
    ) -> Any:
        context = Context(application, actor, negotiate("en"), traffic=traffic or Traffic())
        reply = await runner.run(context, GraphQLRequest(document, variables), "tests")
        answer = orjson.loads(reply.body)
        assert "errors" not in answer, answer["errors"]
        return answer["data"]

    return ask
