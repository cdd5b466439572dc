"""The mutations: input to command, script in a unit of work, outcome to payload."""

from typing import Annotated, TypeVar

import strawberry
from strawberry import UNSET

from db.criteria import Criterion, Json
from db.unit_of_work import UnitOfWork
from domain.closing import CloseRequest
from domain.refusals import Refused
from resolvers.context import ClinchInfo
from resolvers.reading import NOTHING, by_id, by_ids
from resolvers.writing import run
from schema.closing import (
    CloseOpportunityInput,
    CloseOpportunityPayload,
    CloseQuotesInput,
    CloseQuotesPayload,
    ReopenOpportunityInput,
    ReopenOpportunityPayload,
)
from schema.creating import (
    ActivateQuoteInput,
    ActivateQuotePayload,
    CreateOpportunityInput,
    CreateOpportunityPayload,
    CreateQuoteInput,
    CreateQuotePayload,
)
from services import closing, opportunities, quoting

T = TypeVar("T")
_WHAT = strawberry.argument(description="What to do, and to what.")


def given(value: T | None) -> T | None:
    """What the client gave; left out and null are the same."""
    return None if value is UNSET else value


@strawberry.type(
    description="What can be changed. The fields are nullable, so that a fault in one can't take "
    "the answer of another, already committed one."
)
class Mutation:
    """Each is one unit of work."""

    @strawberry.mutation(
        description="Closes every active and draft quote of an opportunity, or the named ones, at "
        "once: all or nothing."
    )
    async def close_quotes(
        self, info: ClinchInfo, input: Annotated[CloseQuotesInput, _WHAT]
    ) -> CloseQuotesPayload | None:
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
            return await closing.close_quotes(work, info.context.application.settings, command)

        def entities(done: closing.QuotesWereClosed) -> dict[str, Criterion]:
            return {
                "opportunity": by_id(done.opportunity_id),
                "closedQuotes": by_ids("Quote", done.quote_ids),
            }

        return await run(info, script, entities, dry_run=input.dry_run)

    @strawberry.mutation(
        description="Closes an opportunity as won or lost; refused while it has active quotes."
    )
    async def close_opportunity(
        self, info: ClinchInfo, input: Annotated[CloseOpportunityInput, _WHAT]
    ) -> CloseOpportunityPayload | None:
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
                info.context.application.settings,
                input.opportunity_id,
                request,
                close_open_quotes=input.close_open_quotes,
            )

        def entities(done: closing.OpportunityWasClosed) -> dict[str, Criterion]:
            return {
                "opportunity": by_id(done.opportunity_id),
                "close": by_id(done.close_id),
                "closedQuotes": by_ids("Quote", done.quote_ids),
            }

        return await run(info, script, entities, dry_run=input.dry_run)

    @strawberry.mutation(
        description="Opens a won or lost opportunity again. Its quotes stay closed, and the record "
        "of the close stays."
    )
    async def reopen_opportunity(
        self, info: ClinchInfo, input: Annotated[ReopenOpportunityInput, _WHAT]
    ) -> ReopenOpportunityPayload | None:
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

        return await run(info, script, entities, dry_run=input.dry_run)

    @strawberry.mutation(description="Creates an open opportunity.")
    async def create_opportunity(
        self, info: ClinchInfo, input: Annotated[CreateOpportunityInput, _WHAT]
    ) -> CreateOpportunityPayload | None:
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
            return await opportunities.create_opportunity(
                work, info.context.application.settings, command
            )

        def entities(done: opportunities.OpportunityWasCreated) -> dict[str, Criterion]:
            return {"opportunity": by_id(done.opportunity_id)}

        return await run(info, script, entities, dry_run=input.dry_run)

    @strawberry.mutation(description="Creates a draft quote on an open opportunity.")
    async def create_quote(
        self, info: ClinchInfo, input: Annotated[CreateQuoteInput, _WHAT]
    ) -> CreateQuotePayload | None:
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

        return await run(info, script, _quote, dry_run=input.dry_run)

    @strawberry.mutation(
        description="Activates a draft: from then on it keeps its opportunity from being closed."
    )
    async def activate_quote(
        self, info: ClinchInfo, input: Annotated[ActivateQuoteInput, _WHAT]
    ) -> ActivateQuotePayload | None:
        async def script(work: UnitOfWork) -> quoting.QuoteWasWritten | Refused:
            return await quoting.activate_quote(work, input.quote_id, given(input.expected_version))

        return await run(info, script, _quote, dry_run=input.dry_run)


def _quote(done: quoting.QuoteWasWritten) -> dict[str, Criterion]:
    return {"quote": by_id(done.quote_id)}
