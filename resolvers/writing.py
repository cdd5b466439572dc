"""Answer a mutation: run its script in a unit of work, read the payload in the same transaction."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any, TypeVar

import orjson
from graphql import get_named_type
from orjson import Fragment

from db.criteria import ByIds, Criterion
from db.plan import Document, Plan, Records, Root
from db.unit_of_work import UnitOfWork
from domain.refusals import Refused
from resolvers.context import ClinchInfo
from resolvers.error_json import write_error
from resolvers.payloads import plan_payload
from resolvers.planner import Planner, Site, raw_info
from resolvers.reading import NOTHING, criteria_of, fetch
from resolvers.refusals import ErrorView, view
from resolvers.selections import ErrorField, PayloadSelection

Outcome = TypeVar("Outcome")
Script = Callable[[UnitOfWork], Awaitable[Outcome | Refused]]


async def run(
    info: ClinchInfo,
    script: Script[Outcome],
    entities: Callable[[Outcome], Mapping[str, Criterion]],
    *,
    dry_run: bool,
) -> Any:
    """The payload of a mutation.

    `entities` says of the script's outcome what each field of the payload reads; what it leaves
    out is null. The answer goes out after COMMIT only; of a refusal or a dry run nothing remains.
    """

    def make() -> tuple[PayloadSelection, Plan, tuple[Site, ...]]:
        planner = Planner.of(info)
        type_ = planner.type(get_named_type(raw_info(info).return_type).name)
        payload = plan_payload(planner, type_)
        return payload, planner.finished(payload.document), tuple(planner.sites)

    selection, plan, sites = info.context.application.plans.plan(info, make)

    async def transaction(work: UnitOfWork) -> bytes:
        outcome = await (work.rehearse(script(work)) if dry_run else script(work))
        if isinstance(outcome, Refused):
            work.discard()
            nothing = criteria_of(info, sites, lambda: NOTHING)
            errors = [view(reason) for reason in outcome.reasons]
            read = await _read_records(info, work, selection, plan, nothing, errors)
            return _refusal(info, selection, errors, read)
        wanted = entities(outcome)
        brought = iter([wanted.get(name, NOTHING) for _, name in selection.brought])
        criteria = criteria_of(info, sites, brought.__next__)
        return await fetch(info.context, work.reader, plan, criteria) or b"null"

    context = info.context
    return Fragment(await context.application.database.transact(context.actor, transaction))


def _refusal(
    info: ClinchInfo,
    selection: PayloadSelection,
    errors: Sequence[ErrorView],
    read: Mapping[str, Sequence[Any]],
) -> bytes:
    """The payload of a refused call: its entities null, every reason in `errors`."""
    fields_of = dict(selection.errors)
    found = {name: iter(records) for name, records in read.items()}

    def written(key: str, error: ErrorView) -> dict[str, Any]:
        def records(field: ErrorField) -> Any:
            following = found[f"{key}.{error.type.__name__}.{field.key}"]
            wanted = error.records[field.name]
            if isinstance(wanted, str):
                return next(following)
            return [next(following) for _ in wanted]

        fields = fields_of[key][error.type.__name__]
        return write_error(error, fields, records, info.context.locale)

    return orjson.dumps(
        {
            key: [written(key, error) for error in errors]
            if key in fields_of
            else orjson.Fragment(json)
            for key, json in selection.refusal
        }
    )


async def _read_records(
    info: ClinchInfo,
    work: UnitOfWork,
    selection: PayloadSelection,
    plan: Plan,
    criteria: list[Criterion],
    errors: Sequence[ErrorView],
) -> Mapping[str, Sequence[Any]]:
    """The records that the errors carry, by one statement; none if none is selected.

    A field is read for all errors of its type together, in their order, so that the statement is
    the same however many there are. `criteria` are those of the document's own sites; the errors'
    records get sites after them.
    """
    parts: list[tuple[str, Root]] = []
    for key, by_type in selection.errors:
        for kind, fields in by_type.items():
            carried = [error.records for error in errors if error.type.__name__ == kind]
            for field in fields:
                if field.entity is None or not carried:
                    continue
                choices: Any = ((field.entity, field.members),)
                parts.append((f"{key}.{kind}.{field.key}", Records(len(criteria), choices)))
                wanted = [records[field.name] for records in carried]
                ids = [each for ids in wanted for each in ([ids] if isinstance(ids, str) else ids)]
                criteria.append(Criterion(ByIds((field.entity,)), (ids,)))
    if not parts:
        return {}
    reads = Plan(Document(tuple(parts)), len(criteria), plan.finishing)
    answer = await fetch(info.context, work.reader, reads, criteria)
    found: Mapping[str, Sequence[Any]] = orjson.loads(answer or b"{}")
    return found
