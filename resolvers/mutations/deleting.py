"""deleteOpportunity, deleteQuote."""

from typing import Any, Final

import orjson

from db.reads.criteria import Criterion, Json
from db.writes.unit_of_work import UnitOfWork
from domain.access import Right
from domain.refusals import Refused
from resolvers.mutations.change import Change, Mutation, given
from resolvers.sites import by_id
from schema.deleting import (
    DeleteOpportunityInput,
    DeleteOpportunityPayload,
    DeleteQuoteInput,
    DeleteQuotePayload,
)
from services import deleting
from services.settings import BusinessSettings


def delete_opportunity(input: DeleteOpportunityInput, _settings: BusinessSettings) -> Change[Any]:
    async def script(work: UnitOfWork) -> deleting.OpportunityWasDeleted | Refused:
        return await deleting.delete_opportunity(
            work, input.opportunity_id, given(input.expected_version)
        )

    def entities(done: deleting.OpportunityWasDeleted) -> dict[str, Criterion]:
        return {
            "deletedOpportunityId": _told(done.opportunity_id),
            "deletedQuoteIds": _told(done.quote_ids),
        }

    return Change(script, entities, input.dry_run)


def delete_quote(input: DeleteQuoteInput, _settings: BusinessSettings) -> Change[Any]:
    async def script(work: UnitOfWork) -> deleting.QuoteWasDeleted | Refused:
        return await deleting.delete_quote(work, input.quote_id, given(input.expected_version))

    def entities(done: deleting.QuoteWasDeleted) -> dict[str, Criterion]:
        return {
            "deletedQuoteId": _told(done.quote_id),
            "opportunity": by_id(done.opportunity_id),
        }

    return Change(script, entities, input.dry_run)


def _told(ids: str | tuple[str, ...]) -> Criterion:
    """Ids as they are: there is no record of them to read."""
    return Criterion(Json(), (orjson.dumps(ids).decode(),))


MUTATIONS: Final = (
    Mutation(
        "deleteOpportunity",
        delete_opportunity,
        DeleteOpportunityInput,
        DeleteOpportunityPayload,
        Right.WRITE_OPPORTUNITIES,
        "Deletes an opportunity of your own making, with its drafts, if nothing "
        "is lost by that: it was never closed, and all its quotes are drafts of "
        "your own.",
    ),
    Mutation(
        "deleteQuote",
        delete_quote,
        DeleteQuoteInput,
        DeleteQuotePayload,
        Right.WRITE_QUOTES,
        "Deletes a draft of your own making, with its lines. What it is a "
        "revision of stays as it is.",
    ),
)
