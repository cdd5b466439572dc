"""Answer a mutation: run its script in a unit of work, read the payload in the same transaction."""

from collections.abc import Awaitable, Mapping, Sequence
from typing import Any, NamedTuple

import orjson
from graphql.execution.collect_fields import FieldDetails, FieldDetailsList

from db.ids import kind_of
from db.reads.criteria import ByIds, Criterion
from db.reads.plan import Document, Plan, Records, Root
from db.writes.unit_of_work import UnitOfWork
from domain.access import Reach, missing_right
from domain.refusals import Refused
from resolvers.changes import MUTATIONS
from resolvers.context import ClinchInfo, Context
from resolvers.documents import Operation
from resolvers.idempotency import keyed_call
from resolvers.info import operation_of, raw_info
from resolvers.mutations.change import Change, refused
from resolvers.operations import ChangePlan, plan_change
from resolvers.payload_json import PayloadView, readings, with_values, write_payload
from resolvers.reading import fetch, finished
from resolvers.sites import NOTHING, still_there
from services.idempotency import Replayed, make_once


class Payload(NamedTuple):
    """A mutation's answer, and whether it is about a change that was made before."""

    json: bytes
    is_replay: bool = False
    refusals: tuple[str, ...] = ()
    """The codes of its errors."""
    missing_rights: frozenset[str] = frozenset()


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
    mutation = MUTATIONS[planned.name]
    what = mutation.change(given, application.settings)
    max_page = application.limits.page
    # Nothing is looked up for whoever may do it to no record at all.
    denied = missing_right(context.actor.access, mutation.right, Reach.OWN, ("input",))
    keyed = Refused((denied,)) if denied else keyed_call(context, planned.name, given)
    if isinstance(keyed, Refused):
        at_once = refused(keyed)
        context.refused(planned.name, at_once.codes, at_once.missing_rights)
        return Payload(write_payload(planned.selection, at_once, {}, context.locale))

    def criteria(entities: Mapping[str, Criterion]) -> list[Criterion]:
        brought = iter([entities.get(name, NOTHING) for _, name in planned.selection.brought])
        return [
            next(brought) if site is None else site.criterion(variables, max_page)
            for site in planned.sites
        ]

    def script(work: UnitOfWork) -> Awaitable[Any]:
        attempt = (
            what.script(work)
            if keyed is None
            else make_once(work, application.keys, keyed, what.script, what.outcome)
        )
        return work.rehearse(attempt) if what.dry_run else attempt

    async def transaction(work: UnitOfWork) -> Payload:
        outcome = await script(work)
        is_replay = isinstance(outcome, Replayed)
        if is_replay:
            outcome = outcome.outcome
        if is_replay or isinstance(outcome, Refused):
            work.discard()
        payload = what.payload(outcome)
        if payload is not None:
            read = await _read(context, work, planned, criteria({}), payload)
            json = write_payload(planned.selection, payload, read, context.locale)
        else:
            assert isinstance(what, Change)
            wanted = criteria(_entities(what, outcome, is_replay=is_replay))
            json = (await _fetch(context, work, planned.plan, wanted))[0] or b"null"
            if what.told and not is_replay and not what.dry_run:
                json = with_values(planned.selection, json, what.told)
        if payload is None:
            return Payload(json, is_replay)
        return Payload(json, is_replay, payload.codes, payload.missing_rights)

    answered = await application.database.transact(
        context.actor, transaction, context.commits, context.traffic
    )
    context.refused(planned.name, answered.refusals, answered.missing_rights)
    return answered


def _entities(what: Change[Any], outcome: Any, *, is_replay: bool) -> Mapping[str, Criterion]:
    """What the payload reads; of a change that was made before, as far as it can still be seen."""
    entities = what.entities(outcome)
    if not is_replay:
        return entities
    return {name: still_there(each) for name, each in entities.items()}


async def _fetch(
    context: Context, work: UnitOfWork, plan: Plan, criteria: Sequence[Criterion]
) -> Sequence[bytes | None]:
    statement = context.application.statements.get(plan, criteria, context.actor.access)
    answer = await fetch(context, work.read, statement, criteria, lambda: work.now)
    return [finished(context, plan, column) for column in answer]


async def _read(
    context: Context,
    work: UnitOfWork,
    planned: ChangePlan,
    criteria: list[Criterion],
    payload: PayloadView,
) -> Mapping[str, Sequence[Any]]:
    """The records that a payload carries, by one statement; none if none is selected.

    `criteria` are those of the document's own sites; the records get sites after them.
    """
    found: dict[str, Sequence[Any]] = {}
    parts: list[tuple[str, Root]] = []
    for reading in readings(planned.selection, payload):
        ids = reading.listed()
        if not ids:
            found[reading.name] = ()
            continue
        kinds = {kind_of(each) for each in ids}
        choices = tuple(choice for choice in reading.field.choices if choice[0] in kinds)
        parts.append((reading.name, Records(len(criteria), choices)))
        criteria.append(Criterion(ByIds(tuple(name for name, _ in choices)), (ids,)))
    if parts:
        reads = Plan((Document(tuple(parts)),), len(criteria), planned.plan.finishing)
        (answer,) = await _fetch(context, work, reads, criteria)
        found |= orjson.loads(answer or b"{}")
    return found
