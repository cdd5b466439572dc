"""Runs one operation, whatever transport it came by: its document, its limits, its answer."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple

import orjson
from graphql import GraphQLError, OperationType
from starlette.types import Receive
from strawberry.schema import Schema
from strawberry.types import ExecutionResult

from resolvers.answering import answer
from resolvers.asked import Asked, Refusal
from resolvers.asking import ask
from resolvers.context import Context
from resolvers.extensions import extensions
from resolvers.faults import FaultCode
from server.auditing.trail import AuditTrail
from server.errors import presentable
from server.limits.deadlines import Deadlines
from server.limits.rate_limits import READING_COST, RateLimiter, reading_cost
from server.limits.variables import VariableLimits
from server.limits.watching import PATIENCE, TimeUpError, Watch
from server.persisted import PersistedDocuments
from server.refusing import NO_HEADERS, Headers, RequestRefused
from server.request import GraphQLRequest

BAD_REQUEST: Final = 400
SERVER_FAULT: Final = 500
TIME_UP: Final = 503

_NOTHING_DONE: Final = "Nothing was changed."
_MAYBE_DONE: Final = (
    "It was being committed: send it again with the same idempotency key to learn what came of it."
)


class Reply(NamedTuple):
    """An answer as JSON, and how a transport shall say it."""

    body: bytes
    status: int = 200
    """The HTTP status where the client takes application/graphql-response+json."""
    everywhere: bool = False
    """Where it takes application/json, too; there the status is 200 else."""
    headers: Headers = NO_HEADERS
    is_executed: bool = True
    """It has `data`; else it is a request error."""
    codes: tuple[FaultCode, ...] = ()
    """Those of its errors."""

    @classmethod
    def of(cls, refused: RequestRefused) -> "Reply":
        """The reply to a request that can't be answered."""
        body = orjson.dumps({"errors": refused.errors})
        return cls(
            body,
            refused.status,
            refused.everywhere,
            refused.headers,
            is_executed=False,
            codes=(refused.code,),
        )

    @classmethod
    def of_fault(cls, fault: GraphQLError) -> "Reply":
        """The reply to a request that met a fault of ours."""
        body = orjson.dumps({"errors": [fault.formatted]})
        codes = (FaultCode.INTERNAL_SERVER_ERROR,)
        return cls(body, SERVER_FAULT, everywhere=True, is_executed=False, codes=codes)


@dataclass(frozen=True, slots=True)
class Runner:
    """What running an operation takes, shared by all requests."""

    schema: Schema
    documents: PersistedDocuments
    variables: VariableLimits
    limiter: RateLimiter
    timeout: float
    """Seconds that an operation has."""
    audit: AuditTrail
    discreet: bool = False
    """Whether errors say nothing of the schema, and repeat no values."""
    deadlines: Deadlines = field(default_factory=lambda: Deadlines(PATIENCE))
    """When the operations that run have to be over."""

    async def run(
        self,
        context: Context,
        request: GraphQLRequest,
        caller: str,
        receive: Receive | None = None,
        *,
        only_queries: bool = False,
    ) -> Reply:
        """The answer; RequestRefused if there is nothing to run, or the caller has nothing left.

        A query ends when the client leaves, as `receive` tells; a mutation doesn't.
        """
        # Again: while this one's body was awaited, the caller's others may have used up the rest.
        self.admit(caller)
        try:
            self.variables.check(request.variables)
            text = self.documents.text(request)
        except RequestRefused as refused:
            raise await self.charged(caller, refused) from None
        asked = ask(context, text, request.variables, request.operation_name)
        cost, read = _cost(asked, text)
        verdict = await self.limiter.take(caller, cost)
        if not verdict.allowed:
            too_much = verdict.refusal(cost)
            raise await self.charged(caller, too_much) if read else too_much
        if isinstance(asked, Refusal):
            return self._refusal(asked, context, verdict.headers)
        is_query = asked.operation.node.operation is OperationType.QUERY
        if only_queries and not is_query:
            message = "GET is for queries; send a mutation by POST."
            raise RequestRefused(405, message, headers={**verdict.headers, b"allow": b"POST"})
        try:
            with Watch(self.deadlines, self.timeout, receive if is_query else None):
                written = await answer(context, asked)
                if written is not None:
                    return Reply(written, headers=verdict.headers)
                return await self._execute(context, asked, request, verdict.headers)
        except TimeUpError:
            raise self._time_up(context, is_query=is_query) from None
        finally:
            if context.denied:
                self.audit.denied(context)

    def admit(self, caller: str) -> None:
        """RequestRefused if the caller has nothing left: nothing of the request need be read."""
        spent = self.limiter.spent(caller)
        if spent is not None:
            raise spent.refusal(READING_COST)

    async def charged(self, caller: str, refused: RequestRefused) -> RequestRefused:
        """The refusal of what isn't executed, once it is paid for: to read it was work."""
        verdict = await self.limiter.take(caller, READING_COST)
        if not verdict.allowed:
            return verdict.refusal(READING_COST)
        refused.headers = {**refused.headers, **verdict.headers}
        return refused

    async def _execute(
        self, context: Context, asked: Asked, request: GraphQLRequest, headers: Headers
    ) -> Reply:
        """The answer of graphql-core, which alone knows how to place errors."""
        result = await self.schema.execute(
            asked.document.text,
            request.variables,
            context,
            operation_name=request.operation_name,
        )
        assert isinstance(result, ExecutionResult)
        body: dict[str, Any] = {"data": result.data}
        codes: tuple[FaultCode, ...] = ()
        if result.errors:
            body["errors"] = self._formatted(result.errors, context)
            codes = _codes(body["errors"])
        if result.extensions:
            body["extensions"] = result.extensions
        return Reply(orjson.dumps(body), headers=headers, codes=codes)

    def _time_up(self, context: Context, *, is_query: bool) -> RequestRefused:
        message = (
            f"The operation took more than {self.timeout:g} seconds and was ended "
            "(CLINCH_OPERATION_TIMEOUT)."
        )
        if not is_query:
            message += f" {_MAYBE_DONE if context.commits.begun else _NOTHING_DONE}"
        return RequestRefused(TIME_UP, message, FaultCode.TIMEOUT)

    def _refusal(self, refusal: Refusal, context: Context, headers: Headers) -> Reply:
        body: dict[str, Any] = {"errors": self._formatted(refusal.errors, context)}
        if refusal.cost is not None:
            body["extensions"] = extensions(context)
        everywhere = refusal.code is FaultCode.BAD_REQUEST
        codes = _codes(body["errors"])
        return Reply(
            orjson.dumps(body), BAD_REQUEST, everywhere, headers, is_executed=False, codes=codes
        )

    def _formatted(self, errors: Iterable[GraphQLError], context: Context) -> list[Any]:
        return [
            presentable(each, context.locale, discreet=self.discreet).formatted for each in errors
        ]


def _cost(asked: Asked | Refusal, text: str) -> tuple[int, bool]:
    """What is taken off the rate limit, and whether the document was read for it."""
    if isinstance(asked, Refusal):
        return reading_cost(text), True
    if asked.is_new:
        return max(asked.cost, reading_cost(text)), True
    return asked.cost, False


def _codes(formatted: Iterable[Mapping[str, Any]]) -> tuple[FaultCode, ...]:
    return tuple(FaultCode(each["extensions"]["code"]) for each in formatted)
