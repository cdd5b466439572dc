"""The transaction scripts as the tests call them, each in a unit of work of its own."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from db.database import Database
from db.writes.idempotency import IdempotencyKeys
from db.writes.unit_of_work import UnitOfWork
from domain.access import FULL_ACCESS
from domain.actor import Actor
from domain.closing import CloseRequest
from domain.idempotency import KeyedCall
from domain.lifecycle import OpportunityOutcome, OpportunityState, QuoteState
from domain.refusals import Refused
from server.demo import DEMO_USER
from services.closing import (
    CloseQuotesCommand,
    OpportunityWasClosed,
    QuotesWereClosed,
    close_opportunity,
    close_quotes,
)
from services.deleting import (
    OpportunityWasDeleted,
    QuoteWasDeleted,
    delete_opportunity,
    delete_quote,
)
from services.idempotency import Replayed, make_once
from services.master_data import Entity, RecordWasWritten, create_record, update_record
from services.opportunities import (
    CreateOpportunityCommand,
    OpportunityWasCreated,
    OpportunityWasUpdated,
    UpdateOpportunityCommand,
    create_opportunity,
    update_opportunity,
)
from services.quote_moves import (
    QuoteWasRevised,
    QuoteWasWon,
    WinQuoteCommand,
    activate_quote,
    revise_quote,
    win_quote,
)
from services.quoting import (
    CreateQuoteCommand,
    QuoteWasWritten,
    UpdateQuoteCommand,
    create_quote,
    update_quote,
)
from services.rates import RateCommand, RateWasSet, set_exchange_rate
from services.reopening import OpportunityIsOpen, reopen_opportunity
from services.settings import BusinessSettings
from services.status_reasons import create_status_reason
from services.wanted import Wanted

T = TypeVar("T")

ACTOR = Actor(DEMO_USER, "tests", access=FULL_ACCESS)
STOCK = BusinessSettings()
ReasonScript = Callable[[UnitOfWork, str, int | None], Awaitable[Any]]
"""Of the id of a status reason and the version that is expected of it."""


@dataclass(frozen=True, slots=True)
class Keyed:
    """A database in which a call is made under an idempotency key."""

    database: Database
    keys: IdempotencyKeys
    call: KeyedCall
    kind: Any
    """What a success of the call is."""


Target = Database | Keyed


async def act(
    target: Target, script: Callable[[UnitOfWork], Awaitable[T]], *, dry_run: bool = False
) -> T:
    """Run a script as ACTOR, or rehearse it; of a refusal, and of a replay, nothing remains."""

    def attempt(work: UnitOfWork) -> Awaitable[Any]:
        if isinstance(target, Keyed):
            return make_once(work, target.keys, target.call, script, target.kind)
        return script(work)

    async def transaction(work: UnitOfWork) -> Any:
        outcome = await (work.rehearse(attempt(work)) if dry_run else attempt(work))
        if isinstance(outcome, Refused | Replayed):
            work.discard()
        return outcome

    database = target.database if isinstance(target, Keyed) else target
    done: T = await database.transact(ACTOR, transaction)
    return done


async def closing_quotes(
    database: Target,
    opportunity_id: str,
    *,
    settings: BusinessSettings = STOCK,
    dry_run: bool = False,
    **given: Any,
) -> QuotesWereClosed | Refused:
    wanted = Wanted(opportunity_id, given.pop("expected_version", None))
    command = CloseQuotesCommand(**given)
    return await act(
        database, lambda work: close_quotes(work, settings, wanted, command), dry_run=dry_run
    )


async def closing(
    database: Target,
    opportunity_id: str,
    outcome: OpportunityOutcome = OpportunityOutcome.WON,
    *,
    close_open_quotes: bool = False,
    settings: BusinessSettings = STOCK,
    dry_run: bool = False,
    **given: Any,
) -> OpportunityWasClosed | Refused:
    wanted = Wanted(opportunity_id, given.pop("expected_version", None))
    request = CloseRequest(outcome, **given)

    async def script(work: UnitOfWork) -> OpportunityWasClosed | Refused:
        return await close_opportunity(
            work, settings, wanted, request, close_open_quotes=close_open_quotes
        )

    return await act(database, script, dry_run=dry_run)


async def reopening(
    database: Target, opportunity_id: str, *, dry_run: bool = False, **given: Any
) -> OpportunityIsOpen | Refused:
    return await act(
        database, lambda work: reopen_opportunity(work, opportunity_id, **given), dry_run=dry_run
    )


async def creating_opportunity(
    database: Target,
    command: CreateOpportunityCommand,
    *,
    settings: BusinessSettings = STOCK,
    dry_run: bool = False,
) -> OpportunityWasCreated | Refused:
    return await act(
        database, lambda work: create_opportunity(work, settings, command), dry_run=dry_run
    )


async def creating_quote(
    database: Target, command: CreateQuoteCommand, *, dry_run: bool = False
) -> QuoteWasWritten | Refused:
    return await act(database, lambda work: create_quote(work, command), dry_run=dry_run)


async def activating(
    database: Target,
    quote_id: str,
    expected_version: int | None = None,
    *,
    dry_run: bool = False,
) -> QuoteWasWritten | Refused:
    return await act(
        database, lambda work: activate_quote(work, quote_id, expected_version), dry_run=dry_run
    )


async def updating_opportunity(
    database: Target, opportunity_id: str, *, dry_run: bool = False, **given: Any
) -> OpportunityWasUpdated | Refused:
    command = UpdateOpportunityCommand(opportunity_id, **given)
    return await act(database, lambda work: update_opportunity(work, command), dry_run=dry_run)


async def updating_quote(
    database: Target, quote_id: str, *, dry_run: bool = False, **given: Any
) -> QuoteWasWritten | Refused:
    command = UpdateQuoteCommand(quote_id, **given)
    return await act(database, lambda work: update_quote(work, command), dry_run=dry_run)


async def revising(
    database: Target,
    quote_id: str,
    expected_version: int | None = None,
    *,
    settings: BusinessSettings = STOCK,
    dry_run: bool = False,
) -> QuoteWasRevised | Refused:
    return await act(
        database,
        lambda work: revise_quote(work, settings, quote_id, expected_version),
        dry_run=dry_run,
    )


async def creating(
    database: Target, entity: Entity, *, dry_run: bool = False, **given: Any
) -> RecordWasWritten | Refused:
    return await act(database, lambda work: create_record(work, entity, given), dry_run=dry_run)


async def updating(
    database: Target,
    entity: Entity,
    record_id: str,
    expected_version: int | None = None,
    *,
    dry_run: bool = False,
    **given: Any,
) -> RecordWasWritten | Refused:
    return await act(
        database,
        lambda work: update_record(work, entity, record_id, given, expected_version),
        dry_run=dry_run,
    )


async def setting_rate(
    database: Target,
    command: RateCommand,
    expected_version: int | None = None,
    *,
    base: str = STOCK.base_currency,
    dry_run: bool = False,
) -> RateWasSet | Refused:
    business = BusinessSettings(base_currency=base)
    return await act(
        database,
        lambda work: set_exchange_rate(work, business, command, expected_version),
        dry_run=dry_run,
    )


async def winning(
    database: Target,
    quote_id: str,
    *,
    settings: BusinessSettings = STOCK,
    dry_run: bool = False,
    **given: Any,
) -> QuoteWasWon | Refused:
    command = WinQuoteCommand(quote_id, **given)
    return await act(database, lambda work: win_quote(work, settings, command), dry_run=dry_run)


async def adding_reason(
    database: Target,
    code: str = "NO_BUDGET",
    state: OpportunityState | QuoteState = OpportunityState.LOST,
    *,
    dry_run: bool = False,
    **labels: Any,
) -> RecordWasWritten | Refused:
    return await act(
        database,
        lambda work: create_status_reason(work, state, code, {"label_en": "No budget"} | labels),
        dry_run=dry_run,
    )


async def changing_reason(
    database: Target,
    script: ReasonScript,
    reason_id: str,
    expected_version: int | None = None,
    *,
    dry_run: bool = False,
) -> Any:
    return await act(
        database, lambda work: script(work, reason_id, expected_version), dry_run=dry_run
    )


async def deleting_opportunity(
    database: Target,
    opportunity_id: str,
    expected_version: int | None = None,
    *,
    dry_run: bool = False,
) -> OpportunityWasDeleted | Refused:
    return await act(
        database,
        lambda work: delete_opportunity(work, opportunity_id, expected_version),
        dry_run=dry_run,
    )


async def deleting_quote(
    database: Target,
    quote_id: str,
    expected_version: int | None = None,
    *,
    dry_run: bool = False,
) -> QuoteWasDeleted | Refused:
    return await act(
        database, lambda work: delete_quote(work, quote_id, expected_version), dry_run=dry_run
    )
