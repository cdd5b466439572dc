"""Answer a mutation: run its script in a unit of work, read the payload in the same transaction."""

from collections.abc import Awaitable, Mapping, Sequence
from typing import Any, NamedTuple

import orjson
from graphql.execution.collect_fields import FieldDetails, FieldDetailsList

from db.ids import kind_of
from db.reads.criteria import ByIds, Criterion
from db.reads.plan import Document, Plan, Records, Root
from db.writes.unit_of_work import UnitOfWork
from domain.refusals import Refused
from resolvers.changes import CHANGES
from resolvers.context import ClinchInfo, Context
from resolvers.documents import Operation
from resolvers.error_json import write_error
from resolvers.error_view import ErrorView
from resolvers.idempotency import keyed_call
from resolvers.info import operation_of, raw_info
from resolvers.operations import ChangePlan, plan_change
from resolvers.reading import fetch, finished
from resolvers.refusals import view
from resolvers.selections import ErrorField
from resolvers.sites import NOTHING
from services.idempotency import Replayed, make_once


class Payload(NamedTuple):
    """A mutation's answer, and whether it is about a change that was made before."""

    json: bytes
    is_replay: bool = False


async def change(info: ClinchInfo, given: Any) -> Any:
    """A mutation's payload, for its input."""
    outcomes = info.context.outcomes
    if outcomes is None:
        nodes = [FieldDetails(node, None) for node in raw_info(info).field_nodes]
        key = str(info.path.key)
        planned = change_plan(info.context, operation_of(info), key, nodes, info.variable_values)
        payload = await run_change(info.context, planned, info.variable_values, given)
        if payload.is_replay:
            info.context.replays += (key,)
        return orjson.Fragment(payload.json)
    outcome = outcomes[str(info.path.key)]
    assert isinstance(outcome, Exception)
    raise outcome


def change_plan(
    context: Context,
    operation: Operation,
    key: str,
    nodes: FieldDetailsList,
    variables: dict[str, Any],
) -> ChangePlan:
    """The plan of this root field's payload for these variables, made at the first call."""
    variant = (key, *operation.variant(variables))
    planned: ChangePlan | None = operation.plans.get(variant)
    if planned is None:
        planned = plan_change(context.application.documents.schema, operation, nodes, variables)
        operation.plans.put(variant, planned)
    return planned


async def run_change(
    context: Context, planned: ChangePlan, variables: dict[str, Any], given: Any
) -> Payload:
    """The payload. It goes out after COMMIT only; of a refusal or a dry run nothing remains."""
    application = context.application
    what = CHANGES[planned.name](given, application.settings)
    max_page = application.max_page
    keyed = keyed_call(context, planned.name, given)
    if isinstance(keyed, Refused):
        return Payload(_refusal(context, planned, [view(each) for each in keyed.reasons], {}))

    def criteria(entities: Mapping[str, Criterion]) -> list[Criterion]:
        brought = iter([entities.get(name, NOTHING) for _, name in planned.selection.brought])
        return [
            next(brought) if site is None else site.criterion(variables, max_page)
            for site in planned.sites
        ]

    def script(work: UnitOfWork) -> Awaitable[Any]:
        if what.dry_run:
            return work.rehearse(what.script(work))
        if keyed is None:
            return what.script(work)
        return make_once(work, application.keys, keyed, what.script, what.outcome)

    async def transaction(work: UnitOfWork) -> Payload:
        outcome = await script(work)
        if isinstance(outcome, Refused):
            work.discard()
            errors = [view(reason) for reason in outcome.reasons]
            read = await _read_records(context, work, planned, criteria({}), errors)
            return Payload(_refusal(context, planned, errors, read))
        is_replay = isinstance(outcome, Replayed)
        if is_replay:
            work.discard()
            outcome = outcome.outcome
        wanted = criteria(what.entities(outcome))
        (payload,) = await _fetch(context, work, planned.plan, wanted)
        return Payload(payload or b"null", is_replay)

    return await application.database.transact(context.actor, transaction)


async def _fetch(
    context: Context, work: UnitOfWork, plan: Plan, criteria: Sequence[Criterion]
) -> Sequence[bytes | None]:
    statement = context.application.statements.get(plan, criteria)
    answer = await fetch(context, work.read, statement, plan, criteria)
    return [finished(context, plan, column) for column in answer]


def _refusal(
    context: Context,
    planned: ChangePlan,
    errors: Sequence[ErrorView],
    read: Mapping[str, Sequence[Any]],
) -> bytes:
    """The payload of a refused call: its entities null, every reason in `errors`."""
    fields_of = dict(planned.selection.errors)
    found = {name: iter(records) for name, records in read.items()}

    def written(key: str, error: ErrorView) -> dict[str, Any]:
        def records(field: ErrorField) -> Any:
            following = found[f"{key}.{error.type.__name__}.{field.key}"]
            wanted = error.records[field.name]
            if isinstance(wanted, str):
                return next(following)
            return [next(following) for _ in wanted]

        fields = fields_of[key][error.type.__name__]
        return write_error(error, fields, records, context.locale)

    return orjson.dumps(
        {
            key: [written(key, error) for error in errors]
            if key in fields_of
            else orjson.Fragment(json)
            for key, json in planned.selection.refusal
        }
    )


async def _read_records(
    context: Context,
    work: UnitOfWork,
    planned: ChangePlan,
    criteria: list[Criterion],
    errors: Sequence[ErrorView],
) -> Mapping[str, Sequence[Any]]:
    """The records that the errors carry, by one statement; none if none is selected.

    A field is read for all errors of its type together, in their order, so that the statement is
    the same however many there are. `criteria` are those of the document's own sites; the errors'
    records get sites after them.
    """
    parts: list[tuple[str, Root]] = []
    for key, by_type in planned.selection.errors:
        for kind, fields in by_type.items():
            carried = [error.records for error in errors if error.type.__name__ == kind]
            for field in fields:
                if not field.choices or not carried:
                    continue
                wanted = [records[field.name] for records in carried]
                ids = [each for ids in wanted for each in ([ids] if isinstance(ids, str) else ids)]
                kinds = {kind_of(each) for each in ids}
                choices = tuple(choice for choice in field.choices if choice[0] in kinds)
                parts.append((f"{key}.{kind}.{field.key}", Records(len(criteria), choices)))
                criteria.append(Criterion(ByIds(tuple(name for name, _ in choices)), (ids,)))
    if not parts:
        return {}
    reads = Plan((Document(tuple(parts)),), len(criteria), planned.plan.finishing)
    (answer,) = await _fetch(context, work, reads, criteria)
    found: Mapping[str, Sequence[Any]] = orjson.loads(answer or b"{}")
    return found
