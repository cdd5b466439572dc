"""Which opportunities a call means that is about many, and what became of each."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final, assert_never

from db.reads.criteria import And, Compare, Filter
from db.writes.facts import opportunities_that_match
from db.writes.unit_of_work import UnitOfWork
from domain.batch import MAX_BATCH, BatchPolicy, BatchStatus
from domain.closing import CloseRequest
from domain.inspection import Inspection
from domain.refusals import InvalidInput, Path, Problem, Refusal, Refused
from services.closing import (
    CloseQuotesCommand,
    OpportunityWasClosed,
    QuotesWereClosed,
    close_each,
    close_quotes_of_each,
)
from services.settings import BusinessSettings
from services.wanted import Wanted, Withheld

_IDS: Final[Path] = ("input", "ids")
_VERSIONS: Final[Path] = ("input", "expectedVersions")
_FILTER: Final[Path] = ("input", "filter")

Outcome = OpportunityWasClosed | QuotesWereClosed | Withheld | Refused


@dataclass(frozen=True, slots=True)
class Named:
    """Opportunities by their ids; `expected_versions` has one for each, None where any will do."""

    ids: tuple[str, ...]
    expected_versions: tuple[int | None, ...] | None = None


@dataclass(frozen=True, slots=True)
class Matching:
    """Those that a filter matches, whose values are these."""

    filter: Filter
    values: tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Item:
    """What became of one opportunity."""

    opportunity_id: str
    status: BatchStatus
    close_id: str | None = None
    quote_ids: tuple[str, ...] = ()
    path: Path = ()
    """Where the call names it, if it was refused."""
    reasons: tuple[Refusal, ...] = ()


@dataclass(frozen=True, slots=True)
class Batch:
    """What became of each, in the order of the call; by a filter, the oldest first."""

    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class BatchRefused(Refused):
    """Nothing was done: some were refused, and no other one was changed."""

    items: tuple[Item, ...]


async def close_opportunities(
    work: UnitOfWork,
    settings: BusinessSettings,
    chosen: Named | Matching,
    request: CloseRequest,
    policy: BatchPolicy,
    *,
    close_open_quotes: bool = False,
) -> Batch | Refused:
    """Close many opportunities alike, by the rule of one."""

    def script(wanted: Sequence[Wanted]) -> Awaitable[Sequence[Outcome]]:
        return close_each(
            work, settings, wanted, request, policy, close_open_quotes=close_open_quotes
        )

    return await _run(work, settings, chosen, script)


async def close_quotes_of_opportunities(
    work: UnitOfWork,
    settings: BusinessSettings,
    chosen: Named | Matching,
    command: CloseQuotesCommand,
    policy: BatchPolicy,
) -> Batch | Refused:
    """Close the active and draft quotes of many opportunities alike, by the rule of one."""

    def script(wanted: Sequence[Wanted]) -> Awaitable[Sequence[Outcome]]:
        return close_quotes_of_each(work, settings, wanted, command, policy)

    return await _run(work, settings, chosen, script)


async def _run(
    work: UnitOfWork,
    settings: BusinessSettings,
    chosen: Named | Matching,
    script: Callable[[Sequence[Wanted]], Awaitable[Sequence[Outcome]]],
) -> Batch | Refused:
    if isinstance(chosen, Named):
        wanted = _named(chosen)
    else:
        wanted = await _matching(work, settings, chosen)
    if isinstance(wanted, Refused):
        return wanted
    outcomes = await script(wanted)
    items = tuple(map(_item, wanted, outcomes))
    reasons = tuple(dict.fromkeys(reason for item in items for reason in item.reasons))
    if reasons and all(item.status is not BatchStatus.CLOSED for item in items):
        return BatchRefused(reasons, items)
    return Batch(items)


def _named(chosen: Named) -> Sequence[Wanted] | Refused:
    """Each with its place in the call."""
    ids, versions = chosen.ids, chosen.expected_versions
    inspection = Inspection()
    if len(ids) > MAX_BATCH:
        inspection.fault(_IDS, Problem.TOO_MANY, MAX_BATCH)
    first = {each: place for place, each in reversed([*enumerate(ids[:MAX_BATCH])])}
    for place, each in enumerate(ids[:MAX_BATCH]):
        if first[each] != place:
            inspection.fault((*_IDS, str(place)), Problem.TWICE)
    if versions is not None and len(versions) != len(ids):
        inspection.fault(_VERSIONS, Problem.NOT_AS_MANY)
    if inspection.findings:
        return Refused(tuple(inspection.findings))
    return [
        Wanted(each, version, (*_IDS, str(place)), (*_VERSIONS, str(place)))
        for place, (each, version) in enumerate(
            zip(ids, versions or (None,) * len(ids), strict=True)
        )
    ]


async def _matching(
    work: UnitOfWork, settings: BusinessSettings, chosen: Matching
) -> Sequence[Wanted] | Refused:
    """Those that match now, and still do when they are locked."""
    zone = settings.time_zone
    (found,) = await work.load(
        opportunities_that_match(
            chosen.filter,
            chosen.values,
            MAX_BATCH,
            today=work.today_before_the_lock(zone),
        )
    )
    if len(found) > MAX_BATCH:
        return Refused((InvalidInput(_FILTER, Problem.TOO_MANY_MATCH, str(MAX_BATCH)),))
    await work.lock_opportunities(found)
    among = Compare("id", "in", len(chosen.values))
    filter_, values = And((chosen.filter, among)), (*chosen.values, found)
    (still,) = await work.load(
        opportunities_that_match(filter_, values, MAX_BATCH, today=work.today(zone))
    )
    return [Wanted(each, path=_FILTER) for each in still]


def _item(wanted: Wanted, outcome: Outcome) -> Item:
    match outcome:
        case OpportunityWasClosed(identifier, close_id, quote_ids):
            return Item(identifier, BatchStatus.CLOSED, close_id, quote_ids)
        case QuotesWereClosed(identifier, quote_ids):
            status = BatchStatus.CLOSED if quote_ids else BatchStatus.UNCHANGED
            return Item(identifier, status, quote_ids=quote_ids)
        case Withheld(identifier):
            return Item(identifier, BatchStatus.UNCHANGED)
        case Refused(reasons):
            return Item(
                wanted.opportunity_id, BatchStatus.FAILED, path=wanted.path, reasons=reasons
            )
        case _:
            assert_never(outcome)
