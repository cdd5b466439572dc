"""The mutations: an input becomes a command and a script, its outcome what the payload reads."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final, Generic, TypeVar

from strawberry import UNSET

from db.criteria import Criterion, Json
from db.unit_of_work import UnitOfWork
from domain.closing import CloseRequest
from domain.refusals import Refused
from resolvers.sites import NOTHING, by_id, by_ids
from schema.closing import CloseOpportunityInput, CloseQuotesInput, ReopenOpportunityInput
from schema.creating import ActivateQuoteInput, CreateOpportunityInput, CreateQuoteInput
from services import closing, opportunities, quoting
from services.settings import BusinessSettings

T = TypeVar("T")
Outcome = TypeVar("Outcome")


@dataclass(frozen=True, slots=True)
class Change(Generic[Outcome]):
    """What a mutation does in a unit of work."""

    script: Callable[[UnitOfWork], Awaitable[Outcome | Refused]]
    entities: Callable[[Outcome], Mapping[str, Criterion]]
    """What each field of the payload reads of the outcome; what it leaves out is null."""
    dry_run: bool


def given(value: T | None) -> T | None:
    """What the client gave; left out and null are the same."""
    return None if value is UNSET else value


def _close_quotes(input: CloseQuotesInput, settings: BusinessSettings) -> Change[Any]:
    quote_ids = given(input.quote_ids)
    command = closing.CloseQuotesCommand(
        input.opportunity_id,
        None if quote_ids is None else tuple(quote_ids),
        null_quote_ids=input.quote_ids is None,
        status_reason_code=given(input.status_reason_code),
        closed_on=given(input.closed_on),
        description=given(input.description),
        expected_version=given(input.expected_version),
    )

    async def script(work: UnitOfWork) -> closing.QuotesWereClosed | Refused:
        return await closing.close_quotes(work, settings, command)

    def entities(done: closing.QuotesWereClosed) -> dict[str, Criterion]:
        return {
            "opportunity": by_id(done.opportunity_id),
            "closedQuotes": by_ids(("Quote",), list(done.quote_ids)),
        }

    return Change(script, entities, input.dry_run)


def _close_opportunity(input: CloseOpportunityInput, settings: BusinessSettings) -> Change[Any]:
    revenue = given(input.actual_revenue)
    request = CloseRequest(
        outcome=input.outcome,
        status_reason_code=given(input.status_reason_code),
        actual_close_date=given(input.actual_close_date),
        actual_revenue=revenue.amount if revenue else None,
        currency=given(revenue.currency) if revenue else None,
        competitor_id=given(input.competitor_id),
        description=given(input.description),
        expected_version=given(input.expected_version),
    )

    async def script(work: UnitOfWork) -> closing.OpportunityWasClosed | Refused:
        return await closing.close_opportunity(
            work,
            settings,
            input.opportunity_id,
            request,
            close_open_quotes=input.close_open_quotes,
        )

    def entities(done: closing.OpportunityWasClosed) -> dict[str, Criterion]:
        return {
            "opportunity": by_id(done.opportunity_id),
            "close": by_id(done.close_id),
            "closedQuotes": by_ids(("Quote",), list(done.quote_ids)),
        }

    return Change(script, entities, input.dry_run)


def _reopen_opportunity(input: ReopenOpportunityInput, _settings: BusinessSettings) -> Change[Any]:
    async def script(work: UnitOfWork) -> closing.OpportunityIsOpen | Refused:
        return await closing.reopen_opportunity(
            work,
            input.opportunity_id,
            given(input.status_reason_code),
            given(input.expected_version),
        )

    def entities(done: closing.OpportunityIsOpen) -> dict[str, Criterion]:
        return {
            "opportunity": by_id(done.opportunity_id),
            "close": by_id(done.close_id) if done.close_id else NOTHING,
            "wasOpen": Criterion(Json(), ("true" if done.was_open else "false",)),
        }

    return Change(script, entities, input.dry_run)


def _create_opportunity(input: CreateOpportunityInput, settings: BusinessSettings) -> Change[Any]:
    command = opportunities.CreateOpportunityCommand(
        name=input.name,
        currency=input.currency,
        account_id=given(input.account_id),
        owner_id=given(input.owner_id),
        description=given(input.description),
        estimated_revenue=given(input.estimated_revenue),
        estimated_close_date=given(input.estimated_close_date),
        started_on=given(input.started_on),
        probability=given(input.probability),
        rating=given(input.rating),
        stage=given(input.stage),
    )

    async def script(
        work: UnitOfWork,
    ) -> opportunities.OpportunityWasCreated | Refused:
        return await opportunities.create_opportunity(work, settings, command)

    def entities(done: opportunities.OpportunityWasCreated) -> dict[str, Criterion]:
        return {"opportunity": by_id(done.opportunity_id)}

    return Change(script, entities, input.dry_run)


def _create_quote(input: CreateQuoteInput, _settings: BusinessSettings) -> Change[Any]:
    command = quoting.CreateQuoteCommand(
        opportunity_id=input.opportunity_id,
        name=input.name,
        lines=tuple(
            quoting.LineCommand(
                line.name,
                line.quantity,
                line.unit_price,
                given(line.discount),
                given(line.tax),
            )
            for line in input.lines
        ),
        effective_from=given(input.effective_from),
        effective_to=given(input.effective_to),
        discount=given(input.discount),
        freight=given(input.freight),
    )

    async def script(work: UnitOfWork) -> quoting.QuoteWasWritten | Refused:
        return await quoting.create_quote(work, command)

    return Change(script, _quote, input.dry_run)


def _activate_quote(input: ActivateQuoteInput, _settings: BusinessSettings) -> Change[Any]:
    async def script(work: UnitOfWork) -> quoting.QuoteWasWritten | Refused:
        return await quoting.activate_quote(work, input.quote_id, given(input.expected_version))

    return Change(script, _quote, input.dry_run)


def _quote(done: quoting.QuoteWasWritten) -> dict[str, Criterion]:
    return {"quote": by_id(done.quote_id)}


CHANGES: Final[Mapping[str, Callable[[Any, BusinessSettings], Change[Any]]]] = {
    "closeQuotes": _close_quotes,
    "closeOpportunity": _close_opportunity,
    "reopenOpportunity": _reopen_opportunity,
    "createOpportunity": _create_opportunity,
    "createQuote": _create_quote,
    "activateQuote": _activate_quote,
}
"""What each mutation does with its input."""
