"""closeQuotes, closeOpportunity, reopenOpportunity."""

from typing import Any, Final

from db.reads.criteria import Criterion, Json
from db.writes.unit_of_work import UnitOfWork
from domain.access import Right
from domain.closing import CloseRequest
from domain.refusals import Refused
from resolvers.mutations.change import Change, Mutation, given
from resolvers.sites import NOTHING, by_id, by_ids
from schema.closing import (
    CloseOpportunityInput,
    CloseOpportunityPayload,
    CloseQuotesInput,
    CloseQuotesPayload,
    ReopenOpportunityInput,
    ReopenOpportunityPayload,
)
from schema.closing_many import CloseOpportunitiesInput
from services import closing, reopening
from services.settings import BusinessSettings
from services.wanted import Wanted


def close_quotes(input: CloseQuotesInput, settings: BusinessSettings) -> Change[Any]:
    quote_ids = given(input.quote_ids)
    wanted = Wanted(input.opportunity_id, given(input.expected_version))
    command = closing.CloseQuotesCommand(
        None if quote_ids is None else tuple(quote_ids),
        null_quote_ids=input.quote_ids is None,
        status_reason_code=given(input.status_reason_code),
        closed_on=given(input.closed_on),
        description=given(input.description),
    )

    async def script(work: UnitOfWork) -> closing.QuotesWereClosed | Refused:
        return await closing.close_quotes(work, settings, wanted, command)

    def entities(done: closing.QuotesWereClosed) -> dict[str, Criterion]:
        return {
            "opportunity": by_id(done.opportunity_id),
            "closedQuotes": by_ids(("Quote",), list(done.quote_ids)),
        }

    return Change(script, entities, input.dry_run)


def close_opportunity(input: CloseOpportunityInput, settings: BusinessSettings) -> Change[Any]:
    wanted = Wanted(input.opportunity_id, given(input.expected_version))
    request = request_of(input)

    async def script(work: UnitOfWork) -> closing.OpportunityWasClosed | Refused:
        return await closing.close_opportunity(
            work,
            settings,
            wanted,
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


def request_of(input: CloseOpportunityInput | CloseOpportunitiesInput) -> CloseRequest:
    """How to close, one or many."""
    revenue = given(input.actual_revenue)
    return CloseRequest(
        outcome=input.outcome,
        status_reason_code=given(input.status_reason_code),
        actual_close_date=given(input.actual_close_date),
        actual_revenue=revenue.amount if revenue else None,
        currency=given(revenue.currency) if revenue else None,
        competitor_id=given(input.competitor_id),
        description=given(input.description),
    )


def reopen_opportunity(input: ReopenOpportunityInput, _settings: BusinessSettings) -> Change[Any]:
    async def script(work: UnitOfWork) -> reopening.OpportunityIsOpen | Refused:
        return await reopening.reopen_opportunity(
            work,
            input.opportunity_id,
            given(input.status_reason_code),
            given(input.expected_version),
        )

    def entities(done: reopening.OpportunityIsOpen) -> dict[str, Criterion]:
        return {
            "opportunity": by_id(done.opportunity_id),
            "close": by_id(done.close_id) if done.close_id else NOTHING,
            "wasOpen": Criterion(Json(), ("true" if done.was_open else "false",)),
        }

    return Change(script, entities, input.dry_run)


MUTATIONS: Final = (
    Mutation(
        "closeQuotes",
        close_quotes,
        CloseQuotesInput,
        CloseQuotesPayload,
        Right.WRITE_QUOTES,
        "Closes every active and draft quote of an opportunity, or the named "
        "ones, at once: all or nothing.",
    ),
    Mutation(
        "closeOpportunity",
        close_opportunity,
        CloseOpportunityInput,
        CloseOpportunityPayload,
        Right.CLOSE_OPPORTUNITIES,
        "Closes an opportunity as won or lost; refused while it has active quotes.",
    ),
    Mutation(
        "reopenOpportunity",
        reopen_opportunity,
        ReopenOpportunityInput,
        ReopenOpportunityPayload,
        Right.CLOSE_OPPORTUNITIES,
        "Opens a won or lost opportunity again. Its quotes stay closed, and the "
        "record of the close stays.",
    ),
)
